//! Authenticators of users: at most one for each. The secret is encrypted by the caller; here it is only stored.

use crate::Store;
use crate::sessions::sign_in::SignedIn;
use crate::table::batch::Consistency;
use crate::table::condition::Condition;
use crate::table::failure::malformed;
use crate::table::item::{Item, decode, encode, number, text, ulid_text};
use crate::table::keys;
use crate::table::transaction::{OnConditionFailed, Transaction};
use crate::users::change::as_read;
use crate::users::item::StoredUser;
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use roster_core::{Change, Error, Event, Factor, ProjectId, Result, TotpStep, Ulid, User, UserId};
use serde::{Deserialize, Serialize};

/// The attribute with the encrypted secret.
const SEALED: &str = "s";
/// The attribute with the step of the last code that was accepted.
const LAST_STEP: &str = "ls";

#[derive(Serialize, Deserialize)]
struct AuthenticatorItem {
    #[serde(with = "ulid_text")]
    uc: Ulid,
    /// The change that wrote this version.
    #[serde(with = "ulid_text")]
    v: Ulid,
    /// Whether a code was accepted: before that, it is no factor of the user.
    ok: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ls: Option<u64>,
    ct: u64,
}

/// An authenticator of a user.
#[derive(Clone)]
pub struct Authenticator {
    /// The secret, as the caller encrypted it.
    pub sealed: Vec<u8>,
    /// Whether the user has shown a code of it.
    pub is_verified: bool,
    /// The step of the last code that was accepted.
    pub last_step: Option<TotpStep>,
    version: Ulid,
    created_at: u64,
}

/// A debug print does not show the encrypted secret.
impl std::fmt::Debug for Authenticator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Authenticator").field("is_verified", &self.is_verified).finish_non_exhaustive()
    }
}

impl Authenticator {
    pub(crate) fn from_item(mut item: Item) -> Result<Self> {
        let Some(AttributeValue::B(sealed)) = item.remove(SEALED) else { return Err(malformed("authenticator")) };
        let stored: AuthenticatorItem = decode("authenticator", item)?;
        Ok(Self {
            sealed: sealed.into_inner(),
            is_verified: stored.ok,
            last_step: stored.ls.map(TotpStep::from_number),
            version: stored.v,
            created_at: stored.ct,
        })
    }

    fn to_item(&self, project: &ProjectId, user: &UserId, cid: Ulid) -> Result<Item> {
        let attributes = AuthenticatorItem {
            uc: cid,
            v: self.version,
            ok: self.is_verified,
            ls: self.last_step.map(TotpStep::number),
            ct: self.created_at,
        };
        let mut item = encode(&keys::authenticator(project, user, cid), &attributes)?;
        item.insert(SEALED.to_owned(), AttributeValue::B(Blob::new(self.sealed.clone())));
        Ok(item)
    }

    /// The authenticator is unchanged since it was read.
    fn as_read(&self) -> Condition {
        Condition::equal("v", text(self.version.to_string()))
    }

    /// Remembers the step of a code, so that the code is not accepted again. Of two callers with the same code, one succeeds.
    pub(crate) fn use_up<'a>(
        &self,
        writes: Transaction<'a>,
        project: &ProjectId,
        (user, cid): (&UserId, Ulid),
        (step, change): (TotpStep, &Change),
    ) -> Result<Transaction<'a>> {
        let used = [(LAST_STEP, number(step.number())), ("v", text(change.id.to_string()))];
        let taken = OnConditionFailed::Because(|| Error::CodeInvalid);
        writes.set_if(&keys::authenticator(project, user, cid), &used, &self.as_read(), taken)
    }
}

impl Store {
    /// Stores a new authenticator of a user, in place of one that was never verified.
    ///
    /// # Errors
    /// [`Error::UserNotFound`] when the user was deleted meanwhile, [`Error::AuthenticatorVerified`].
    pub async fn create_authenticator(
        &self,
        project: &ProjectId,
        signed_in: &SignedIn,
        sealed: Vec<u8>,
        change: &Change,
    ) -> Result<()> {
        let (id, cid) = (&signed_in.user.id, signed_in.cid);
        let authenticator = Authenticator {
            sealed,
            is_verified: false,
            last_step: None,
            version: change.id,
            created_at: change.at.as_millis(),
        };
        let authenticator = &authenticator;
        self.optimistic(change.id, |writes| async move {
            let record = self.read_user(project, id).await?;
            ensure_same(&record, cid)?;
            if record.user.totp {
                return Err(Error::AuthenticatorVerified.into());
            }
            let line = self.log_line(project, (id, cid), &Event::UpdateAuthenticator, change)?;
            let made = writes
                .check(&keys::user(project, id), &as_read(&record), OnConditionFailed::Stale)?
                .put(authenticator.to_item(project, id, cid)?)?
                .record(line)?;
            made.run().await?;
            Ok(())
        })
        .await
    }

    /// Reads the authenticator of a user, verified or not: one round trip.
    ///
    /// # Errors
    /// [`Error::AuthenticatorNotFound`].
    pub async fn get_authenticator(&self, project: &ProjectId, signed_in: &SignedIn) -> Result<Authenticator> {
        let key = keys::authenticator(project, &signed_in.user.id, signed_in.cid);
        let mut found = self.read_many(std::slice::from_ref(&key), Consistency::Strong).await?;
        found.remove(&key).ok_or(Error::AuthenticatorNotFound).and_then(Authenticator::from_item)
    }

    /// Makes the authenticator a factor of the user, whose code of this step was accepted, and of the session of the call. Returns
    /// the user.
    ///
    /// # Errors
    /// [`Error::SessionNotFound`] without a session, or when it has ended; [`Error::CodeInvalid`] when the authenticator was
    /// replaced or deleted meanwhile, [`Error::AuthenticatorVerified`] when it was verified.
    pub async fn verify_authenticator(
        &self,
        project: &ProjectId,
        signed_in: &SignedIn,
        (authenticator, step): (&Authenticator, TotpStep),
        change: &Change,
    ) -> Result<User> {
        let session_id = &signed_in.session.as_ref().ok_or(Error::SessionNotFound)?.id;
        let verified =
            &Authenticator { is_verified: true, last_step: Some(step), version: change.id, ..authenticator.clone() };
        self.optimistic(change.id, |writes| async move {
            let (before, session) = self.read_with_session(project, signed_in, session_id, change).await?;
            if before.user.totp {
                return Err(Error::AuthenticatorVerified.into());
            }
            let user = before.user.clone().with_totp(true, change.at);
            let after = StoredUser { user, version: change.id, ..before.clone() };
            let with_factor = session.with([Factor::Totp], false, change);
            let replaced = OnConditionFailed::Because(|| Error::CodeInvalid);
            let event = &Event::UpdateAuthenticator;
            let writes = self.writes_of_change(writes, project, &before, after.clone(), event, change)?;
            session
                .write(writes, project, &before, &with_factor)?
                .put_if(verified.to_item(project, &after.user.id, after.cid)?, &authenticator.as_read(), replaced)?
                .run()
                .await?;
            Ok(after.user)
        })
        .await
    }

    /// Deletes the authenticator of a user, verified or not.
    ///
    /// # Errors
    /// [`Error::UserNotFound`], [`Error::AuthenticatorNotFound`].
    pub async fn delete_authenticator(&self, project: &ProjectId, user: &UserId, change: &Change) -> Result<()> {
        self.optimistic(change.id, |writes| async move {
            let before = self.read_user(project, user).await?;
            let key = keys::authenticator(project, user, before.cid);
            let mut found = self.read_many(std::slice::from_ref(&key), Consistency::Strong).await?;
            let authenticator = Authenticator::from_item(found.remove(&key).ok_or(Error::AuthenticatorNotFound)?)?;
            let writes = if before.user.totp {
                let user = before.user.clone().with_totp(false, change.at);
                let after = StoredUser { user, version: change.id, ..before.clone() };
                self.writes_of_change(writes, project, &before, after, &Event::UpdateAuthenticator, change)?
            } else {
                let line = self.log_line(project, (user, before.cid), &Event::UpdateAuthenticator, change)?;
                writes.check(&keys::user(project, user), &as_read(&before), OnConditionFailed::Stale)?.record(line)?
            };
            writes.delete_if(&key, &authenticator.as_read(), OnConditionFailed::Stale)?.run().await?;
            Ok(())
        })
        .await
    }
}

/// Whether the user is still the one who called: a new user may have the id of a deleted one.
///
/// # Errors
/// [`Error::UserNotFound`].
pub(crate) fn ensure_same(record: &StoredUser, cid: Ulid) -> Result<()> {
    if record.cid == cid { Ok(()) } else { Err(Error::UserNotFound) }
}
