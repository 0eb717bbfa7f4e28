//! The rules of the caller's project, at the places where they hold.

use crate::app::App;
use crate::auth::caller::AuthedCaller;
use roster_core::{AuthMethod, Email, Error, ProjectRules, Result, SessionId, Timestamp, UserId};

impl AuthedCaller {
    /// The rules of the caller's project.
    #[must_use]
    pub fn rules(&self) -> &ProjectRules {
        &self.project().rules
    }

    /// Accepts a method that the project has switched on. Servers that may create sessions are never asked (source:
    /// docs/reference/appwrite/settings.md#methods).
    ///
    /// # Errors
    /// [`Error::MethodDisabled`].
    pub fn ensure_method(&self, method: AuthMethod) -> Result<()> {
        if self.may_make_sessions() { Ok(()) } else { self.rules().ensure_method(method) }
    }

    /// Accepts an email that the project takes from people who sign up or change their email.
    ///
    /// # Errors
    /// [`Error::EmailDomainNotAllowed`].
    pub fn ensure_domain(&self, email: &Email) -> Result<()> {
        if self.may_make_sessions() { Ok(()) } else { self.rules().ensure_domain(email) }
    }

    /// When a session of the caller's project ends that begins or is extended now.
    #[must_use]
    pub fn end_of_session(&self, now: Timestamp) -> Timestamp {
        self.rules().end_of_session(now)
    }
}

impl App {
    /// Ends the oldest sessions of a user who has signed in, beyond the limit of the project. When that fails, the user is
    /// signed in nevertheless, and the next sign-in ends them.
    pub async fn end_oldest_sessions(&self, caller: &AuthedCaller, user: &UserId, newest: &SessionId) {
        let Some(limit) = caller.rules().session_limit else { return };
        let ended = async {
            let change = caller.change_of(user)?;
            self.store.end_oldest_sessions(caller.project_id(), user, (newest, limit), &change).await
        };
        if let Err(cause) = ended.await {
            tracing::warn!(?cause, "sessions beyond the limit stay until the next sign-in");
        }
    }

    /// Accepts a call that makes a user who is not known yet, in whatever way: by signing up, or by signing in for the first
    /// time. `email` is theirs, if they have one.
    ///
    /// The limit of users is checked here so that a full project answers at once; [`roster_store::Store::sign_up`] enforces it.
    /// A project without rules costs no call.
    ///
    /// # Errors
    /// [`Error::SignUpDisabled`], [`Error::EmailDomainNotAllowed`], [`Error::TooManyUsers`].
    pub async fn ensure_may_sign_up(&self, caller: &AuthedCaller, email: Option<&Email>) -> Result<()> {
        if !caller.rules().sign_up && !caller.may_make_sessions() {
            return Err(Error::SignUpDisabled);
        }
        self.ensure_may_be_added(caller, email).await
    }

    /// As [`App::ensure_may_sign_up`], for a user that an owner of a team invites: sign-up may be switched off.
    ///
    /// # Errors
    /// [`Error::EmailDomainNotAllowed`], [`Error::TooManyUsers`].
    pub async fn ensure_may_be_added(&self, caller: &AuthedCaller, email: Option<&Email>) -> Result<()> {
        email.map_or(Ok(()), |email| caller.ensure_domain(email))?;
        self.store.ensure_below_limit(caller.project()).await
    }
}
