//! Reading one user.

use crate::Store;
use crate::table::batch::Consistency;
use crate::table::failure::malformed;
use crate::table::item::{Item, str_of};
use crate::table::keys::{self, Key, SK, prefix};
use crate::table::query::Range;
use crate::users::item::{StoredPrefs, StoredUser, prefs_of};
use crate::users::target_item::target_of;
use roster_core::{Email, Error, Phone, ProjectId, Result, User, UserId};

/// How often a user is read again when preferences or targets were replaced between two pages of the read.
const TRIES: usize = 4;

impl Store {
    /// Reads a user: one round trip.
    ///
    /// # Errors
    /// [`Error::UserNotFound`], and those of every call: [`Error::Unavailable`], [`Error::Internal`].
    pub async fn get_user(&self, project: &ProjectId, id: &UserId) -> Result<User> {
        Ok(self.read_user(project, id).await?.user)
    }

    /// Reads a user with preferences and targets. The user and the separate items are the last items of the partition,
    /// so one query reads all, unless the leftovers of deleted users with this id make it longer than a page.
    pub(crate) async fn read_user(&self, project: &ProjectId, id: &UserId) -> Result<StoredUser> {
        let range = Range::of(keys::user_partition(project, id)).from(prefix::USER);
        for _ in 0..TRIES {
            let items = self.query_every(&range).await?;
            let (users, rest): (Vec<_>, Vec<_>) =
                items.into_iter().partition(|item| str_of(item, SK) == Some(prefix::USER));
            let record = users.into_iter().next().ok_or(Error::UserNotFound).and_then(StoredUser::from_item)?;
            if let Some(record) = with_parts(project, record, &rest)? {
                return Ok(record);
            }
        }
        Err(malformed("user: preferences or targets missing"))
    }

    /// Reads a user, and the claim on an email or phone that the user is to get: one round trip.
    pub(crate) async fn read_user_and_claim(
        &self,
        project: &ProjectId,
        id: &UserId,
        claim: &Key,
    ) -> Result<(StoredUser, Option<Item>)> {
        let user = keys::user(project, id);
        let mut found = self.read_many(&[user.clone(), claim.clone()], Consistency::Strong).await?;
        let record = found.remove(&user).ok_or(Error::UserNotFound).and_then(StoredUser::from_item)?;
        let holder = found.remove(claim);
        if record.has_parts() {
            return Ok((self.read_user(project, id).await?, holder));
        }
        Ok((record, holder))
    }

    /// Checks whether a new user could have this id, email and phone: one round trip, before a hash is computed.
    ///
    /// # Errors
    /// [`Error::UserAlreadyExists`] when another user has one of them.
    pub async fn ensure_free(
        &self,
        project: &ProjectId,
        id: &UserId,
        email: Option<&Email>,
        phone: Option<&Phone>,
    ) -> Result<()> {
        let email = email.map(|email| keys::email_claim(project, email));
        let phone = phone.map(|phone| keys::phone_claim(project, phone));
        let wanted: Vec<Key> = [Some(keys::user(project, id)), email, phone].into_iter().flatten().collect();
        let taken = self.read_many(&wanted, Consistency::Strong).await?;
        if taken.is_empty() { Ok(()) } else { Err(Error::UserAlreadyExists) }
    }
}

impl StoredUser {
    /// Whether the user has separate items: preferences or targets.
    pub(crate) fn has_parts(&self) -> bool {
        matches!(self.prefs, StoredPrefs::Spilled(_)) || !self.targets.is_empty()
    }

    /// The keys of the separate items.
    pub(crate) fn part_keys(&self, project: &ProjectId) -> impl Iterator<Item = Key> {
        self.spilled_prefs_key(project).into_iter().chain(self.target_keys(project))
    }

    fn target_keys(&self, project: &ProjectId) -> impl Iterator<Item = Key> {
        self.targets.iter().map(|target| keys::target(project, &self.user.id, self.cid, target))
    }

    /// Adds the separate items. Returns whether all of them were found; otherwise they were replaced meanwhile.
    pub(crate) fn fill<'a>(&mut self, project: &ProjectId, find: impl Fn(&Key) -> Option<&'a Item>) -> Result<bool> {
        if let Some(key) = self.spilled_prefs_key(project) {
            let Some(item) = find(&key) else { return Ok(false) };
            self.user.prefs = prefs_of(item)?;
        }
        let mut targets = Vec::with_capacity(self.targets.len());
        for key in self.target_keys(project) {
            let Some(item) = find(&key) else { return Ok(false) };
            targets.push(target_of(item)?);
        }
        self.user.targets = targets;
        Ok(true)
    }

    /// The key of the preferences when they have an item of their own.
    pub(crate) fn spilled_prefs_key(&self, project: &ProjectId) -> Option<Key> {
        match self.prefs {
            StoredPrefs::Inline(_) => None,
            StoredPrefs::Spilled(version) => Some(keys::spilled_prefs(project, &self.user.id, self.cid, version)),
        }
    }
}

/// The user with all separate items; `None` when one of them was replaced in between.
fn with_parts(project: &ProjectId, mut record: StoredUser, items: &[Item]) -> Result<Option<StoredUser>> {
    let found = record.fill(project, |key| items.iter().find(|item| str_of(item, SK) == Some(&key.sk)))?;
    Ok(found.then_some(record))
}
