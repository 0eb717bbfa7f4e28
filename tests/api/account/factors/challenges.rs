//! Challenges: created, passed once, and expired.

use super::{CHALLENGES, FACTORS, MFA, Person, STEP, TOTP, V1, WRONG_CODE, verify_email, with_ann};
use serde_json::json;

/// F17: the whole sign-in with an authenticator.
#[tokio::test]
async fn a_user_signs_in_with_password_and_authenticator() {
    let app = with_ann().await;
    let ann = Person::sign_in(&app).await;
    let authenticator = ann.enrol().await;
    ann.switch_on().await;
    assert!(ann.is_let_in().await, "the session of the call is not locked out");

    app.pass(STEP);
    let ann = Person::sign_in(&app).await;
    assert!(!ann.is_let_in().await);
    assert_eq!(
        ann.get(FACTORS).await.ok(),
        json!({ "totp": true, "phone": false, "email": false, "recoveryCode": false })
    );
    let asked = ann.post(CHALLENGES, json!({ "factor": "totp" })).await;
    let challenge = asked.body();
    assert_eq!((asked.status.as_u16(), &challenge["userId"]), (201, &json!("ann")));
    asked.has_fields_in_order(&["$id", "$createdAt", "userId", "expire"]);
    let id = challenge["$id"].as_str().unwrap();
    ann.present(id, &authenticator.wrong_code()).await.fails(WRONG_CODE);
    assert!(!ann.is_let_in().await);
    let passed = ann.present(id, &authenticator.code(0)).await;
    let session = passed.body();
    assert_eq!((passed.status.as_u16(), &session["factors"]), (200, &json!(["password", "totp"])));
    assert_eq!((&session["current"], &session["secret"]), (&json!(true), &json!("")));
    assert_eq!(session["mfaUpdatedAt"], session["$updatedAt"]);
    assert!(ann.is_let_in().await);
    assert_eq!(ann.get("/v1/account/sessions/current").await.ok(), session);
    let events = app.events("ann").await;
    assert_eq!(events[..2], [format!("users.ann.challenges.{id}.update"), format!("users.ann.challenges.{id}.create")]);
    let log = ann.get("/v1/account/logs").await.ok();
    assert_eq!(
        (&log["logs"][0]["event"], &log["logs"][1]["event"]),
        (&json!("challenges.update"), &json!("challenge.create"))
    );
    app.check("signed in with two factors");
}

#[tokio::test]
async fn a_code_of_an_authenticator_is_accepted_once() {
    let app = with_ann().await;
    let ann = Person::sign_in(&app).await;
    let authenticator = ann.enrol().await;
    let challenge = ann.ask("totp").await;
    ann.present(&challenge, &authenticator.code(0)).await.fails(WRONG_CODE);
    ann.present(&challenge, &authenticator.code(-1)).await.fails(WRONG_CODE);
    ann.present(&challenge, &authenticator.code(1)).await.ok();
    ann.present(&challenge, &authenticator.code(1)).await.fails(WRONG_CODE);
    app.pass(STEP);
    let challenge = ann.ask("totp").await;
    ann.present(&challenge, &authenticator.code(0)).await.fails(WRONG_CODE);
    ann.present(&challenge, &authenticator.code(1)).await.ok();
}

#[tokio::test]
async fn the_old_path_is_the_same() {
    let app = with_ann().await;
    let ann = Person::sign_in(&app).await;
    let authenticator = ann.enrol().await;
    let old = "/v1/account/mfa/challenge";
    let asked = ann.post(old, json!({ "factor": "totp" })).await;
    assert_eq!(asked.status, 201);
    let passed = json!({ "challengeId": asked.body()["$id"], "otp": authenticator.code(1) });
    assert_eq!(ann.put(old, passed).await.ok()["factors"], json!(["password", "totp"]));
}

#[tokio::test]
async fn a_challenge_expires_after_an_hour() {
    let app = with_ann().await;
    let ann = Person::sign_in(&app).await;
    let authenticator = ann.enrol().await;
    let (first, second) = (ann.ask("totp").await, ann.ask("totp").await);
    app.pass(3_595);
    ann.present(&first, &authenticator.code(0)).await.ok();
    app.pass(STEP);
    ann.present(&second, &authenticator.code(0)).await.fails(WRONG_CODE);
}

#[tokio::test]
async fn whatever_is_wrong_with_a_challenge_is_the_same_error() {
    let app = with_ann().await;
    let ann = Person::sign_in(&app).await;
    let codes = ann.codes().await;
    for id in ["unknown", "6553f1001e1a0abcdef1", "#", &"x".repeat(256)] {
        ann.present(id, &codes[0]).await.fails(WRONG_CODE);
    }
    // A factor that the user does not have.
    for (factor, code) in [("totp", "123456"), ("recoveryCode", "0123456789")] {
        let challenge = ann.ask(factor).await;
        ann.present(&challenge, code).await.fails(WRONG_CODE);
    }
    // A code of another factor.
    let challenge = ann.ask("totp").await;
    ann.present(&challenge, &codes[0]).await.fails(WRONG_CODE);
    app.check("nothing was passed");
}

#[tokio::test]
async fn a_challenge_of_another_user_is_unknown() {
    let app = with_ann().await;
    let ann = Person::sign_in(&app).await;
    let codes = ann.codes().await;
    let challenge = ann.ask("recoveryCode").await;
    app.create("bob").await;
    let bob = Person { app: &app, token: app.sign_in("bob").await };
    bob.present(&challenge, &codes[0]).await.fails(WRONG_CODE);
    ann.present(&challenge, &codes[0]).await.ok();
}

#[tokio::test]
async fn recovery_codes_can_be_asked_for_as_the_constants_of_sdks_spell_them() {
    let app = with_ann().await;
    let ann = Person::sign_in(&app).await;
    let codes = ann.codes().await;
    for (path, code) in [CHALLENGES, "/v1/account/mfa/challenge"].into_iter().zip(&codes) {
        let challenge = ann.post(path, json!({ "factor": "recoverycode" })).await.ok();
        let session = ann.present(challenge["$id"].as_str().unwrap(), code).await.ok();
        assert_eq!(session["factors"], json!(["password", "recoveryCode"]));
    }
    app.check("two codes are used");
}

#[tokio::test]
async fn invalid_parameters_are_400() {
    let app = with_ann().await;
    let ann = Person::sign_in(&app).await;
    let message = "Invalid `factor` param: Value must be one of (email, phone, totp, recoveryCode)";
    for invalid in [json!("password"), json!("TOTP"), json!("RecoveryCode"), json!(1), json!("")] {
        let answer = ann.post(CHALLENGES, json!({ "factor": invalid })).await;
        answer.fails((400, "general_argument_invalid", message));
    }
    let missing = |param: &str| format!("Param \"{param}\" is not optional.");
    ann.post(CHALLENGES, json!({})).await.fails((400, "general_argument_invalid", &missing("factor")));
    ann.put(CHALLENGES, json!({})).await.fails((400, "general_argument_invalid", &missing("challengeId")));
    let one = ann.put(CHALLENGES, json!({ "challengeId": "c" })).await;
    one.fails((400, "general_argument_invalid", &missing("otp")));
    for (param, body) in [
        ("challengeId", json!({ "challengeId": "x".repeat(257), "otp": "1" })),
        ("otp", json!({ "challengeId": "c", "otp": "1".repeat(257) })),
        ("otp", json!({ "challengeId": "c", "otp": 123_456 })),
    ] {
        let rule = "Value must be a valid string and at least 1 chars and no longer than 256 chars";
        let message = format!("Invalid `{param}` param: {rule}");
        ann.put(CHALLENGES, body).await.fails((400, "general_argument_invalid", &message));
    }
}

#[tokio::test]
async fn switching_on_adds_what_the_user_could_present_and_switching_off_removes_nothing() {
    let app = with_ann().await;
    let (ann, other) = (Person::sign_in(&app).await, Person::sign_in(&app).await);
    ann.enrol().await;
    verify_email(&app).await;
    ann.switch_on().await;
    let session = ann.get("/v1/account/sessions/current").await.ok();
    assert_eq!(session["factors"], json!(["password", "totp", "email"]));
    assert!(!other.is_let_in().await, "the other session has one factor");
    assert_eq!(ann.patch(MFA, json!({ "mfa": false })).await.ok()["mfa"], false);
    assert!(other.is_let_in().await);
    assert_eq!(ann.get("/v1/account/sessions/current").await.ok()["factors"], json!(["password", "totp", "email"]));
    assert_eq!(app.events("ann").await[0], "users.ann.update.mfa");
    app.check("switched on and off");
}

/// F20.
#[tokio::test]
async fn nobody_without_a_second_factor_is_held_back() {
    let app = with_ann().await;
    let ann = Person::sign_in(&app).await;
    let authenticator = ann.enrol().await;
    ann.codes().await;
    ann.switch_on().await;
    let other = Person::sign_in(&app).await;
    assert!(!other.is_let_in().await);
    ann.pass(&authenticator).await;
    ann.delete(TOTP).await.is_done();
    assert!(other.is_let_in().await, "recovery codes alone are no second factor");
    let user = app.get("/v1/users/ann").key().format(V1).send().await.ok();
    assert_eq!(user["mfa"], true);
}
