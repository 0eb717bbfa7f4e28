//! A caller of the matrix: the headers that it sends, and the states of its API key and of its user.

use serde_json::json;

use KeyState::{Expired, Unknown, Valid};
use UserState::{Blocked, Guest, InvalidJwt, LacksAFactor, SignedIn, SignedOut};

/// A second project, with an API key and a user of its own.
pub const OTHER_PROJECT: &str = "q";

/// The state of the API key of a caller.
#[derive(Debug, Clone)]
pub enum KeyState {
    None,
    /// Valid in this project, with these scopes.
    Valid(&'static str, Vec<&'static str>),
    /// A key of this project that has expired.
    Expired(&'static str),
    /// A key that does not exist: since 1.0 the answer differs from that without a key.
    Unknown,
    /// A key of a kind that projects do not have.
    OtherKind,
}

/// The state of the user of a caller.
#[derive(Debug, Clone, Copy)]
pub enum UserState {
    /// There is no user.
    Guest,
    /// A signed-in user of this project.
    SignedIn(&'static str),
    Blocked(&'static str),
    LacksAFactor(&'static str),
    /// The session has ended.
    SignedOut(&'static str),
    /// A JWT that is forged or expired.
    InvalidJwt,
}

/// A caller with its headers and the state of its credentials.
#[derive(Debug, Clone)]
pub struct Caller {
    pub name: String,
    pub headers: Vec<(&'static str, String)>,
    pub key: KeyState,
    pub user: UserState,
    /// Whether the user is authenticated by a JWT. In another project a JWT is invalid, and a session is ignored.
    has_jwt: bool,
    pub has_unknown_origin: bool,
    /// Tries to impersonate another user without the right.
    pub impersonates: bool,
}

impl Caller {
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            headers: Vec::new(),
            key: KeyState::None,
            user: Guest,
            has_jwt: false,
            has_unknown_origin: false,
            impersonates: false,
        }
    }

    pub fn key(mut self, secret: &str, key: KeyState) -> Self {
        self.headers.push(("x-appwrite-key", secret.to_owned()));
        Self { key, ..self }
    }

    pub fn session(mut self, header: &'static str, token: &str, user: UserState) -> Self {
        self.headers.push(match header {
            "cookie" => (header, format!("a_session_p={token}; a_session_q={token}")),
            "x-fallback-cookies" => (header, json!({ "a_session_p": token, "a_session_q": token }).to_string()),
            _ => (header, token.to_owned()),
        });
        Self { user, ..self }
    }

    pub fn jwt(mut self, token: &str, user: UserState) -> Self {
        self.headers.push(("x-appwrite-jwt", token.to_owned()));
        Self { user, has_jwt: true, ..self }
    }

    pub fn with_unknown_origin(mut self) -> Self {
        self.headers.push(("origin", "https://evil.example".to_owned()));
        Self { has_unknown_origin: true, ..self }
    }

    pub fn impersonating(mut self) -> Self {
        self.headers.push(("x-appwrite-impersonate-user-id", "bob".to_owned()));
        Self { impersonates: true, ..self }
    }

    /// The state of the API key in this project: a key of another project is unknown.
    pub fn key_in(&self, project: &str) -> &KeyState {
        match &self.key {
            Valid(own, _) | Expired(own) if *own != project => &Unknown,
            key => key,
        }
    }

    /// The state of the user in this project.
    pub fn user_in(&self, project: &str) -> UserState {
        match self.user {
            SignedIn(own) | Blocked(own) | LacksAFactor(own) | SignedOut(own) if own != project => {
                if self.has_jwt {
                    InvalidJwt
                } else {
                    Guest
                }
            }
            SignedOut(_) => Guest,
            user => user,
        }
    }
}
