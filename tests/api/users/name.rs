//! PATCH /v1/users/{userId}/name

use super::field::Field;
use crate::app::TestApp;
use crate::expected::NAME;
use serde_json::json;

fn name() -> Field {
    Field {
        path: "name",
        param: "name",
        valid: json!("Updated name"),
        shown: json!({ "name": "Updated name" }),
        invalid: (json!(5), NAME),
        event: "name",
    }
}

#[tokio::test]
async fn the_name_is_set() {
    name().follows_the_common_rules().await;
}

#[tokio::test]
async fn a_name_has_at_most_128_characters() {
    let invalid =
        [json!("x".repeat(129)), json!("ß".repeat(129)), json!(5), json!(1.5), json!(true), json!([]), json!({})];
    name().rejects(invalid, NAME).await;
}

#[tokio::test]
async fn a_name_is_stored_without_changes() {
    let names = [" ", "a\u{0}b", "\u{202e}x", "日本 🎈", "<b>\"'\\/#;--", "e\u{301}", "0", "null", &"🎈".repeat(128)];
    name().accepts(names.map(|text| (json!(text), json!({ "name": text })))).await;
}

#[tokio::test]
async fn a_new_name_keeps_the_verifications() {
    let app = TestApp::start().await;
    app.create("ann").await;
    app.patch("/v1/users/ann/verification").key().json(json!({ "emailVerification": true })).send().await.ok();
    let answer = app.patch("/v1/users/ann/name").key().json(json!({ "name": "Anna" })).send().await;
    assert_eq!(answer.ok()["emailVerification"], true);
}

#[tokio::test]
async fn the_user_is_found_by_the_new_name_only() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let answer = app.patch("/v1/users/ann/name").key().json(json!({ "name": "Updated name" })).send().await;
    let ann = answer.ok();
    let found = async |term: &str| app.get(&format!("/v1/users?search={term}")).key().send().await.body();
    for term in ["Updated%20name", "%22updated%20name%22", "name", "upd"] {
        assert_eq!(found(term).await, json!({ "total": 1, "users": [ann] }), "{term}");
    }
    assert_eq!(found("lee").await, json!({ "total": 0, "users": [] }));
}
