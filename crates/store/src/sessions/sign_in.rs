//! Finding users when they sign in, and signed-in users by their credentials.

use crate::Store;
use crate::sessions::item::decode_session;
use crate::sessions::session::is_live;
use crate::table::batch::Consistency;
use crate::table::condition::Condition;
use crate::table::failure::failed;
use crate::table::item::{number, str_of, text};
use crate::table::keys::{self, Key};
use crate::users::item::{StoredUser, claimed_by};
use futures_util::FutureExt as _;
use roster_core::{
    Email, Error, Exact, Phone, ProjectId, Result, SecretHash, Session, SessionToken, Timestamp, Ulid, User, UserId,
};

/// A signed-in user, with the session.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The user.
    pub user: User,
    /// The session; `None` for a JWT that a server created without one.
    pub session: Option<Session>,
    pub(crate) cid: Ulid,
    epoch: u64,
}

impl SignedIn {
    /// The incarnation of the user: what is encrypted for them is bound to it.
    #[must_use]
    pub fn incarnation(&self) -> Ulid {
        self.cid
    }

    /// Whether the session lacks a second factor. Without a session, the caller has the JWT of a server, which has decided that
    /// they act as the user.
    #[must_use]
    pub fn lacks_factors(&self) -> bool {
        self.session.as_ref().is_some_and(|session| self.user.lacks_factors(session))
    }

    /// The epoch of the user's sessions when they were checked.
    #[must_use]
    pub fn epoch(&self) -> u64 {
        self.epoch
    }
}

/// A user who signs in, as read before the proof was checked. The session is created on the condition that the user is
/// still the same, so the user need not be read again.
#[derive(Debug, Clone)]
pub struct KnownUser(pub(crate) StoredUser);

impl KnownUser {
    /// The user.
    #[must_use]
    pub fn user(&self) -> &User {
        &self.0.user
    }

    /// The incarnation of the user: what is encrypted for them is bound to it.
    #[must_use]
    pub fn incarnation(&self) -> Ulid {
        self.0.cid
    }
}

impl Store {
    /// Finds the user with an email: two round trips, also for an unknown email, so that the time reveals nothing.
    ///
    /// # Errors
    /// Only those of every call.
    pub async fn find_by_email(&self, project: &ProjectId, email: &Email) -> Result<Option<User>> {
        Ok(self.find_to_sign_in(project, email).await?.map(|KnownUser(record)| record.user))
    }

    /// Finds the user with an email as [`Store::find_by_email`] does, to sign them in.
    ///
    /// # Errors
    /// Only those of every call.
    pub async fn find_to_sign_in(&self, project: &ProjectId, email: &Email) -> Result<Option<KnownUser>> {
        let found = self.find_claimer(project, &keys::email_claim(project, email)).await?;
        Ok(found.filter(|KnownUser(record)| record.user.email.as_ref() == Some(email)))
    }

    /// Finds the user with a phone as [`Store::find_to_sign_in`] does.
    ///
    /// # Errors
    /// Only those of every call.
    pub async fn find_by_phone(&self, project: &ProjectId, phone: &Phone) -> Result<Option<KnownUser>> {
        let found = self.find_claimer(project, &keys::phone_claim(project, phone)).await?;
        Ok(found.filter(|KnownUser(record)| record.user.phone.as_ref() == Some(phone)))
    }

    /// The user with the claim under this key: two round trips, also without a claim.
    async fn find_claimer(&self, project: &ProjectId, claim: &Key) -> Result<Option<KnownUser>> {
        let found = self.read_many(std::slice::from_ref(claim), Consistency::Strong).await?;
        let id = found.get(claim).and_then(claimed_by).unwrap_or_else(nobody);
        match self.read_user(project, &id).await {
            Ok(record) => Ok(Some(KnownUser(record))),
            Err(Error::UserNotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Finds the user of a session token: one read of two keys, and one more for large preferences or stored targets.
    /// Returns `None` when the session is not valid: unknown, ended, expired (to the second), of a former user with the
    /// same id, or with another secret.
    ///
    /// # Errors
    /// Only those of every call.
    pub async fn find_signed_in(
        &self,
        project: &ProjectId,
        token: &SessionToken,
        now: Timestamp,
    ) -> Result<Option<SignedIn>> {
        self.find_session(project, (&token.user, &token.session), Some(&token.hash()), now).await
    }

    /// Finds a valid session by its id, for a caller with a signed JWT.
    ///
    /// # Errors
    /// Only those of every call.
    pub async fn find_session_by_id(
        &self,
        project: &ProjectId,
        user: &UserId,
        session: &roster_core::SessionId,
        now: Timestamp,
    ) -> Result<Option<SignedIn>> {
        self.find_session(project, (user, session), None, now).await
    }

    /// Finds a user for a caller with a signed JWT that names no session. A user with another time of creation is
    /// another user with the same id.
    ///
    /// # Errors
    /// Only those of every call.
    pub async fn find_jwt_user(&self, project: &ProjectId, user: &UserId, born: Timestamp) -> Result<Option<SignedIn>> {
        match self.read_user(project, user).await {
            Ok(record) if record.user.created_at == born => Ok(Some(signed_in(record))),
            Ok(_) | Err(Error::UserNotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Finds the user to impersonate: by id, email or phone.
    ///
    /// # Errors
    /// [`Error::UserNotFound`].
    pub async fn find_named(&self, project: &ProjectId, name: &Exact) -> Result<SignedIn> {
        let claim = match name {
            Exact::Id(id) => return self.read_user(project, id).await.map(signed_in),
            Exact::Email(email) => keys::email_claim(project, email),
            Exact::Phone(phone) => keys::phone_claim(project, phone),
        };
        let found = self.read_many(std::slice::from_ref(&claim), Consistency::Strong).await?;
        let id = found.get(&claim).and_then(claimed_by).ok_or(Error::UserNotFound)?;
        self.read_user(project, &id).await.map(signed_in)
    }

    /// Records the time of access of a user, at most once a day (source: docs/reference/appwrite/users.md#last-access),
    /// and returns the user with it. When that fails, the next call records it; nothing is recorded for a user who was
    /// deleted in between.
    pub async fn note_access(&self, project: &ProjectId, signed_in: SignedIn, now: Timestamp) -> SignedIn {
        if !signed_in.user.is_access_due(now) {
            return signed_in;
        }
        let same = Condition::equal("cid", text(signed_in.cid.to_string()));
        let request = self.client.update_item().table_name(&self.table);
        let noted = request
            .set_key(Some(keys::user(project, &signed_in.user.id).attributes()))
            .update_expression("SET #ac = :ac")
            .set_condition_expression(same.expression())
            .set_expression_attribute_names(same.names(&["ac"]))
            .set_expression_attribute_values(same.values(&[(":ac", number(now.as_millis()))]))
            .send()
            .boxed()
            .await;
        match noted.map_err(failed("UpdateItem")) {
            Ok(_) => SignedIn { user: signed_in.user.with_access(now), ..signed_in },
            Err(failure) => {
                tracing::info!(cause = ?failure, "an access was not noted");
                signed_in
            }
        }
    }

    async fn find_session(
        &self,
        project: &ProjectId,
        (user, session): (&UserId, &roster_core::SessionId),
        secret: Option<&SecretHash>,
        now: Timestamp,
    ) -> Result<Option<SignedIn>> {
        let (user_key, session_key) = (keys::user(project, user), keys::session(project, user, session));
        let mut found = self.read_many(&[user_key.clone(), session_key.clone()], Consistency::Strong).await?;
        let (Some(user), Some(item)) = (found.remove(&user_key), found.remove(&session_key)) else { return Ok(None) };
        let mut record = StoredUser::from_item(user)?;
        let stored = SecretHash::from_stored(str_of(&item, "h").unwrap_or_default().to_owned());
        if !is_live(&item, &record, now) || secret.is_some_and(|secret| !secret.is(&stored)) {
            return Ok(None);
        }
        if record.has_parts() {
            record = self.read_user(project, &record.user.id).await?;
        }
        let session = decode_session(item, &record.user)?;
        Ok(Some(SignedIn { cid: record.cid, epoch: record.epoch, user: record.user, session: Some(session) }))
    }
}

fn signed_in(record: StoredUser) -> SignedIn {
    SignedIn { cid: record.cid, epoch: record.epoch, user: record.user, session: None }
}

/// The id of a user who does not exist: generated ids begin with the time, and nobody signed up in 1970.
pub(crate) fn nobody() -> UserId {
    UserId::generate(Timestamp::default(), 0)
}
