//! Creating a session: for a user who signs in, or by a server for a user.

use crate::app::App;
use crate::auth::caller::AuthedCaller;
use roster_core::{Client, Factor, Result, Session, SessionId, SessionToken, UserId};

/// A session that is to begin, and the token that its user gets.
pub struct NewSession {
    /// The session.
    pub session: Session,
    /// Its token.
    pub token: SessionToken,
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
            expires_at: caller.end_of_session(now),
            factors: Factor::of_provider(provider).into_iter().collect(),
            challenged_at: None,
        };
        let token = SessionToken::create(user.clone(), session.id.clone(), self.secret()?);
        Ok(NewSession { session, token })
    }
}
