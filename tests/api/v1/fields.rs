//! PATCH /v1/users/{userId}/...: fields can be cleared, and missing parameters are rejected.

use super::expected::{ann, with_hash};
use crate::answer::Answer;
use crate::app::TestApp;
use serde_json::{Value, json};

async fn patch(app: &TestApp, field: &str, body: Value) -> Answer {
    app.v1(app.patch(&format!("/v1/users/ann/{field}"))).json(body).send().await
}

async fn with_ann() -> TestApp {
    let app = TestApp::start().await;
    app.create("ann").await;
    patch(&app, "phone", json!({ "number": "+4930901820" })).await.ok();
    patch(&app, "verification", json!({ "emailVerification": true })).await.ok();
    app
}

#[tokio::test]
async fn an_empty_text_clears_a_field() {
    let app = with_ann().await;
    let cleared = [
        ("name", json!({ "name": "" })),
        ("email", json!({ "email": "" })),
        ("phone", json!({ "number": "" })),
        ("password", json!({ "password": "" })),
    ];
    for (field, body) in cleared {
        let shown = patch(&app, field, body.clone()).await.ok();
        assert!(shown[field] == "" || (field == "password" && shown[field].is_null()), "{field}: {shown}");
        // Clearing an empty field succeeds.
        patch(&app, field, body).await.ok();
    }
    let shown = app.v1(app.get("/v1/users/ann")).send().await.ok();
    assert_eq!((&shown["hash"], &shown["hashOptions"]), (&json!(null), &json!(null)));
    assert_eq!((&shown["emailVerification"], &shown["targets"]), (&json!(false), &json!([])));
    // Other users can have the removed email and phone.
    let new = json!({ "userId": "bob", "email": "ann@example.com", "phone": "+4930901820" });
    assert_eq!(app.v1(app.post("/v1/users")).json(new).send().await.status, 201);
    app.try_sign_in("ann@example.com", "correct horse").send().await.is_wrong_password();
    app.check("a user with cleared fields");
}

#[tokio::test]
async fn a_removed_password_can_be_set_again() {
    let app = with_ann().await;
    patch(&app, "password", json!({ "password": "" })).await.ok();
    app.try_sign_in("ann@example.com", "correct horse").send().await.is_wrong_password();
    patch(&app, "password", json!({ "password": "battery staple" })).await.ok();
    assert_eq!(app.try_sign_in("ann@example.com", "battery staple").send().await.status, 201);
}

#[tokio::test]
async fn a_user_with_cleared_fields_has_all_fields_in_0_15() {
    let app = with_ann().await;
    for (field, param) in [("email", "email"), ("phone", "number"), ("password", "password"), ("name", "name")] {
        patch(&app, field, json!({ param: "" })).await.ok();
    }
    let shown = app.read("ann").await;
    assert_eq!([&shown["email"], &shown["phone"], &shown["name"]], ["", "", ""]);
    assert!(shown["passwordUpdate"].is_u64() && shown.get("labels").is_none());
}

#[tokio::test]
async fn null_is_rejected() {
    let app = with_ann().await;
    let texts = [
        ("email", "email", "Value must be a valid email address"),
        ("phone", "number", "Phone number must start with a '+' can have a maximum of fifteen digits."),
        ("password", "password", "Password must be between 8 and 256 characters long."),
        ("name", "name", "Value must be a valid string and no longer than 128 chars"),
        ("status", "status", "Value must be a valid boolean"),
        ("verification", "emailVerification", "Value must be a valid boolean"),
        ("prefs", "prefs", "Value must be a valid object."),
    ];
    for (field, param, message) in texts {
        patch(&app, field, json!({ param: null })).await.is_v1_invalid(param, message);
        let missing = patch(&app, field, json!({})).await;
        let text = format!("Param \"{param}\" is not optional.");
        missing.is_v1_error(400, "general_argument_invalid", &text);
    }
}

#[tokio::test]
async fn the_error_of_a_conflict_names_the_email_or_a_target() {
    let app = with_ann().await;
    app.create("bob").await;
    patch(&app, "email", json!({ "email": "bob@example.com" })).await.is_v1_error(
        409,
        "user_email_already_exists",
        "A user with the same email already exists in the current project.",
    );
    let exists = "A target with the same ID already exists.";
    let of_bob = app.v1(app.patch("/v1/users/bob/phone")).json(json!({ "number": "+4930901820" })).send().await;
    of_bob.is_v1_error(409, "user_target_already_exists", exists);
    let token = app.sign_in("bob").await;
    let own = json!({ "number": "+4930901820", "phone": "+4930901820", "password": "correct horse" });
    let by_bob = app.patch("/v1/account/phone").session(&token).format("1.9.6").json(own).send().await;
    by_bob.is_v1_error(409, "user_target_already_exists", exists);
    let target = json!({ "targetId": "t1", "providerType": "sms", "identifier": "+4930901820" });
    let target = app.v1(app.post("/v1/users/bob/targets")).json(target).send().await;
    target.is_v1_error(409, "user_target_already_exists", exists);
    let new = app.v1(app.post("/v1/users")).json(json!({ "userId": "eve", "phone": "+4930901820" })).send().await;
    assert_eq!(new.body()["type"], "user_already_exists");
    // The value that a user has already succeeds.
    let same = patch(&app, "email", json!({ "email": "ann@example.com" })).await.ok();
    assert_eq!(same["emailVerification"], false);
}

#[tokio::test]
async fn the_answer_to_a_change_is_the_user() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let shown = patch(&app, "name", json!({ "name": "Ann" })).await.ok();
    let mut expected = with_hash(ann(&shown), &shown);
    expected["name"] = json!("Ann");
    expected["targets"][0]["$updatedAt"] = shown["$updatedAt"].clone();
    expected["$updatedAt"] = shown["$updatedAt"].clone();
    assert_eq!(shown, expected);
    assert!(shown["$updatedAt"].as_str() > shown["$createdAt"].as_str());
}
