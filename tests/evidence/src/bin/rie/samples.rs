//! The sample events, one after the other: later ones need the earlier ones.

use crate::checks::Checks;
use crate::emulator::Emulator;
use crate::scene::sample;
use serde_json::{Value, json};

/// The name of an event, and the expected status.
type Sample = (&'static str, u16);

/// Functions, and the events that each gets.
pub const ALL: [(&str, &[Sample]); 5] = [
    (
        "users",
        &[
            ("list-users", 200),
            ("get-user", 200),
            ("head-user", 200),
            ("preflight", 204),
            ("unknown-route", 404),
            ("slash-in-id", 404),
            ("update-email", 200),
            ("update-phone", 200),
            ("update-name", 200),
            ("update-password", 200),
            ("update-status", 200),
            ("update-email-verification", 200),
            ("update-phone-verification", 200),
            ("update-labels", 200),
            ("update-impersonator", 200),
            ("delete-user", 204),
            ("get-user", 404),
            ("create-user", 201),
            ("create-user", 409),
        ],
    ),
    (
        "account",
        &[
            ("get-account", 200),
            ("get-account-prefs", 200),
            ("list-account-sessions", 200),
            ("list-account-logs", 200),
            ("sign-in", 201),
            ("sign-in-alias", 401),
            ("sign-in-by-token", 401),
            ("create-jwt", 201),
            ("update-account-name", 200),
            ("update-account-prefs", 200),
            ("delete-account-sessions", 204),
            ("get-account", 401),
        ],
    ),
    (
        "sessions",
        &[
            ("list-sessions", 200),
            ("create-session", 201),
            ("delete-session", 204),
            ("delete-session", 404),
            ("delete-sessions", 204),
            ("list-sessions", 200),
        ],
    ),
    (
        "oauth2",
        &[
            ("begin-oauth", 412),
            ("begin-oauth-token", 412),
            ("oauth-callback", 302),
            ("oauth-callback-form", 303),
            ("finish-oauth", 400),
            ("get-account-session", 200),
            ("update-account-session", 200),
            ("list-account-identities", 200),
            ("delete-account-identity", 404),
            ("delete-account-session", 204),
            ("get-account-session", 401),
        ],
    ),
    ("identities", &[("list-identities", 200), ("delete-identity", 404)]),
];

/// Sends the events of a function, and compares the answers.
pub async fn send(checks: &mut Checks, emulator: &mut Emulator, samples: &[Sample]) {
    for (number, (name, status)) in samples.iter().enumerate() {
        let answer = emulator.invoke(&sample(name).to_string()).await;
        let what = format!("event {}: {name} is answered {status}", number + 1);
        checks.equal(&what, &answer["statusCode"], &(*status).into());
        let is_page = answer["headers"]["content-type"].as_str().is_some_and(|kind| kind.starts_with("text/html"));
        if *status >= 400 && !is_page {
            let body: Value = serde_json::from_str(answer["body"].as_str().unwrap_or_default()).unwrap_or_default();
            checks.equal(&format!("event {}: its body says so, too", number + 1), &body["code"], &(*status).into());
        }
    }
}

/// An event that is not one of the gateway is a bad request; what is no JSON, which Lambda itself rejects, is an error of the
/// runtime. The function serves on.
pub async fn send_unreadable(checks: &mut Checks, emulator: &mut Emulator) {
    let answer = emulator.invoke(&json!({ "headers": 5 }).to_string()).await;
    checks.equal("an event that cannot be read is answered 400", &answer["statusCode"], &400.into());
    let answer = emulator.invoke("no JSON").await;
    checks.that("an event that is no JSON is an error", answer["errorType"].is_string(), &answer);
    let answer = emulator.invoke(&sample("unknown-route").to_string()).await;
    checks.that("the next event is answered", answer["statusCode"].is_u64(), &answer);
}
