//! Authenticators and recovery codes.

use super::{Authenticator, CODES, FACTORS, MFA, NOT_RECENT, Person, STEP, TOTP, V1, WRONG_CODE, with_ann};
use roster_mail::{Keyring, KeyringSettings, MailSettings, Mailer};
use serde_json::json;

const NO_AUTHENTICATOR: (u16, &str, &str) =
    (404, "user_authenticator_not_found", "Authenticator could not be found on the current user.");
const VERIFIED: (u16, &str, &str) =
    (409, "user_authenticator_already_verified", "This authenticator is already verified on the current user.");

#[tokio::test]
async fn an_authenticator_is_shown_once_and_counts_after_its_first_code() {
    let app = with_ann().await;
    let ann = Person::sign_in(&app).await;
    let created = ann.post(TOTP, json!({})).await;
    let shown = created.body();
    let secret = shown["secret"].as_str().unwrap();
    let uri = format!("otpauth://totp/Tests%3Aann%40example.com?issuer=Tests&secret={secret}");
    created.is(200, json!({ "secret": secret, "uri": uri }));
    created.has_fields_in_order(&["secret", "uri"]);
    assert_eq!((secret.len(), created.header("cache-control").unwrap()), (32, "no-store"));
    assert_eq!(ann.get(FACTORS).await.ok()["totp"], false, "it is not verified");
    ann.put(TOTP, json!({ "otp": Authenticator::read(&app, &shown).wrong_code() })).await.fails(WRONG_CODE);

    let again = Authenticator::read(&app, &ann.post(TOTP, json!({})).await.ok());
    let former = Authenticator::read(&app, &shown).code(0);
    assert_ne!(former, again.code(0), "the chance is one in a million, and the seed is fixed");
    ann.put(TOTP, json!({ "otp": former })).await.fails(WRONG_CODE);
    ann.put(TOTP, json!({ "otp": again.code(0) })).await.ok();
    assert_eq!(ann.get(FACTORS).await.ok()["totp"], true);
    let session = ann.get("/v1/account/sessions/current").await.ok();
    assert_eq!((&session["factors"], &session["mfaUpdatedAt"]), (&json!(["password", "totp"]), &json!("")));
    ann.post(TOTP, json!({})).await.fails(VERIFIED);
    ann.put(TOTP, json!({ "otp": again.code(1) })).await.fails(VERIFIED);
    assert_eq!(app.events("ann").await[0], "users.ann.update.mfa.authenticators");
    let log = ann.get("/v1/account/logs").await.ok();
    assert_eq!(log["logs"][0]["event"], "user.update");
    app.check("an authenticator");
}

#[tokio::test]
async fn the_table_does_not_have_the_secret() {
    let app = with_ann().await;
    let ann = Person::sign_in(&app).await;
    let authenticator = ann.enrol().await;
    let (secret, shown) = (authenticator.secret.as_bytes(), authenticator.secret.reveal());
    let written = app.table.rows().iter().map(|row| format!("{:?}", row.item())).collect::<String>();
    assert!(!written.contains(&shown) && !written.contains(&format!("{secret:?}")), "the table shows the secret");
    let user = app.table.rows().into_iter().find(|row| row.pk() == "U#p#ann" && row.sk() == "U").unwrap();
    assert!(user.is_true("au") && !user.names().any(|name| name == "s"), "the user's item has nothing but the fact");
}

#[tokio::test]
async fn the_codes_of_one_step_before_and_after_are_accepted() {
    for steps in [-1, 1] {
        let app = with_ann().await;
        let ann = Person::sign_in(&app).await;
        let authenticator = Authenticator::read(&app, &ann.post(TOTP, json!({})).await.ok());
        for too_far in [-2, 2] {
            ann.put(TOTP, json!({ "otp": authenticator.code(too_far) })).await.fails(WRONG_CODE);
        }
        ann.put(TOTP, json!({ "otp": authenticator.code(steps) })).await.ok();
    }
}

#[tokio::test]
async fn invalid_parameters_are_400() {
    let app = with_ann().await;
    let ann = Person::sign_in(&app).await;
    let of = |param: &str, text: &str| (400, "general_argument_invalid", format!("Invalid `{param}` param: {text}"));
    for answer in [
        ann.post("/v1/account/mfa/authenticators/fax", json!({})).await,
        ann.put("/v1/account/mfa/authenticators/fax", json!({ "otp": "123456" })).await,
    ] {
        let (code, kind, message) = of("type", "Value must be one of (totp)");
        answer.fails((code, kind, &message));
    }
    ann.put(TOTP, json!({})).await.fails((400, "general_argument_invalid", "Param \"otp\" is not optional."));
    for invalid in [json!(""), json!(123_456), json!("1".repeat(257))] {
        let text = "Value must be a valid string and at least 1 chars and no longer than 256 chars";
        let (code, kind, message) = of("otp", text);
        ann.put(TOTP, json!({ "otp": invalid })).await.fails((code, kind, &message));
    }
    for invalid in [json!("true"), json!(1)] {
        let (code, kind, message) = of("mfa", "Value must be a valid boolean");
        ann.patch(MFA, json!({ "mfa": invalid })).await.fails((code, kind, &message));
    }
    ann.put(TOTP, json!({ "otp": "123456" })).await.fails(NO_AUTHENTICATOR);
}

/// F19: a recovery code works once, and what weakens the account needs a recent challenge.
#[tokio::test]
async fn what_weakens_the_account_needs_a_recent_challenge() {
    let app = with_ann().await;
    let ann = Person::sign_in(&app).await;
    let (authenticator, codes) = (ann.enrol().await, ann.codes().await);
    let exist = (
        409,
        "user_recovery_codes_already_exists",
        "The current user already generated recovery codes and they can only be read once for security reasons.",
    );
    ann.post(CODES, json!({})).await.fails(exist);
    for answer in [ann.delete(TOTP).await, ann.get(CODES).await, ann.patch(CODES, json!({})).await] {
        answer.fails(NOT_RECENT);
    }
    let challenge = ann.ask("recoveryCode").await;
    ann.present(&challenge, "0000000000").await.fails(WRONG_CODE);
    let session = ann.present(&challenge, &codes[2]).await.ok();
    assert_eq!(session["factors"], json!(["password", "totp", "recoveryCode"]));
    let left = ann.get(CODES).await.ok()["recoveryCodes"].clone();
    assert_eq!(left, json!([codes[0], codes[1], codes[3], codes[4], codes[5]]));
    let challenge = ann.ask("recoveryCode").await;
    ann.present(&challenge, &codes[2]).await.fails(WRONG_CODE);
    let new = ann.patch(CODES, json!({})).await.ok()["recoveryCodes"].clone();
    assert_ne!(new[0], left[0]);
    ann.present(&challenge, &codes[0]).await.fails(WRONG_CODE);
    app.pass(1_800);
    ann.delete(TOTP).await.fails(NOT_RECENT);
    ann.pass(&authenticator).await;
    app.pass(1_700);
    ann.delete(TOTP).await.is_done();
    ann.delete(TOTP).await.fails(NO_AUTHENTICATOR);
    assert_eq!(
        ann.get(FACTORS).await.ok(),
        json!({ "totp": false, "phone": false, "email": false, "recoveryCode": true })
    );
    app.check("without an authenticator");
}

#[tokio::test]
async fn the_last_recovery_code_leaves_none() {
    let app = with_ann().await;
    let ann = Person::sign_in(&app).await;
    for code in ann.codes().await {
        let challenge = ann.ask("recoveryCode").await;
        ann.present(&challenge, &code).await.ok();
    }
    let none = (404, "user_recovery_codes_not_found", "Recovery codes could not be found on the current user.");
    ann.get(CODES).await.fails(none);
    ann.patch(CODES, json!({})).await.fails(none);
    assert_eq!(ann.get(FACTORS).await.ok()["recoveryCode"], false);
    assert_eq!(ann.codes().await.len(), 6);
    app.check("new codes");
}

#[tokio::test]
async fn without_a_key_for_secrets_an_authenticator_is_503() {
    let mut app = with_ann().await;
    let without = Mailer::connect(MailSettings::default(), Keyring::connect(&KeyringSettings::None));
    app.restart_with_mailer(&without);
    let ann = Person::sign_in(&app).await;
    let message = "The deployment has no key for secrets: its operator sets the parameter SecretKey";
    ann.post(TOTP, json!({})).await.fails((503, "general_unavailable", message));
    ann.put(TOTP, json!({ "otp": "123456" })).await.fails(NO_AUTHENTICATOR);
    assert_eq!(ann.codes().await.len(), 6, "recovery codes need none");
    app.check("nothing was stored");
}

#[tokio::test]
async fn the_routes_are_the_same_in_the_0_15_dialect() {
    let app = with_ann().await;
    let token = app.sign_in("ann").await;
    let created = app.post(TOTP).session(&token).json(json!({})).send().await.ok();
    let authenticator = Authenticator::read(&app, &created);
    let wrong = app.put(TOTP).session(&token).json(json!({ "otp": authenticator.wrong_code() })).send().await;
    wrong.is_error(401, "user_invalid_token", "Invalid token passed in the request.");
    app.put(TOTP).session(&token).json(json!({ "otp": authenticator.code(0) })).send().await.ok();
    app.pass(STEP);
    let challenge = app.post(super::CHALLENGES).session(&token).json(json!({ "factor": "totp" })).send().await.ok();
    let passed = json!({ "challengeId": challenge["$id"], "otp": authenticator.code(0) });
    let session = app.put(super::CHALLENGES).session(&token).json(passed).send().await.ok();
    assert_eq!((&session["provider"], &session["current"]), (&json!("email"), &json!(true)));
    assert!(session.get("factors").is_none(), "the model of 0.15 has no factors");
    let shown = app.get("/v1/account/sessions/current").session(&token).format(V1).send().await.ok();
    assert_eq!(shown["factors"], json!(["password", "totp"]));
    app.delete(TOTP).session(&token).send().await.is_done();
}
