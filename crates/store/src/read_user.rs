//! Reading one user.

use crate::Store;
use crate::batch::Consistency;
use crate::failure::malformed;
use crate::item::{Item, str_of};
use crate::keys::{self, Key, SK, prefix};
use crate::query::Range;
use crate::user_item::{Record, StoredPrefs, prefs_of};
use roster_core::{Email, Error, Phone, ProjectId, Result, User, UserId};

/// How often a user is read again whose preferences were replaced between two pages of the read.
const TRIES: usize = 4;

impl Store {
    /// Reads a user: one round trip.
    ///
    /// # Errors
    /// [`Error::UserNotFound`], and those of every call: [`Error::Unavailable`], [`Error::Internal`].
    pub async fn get_user(&self, project: &ProjectId, id: &UserId) -> Result<User> {
        Ok(self.read_user(project, id).await?.user)
    }

    /// Reads a user with its preferences. The user and its spilled preferences are the last items of its partition, so one
    /// query brings both.
    pub(crate) async fn read_user(&self, project: &ProjectId, id: &UserId) -> Result<Record> {
        let range = Range::of(keys::user_partition(project, id)).from(prefix::USER);
        for _ in 0..TRIES {
            let items = self.query(&range, None, None).await?.items;
            let (users, rest): (Vec<_>, Vec<_>) =
                items.into_iter().partition(|item| str_of(item, SK) == Some(prefix::USER));
            let record = users.into_iter().next().ok_or(Error::UserNotFound).and_then(Record::from_item)?;
            if let Some(record) = with_spilled_prefs(project, record, rest)? {
                return Ok(record);
            }
        }
        Err(malformed("user: preferences missing"))
    }

    /// Reads a user, and whoever holds an address or number that the user is to have: one round trip.
    pub(crate) async fn read_user_and_claim(
        &self,
        project: &ProjectId,
        id: &UserId,
        claim: &Key,
    ) -> Result<(Record, Option<Item>)> {
        let user = keys::user(project, id);
        let mut found = self.read_many(&[user.clone(), claim.clone()], Consistency::Strong).await?;
        let record = found.remove(&user).ok_or(Error::UserNotFound).and_then(Record::from_item)?;
        let holder = found.remove(claim);
        if record.prefs_are_spilled() {
            return Ok((self.read_user(project, id).await?, holder));
        }
        Ok((record, holder))
    }

    /// Answers whether a new user could have this id, address and number: one round trip, before a hash is computed.
    ///
    /// # Errors
    /// [`Error::UserAlreadyExists`] when one of them is taken.
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

impl Record {
    pub(crate) fn prefs_are_spilled(&self) -> bool {
        matches!(self.prefs, StoredPrefs::Spilled(_))
    }

    /// Where the preferences lie when they have an item of their own.
    pub(crate) fn spilled_prefs_key(&self, project: &ProjectId) -> Option<Key> {
        match self.prefs {
            StoredPrefs::Inline(_) => None,
            StoredPrefs::Spilled(version) => Some(keys::spilled_prefs(project, &self.user.id, self.cid, version)),
        }
    }
}

/// The user with its preferences; nothing when they were replaced between the two.
fn with_spilled_prefs(project: &ProjectId, mut record: Record, items: Vec<Item>) -> Result<Option<Record>> {
    let Some(key) = record.spilled_prefs_key(project) else { return Ok(Some(record)) };
    let Some(item) = items.into_iter().find(|item| str_of(item, SK) == Some(&key.sk)) else { return Ok(None) };
    record.user.prefs = prefs_of(&item)?;
    Ok(Some(record))
}
