//! PATCH /v1/account/status

use crate::app::TestApp;
use crate::expected::{START, user, with};
use crate::signing_in::PASSWORD;
use serde_json::json;

#[tokio::test]
async fn a_user_blocks_their_own_account() {
    let (app, token) = TestApp::with_ann().await;
    app.pass(10);
    let answer = app.patch("/v1/account/status").session(&token).send().await;
    answer.is(200, with(user("ann"), json!({ "status": false, "$updatedAt": START + 10 })));
    answer.ends_the_session();
    app.account(&token).await.is_blocked();
    app.try_sign_in("ann@example.com", PASSWORD).send().await.is_blocked();
    let entry = app.get("/v1/users/ann/logs?limit=1").key().send().await.ok()["logs"][0].clone();
    assert_eq!((&entry["event"], &entry["mode"]), (&json!("users.ann.update.status"), &json!("default")));
}

#[tokio::test]
async fn a_user_cannot_unblock_their_own_account() {
    let (app, token) = TestApp::with_ann().await;
    let blocked = app.patch("/v1/account/status").session(&token).json(json!({ "status": true })).send().await;
    assert_eq!(blocked.ok()["status"], false, "this route only blocks");
    app.patch("/v1/account/status").session(&token).json(json!({ "status": true })).send().await.is_blocked();
    app.patch("/v1/users/ann/status").key().json(json!({ "status": true })).send().await.ok();
    assert!(app.accepts(&token).await, "an administrator can unblock");
}
