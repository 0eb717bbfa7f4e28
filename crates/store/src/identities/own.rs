//! The identities of one user, and changes of one identity.

use crate::Store;
use crate::identities::item::{IdentityRef, decode_identity, identity_item};
use crate::identities::writes::{as_read, delete_identity};
use crate::table::condition::Condition;
use crate::table::item::{str_of, text};
use crate::table::keys::{self, prefix};
use crate::table::query::Range;
use crate::table::transaction::{OnConditionFailed, TransactError};
use roster_core::{
    Change, Error, Event, Identity, IdentityId, ListIdentities, Listing, ProjectId, Result, SealedTokens, UserId,
};

impl Store {
    /// Lists the identities of a user: one round trip.
    ///
    /// # Errors
    /// [`Error::UserNotFound`]; [`Error::EntryCursorNotFound`], [`Error::OrderValueMissing`].
    pub async fn identities_of(
        &self,
        project: &ProjectId,
        user: &UserId,
        list: &ListIdentities,
    ) -> Result<Listing<Identity>> {
        let mut identities = self.every_identity_of(project, user).await?.ok_or(Error::UserNotFound)?;
        identities.retain(|identity| list.search.as_ref().is_none_or(|term| identity.is_found_by(term)));
        list.queries.ensure_near()?;
        let found = list.queries.apply(identities, "Identity", list.chance)?;
        Ok(Listing { total: if list.with_total { found.total } else { 0 }, ..found })
    }

    /// All identities of a user as they are, oldest first; `None` without the user.
    pub(crate) async fn every_identity_of(&self, project: &ProjectId, user: &UserId) -> Result<Option<Vec<Identity>>> {
        let range = Range::of(keys::user_partition(project, user)).beginning(prefix::IDENTITY);
        match tokio::try_join!(self.read_user(project, user), self.query_every(&range)) {
            Ok((record, items)) => {
                let identities = items.into_iter().map(decode_identity).collect::<Result<Vec<_>>>()?;
                Ok(Some(identities.into_iter().filter(|identity| identity.cid == record.cid).collect()))
            }
            Err(Error::UserNotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Replaces the tokens of an identity that was read: after the provider gave new ones for the old ones.
    ///
    /// # Errors
    /// [`Error::Contention`] when the identity has changed since it was read, or is gone: its tokens are newer.
    pub async fn refresh_identity(
        &self,
        project: &ProjectId,
        identity: &Identity,
        tokens: SealedTokens,
        change: &Change,
    ) -> Result<Identity> {
        let updated_at = change.at.max(identity.updated_at);
        let after = Identity { tokens, updated_at, version: change.id, ..identity.clone() };
        let same_user = Condition::equal("cid", text(identity.cid.to_string()));
        let refreshed = self
            .transaction(change.id, 0)
            .check(&keys::user(project, &identity.user), &same_user, OnConditionFailed::Stale)?
            .put_if(identity_item(project, &after)?, &as_read(identity), OnConditionFailed::Stale)?;
        match refreshed.run().await {
            Ok(()) => Ok(after),
            Err(TransactError::Stale) => Err(Error::Contention),
            Err(TransactError::Failed(error)) => Err(error),
        }
    }

    /// Deletes an identity, of this user if one is named. The account is free afterwards; sessions stay.
    ///
    /// # Errors
    /// [`Error::IdentityNotFound`], also for the identity of another user.
    pub async fn delete_identity(
        &self,
        project: &ProjectId,
        user: Option<&UserId>,
        id: &IdentityId,
        change: &Change,
    ) -> Result<()> {
        self.optimistic(change.id, |writes| async move {
            let found = match user {
                Some(user) => {
                    let own = self.every_identity_of(project, user).await?.unwrap_or_default();
                    own.into_iter().find(|identity| identity.id == *id)
                }
                None => self.find_identity(project, id).await?,
            };
            let identity = found.ok_or(Error::IdentityNotFound)?;
            let same_user = Condition::equal("cid", text(identity.cid.to_string()));
            let event = Event::DeleteIdentity(id.clone());
            let line = self.log_line(project, (&identity.user, identity.cid), &event, change)?;
            let writes = writes.check(
                &keys::user(project, &identity.user),
                &same_user,
                OnConditionFailed::Because(|| Error::IdentityNotFound),
            )?;
            delete_identity(writes, project, &identity)?.record(line)?.run().await?;
            Ok(())
        })
        .await
    }

    /// An identity by its id, of a user who exists. The index may miss one that was created in the last moment.
    pub(crate) async fn find_identity(&self, project: &ProjectId, id: &IdentityId) -> Result<Option<Identity>> {
        let list = Range::of_index(keys::identity_list_of(project, id)).between(id.as_str(), id.as_str());
        let listed = self.query(&list, None, Some(1)).await?.items.into_iter().next();
        let listed = listed.filter(|item| str_of(item, "id") == Some(id.as_str()));
        match listed.map(decode_identity).transpose()? {
            Some(identity) => self.read_identity(project, &IdentityRef::of(&identity)).await,
            None => Ok(None),
        }
    }
}
