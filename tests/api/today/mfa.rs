//! /v1/users/{userId}/mfa: second factors.

use super::expected::{ann, with_hash};
use crate::answer::Answer;
use crate::app::TestApp;
use serde_json::{Value, json};

const MFA: &str = "/v1/users/ann/mfa";
const CODES: &str = "/v1/users/ann/mfa/recovery-codes";
const NO_CODES: &str = "Recovery codes could not be found on the current user.";

async fn with_ann() -> TestApp {
    let app = TestApp::start().await;
    app.create("ann").await;
    app
}

/// Checks six codes, all different.
#[track_caller]
fn six(answer: &Answer) -> Value {
    let shown = answer.body();
    let codes = shown["recoveryCodes"].as_array().unwrap();
    let is_code = |code: &Value| {
        code.as_str().is_some_and(|code| code.len() == 10 && code.bytes().all(|b| b.is_ascii_hexdigit()))
    };
    assert!(codes.len() == 6 && codes.iter().all(is_code), "{shown}");
    assert!((1..6).all(|n| !codes[..n].contains(&codes[n])), "{shown}");
    answer.is(200, json!({ "recoveryCodes": codes }));
    shown
}

#[tokio::test]
async fn being_asked_for_a_second_factor_is_switched_on_and_off() {
    let app = with_ann().await;
    for mfa in [true, false] {
        let answer = app.today(app.patch(MFA)).json(json!({ "mfa": mfa })).send().await;
        let shown = answer.body();
        let mut expected = with_hash(ann(&shown), &shown);
        expected["mfa"] = json!(mfa);
        expected["$updatedAt"] = shown["$updatedAt"].clone();
        expected["targets"][0]["$updatedAt"] = shown["$updatedAt"].clone();
        answer.is(200, expected);
    }
    for bad in [json!("true"), json!(1)] {
        let refused = app.today(app.patch(MFA)).json(json!({ "mfa": bad })).send().await;
        refused.is_invalid_today("mfa", "Value must be a valid boolean");
    }
    assert_eq!(app.events("ann").await[0], "users.ann.update.mfa");
}

#[tokio::test]
async fn factors_are_what_is_verified() {
    let app = with_ann().await;
    let factors = async || app.today(app.get(&format!("{MFA}/factors"))).send().await;
    let are = |phone: bool, email: bool, codes: bool| json!({ "totp": false, "phone": phone, "email": email, "recoveryCode": codes });
    let answer = factors().await;
    answer.is(200, are(false, false, false));
    answer.has_fields_in_order(&["totp", "phone", "email", "recoveryCode"]);
    app.patch("/v1/users/ann/verification").key().json(json!({ "emailVerification": true })).send().await.ok();
    app.patch("/v1/users/ann/verification/phone").key().json(json!({ "phoneVerification": true })).send().await.ok();
    factors().await.is(200, are(false, true, false));
    app.patch("/v1/users/ann/phone").key().json(json!({ "number": "+4930901820" })).send().await.ok();
    app.patch("/v1/users/ann/verification/phone").key().json(json!({ "phoneVerification": true })).send().await.ok();
    app.today(app.patch(CODES)).send().await.ok();
    factors().await.is(200, are(true, true, true));
}

#[tokio::test]
async fn recovery_codes_are_made_once_read_and_made_anew() {
    let app = with_ann().await;
    let (get, put) = (async || app.today(app.get(CODES)).send().await, async || app.today(app.put(CODES)).send().await);
    get().await.is_refused_today(404, "user_recovery_codes_not_found", NO_CODES);
    put().await.is_refused_today(404, "user_recovery_codes_not_found", NO_CODES);
    let first = six(&app.today(app.patch(CODES)).send().await);
    get().await.is(200, first.clone());
    let again = app.today(app.patch(CODES)).send().await;
    let once = "The current user already generated recovery codes and they can only be read once for security reasons.";
    again.is_refused_today(409, "user_recovery_codes_already_exists", once);
    let second = six(&put().await);
    assert_ne!(first, second);
    get().await.is(200, second);
    let event = "users.ann.update.mfa.recovery-codes";
    assert_eq!(app.events("ann").await, [event, event, "users.ann.create"]);
    app.check("recovery codes");
    app.delete("/v1/users/ann").key().send().await.is_done();
    app.create("ann").await;
    get().await.is_refused_today(404, "user_recovery_codes_not_found", NO_CODES);
}

#[tokio::test]
async fn there_is_neither_authenticator_nor_challenge() {
    let app = with_ann().await;
    let delete = async |kind: &str| app.today(app.delete(&format!("{MFA}/authenticators/{kind}"))).send().await;
    let none = "Authenticator could not be found on the current user.";
    delete("totp").await.is_refused_today(404, "user_authenticator_not_found", none);
    delete("fax").await.is_invalid_today("type", "Value must be one of (totp)");
    let challenge = app.today(app.get(&format!("{MFA}/challenges/c1"))).send().await;
    challenge.is_refused_today(404, "user_challenge_not_found", "The challenge could not be found.");
}

#[tokio::test]
async fn who_is_not_there_has_no_factors() {
    let app = TestApp::start().await;
    for answer in [
        app.today(app.patch(MFA)).json(json!({ "mfa": true })).send().await,
        app.today(app.get(&format!("{MFA}/factors"))).send().await,
        app.today(app.get(CODES)).send().await,
        app.today(app.patch(CODES)).send().await,
        app.today(app.put(CODES)).send().await,
        app.today(app.delete(&format!("{MFA}/authenticators/totp"))).send().await,
        app.today(app.get(&format!("{MFA}/challenges/c1"))).send().await,
    ] {
        answer.is_refused_today(404, "user_not_found", "User with the requested ID could not be found.");
    }
}
