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
