//! PATCH /v1/account/name, email, phone, prefs

use crate::answer::Answer;
use crate::app::TestApp;
use crate::expected::{EMAIL, NAME, PASSWORD_LONG, PASSWORD_SHORT, PHONE, PREFS, START, missing, user, with};
use crate::signing_in::PASSWORD;
use serde_json::{Value, json};

async fn patch(app: &TestApp, token: &str, field: &str, body: Value) -> Answer {
    app.patch(&format!("/v1/account/{field}")).session(token).json(body).send().await
}

/// Checks that a field is set, shown, and logged as a change by the user, and that no other field changes.
async fn is_set(field: &str, body: Value, shown: Value) {
    let (app, token) = TestApp::with_ann().await;
    app.patch("/v1/users/ann/verification").key().json(json!({ "emailVerification": true })).send().await.ok();
    app.pass(10);
    let verified = json!({ "$updatedAt": START + 10, "emailVerification": field != "email" });
    let changed = with(with(user("ann"), verified), shown);
    patch(&app, &token, field, body).await.is(200, changed.clone());
    app.account(&token).await.is(200, changed.clone());
    assert_eq!(app.read("ann").await, changed);
    let entry = app.get("/v1/account/logs?limit=1").session(&token).send().await.ok()["logs"][0].clone();
    assert_eq!((&entry["event"], &entry["mode"]), (&json!(format!("users.ann.update.{field}")), &json!("default")));
    app.check(field);
}

/// Checks that each of these bodies is rejected with its message and changes nothing.
async fn rejects(field: &str, rejected: impl IntoIterator<Item = (Value, String)>) {
    let (app, token) = TestApp::with_ann().await;
    for (body, message) in rejected {
        patch(&app, &token, field, body).await.is_invalid(&message);
    }
    assert_eq!(app.read("ann").await, user("ann"));
    assert_eq!(app.events("ann").await.len(), 2);
}

#[tokio::test]
async fn a_name_is_set() {
    is_set("name", json!({ "name": "Anna" }), json!({ "name": "Anna" })).await;
    let long = (json!({ "name": "x".repeat(129) }), NAME.to_owned());
    rejects("name", [(json!({}), missing("name")), (json!({ "name": "" }), missing("name")), long]).await;
}

#[tokio::test]
async fn preferences_are_replaced() {
    let prefs = json!({ "theme": "dark", "list": [], "nested": {} });
    is_set("prefs", json!({ "prefs": prefs }), json!({ "prefs": prefs })).await;
    let invalid = [json!("x"), json!(5), json!(["a"])].map(|prefs| (json!({ "prefs": prefs }), PREFS.to_owned()));
    rejects("prefs", [(json!({}), missing("prefs"))].into_iter().chain(invalid)).await;
}

#[tokio::test]
async fn an_email_is_set_with_the_password_and_is_unverified() {
    is_set(
        "email",
        json!({ "email": "Anna@Example.com", "password": PASSWORD }),
        json!({ "email": "anna@example.com" }),
    )
    .await;
    rejects(
        "email",
        [
            (json!({}), missing("email")),
            (json!({ "email": "x", "password": "short" }), EMAIL.to_owned()),
            (json!({ "email": "a@example.com" }), missing("password")),
            (json!({ "email": "a@example.com", "password": "short" }), PASSWORD_SHORT.to_owned()),
            (json!({ "email": "a@example.com", "password": "x".repeat(257) }), PASSWORD_LONG.to_owned()),
        ],
    )
    .await;
}

#[tokio::test]
async fn a_phone_is_set_with_the_password() {
    let phone = "+4930901820";
    is_set("phone", json!({ "number": phone, "password": PASSWORD }), json!({ "phone": phone })).await;
    rejects(
        "phone",
        [
            (json!({}), missing("number")),
            (json!({ "number": "123", "password": "short" }), PHONE.to_owned()),
            (json!({ "number": phone }), missing("password")),
            (json!({ "number": phone, "password": "short" }), PASSWORD_SHORT.to_owned()),
        ],
    )
    .await;
}

#[tokio::test]
async fn a_wrong_password_changes_neither_email_nor_phone() {
    let (app, token) = TestApp::with_ann().await;
    let wrong = "wrong password";
    patch(&app, &token, "email", json!({ "email": "a@example.com", "password": wrong })).await.is_wrong_password();
    patch(&app, &token, "phone", json!({ "number": "+4930901820", "password": wrong })).await.is_wrong_password();
    assert_eq!(app.read("ann").await, user("ann"));
}

#[tokio::test]
async fn an_email_or_phone_of_another_user_is_a_conflict() {
    let (app, token) = TestApp::with_ann().await;
    app.create("bob").await;
    app.patch("/v1/users/bob/phone").key().json(json!({ "number": "+4930901820" })).send().await.ok();
    let email = patch(&app, &token, "email", json!({ "email": "BOB@example.com", "password": PASSWORD })).await;
    email.is_error(409, "user_email_already_exists", "Email already exists");
    let phone = patch(&app, &token, "phone", json!({ "number": "+4930901820", "password": PASSWORD })).await;
    phone.is_error(409, "user_phone_already_exists", "Phone number already exists");
    // The user's own current email is no conflict.
    patch(&app, &token, "email", json!({ "email": "ann@example.com", "password": PASSWORD })).await.ok();
}

#[tokio::test]
async fn sessions_stay_valid_after_a_change_of_the_email() {
    let (app, token) = TestApp::with_ann().await;
    patch(&app, &token, "email", json!({ "email": "anna@example.com", "password": PASSWORD })).await.ok();
    assert!(app.accepts(&token).await);
    app.try_sign_in("anna@example.com", PASSWORD).send().await.ok();
}

#[tokio::test]
async fn unknown_fields_are_ignored() {
    let (app, token) = TestApp::with_ann().await;
    let body = json!({ "name": "ann Lee", "userId": "bob", "status": false, "emailVerification": true, "email": "x@example.com" });
    patch(&app, &token, "name", body).await.is(200, user("ann"));
}

/// Sends the body in the 1.x dialect.
async fn patch_v1(app: &TestApp, token: &str, field: &str, body: Value) -> Answer {
    app.patch(&format!("/v1/account/{field}")).session(token).format("1.9.6").json(body).send().await
}

#[tokio::test]
async fn the_parameter_of_a_phone_is_called_phone_in_v1_and_number_in_0_15() {
    let (app, token) = TestApp::with_ann().await;
    let (number, phone) = ("+4915177700012", "+4915177700013");
    let missing_in_v1 = |answer: Answer, name: &str| {
        answer.is_v1_error(400, "general_argument_invalid", &format!("Param \"{name}\" is not optional."));
    };
    missing_in_v1(patch_v1(&app, &token, "phone", json!({ "number": number, "password": PASSWORD })).await, "phone");
    patch(&app, &token, "phone", json!({ "phone": phone, "password": PASSWORD })).await.is_invalid(&missing("number"));
    assert_eq!(app.read("ann").await["phone"], "");
    for format in ["1.0.0", "1.9.6"] {
        let body = json!({ "phone": phone, "number": "ignored", "password": PASSWORD });
        let set = app.patch("/v1/account/phone").session(&token).format(format).json(body);
        assert_eq!(set.send().await.ok()["phone"], phone);
    }
    let set = patch(&app, &token, "phone", json!({ "number": number, "phone": "ignored", "password": PASSWORD })).await;
    assert_eq!(set.ok()["phone"], number);
    let invalid = patch_v1(&app, &token, "phone", json!({ "phone": "123", "password": PASSWORD })).await;
    assert!(invalid.text().contains("Invalid `phone` param: "), "{}", invalid.text());
}

/// The user eve without a password, and a session that a server created.
async fn with_eve() -> (TestApp, String) {
    let app = TestApp::start().await;
    let new = json!({ "userId": "eve", "email": "eve@example.com" });
    app.post("/v1/users").key().format("1.9.6").json(new).send().await.ok();
    let session = app.post("/v1/users/eve/sessions").key().send().await.ok();
    (app, session["secret"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn a_user_without_a_password_gets_it_with_the_email_or_the_phone_in_v1() {
    for (field, body) in [
        ("email", json!({ "email": "new@example.com", "password": PASSWORD })),
        ("phone", json!({ "phone": "+4930901820", "password": PASSWORD })),
    ] {
        let (app, token) = with_eve().await;
        let changed = patch_v1(&app, &token, field, body.clone()).await.ok();
        assert_eq!((&changed[field], &changed["passwordUpdate"]), (&body[field], &changed["$updatedAt"]));
        assert!(app.accepts(&token).await, "sessions stay valid");
        app.try_sign_in(changed["email"].as_str().unwrap(), PASSWORD).send().await.ok();
        let wrong = patch_v1(&app, &token, field, with(body.clone(), json!({ "password": "another one" }))).await;
        assert_eq!((wrong.status.as_u16(), &wrong.body()["type"]), (401, &json!("user_invalid_credentials")));
        patch_v1(&app, &token, field, body).await.ok();
        app.check(field);
    }
}

#[tokio::test]
async fn a_first_password_follows_the_rules_of_a_new_one() {
    let (app, token) = with_eve().await;
    for password in ["short".to_owned(), "x".repeat(257)] {
        let body = json!({ "email": "new@example.com", "password": password });
        let message = "Password must be between 8 and 256 characters long.";
        patch_v1(&app, &token, "email", body).await.is_v1_invalid("password", message);
    }
    app.create("bob").await;
    let taken = json!({ "email": "bob@example.com", "password": PASSWORD });
    assert_eq!(patch_v1(&app, &token, "email", taken).await.status, 409);
    app.try_sign_in("eve@example.com", PASSWORD).send().await.is_wrong_password();
}

#[tokio::test]
async fn a_user_without_a_password_gets_the_one_that_is_sent_in_0_15() {
    for (field, body) in [
        ("email", json!({ "email": "new@example.com", "password": PASSWORD })),
        ("phone", json!({ "number": "+4930901820", "password": PASSWORD })),
    ] {
        let (app, token) = with_eve().await;
        let short = json!({ "email": "new@example.com", "number": "+4930901820", "password": "short" });
        patch(&app, &token, field, short).await.is_invalid(PASSWORD_SHORT);
        let changed = patch(&app, &token, field, body).await.ok();
        let email = changed["email"].as_str().unwrap().to_owned();
        app.try_sign_in(&email, PASSWORD).send().await.ok();
    }
}
