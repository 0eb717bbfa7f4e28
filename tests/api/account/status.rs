//! PATCH /v1/account/status

use crate::app::TestApp;
use crate::expected::{START, user, with};
use crate::signing_in::PASSWORD;
use serde_json::json;

#[tokio::test]
async fn a_user_blocks_himself() {
    let (app, token) = TestApp::with_ann().await;
    app.pass(10);
    let answer = app.patch("/v1/account/status").session(&token).send().await;
    answer.is(200, with(user("ann"), json!({ "status": false, "$updatedAt": START + 10 })));
    answer.ends_the_session();
    app.account(&token).await.is_blocked();
    app.try_sign_in("ann@example.com", PASSWORD).send().await.is_blocked();
    let line = app.get("/v1/users/ann/logs?limit=1").key().send().await.ok()["logs"][0].clone();
    assert_eq!((&line["event"], &line["mode"]), (&json!("users.ann.update.status"), &json!("default")));
}

#[tokio::test]
async fn nobody_unblocks_himself() {
    let (app, token) = TestApp::with_ann().await;
    let asked = app.patch("/v1/account/status").session(&token).json(json!({ "status": true })).send().await;
    assert_eq!(asked.ok()["status"], false, "there is one way only");
    app.patch("/v1/account/status").session(&token).json(json!({ "status": true })).send().await.is_blocked();
    app.patch("/v1/users/ann/status").key().json(json!({ "status": true })).send().await.ok();
    assert!(app.knows(&token).await, "the administrator can");
}
