//! PATCH /v1/users/{userId}/password

use super::field::Field;
use crate::app::TestApp;
use crate::expected::{PASSWORD_LONG, PASSWORD_SHORT, START};
use roster_core::{OnPasswordChange, Password, PasswordHash};
use roster_tests::clock::user_id;
use serde_json::json;

fn password() -> Field {
    Field {
        path: "password",
        param: "password",
        valid: json!("battery staple"),
        shown: json!({ "passwordUpdate": START + 10 }),
        invalid: (json!("1234567"), PASSWORD_SHORT),
        event: "password",
    }
}

async fn stored(app: &TestApp) -> PasswordHash {
    app.store.get_user(&app.project.id, &user_id("ann")).await.unwrap().password.unwrap()
}

#[tokio::test]
async fn the_password_is_set() {
    password().follows_the_common_rules().await;
}

#[tokio::test]
async fn a_password_has_8_to_256_characters() {
    let short = [json!("1234567"), json!("ßßßßßßß"), json!(12_345_678), json!(true), json!(["12345678"]), json!({})];
    password().rejects(short, PASSWORD_SHORT).await;
    password().rejects([json!("x".repeat(257)), json!("🔒".repeat(10_000))], PASSWORD_LONG).await;
    password().accepts([(json!("x".repeat(256)), json!({})), (json!("ßßßßßßßß"), json!({}))]).await;
}

#[tokio::test]
async fn the_new_password_replaces_the_old_one() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let matches = |hash: &PasswordHash, text: &str| hash.matches(&Password::parse(text).unwrap()).unwrap();
    let before = stored(&app).await;
    assert!(matches(&before, "correct horse"));
    app.patch("/v1/users/ann/password").key().json(json!({ "password": "battery staple" })).send().await.ok();
    let after = stored(&app).await;
    assert!(matches(&after, "battery staple") && !matches(&after, "correct horse"));
}

#[tokio::test]
async fn the_same_password_has_another_hash_each_time() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let before = stored(&app).await;
    app.patch("/v1/users/ann/password").key().json(json!({ "password": "correct horse" })).send().await.ok();
    assert!(stored(&app).await != before, "salts must differ");
}

/// Signs ann in, changes her password with the API key, and returns whether the session is valid.
async fn session_stays(app: &TestApp, format: &str, password: &str) -> bool {
    let token = app.post("/v1/users/ann/sessions").key().send().await.ok()["secret"].as_str().unwrap().to_owned();
    let change = app.patch("/v1/users/ann/password").key().format(format).json(json!({ "password": password }));
    change.send().await.ok();
    let is_valid = app.accepts(&token).await;
    assert_eq!(app.sessions_of("ann").await.is_empty(), !is_valid);
    app.delete("/v1/users/ann/sessions").key().send().await.is_done();
    is_valid
}

#[tokio::test]
async fn a_new_password_ends_all_sessions_in_v1_unless_the_project_says_otherwise() {
    let mut app = TestApp::start().await;
    app.create("ann").await;
    assert!(session_stays(&app, "0.15.0", "battery staple").await);
    for (version, password) in [("1.0.0", "battery staple"), ("1.9.6", "battery staple"), ("1.9.6", "")] {
        assert!(!session_stays(&app, version, password).await, "{version} {password:?}");
    }
    for (setting, stays) in [(OnPasswordChange::KeepSessions, true), (OnPasswordChange::EndSessions, false)] {
        app.set_on_password_change(setting).await;
        for format in ["0.15.0", "1.9.6"] {
            assert_eq!(session_stays(&app, format, "battery staple").await, stays, "{setting:?} {format}");
        }
    }
    app.check("after the changes");
}

#[tokio::test]
async fn no_answer_contains_a_password_or_its_hash() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let update = app.patch("/v1/users/ann/password").key().json(json!({ "password": "battery staple" }));
    let answers = [
        update.send().await,
        app.get("/v1/users/ann").key().send().await,
        app.get("/v1/users").key().send().await,
        app.get("/v1/users/ann/logs").key().send().await,
    ];
    for answer in answers {
        answer.ok();
        assert!(!answer.text().contains("argon2") && !answer.text().contains("staple"), "{}", answer.text());
    }
}
