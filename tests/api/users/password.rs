//! PATCH /v1/users/{userId}/password

use super::field::Field;
use crate::app::TestApp;
use crate::expected::{PASSWORD_LONG, PASSWORD_SHORT, START};
use roster_core::{Password, PasswordHash, Proof};
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

#[tokio::test]
async fn a_new_password_keeps_the_sessions() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let (session, secret) = app.time.session(&user_id("ann"), "s1");
    app.store.create_session(&app.project.id, &session, &secret, &Proof::Key, &app.time.change()).await.unwrap();
    app.patch("/v1/users/ann/password").key().json(json!({ "password": "battery staple" })).send().await.ok();
    assert_eq!(app.get("/v1/users/ann/sessions").key().send().await.ok()["total"], 1);
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
