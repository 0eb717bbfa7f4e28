//! Creating a session: for a user who signs in, or by a server for a user.

use crate::app::App;
use crate::auth::caller::AuthedCaller;
use roster_core::{Client, Factor, Result, Session, SessionId, SessionToken, Timestamp, UserId};
use std::time::Duration;

/// The lifetime of a session: 365 days (source: docs/reference/appwrite/account.md#session-lifetime).
const LIFETIME: Duration = Duration::from_hours(365 * 24);

/// A session that is to begin, and the token that its user gets.
pub struct NewSession {
    /// The session.
    pub session: Session,
    /// Its token.
    pub token: SessionToken,
}

/// When a session ends that begins or is extended now. Whole seconds, in which the table stores the end of an item: the
/// value of now equals the value that is read later.
#[must_use]
pub fn end_of_session(now: Timestamp) -> Timestamp {
    Timestamp::from_secs(now.after(LIFETIME).as_secs())
}

impl App {
    /// A session of a user with this client in this country.
    ///
    /// # Errors
    /// When the system has no randomness.
    pub fn new_session(
        &self,
        caller: &AuthedCaller,
        user: &UserId,
        (provider, provider_uid): (&str, &str),
        client: Client,
        country_code: String,
    ) -> Result<NewSession> {
        let (now, id) = (self.now(), self.random()? as u64);
        let session = Session {
            id: SessionId::generate(now, id),
            user: user.clone(),
            provider: provider.to_owned(),
            provider_uid: provider_uid.to_owned(),
            ip: caller.ip().to_owned(),
            client,
            country_code,
            created_at: now,
            updated_at: now,
            expires_at: end_of_session(now),
            factors: Factor::of_provider(provider).into_iter().collect(),
            challenged_at: None,
        };
        let token = SessionToken::create(user.clone(), session.id.clone(), self.secret()?);
        Ok(NewSession { session, token })
    }
}
