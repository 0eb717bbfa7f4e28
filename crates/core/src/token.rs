//! What a signed-in user holds: user, session and secret, as one text.

use crate::key::{SecretHash, hex};
use crate::{SessionId, UserId};
use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use serde::{Deserialize, Serialize};
use std::fmt;
use zeroize::Zeroizing;

/// Random bytes of a secret: 256 bits.
const SECRET_BYTES: usize = 32;
/// Longest token that is looked at, in bytes.
const MAX_LENGTH: usize = 512;

/// The token of a session: names the user and the session, so that checking it is one read of two keys, and holds the
/// secret, of which only the hash is stored. Wiped when dropped, never printed.
pub struct SessionToken {
    /// Whose session it is.
    pub user: UserId,
    /// Which session it is.
    pub session: SessionId,
    secret: Zeroizing<String>,
}

/// Appwrite's form of a token: base64 of this JSON (source: docs/reference/appwrite/requests.md#credentials). The secret is opaque
/// to callers; ours begins with the session.
#[derive(Serialize, Deserialize)]
struct Form<'a> {
    id: &'a str,
    secret: &'a str,
}

impl SessionToken {
    /// Makes the token of a new session.
    #[must_use]
    pub fn create(user: UserId, session: SessionId, random: [u8; SECRET_BYTES]) -> Self {
        Self { user, session, secret: Zeroizing::new(hex(&random)) }
    }

    /// Takes what a caller sent as its token; nothing comes back for what cannot be one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > MAX_LENGTH {
            return None;
        }
        let json = Zeroizing::new(BASE64.decode(text).ok()?);
        let form: Form<'_> = serde_json::from_slice(&json).ok()?;
        let (session, secret) = form.secret.rsplit_once('.')?;
        let (user, session) = (UserId::parse(form.id).ok()?, SessionId::parse(session).ok()?);
        Some(Self { user, session, secret: Zeroizing::new(secret.to_owned()) })
    }

    /// The token as callers hold it.
    #[must_use]
    pub fn reveal(&self) -> String {
        let secret = Zeroizing::new(format!("{}.{}", self.session, *self.secret));
        // A map of two texts is always JSON.
        let json = serde_json::to_vec(&Form { id: self.user.as_str(), secret: &secret }).unwrap_or_default();
        BASE64.encode(Zeroizing::new(json))
    }

    /// What is stored of the secret.
    #[must_use]
    pub fn hash(&self) -> SecretHash {
        SecretHash::of(&self.secret)
    }
}

impl fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionToken(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_back() {
        let token = SessionToken::create(UserId::parse("u.1").unwrap(), SessionId::parse("s.2").unwrap(), [7; 32]);
        let read = SessionToken::parse(&token.reveal()).unwrap();
        assert_eq!(
            (read.user, read.session, read.secret),
            (token.user.clone(), token.session.clone(), token.secret.clone())
        );
        assert_eq!(SessionToken::parse(&token.reveal()).unwrap().hash(), token.hash());
    }

    #[test]
    fn a_token_has_at_most_512_characters() {
        let of_length = |length: usize| {
            let form = r#"{"id":"u","secret":"s.x"}"#;
            let text = BASE64.encode(form.to_owned() + &" ".repeat(length / 4 * 3 - form.len()));
            (text.len(), SessionToken::parse(&text).is_some())
        };
        assert_eq!((of_length(512), of_length(516)), ((512, true), (516, false)));
    }

    #[test]
    fn what_is_no_token_is_none() {
        for bad in ["", "x", "e30=", "bnVsbA==", &"A".repeat(600), &BASE64.encode(r#"{"id":"u","secret":"nodot"}"#)] {
            assert!(SessionToken::parse(bad).is_none(), "{bad}");
        }
    }
}
