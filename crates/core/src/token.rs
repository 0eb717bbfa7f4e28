//! Session tokens: user, session and secret, as one text.

use crate::hex::hex;
use crate::key::SecretHash;
use crate::secret::Secret;
use crate::{SessionId, UserId};
use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use serde::{Deserialize, Serialize};
use std::fmt;
use zeroize::Zeroizing;

/// Random bytes of a secret: 256 bits.
const SECRET_BYTES: usize = 32;
/// Longest token that is parsed, in bytes.
const MAX_LENGTH: usize = 512;

/// The token of a session. It has the ids of the user and of the session, so that one read of two table keys is enough
/// to check it, and the secret, of which only the hash is stored. The secret is wiped when dropped and never printed.
pub struct SessionToken {
    /// The user whose session it is.
    pub user: UserId,
    /// The session.
    pub session: SessionId,
    secret: Secret,
}

/// Appwrite's form of a token: base64 of this JSON (source: docs/reference/appwrite/requests.md#credentials). The
/// secret is opaque to callers; ours begins with the session id.
#[derive(Serialize, Deserialize)]
struct Form<'a> {
    id: &'a str,
    secret: &'a str,
}

impl SessionToken {
    /// Creates the token of a new session.
    #[must_use]
    pub fn create(user: UserId, session: SessionId, random: [u8; SECRET_BYTES]) -> Self {
        Self { user, session, secret: Secret::new(hex(&random)) }
    }

    /// Parses the token that a caller sent; `None` for a text that cannot be a token.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > MAX_LENGTH {
            return None;
        }
        let json = Zeroizing::new(BASE64.decode(text).ok()?);
        let form: Form<'_> = serde_json::from_slice(&json).ok()?;
        let (session, secret) = form.secret.rsplit_once('.')?;
        let (user, session) = (UserId::parse(form.id).ok()?, SessionId::parse(session).ok()?);
        Some(Self { user, session, secret: Secret::new(secret.to_owned()) })
    }

    /// The token as callers receive it.
    #[must_use]
    pub fn reveal(&self) -> String {
        let secret = Zeroizing::new(format!("{}.{}", self.session, &*self.secret));
        // A map of two texts can always be written as JSON.
        let json = serde_json::to_vec(&Form { id: self.user.as_str(), secret: &secret }).unwrap_or_default();
        BASE64.encode(Zeroizing::new(json))
    }

    /// The hash that is stored of the secret.
    #[must_use]
    pub fn hash(&self) -> SecretHash {
        SecretHash::of(&self.secret)
    }
}

/// A debug print shows neither the ids nor the secret.
impl fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionToken(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_parsed_from_its_own_text() {
        let token = SessionToken::create(UserId::parse("u.1").unwrap(), SessionId::parse("s.2").unwrap(), [7; 32]);
        let read = SessionToken::parse(&token.reveal()).unwrap();
        assert_eq!((&read.user, &read.session, &*read.secret), (&token.user, &token.session, &*token.secret));
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
    fn invalid_tokens_are_rejected() {
        for bad in ["", "x", "e30=", "bnVsbA==", &"A".repeat(600), &BASE64.encode(r#"{"id":"u","secret":"nodot"}"#)] {
            assert!(SessionToken::parse(bad).is_none(), "{bad}");
        }
    }
}
