//! From nothing to the end: a user signs in, an administrator sees it and ends it.

use crate::expected::{START, user};
use crate::signing_in::{PASSWORD, british_session};
use crate::teams::team;
use crate::world::{PROJECT, World};
use serde_json::json;

/// Ann, who signed up and in by herself; her token and the id of her session.
async fn signed_up() -> (World, String, String) {
    let world = World::begin().await;
    let new = json!({ "userId": "ann", "email": "ann@example.com", "password": PASSWORD, "name": "ann Lee" });
    world.post("/v1/account").project(PROJECT).json(new).send().await.is(201, user("ann"));
    let sign_in = world.sign_in_from_britain("ann").await;
    let (token, id) = (sign_in.token(), sign_in.body()["$id"].clone());
    world.account(&token).await.is(200, user("ann"));
    let listed = world.get("/v1/users/ann/sessions").key().send().await;
    listed.is(200, json!({ "total": 1, "sessions": [british_session(&id, "ann", START)] }));
    (world, token, id.as_str().unwrap().to_owned())
}

#[tokio::test]
async fn an_administrator_ends_a_session() {
    let (world, token, id) = signed_up().await;
    world.delete(&format!("/v1/users/ann/sessions/{id}")).key().send().await.is_done();
    world.account(&token).await.is_guest_without("account");
    let again = world.sign_in("ann").await;
    assert!(world.knows(&again).await && !world.knows(&token).await);
    world.check("ended");
}

#[tokio::test]
async fn an_administrator_ends_all_sessions() {
    let (world, token, _) = signed_up().await;
    let other = world.sign_in("ann").await;
    world.delete("/v1/users/ann/sessions").key().send().await.is_done();
    for token in [&token, &other] {
        world.account(token).await.is_guest_without("account");
    }
    let again = world.sign_in("ann").await;
    assert!(world.knows(&again).await);
    world.check("all ended");
}

#[tokio::test]
async fn an_administrator_blocks_and_unblocks() {
    let (world, token, _) = signed_up().await;
    world.patch("/v1/users/ann/status").key().json(json!({ "status": false })).send().await.ok();
    world.account(&token).await.is_blocked();
    world.try_sign_in("ann@example.com", PASSWORD).send().await.is_blocked();
    world.post("/v1/users/ann/sessions").key().send().await.is_blocked();
    world.patch("/v1/users/ann/status").key().json(json!({ "status": true })).send().await.ok();
    world.account(&token).await.is(200, user("ann"));
    world.check("unblocked");
}

#[tokio::test]
async fn an_administrator_sets_a_password_and_ends_what_was_begun_with_the_old_one() {
    let (world, token, _) = signed_up().await;
    world.patch("/v1/users/ann/password").key().json(json!({ "password": "battery staple" })).send().await.ok();
    assert!(world.knows(&token).await, "a password ends no session by itself");
    world.try_sign_in("ann@example.com", PASSWORD).send().await.is_wrong_password();
    world.delete("/v1/users/ann/sessions").key().send().await.is_done();
    world.account(&token).await.is_guest_without("account");
    let again = world.try_sign_in("ann@example.com", "battery staple").send().await.token();
    world.account(&again).await.is(200, user("ann"));
}

#[tokio::test]
async fn an_old_token_never_opens_the_account_of_a_new_user() {
    let (world, token, id) = signed_up().await;
    let jwt = world.post("/v1/account/jwt").session(&token).send().await.ok()["jwt"].as_str().unwrap().to_owned();
    world.delete("/v1/users/ann").key().send().await.is_done();
    world.account(&token).await.is_guest_without("account");
    world.try_sign_in("ann@example.com", PASSWORD).send().await.is_wrong_password();
    world.create("ann").await;
    world.account(&token).await.is_guest_without("account");
    world.get("/v1/account").jwt(&jwt).send().await.is_guest_without("account");
    assert!(world.sessions_of("ann").await.is_empty());
    assert_eq!(world.events("ann").await, ["users.ann.create"]);
    let new = world.sign_in("ann").await;
    world.account(&new).await.is(200, user("ann"));
    for token in [&token, &new] {
        let ended = world.delete(&format!("/v1/account/sessions/{id}")).session(token).send().await;
        assert!(matches!(ended.status.as_u16(), 401 | 404), "{}", ended.text());
    }
    assert!(world.knows(&new).await && !world.knows(&token).await);
    world.check("made again");
}

#[tokio::test]
async fn nothing_of_an_old_team_is_in_a_new_one_of_its_id() {
    let (world, token, _) = signed_up().await;
    world.create("bob").await;
    let crew = json!({ "teamId": "crew", "name": "The crew" });
    world.post("/v1/teams").session(&token).json(crew.clone()).send().await.is(201, team("crew", "The crew", 1));
    let member = world.join("crew", "bob", &["cook"]).await.ok()["$id"].as_str().unwrap().to_owned();
    assert_eq!(world.total_of("crew").await, 2);
    world.delete("/v1/teams/crew").session(&token).send().await.is_done();
    let bobs = world.sign_in("bob").await;
    world.post("/v1/teams").session(&bobs).json(crew).send().await.is(201, team("crew", "The crew", 1));
    world.get("/v1/teams/crew").session(&token).send().await.is_no_team();
    world.put("/v1/teams/crew").session(&token).json(json!({ "name": "Mine" })).send().await.is_no_team();
    world.delete("/v1/teams/crew").session(&token).send().await.is_no_team();
    let former = world.delete(&format!("/v1/teams/crew/memberships/{member}")).key().send().await;
    former.is_refused(404, "membership_not_found", "Membership not found");
    let list = world.get("/v1/users/bob/memberships").key().send().await.ok();
    assert_eq!((&list["total"], &list["memberships"][0]["roles"]), (&json!(1), &json!(["owner"])));
    assert_eq!(world.get("/v1/users/ann/memberships").key().send().await.ok()["total"], 0);
    world.join("crew", "ann", &["cook"]).await.ok();
    assert_eq!(world.total_of("crew").await, 2);
    world.check("a team made again");
}

#[tokio::test]
async fn a_user_made_again_is_in_no_team_of_the_former_one() {
    let (world, token, _) = signed_up().await;
    world.post("/v1/teams").session(&token).json(json!({ "teamId": "crew", "name": "The crew" })).send().await.ok();
    world.delete("/v1/users/ann").key().send().await.is_done();
    world.create("ann").await;
    let new = world.sign_in("ann").await;
    world.get("/v1/teams").session(&new).send().await.is(200, json!({ "total": 0, "teams": [] }));
    world.get("/v1/teams/crew").session(&new).send().await.is_no_team();
    assert_eq!(world.total_of("crew").await, 0);
    world.join("crew", "ann", &[]).await.ok();
    assert_eq!(world.total_of("crew").await, 1);
    world.check("a user made again");
}
