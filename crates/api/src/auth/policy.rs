//! The policy of a route: the callers that it accepts.

use axum::http::Method;
use roster_core::{Email, Error, Result, Role, Scope, Timestamp};
use roster_store::{Access, SignedIn};

/// The callers that a route accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Policy {
    /// API keys with `users.read` or `users.write`.
    Users,
    /// As [`Policy::Users`], and API keys with `sessions.read` or `sessions.write`.
    Sessions,
    /// Everybody: for signing in.
    Anyone,
    /// Everybody, except API keys in 0.15: for signing up.
    SignUp,
    /// Everybody, also without a project: for what is the same in all of them.
    Public,
    /// As [`Policy::Public`], from every web origin, also with a form: for browsers that a provider sends back.
    Returning,
    /// Signed-in users.
    Account,
    /// Signed-in users, also while their session lacks a second factor: for presenting one, and for signing out (source:
    /// docs/reference/appwrite/mfa.md#when-a-session-is-rejected).
    HalfSignedIn,
    /// API keys with `teams.read` or `teams.write`, and signed-in users.
    Teams,
    /// API keys with `health.read`.
    Health,
}

impl Policy {
    /// The scopes of which a key needs one; errors of 0.15 name the first.
    pub(crate) fn scopes(self, method: &Method) -> &'static [Scope] {
        match (self, method.is_safe()) {
            (Self::Users, true) => &[Scope::UsersRead],
            (Self::Users, false) => &[Scope::UsersWrite],
            (Self::Sessions, true) => &[Scope::UsersRead, Scope::SessionsRead],
            (Self::Sessions, false) => &[Scope::UsersWrite, Scope::SessionsWrite],
            (Self::Anyone | Self::SignUp | Self::Public | Self::Returning | Self::Account | Self::HalfSignedIn, _) => {
                &[Scope::Account]
            }
            (Self::Health, _) => &[Scope::HealthRead],
            (Self::Teams, true) => &[Scope::TeamsRead],
            (Self::Teams, false) => &[Scope::TeamsWrite],
        }
    }

    /// Whether anybody may call the route, so that an API key is not needed.
    pub(crate) fn is_open(self) -> bool {
        matches!(self, Self::Anyone | Self::SignUp) || self.needs_no_project()
    }

    /// Whether the route may be called without a project.
    pub(crate) fn needs_no_project(self) -> bool {
        matches!(self, Self::Public | Self::Returning)
    }

    /// Whether the session of a request is looked up. Signing in does not need it, and must also work with the session
    /// of a blocked user.
    pub(crate) fn looks_for_sessions(self) -> bool {
        !self.is_open()
    }

    /// Accepts or rejects a caller. A session takes precedence over a key (source:
    /// docs/reference/appwrite/requests.md#project-and-key-errors). Since 1.0 the session of an impersonator has the
    /// scope `users.read` (source: docs/reference/appwrite/requests.md#impersonation).
    ///
    /// # Errors
    /// [`Error::UserBlocked`], [`Error::MoreFactorsRequired`], [`Error::KeyExpired`], [`Error::ScopeMissing`].
    pub(crate) fn admit(
        self,
        access: &Access,
        signed_in: Option<&SignedIn>,
        scopes: &'static [Scope],
        is_v1: bool,
        now: Timestamp,
    ) -> Result<()> {
        let missing = |role| Err(Error::ScopeMissing { role, scopes });
        if access.key.as_ref().is_some_and(|key| key.is_expired(now)) {
            return Err(Error::KeyExpired);
        }
        if self.is_open() {
            return Ok(());
        }
        if let Some(signed_in) = signed_in {
            let user = &signed_in.user;
            return match self {
                _ if !user.status => Err(Error::UserBlocked),
                Self::HalfSignedIn => Ok(()),
                _ if signed_in.lacks_factors() => Err(Error::MoreFactorsRequired),
                Self::Account | Self::Teams => Ok(()),
                _ if is_v1 && user.impersonator && scopes.contains(&Scope::UsersRead) => Ok(()),
                _ => missing(Role::Member(user.email.as_ref().map_or("", Email::as_str).to_owned())),
            };
        }
        match &access.key {
            None => missing(Role::Guest),
            Some(key) if !key.allows(scopes) => missing(Role::Application(key.project.clone())),
            Some(_) => Ok(()),
        }
    }
}
