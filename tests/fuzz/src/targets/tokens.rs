//! Session tokens: a parsed token is printed as a token of the same session with the same secret.

use crate::{Pace, Target};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use roster_core::{SecretHash, SessionToken};

pub(crate) const TARGET: Target = Target {
    name: "tokens",
    run,
    seeds: &[
        br#"{"id":"ann","secret":"s1.0909"}"#,
        br#"{"secret":"s.1.x","id":"a-b"}"#,
        br#"{"id":"\u0061nn","secret":"s1.\ud83c\udf88"}"#,
        b"eyJpZCI6ImFubiIsInNlY3JldCI6InMxLjA5In0=",
        b"[\"ann\",\"s1.x\"]",
    ],
    pace: Pace::Call,
};

/// Parses the bytes as a token, and as the content of a token.
fn run(data: &[u8]) {
    if let Ok(text) = std::str::from_utf8(data) {
        token(text);
    }
    token(&BASE64.encode(data));
}

fn token(text: &str) {
    let Some(token) = SessionToken::parse(text) else { return };
    assert!(text.len() <= 512);
    let revealed = token.reveal();
    // Another spelling of the same token may be shorter than ours, whose length is limited.
    if revealed.len() <= 512 {
        let again = SessionToken::parse(&revealed)
            .unwrap_or_else(|| panic!("{text} is printed as {revealed}, which is invalid"));
        assert_eq!((&again.user, &again.session), (&token.user, &token.session));
        assert!(again.hash().is(&token.hash()));
    }
    assert!(!token.hash().is(&SecretHash::of(text)), "the hash is of the secret only");
    assert_eq!(format!("{token:?}"), "SessionToken(..)");
}
