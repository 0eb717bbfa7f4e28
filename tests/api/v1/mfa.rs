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

/// Checks that the answer has six different recovery codes.
#[track_caller]
fn has_six_codes(answer: &Answer) -> Value {
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
async fn mfa_is_switched_on_and_off() {
    let app = with_ann().await;
    for mfa in [true, false] {
        let answer = app.v1(app.patch(MFA)).json(json!({ "mfa": mfa })).send().await;
        let shown = answer.body();
        let mut expected = with_hash(ann(&shown), &shown);
        expected["mfa"] = json!(mfa);
        expected["$updatedAt"] = shown["$updatedAt"].clone();
        expected["targets"][0]["$updatedAt"] = shown["$updatedAt"].clone();
        answer.is(200, expected);
    }
    for invalid in [json!("true"), json!(1)] {
        let rejected = app.v1(app.patch(MFA)).json(json!({ "mfa": invalid })).send().await;
        rejected.is_v1_invalid("mfa", "Value must be a valid boolean");
    }
    assert_eq!(app.events("ann").await[0], "users.ann.update.mfa");
}

#[tokio::test]
async fn verified_emails_and_phones_and_recovery_codes_are_factors() {
    let app = with_ann().await;
    let factors = async || app.v1(app.get(&format!("{MFA}/factors"))).send().await;
    let are = |phone: bool, email: bool, codes: bool| json!({ "totp": false, "phone": phone, "email": email, "recoveryCode": codes });
    let answer = factors().await;
    answer.is(200, are(false, false, false));
    answer.has_fields_in_order(&["totp", "phone", "email", "recoveryCode"]);
    app.patch("/v1/users/ann/verification").key().json(json!({ "emailVerification": true })).send().await.ok();
    app.patch("/v1/users/ann/verification/phone").key().json(json!({ "phoneVerification": true })).send().await.ok();
    factors().await.is(200, are(false, true, false));
    app.patch("/v1/users/ann/phone").key().json(json!({ "number": "+4930901820" })).send().await.ok();
    app.patch("/v1/users/ann/verification/phone").key().json(json!({ "phoneVerification": true })).send().await.ok();
    app.v1(app.patch(CODES)).send().await.ok();
    factors().await.is(200, are(true, true, true));
}

#[tokio::test]
async fn recovery_codes_are_created_once_read_and_replaced() {
    let app = with_ann().await;
    let (get, put) = (async || app.v1(app.get(CODES)).send().await, async || app.v1(app.put(CODES)).send().await);
    get().await.is_v1_error(404, "user_recovery_codes_not_found", NO_CODES);
    put().await.is_v1_error(404, "user_recovery_codes_not_found", NO_CODES);
    let first = has_six_codes(&app.v1(app.patch(CODES)).send().await);
    get().await.is(200, first.clone());
    let again = app.v1(app.patch(CODES)).send().await;
    let message =
        "The current user already generated recovery codes and they can only be read once for security reasons.";
    again.is_v1_error(409, "user_recovery_codes_already_exists", message);
    let second = has_six_codes(&put().await);
    assert_ne!(first, second);
    get().await.is(200, second);
    let event = "users.ann.update.mfa.recovery-codes";
    assert_eq!(app.events("ann").await, [event, event, "users.ann.create"]);
    app.check("recovery codes");
    app.delete("/v1/users/ann").key().send().await.is_done();
    app.create("ann").await;
    get().await.is_v1_error(404, "user_recovery_codes_not_found", NO_CODES);
}

#[tokio::test]
async fn authenticators_and_challenges_that_do_not_exist_are_404() {
    let app = with_ann().await;
    let delete = async |kind: &str| app.v1(app.delete(&format!("{MFA}/authenticators/{kind}"))).send().await;
    let message = "Authenticator could not be found on the current user.";
    delete("totp").await.is_v1_error(404, "user_authenticator_not_found", message);
    delete("fax").await.is_v1_invalid("type", "Value must be one of (totp)");
    let challenge = app.v1(app.get(&format!("{MFA}/challenges/c1"))).send().await;
    challenge.is_v1_error(404, "user_challenge_not_found", "The challenge could not be found.");
}

#[tokio::test]
async fn an_unknown_user_is_404() {
    let app = TestApp::start().await;
    for answer in [
        app.v1(app.patch(MFA)).json(json!({ "mfa": true })).send().await,
        app.v1(app.get(&format!("{MFA}/factors"))).send().await,
        app.v1(app.get(CODES)).send().await,
        app.v1(app.patch(CODES)).send().await,
        app.v1(app.put(CODES)).send().await,
        app.v1(app.delete(&format!("{MFA}/authenticators/totp"))).send().await,
        app.v1(app.get(&format!("{MFA}/challenges/c1"))).send().await,
    ] {
        answer.is_v1_error(404, "user_not_found", "User with the requested ID could not be found.");
    }
}
