//! What a route asks of its callers.

use axum::http::Method;
use roster_core::{Email, Error, Result, Role, Scope, Timestamp};
use roster_store::{Access, SignedIn};

/// What a route asks of its callers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Policy {
    /// A key with `users.read` or `users.write`.
    Users,
    /// As users; `sessions.read` or `sessions.write` will do as well.
    Sessions,
    /// Nothing: signing up and signing in.
    Anyone,
    /// To be signed in.
    Account,
    /// A key with `teams.read` or `teams.write`, or to be signed in.
    Teams,
    /// A key with `health.read`.
    Health,
}

impl Policy {
    /// The scopes of which any one will do; the first is the one that a refusal names.
    pub(crate) fn scopes(self, method: &Method) -> &'static [Scope] {
        match (self, method.is_safe()) {
            (Self::Users, true) => &[Scope::UsersRead],
            (Self::Users, false) => &[Scope::UsersWrite],
            (Self::Sessions, true) => &[Scope::UsersRead, Scope::SessionsRead],
            (Self::Sessions, false) => &[Scope::UsersWrite, Scope::SessionsWrite],
            (Self::Anyone | Self::Account, _) => &[Scope::Account],
            (Self::Health, _) => &[Scope::HealthRead],
            (Self::Teams, true) => &[Scope::TeamsRead],
            (Self::Teams, false) => &[Scope::TeamsWrite],
        }
    }

    /// Whether a session that is shown is looked up. Who signs in need not be signed out, nor be told that he is blocked.
    pub(crate) fn looks_for_sessions(self) -> bool {
        self != Self::Anyone
    }

    /// Lets a caller in, or says why not. A session goes before a key (source:
    /// docs/reference/appwrite/requests.md#project-and-key-errors).
    ///
    /// # Errors
    /// [`Error::UserBlocked`], [`Error::MoreFactorsRequired`], [`Error::KeyExpired`], [`Error::ScopeMissing`].
    pub(crate) fn admit(
        self,
        access: &Access,
        signed_in: Option<&SignedIn>,
        scopes: &'static [Scope],
        now: Timestamp,
    ) -> Result<()> {
        let missing = |role| Err(Error::ScopeMissing { role, scopes });
        if access.key.as_ref().is_some_and(|key| key.is_expired(now)) {
            return Err(Error::KeyExpired);
        }
        if self == Self::Anyone {
            return Ok(());
        }
        if let Some(SignedIn { user, .. }) = signed_in {
            return match self {
                _ if !user.status => Err(Error::UserBlocked),
                // A session here is made on one factor, and there is no challenge that would add another.
                _ if user.mfa && user.has_more_factors() => Err(Error::MoreFactorsRequired),
                Self::Account | Self::Teams => Ok(()),
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
