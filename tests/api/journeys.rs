//! Sequences of calls: a user signs up and in, an administrator changes or deletes the user, the sessions end.

use crate::app::{PROJECT, TestApp};
use crate::expected::{START, user};
use crate::signing_in::{PASSWORD, british_session};
use crate::teams::team;
use serde_json::json;

/// An app in which ann has signed up and in; her token and the id of her session.
async fn signed_up() -> (TestApp, String, String) {
    let app = TestApp::start().await;
    let new = json!({ "userId": "ann", "email": "ann@example.com", "password": PASSWORD, "name": "ann Lee" });
    app.post("/v1/account").project(PROJECT).json(new).send().await.is(201, user("ann"));
    let sign_in = app.sign_in_from_britain("ann").await;
    let (token, id) = (sign_in.token(), sign_in.body()["$id"].clone());
    app.account(&token).await.is(200, user("ann"));
    let listed = app.get("/v1/users/ann/sessions").key().send().await;
    listed.is(200, json!({ "total": 1, "sessions": [british_session(&id, "ann", START)] }));
    (app, token, id.as_str().unwrap().to_owned())
}

#[tokio::test]
async fn an_administrator_ends_a_session() {
    let (app, token, id) = signed_up().await;
    app.delete(&format!("/v1/users/ann/sessions/{id}")).key().send().await.is_done();
    app.account(&token).await.is_guest_without("account");
    let again = app.sign_in("ann").await;
    assert!(app.accepts(&again).await && !app.accepts(&token).await);
    app.check("ended");
}

#[tokio::test]
async fn an_administrator_ends_all_sessions() {
    let (app, token, _) = signed_up().await;
    let other = app.sign_in("ann").await;
    app.delete("/v1/users/ann/sessions").key().send().await.is_done();
    for token in [&token, &other] {
        app.account(token).await.is_guest_without("account");
    }
    let again = app.sign_in("ann").await;
    assert!(app.accepts(&again).await);
    app.check("all ended");
}

#[tokio::test]
async fn an_administrator_blocks_and_unblocks_a_user() {
    let (app, token, _) = signed_up().await;
    app.patch("/v1/users/ann/status").key().json(json!({ "status": false })).send().await.ok();
    app.account(&token).await.is_blocked();
    app.try_sign_in("ann@example.com", PASSWORD).send().await.is_blocked();
    app.post("/v1/users/ann/sessions").key().send().await.is_blocked();
    app.patch("/v1/users/ann/status").key().json(json!({ "status": true })).send().await.ok();
    app.account(&token).await.is(200, user("ann"));
    app.check("unblocked");
}

#[tokio::test]
async fn an_administrator_sets_a_password_and_ends_the_sessions_of_the_old_one() {
    let (app, token, _) = signed_up().await;
    app.patch("/v1/users/ann/password").key().json(json!({ "password": "battery staple" })).send().await.ok();
    assert!(app.accepts(&token).await, "a new password alone ends no session");
    app.try_sign_in("ann@example.com", PASSWORD).send().await.is_wrong_password();
    app.delete("/v1/users/ann/sessions").key().send().await.is_done();
    app.account(&token).await.is_guest_without("account");
    let again = app.try_sign_in("ann@example.com", "battery staple").send().await.token();
    app.account(&again).await.is(200, user("ann"));
}

#[tokio::test]
async fn an_old_token_is_invalid_for_a_new_user_of_the_same_id() {
    let (app, token, id) = signed_up().await;
    let jwt = app.post("/v1/account/jwt").session(&token).send().await.ok()["jwt"].as_str().unwrap().to_owned();
    app.delete("/v1/users/ann").key().send().await.is_done();
    app.account(&token).await.is_guest_without("account");
    app.try_sign_in("ann@example.com", PASSWORD).send().await.is_wrong_password();
    app.create("ann").await;
    app.account(&token).await.is_guest_without("account");
    app.get("/v1/account").jwt(&jwt).send().await.is_guest_without("account");
    assert!(app.sessions_of("ann").await.is_empty());
    assert_eq!(app.events("ann").await, ["users.ann.create"]);
    let new = app.sign_in("ann").await;
    app.account(&new).await.is(200, user("ann"));
    for token in [&token, &new] {
        let ended = app.delete(&format!("/v1/account/sessions/{id}")).session(token).send().await;
        assert!(matches!(ended.status.as_u16(), 401 | 404), "{}", ended.text());
    }
    assert!(app.accepts(&new).await && !app.accepts(&token).await);
    app.check("a user of the same id");
}

#[tokio::test]
async fn a_new_team_of_the_same_id_has_nothing_of_the_deleted_one() {
    let (app, token, _) = signed_up().await;
    app.create("bob").await;
    let new = json!({ "teamId": "crew", "name": "The crew" });
    app.post("/v1/teams").session(&token).json(new.clone()).send().await.is(201, team("crew", "The crew", 1));
    let member = app.join("crew", "bob", &["cook"]).await.ok()["$id"].as_str().unwrap().to_owned();
    assert_eq!(app.total_of("crew").await, 2);
    app.delete("/v1/teams/crew").session(&token).send().await.is_done();
    let bob_token = app.sign_in("bob").await;
    app.post("/v1/teams").session(&bob_token).json(new).send().await.is(201, team("crew", "The crew", 1));
    app.get("/v1/teams/crew").session(&token).send().await.is_no_team();
    app.put("/v1/teams/crew").session(&token).json(json!({ "name": "Mine" })).send().await.is_no_team();
    app.delete("/v1/teams/crew").session(&token).send().await.is_no_team();
    let former = app.delete(&format!("/v1/teams/crew/memberships/{member}")).key().send().await;
    former.is_error(404, "team_invite_not_found", "Invite not found");
    let list = app.get("/v1/users/bob/memberships").key().send().await.ok();
    assert_eq!((&list["total"], &list["memberships"][0]["roles"]), (&json!(1), &json!(["owner"])));
    assert_eq!(app.get("/v1/users/ann/memberships").key().send().await.ok()["total"], 0);
    app.join("crew", "ann", &["cook"]).await.ok();
    assert_eq!(app.total_of("crew").await, 2);
    app.check("a team of the same id");
}

#[tokio::test]
async fn a_new_user_of_the_same_id_is_in_no_team_of_the_deleted_one() {
    let (app, token, _) = signed_up().await;
    app.post("/v1/teams").session(&token).json(json!({ "teamId": "crew", "name": "The crew" })).send().await.ok();
    app.delete("/v1/users/ann").key().send().await.is_done();
    app.create("ann").await;
    let new = app.sign_in("ann").await;
    app.get("/v1/teams").session(&new).send().await.is(200, json!({ "total": 0, "teams": [] }));
    app.get("/v1/teams/crew").session(&new).send().await.is_no_team();
    assert_eq!(app.total_of("crew").await, 0);
    app.join("crew", "ann", &[]).await.ok();
    assert_eq!(app.total_of("crew").await, 1);
    app.check("a user of the same id, in a team");
}
