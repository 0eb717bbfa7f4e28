//! Who may call, and what is checked before what.

use crate::expected::user;
use crate::routes::{ACCOUNT_ROUTES, ROUTES, TEAM_ROUTES, calls_of};
use crate::world::{HOST, PROJECT, World};
use axum::http::Method;
use roster_core::Scope;
use roster_tests::world::BEGINNING;
use serde_json::json;
use std::time::Duration;

/// Every call that only a user can make who is signed in.
fn calls() -> impl Iterator<Item = (Method, String)> {
    let is_open = |method: &Method, path: &str| {
        let signs_in = path == "/v1/account/sessions/email" || path == "/v1/account/sessions/token";
        method == Method::POST && (signs_in || ["/v1/account", "/v1/account/sessions"].contains(&path))
    };
    calls_of(&ACCOUNT_ROUTES).filter(move |(method, path)| !is_open(method, path))
}

#[tokio::test]
async fn who_is_not_signed_in_is_a_guest() {
    let world = World::begin().await;
    world.create("ann").await;
    for (method, path) in calls() {
        let request = || world.request(method.clone(), &path);
        request().send().await.is_guest_without("account");
        request().project(PROJECT).send().await.is_guest_without("account");
        request().project(PROJECT).secret("wrong").json(json!({ "name": 5 })).send().await.is_guest_without("account");
        let unknown = request().project("unknown").send().await;
        unknown.is_refused(404, "project_not_found", "Project not found");
    }
}

#[tokio::test]
async fn a_key_has_no_account() {
    let world = World::begin().await;
    let message = format!("app.{PROJECT}@service.{HOST} (role: application) missing scope (account)");
    for (method, path) in calls() {
        let answer = world.request(method, &path).key().json(json!({})).send().await;
        answer.is_refused(401, "general_unauthorized_scope", &message);
    }
}

#[tokio::test]
async fn an_expired_key_says_so_wherever_it_is_shown() {
    let world = World::begin().await;
    let end = BEGINNING.after(Duration::from_secs(30));
    let secret = world.make_key(PROJECT, &Scope::ALL, Some(end)).await;
    world.pass(30);
    for (method, path) in calls_of(&ACCOUNT_ROUTES).chain(calls_of(&TEAM_ROUTES)) {
        let answer = world.request(method, &path).project(PROJECT).secret(&secret).json(json!({})).send().await;
        answer.is_refused(401, "project_key_expired", "Project key expired");
    }
}

#[tokio::test]
async fn a_user_may_not_do_what_keys_do() {
    let (world, token) = World::with_ann().await;
    for (method, path) in calls_of(&ROUTES) {
        let scope = if method == Method::GET { "users.read" } else { "users.write" };
        let message = format!("ann@example.com (role: member) missing scope ({scope})");
        let answer = world.request(method.clone(), &path).session(&token).json(json!({})).send().await;
        answer.is_refused(401, "general_unauthorized_scope", &message);
        let with_key = world.request(method, &path).key().session(&token).json(json!({})).send().await;
        with_key.is_refused(401, "general_unauthorized_scope", &message);
    }
    assert_eq!(world.read("ann").await, user("ann"));
}

#[tokio::test]
async fn a_session_goes_before_a_key() {
    let (world, token) = World::with_ann().await;
    world.get("/v1/account").key().session(&token).send().await.is(200, user("ann"));
    let create = world.post("/v1/teams").key().session(&token).json(json!({ "teamId": "crew", "name": "Crew" }));
    assert_eq!(create.send().await.ok()["total"], 1, "the user created it");
    let ended = world.get("/v1/teams").key().session("over").send().await;
    assert_eq!(ended.ok()["total"], 1, "no session: the key counts");
}

#[tokio::test]
async fn a_blocked_user_is_told_so_before_anything_else() {
    let (world, token) = World::with_ann().await;
    world.patch("/v1/users/ann/status").key().json(json!({ "status": false })).send().await.ok();
    for (method, path) in calls().chain(calls_of(&TEAM_ROUTES)).chain(calls_of(&ROUTES)) {
        world.request(method, &path).session(&token).json(json!({ "name": 5 })).send().await.is_blocked();
    }
}

#[tokio::test]
async fn who_may_call_is_asked_before_parameters() {
    let world = World::begin().await;
    let (bad, malformed) = (json!({ "name": 5, "prefs": [1], "email": "x" }), "{\"name\": ");
    for path in ["name", "prefs", "email", "password", "phone"] {
        let path = format!("/v1/account/{path}");
        world.patch(&path).project(PROJECT).json(bad.clone()).send().await.is_guest_without("account");
        let text = world.patch(&path).project(PROJECT).body("application/json", malformed);
        text.send().await.is_guest_without("account");
    }
    for path in ["/v1/account/logs?limit=101", "/v1/account/sessions/-x"] {
        world.get(path).project(PROJECT).send().await.is_guest_without("account");
    }
}

#[tokio::test]
async fn the_account_is_shown() {
    let (world, token) = World::with_ann().await;
    world.account(&token).await.is(200, user("ann"));
    let head = world.head("/v1/account").session(&token).send().await;
    assert_eq!((head.status.as_u16(), head.text()), (200, ""));
    world.get("/v1/account/prefs").session(&token).send().await.is(200, json!({}));
}
