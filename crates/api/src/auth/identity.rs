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
    /// Whether anyone may call the route: then the API key was not needed.
    pub(crate) is_open: bool,
}

impl CallerIdentity {
    /// Whether the caller is a server that may create sessions without the user's password: its API key has
    /// `users.write` or `sessions.write`. With any other key, signing a user in is checked and counted as without a
    /// key.
    pub(crate) fn may_make_sessions(&self) -> bool {
        let key = self.access.key.as_ref();
        key.is_some_and(|key| key.allows(&[Scope::UsersWrite, Scope::SessionsWrite]))
    }
}

/// The reason why a caller was rejected, and the project, if it exists: it says which web origins may read the reason.
#[derive(Clone)]
pub(crate) struct AuthRejection {
    pub(crate) refusal: Refusal,
    pub(crate) access: Option<Arc<Access>>,
    /// Whether every web page may read the reason: without a project, it is the same for all callers.
    pub(crate) is_public: bool,
}

impl AuthRejection {
    /// A rejection of a caller of this project.
    pub(crate) fn in_project(access: Arc<Access>, error: Error) -> Self {
        Self { refusal: error.into(), access: Some(access), is_public: false }
    }

    /// A rejection because the project does not exist.
    pub(crate) fn without_project(error: Error) -> Self {
        Self { refusal: error.into(), access: None, is_public: true }
    }
}

impl From<Error> for AuthRejection {
    fn from(error: Error) -> Self {
        Self { refusal: error.into(), access: None, is_public: false }
    }
}

impl From<AuthRejection> for Refusal {
    fn from(rejection: AuthRejection) -> Self {
        rejection.refusal
    }
}

/// The check of project, API key and session, finished or still running.
pub(crate) type PendingAuth = Shared<BoxFuture<'static, Result<Arc<CallerIdentity>, AuthRejection>>>;
