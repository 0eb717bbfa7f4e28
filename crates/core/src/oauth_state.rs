//! What a sign-in with a provider remembers from its beginning to its end.

use crate::{Provider, SecretHash, SessionId, Timestamp, Ulid, UserId};

/// What a sign-in with a provider ends with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OAuthForm {
    /// A session, with its cookies.
    Cookie,
    /// A token, with which the client creates a session.
    Token,
}

/// The user for whom an account at a provider is linked: who was signed in when it began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Linking {
    /// The user.
    pub user: UserId,
    /// Their incarnation.
    pub cid: Ulid,
    /// Their session; `None` if a server acted for them.
    pub session: Option<SessionId>,
}

/// What is remembered while somebody is at a provider. It is stored under the hash of the state, and taken once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OAuthState {
    /// The provider.
    pub provider: Provider,
    /// Where the browser goes afterwards, if the caller said so.
    pub success: Option<String>,
    /// Where the browser goes after a failure, if the caller said so.
    pub failure: Option<String>,
    /// What it ends with.
    pub form: OAuthForm,
    /// The hash of the cookie of the browser in which it began; `None` when a server began it.
    pub browser: Option<SecretHash>,
    /// Who was signed in, if somebody was.
    pub linking: Option<Linking>,
    /// The scopes that were requested of the provider, beside its own.
    pub scopes: Vec<String>,
    /// The last second in which it can be taken.
    pub expires_at: Timestamp,
}
