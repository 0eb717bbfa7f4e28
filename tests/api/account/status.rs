//! PATCH /v1/account/status

use crate::expected::{START, user, with};
use crate::signing_in::PASSWORD;
use crate::world::World;
use serde_json::json;

#[tokio::test]
async fn a_user_blocks_himself() {
    let (world, token) = World::with_ann().await;
    world.pass(10);
    let answer = world.patch("/v1/account/status").session(&token).send().await;
    answer.is(200, with(user("ann"), json!({ "status": false, "$updatedAt": START + 10 })));
    answer.ends_the_session();
    world.account(&token).await.is_blocked();
    world.try_sign_in("ann@example.com", PASSWORD).send().await.is_blocked();
    let line = world.get("/v1/users/ann/logs?limit=1").key().send().await.ok()["logs"][0].clone();
    assert_eq!((&line["event"], &line["mode"]), (&json!("users.ann.update.status"), &json!("default")));
}

#[tokio::test]
async fn nobody_unblocks_himself() {
    let (world, token) = World::with_ann().await;
    let asked = world.patch("/v1/account/status").session(&token).json(json!({ "status": true })).send().await;
    assert_eq!(asked.ok()["status"], false, "there is one way only");
    world.patch("/v1/account/status").session(&token).json(json!({ "status": true })).send().await.is_blocked();
    world.patch("/v1/users/ann/status").key().json(json!({ "status": true })).send().await.ok();
    assert!(world.knows(&token).await, "the administrator can");
}
