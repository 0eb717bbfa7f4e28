//! GET /v1/users/{userId}

use crate::expected::{USER_ID, bad_ids, user};
use crate::world::World;
use roster_core::Scope;
use serde_json::json;

#[tokio::test]
async fn a_user_is_shown_whole() {
    let world = World::begin().await;
    let created = world.create("ann").await;
    assert_eq!(created, user("ann"));
    world.get("/v1/users/ann").key().send().await.is(200, created);
}

#[tokio::test]
async fn an_unknown_user_is_not_found() {
    let world = World::begin().await;
    world.create("ann").await;
    for id in ["bob", "ANN", "ann.", "annx", &"a".repeat(36), "null"] {
        world.get(&format!("/v1/users/{id}")).key().send().await.is_no_user();
    }
}

#[tokio::test]
async fn a_malformed_id_is_refused() {
    let world = World::begin().await;
    for id in bad_ids() {
        world.get(&format!("/v1/users/{id}")).key().send().await.is_invalid(USER_ID);
    }
}

#[tokio::test]
async fn an_encoded_id_is_the_same_id() {
    let world = World::begin().await;
    world.create("ann").await;
    world.get("/v1/users/%61nn").key().send().await.is(200, user("ann"));
}

#[tokio::test]
async fn a_user_of_another_project_is_not_found() {
    let world = World::begin().await;
    world.create("ann").await;
    world.make_project("q").await;
    let secret = world.make_key("q", &Scope::ALL, None).await;
    world.get("/v1/users/ann").project("q").secret(&secret).send().await.is_no_user();
}

#[tokio::test]
async fn only_the_head_is_sent_when_only_the_head_was_asked_for() {
    let world = World::begin().await;
    world.create("ann").await;
    for (path, status) in [("/v1/users/ann", 200), ("/v1/users/bob", 404), ("/v1/users/-x", 400)] {
        let (get, head) = (world.get(path).key().send().await, world.head(path).key().send().await);
        assert_eq!((head.status.as_u16(), head.text()), (status, ""), "{path}");
        assert_eq!((head.status, &head.headers), (get.status, &get.headers), "{path}");
        assert_eq!(head.header("content-length"), Some(get.body.len().to_string().as_str()), "{path}");
    }
}

#[tokio::test]
async fn the_query_and_the_body_of_a_read_do_not_matter() {
    let world = World::begin().await;
    world.create("ann").await;
    let path = "/v1/users/ann?userId=bob&anything[]=1&limit=abc";
    world.get(path).key().json(json!({ "userId": "bob" })).send().await.is(200, user("ann"));
}
