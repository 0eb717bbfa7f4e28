//! Tokens of sessions: what reads as one is printed as one that names the same session with the same secret.

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

/// The bytes as a token, and as what a token holds.
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
    // Another way to write the same may be shorter than ours, whose length is bounded.
    if revealed.len() <= 512 {
        let again =
            SessionToken::parse(&revealed).unwrap_or_else(|| panic!("{text} is shown as {revealed}, which is none"));
        assert_eq!((&again.user, &again.session), (&token.user, &token.session));
        assert!(again.hash().is(&token.hash()));
    }
    assert!(!token.hash().is(&SecretHash::of(text)), "the hash is that of the secret alone");
    assert_eq!(format!("{token:?}"), "SessionToken(..)");
}
