//! The result of checking a caller: an identity, or a rejection.

use crate::answers::view::Refusal;
use futures_util::future::{BoxFuture, Shared};
use roster_core::{Error, Result, Scope, UserId};
use roster_store::{Access, SignedIn};
use std::sync::Arc;

/// A caller that passed the check.
pub(crate) struct CallerIdentity {
    /// The project, and the API key if one was sent.
    pub(crate) access: Arc<Access>,
    /// The user who is signed in, where sessions count.
    pub(crate) signed_in: Option<SignedIn>,
    /// The user who acts as that user.
    pub(crate) impersonator: Option<UserId>,
    /// Whether anybody may call the route: then the API key has opened nothing.
    pub(crate) is_open: bool,
}

impl CallerIdentity {
    /// Whether the caller is a server that may create sessions anyway: its API key has `users.write` or `sessions.write`. With
    /// any other key it is no easier to sign a user in than without a key.
    pub(crate) fn may_make_sessions(&self) -> bool {
        let key = self.access.key.as_ref();
        key.is_some_and(|key| key.allows(&[Scope::UsersWrite, Scope::SessionsWrite]))
    }
}

/// Why a caller was rejected. The project, if it exists, says which web origins may read the reason.
#[derive(Clone)]
pub(crate) struct AuthRejection {
    pub(crate) refusal: Refusal,
    pub(crate) access: Option<Arc<Access>>,
}

impl From<Error> for AuthRejection {
    fn from(error: Error) -> Self {
        Self { refusal: error.into(), access: None }
    }
}

impl From<AuthRejection> for Refusal {
    fn from(rejection: AuthRejection) -> Self {
        rejection.refusal
    }
}

/// The check of project, API key and session, finished or still running.
pub(crate) type PendingAuth = Shared<BoxFuture<'static, Result<Arc<CallerIdentity>, AuthRejection>>>;
