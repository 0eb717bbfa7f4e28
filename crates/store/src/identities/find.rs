//! Finding whom an account at a provider signs in.

use crate::Store;
use crate::identities::item::{IdentityRef, decode_identity};
use crate::sessions::sign_in::{KnownUser, nobody};
use crate::table::batch::Consistency;
use crate::table::condition::Condition;
use crate::table::item::{Item, text};
use crate::table::keys::{self, Key};
use crate::users::item::{StoredUser, claimed_by};
use roster_core::{
    Email, Error, Found, Identity, Joining, ProjectId, Provider, ProviderAccount, ProviderUid, Result, Ulid, UserId,
    identity_context, join,
};

/// What an account at a provider leads to: the user who has it or its email, and what the next write needs.
#[derive(Debug, Clone)]
pub struct FoundAccount {
    /// The user, with all their identities.
    pub(crate) user: Option<FoundUser>,
    /// A claim on the account whose user or identity is gone: it counts as free.
    pub(crate) stale: Option<IdentityRef>,
}

#[derive(Debug, Clone)]
pub(crate) struct FoundUser {
    pub(crate) record: StoredUser,
    /// The identity that is the account; `None` if the user was found by the email.
    pub(crate) identity: Option<Identity>,
    /// How many identities the user has.
    pub(crate) identities: usize,
}

impl FoundAccount {
    /// The user, if there is one.
    #[must_use]
    pub fn user(&self) -> Option<KnownUser> {
        self.user.as_ref().map(|found| KnownUser(found.record.clone()))
    }

    /// The identity that is the account, if it is known.
    #[must_use]
    pub fn identity(&self) -> Option<&Identity> {
        self.user.as_ref()?.identity.as_ref()
    }

    /// Decides what a sign-in with the account does.
    ///
    /// # Errors
    /// Those of [`roster_core::join`].
    pub fn join(&self, account: &ProviderAccount) -> Result<Joining> {
        join(account, self.found())
    }

    /// What the tokens of the account are bound to when they are encrypted; `None` if the user does not exist yet. The new user of
    /// a sign-up has the id of its change as incarnation.
    #[must_use]
    pub fn context(&self, project: &ProjectId, account: &ProviderAccount) -> Option<String> {
        let record = &self.user.as_ref()?.record;
        Some(identity_context(project, (&record.user.id, record.cid), (account.provider, &account.uid)))
    }

    pub(crate) fn found(&self) -> Found<'_> {
        match &self.user {
            None => Found::Nothing,
            Some(FoundUser { record, identity: Some(_), .. }) => Found::Account(&record.user),
            Some(FoundUser { record, identities, .. }) => Found::Email { user: &record.user, identities: *identities },
        }
    }

    /// The condition under which the account can be claimed.
    pub(crate) fn claimable(&self) -> Condition {
        match &self.stale {
            None => Condition::absent(),
            Some(stale) => {
                Condition::equal("cid", text(stale.cid.to_string())).and_equal("id", text(stale.id.as_str()))
            }
        }
    }
}

impl Store {
    /// Finds the user who has an account at a provider, or else the one who has its email: two round trips, whatever is found.
    ///
    /// # Errors
    /// Only those of every call.
    pub async fn find_account(&self, project: &ProjectId, account: &ProviderAccount) -> Result<FoundAccount> {
        let claim = keys::identity_claim(project, account.provider, &account.uid);
        let email = account.email.as_ref().map(|email| keys::email_claim(project, email));
        let wanted: Vec<Key> = [Some(claim.clone()), email.clone()].into_iter().flatten().collect();
        let found = self.read_many(&wanted, Consistency::Strong).await?;
        let by_email = email.and_then(|key| found.get(&key).cloned());
        let mut stale = None;
        if let Some(item) = found.get(&claim) {
            let held = IdentityRef::from_item(item)?;
            match self.read_with_identities(project, &held.user, held.cid).await? {
                Some((record, identities)) if identities.iter().any(|identity| identity.id == held.id) => {
                    let count = identities.len();
                    let identity = identities.into_iter().find(|identity| identity.id == held.id);
                    return Ok(FoundAccount {
                        user: Some(FoundUser { record, identity, identities: count }),
                        stale: None,
                    });
                }
                _ => stale = Some(held),
            }
        }
        let user = self.find_of_email(project, account.email.as_ref(), by_email.as_ref()).await?;
        Ok(FoundAccount { user, stale })
    }

    /// The user whom the claim on an email names. Reads the same without a claim, so that the time reveals nothing.
    async fn find_of_email(
        &self,
        project: &ProjectId,
        email: Option<&Email>,
        claim: Option<&Item>,
    ) -> Result<Option<FoundUser>> {
        let id = claim.and_then(claimed_by).unwrap_or_else(nobody);
        let cid = claim.and_then(|claim| crate::table::item::ulid_of(claim, "cid")).unwrap_or_default();
        let found = self.read_with_identities(project, &id, cid).await?;
        let found = found.filter(|(record, _)| email.is_some() && record.user.email.as_ref() == email);
        Ok(found.map(|(record, identities)| FoundUser { record, identity: None, identities: identities.len() }))
    }

    /// The user of this incarnation, and their identities, oldest first: one round trip.
    pub(crate) async fn read_with_identities(
        &self,
        project: &ProjectId,
        user: &UserId,
        cid: Ulid,
    ) -> Result<Option<(StoredUser, Vec<Identity>)>> {
        let identities = keys::identities_of(project, user, cid);
        let read = tokio::try_join!(self.read_user(project, user), self.query_every(&identities));
        match read {
            Ok((record, items)) if record.cid == cid => {
                let identities = items.into_iter().map(decode_identity).collect::<Result<Vec<_>>>()?;
                Ok(Some((record, identities)))
            }
            Ok(_) | Err(Error::UserNotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The identity that is this account, of a user who exists: for the tokens of a session. Two round trips.
    ///
    /// # Errors
    /// Only those of every call.
    pub async fn identity_of_account(
        &self,
        project: &ProjectId,
        provider: Provider,
        uid: &ProviderUid,
    ) -> Result<Option<Identity>> {
        let claim = keys::identity_claim(project, provider, uid);
        let found = self.read_many(std::slice::from_ref(&claim), Consistency::Strong).await?;
        let Some(held) = found.get(&claim).map(IdentityRef::from_item).transpose()? else { return Ok(None) };
        self.read_identity(project, &held).await
    }

    /// An identity of a user who exists.
    pub(crate) async fn read_identity(&self, project: &ProjectId, held: &IdentityRef) -> Result<Option<Identity>> {
        let (user_key, key) = (keys::user(project, &held.user), held.key(project));
        let mut found = self.read_many(&[user_key.clone(), key.clone()], Consistency::Strong).await?;
        let is_live = found.get(&user_key).and_then(|user| crate::table::item::ulid_of(user, "cid")) == Some(held.cid);
        found.remove(&key).filter(|_| is_live).map(decode_identity).transpose()
    }
}
