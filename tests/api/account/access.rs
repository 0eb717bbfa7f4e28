//! Authentication of callers, and the order of the checks.

use crate::app::{HOST, PROJECT, TestApp};
use crate::expected::user;
use crate::routes::{ACCOUNT_ROUTES, ROUTES, TEAM_ROUTES, calls_of};
use axum::http::Method;
use roster_core::Scope;
use roster_tests::clock::BEGINNING;
use roster_tests::openapi::{Dialect, Document, Operation};
use serde_json::json;
use std::time::Duration;

/// Every call that only a signed-in user can make.
fn calls() -> impl Iterator<Item = (Method, String)> {
    let is_open = |method: &Method, path: &str| {
        let operation = Document::of(Dialect::Of0_15).find(method.as_str(), path);
        operation.is_some_and(Operation::takes_anybody)
    };
    let closed: Vec<_> = calls_of(&ACCOUNT_ROUTES).filter(|(method, path)| !is_open(method, path)).collect();
    assert!(closed.len() > 30, "{closed:?}");
    closed.into_iter()
}

#[tokio::test]
async fn a_caller_that_is_not_signed_in_is_a_guest() {
    let app = TestApp::start().await;
    app.create("ann").await;
    for (method, path) in calls() {
        let request = || app.request(method.clone(), &path);
        request().send().await.is_guest_without("account");
        request().project(PROJECT).send().await.is_guest_without("account");
        request().project(PROJECT).secret("wrong").json(json!({ "name": 5 })).send().await.is_guest_without("account");
        let unknown = request().project("unknown").send().await;
        unknown.is_error(404, "project_not_found", "Project not found");
    }
}

#[tokio::test]
async fn an_api_key_has_no_account() {
    let app = TestApp::start().await;
    let message = format!("app.{PROJECT}@service.{HOST} (role: application) missing scope (account)");
    for (method, path) in calls() {
        let answer = app.request(method, &path).key().json(json!({})).send().await;
        answer.is_error(401, "general_unauthorized_scope", &message);
    }
}

#[tokio::test]
async fn an_expired_api_key_is_rejected_on_every_route() {
    let app = TestApp::start().await;
    let end = BEGINNING.after(Duration::from_secs(30));
    let secret = app.make_key(PROJECT, &Scope::ALL, Some(end)).await;
    app.pass(30);
    for (method, path) in calls_of(&ACCOUNT_ROUTES).chain(calls_of(&TEAM_ROUTES)) {
        let answer = app.request(method, &path).project(PROJECT).secret(&secret).json(json!({})).send().await;
        answer.is_error(401, "project_key_expired", "Project key expired");
    }
}

#[tokio::test]
async fn a_user_is_rejected_on_the_routes_of_api_keys() {
    let (app, token) = TestApp::with_ann().await;
    for (method, path) in calls_of(&ROUTES) {
        let scope = if method == Method::GET { "users.read" } else { "users.write" };
        let message = format!("ann@example.com (role: member) missing scope ({scope})");
        let answer = app.request(method.clone(), &path).session(&token).json(json!({})).send().await;
        answer.is_error(401, "general_unauthorized_scope", &message);
        let with_key = app.request(method, &path).key().session(&token).json(json!({})).send().await;
        with_key.is_error(401, "general_unauthorized_scope", &message);
    }
    assert_eq!(app.read("ann").await, user("ann"));
}

#[tokio::test]
async fn a_session_takes_precedence_over_an_api_key() {
    let (app, token) = TestApp::with_ann().await;
    app.get("/v1/account").key().session(&token).send().await.is(200, user("ann"));
    let create = app.post("/v1/teams").key().session(&token).json(json!({ "teamId": "crew", "name": "Crew" }));
    assert_eq!(create.send().await.ok()["total"], 1, "the user created it");
    let by_key = app.get("/v1/teams").key().session("over").send().await;
    assert_eq!(by_key.ok()["total"], 1, "the session is invalid: the API key counts");
}

#[tokio::test]
async fn a_blocked_user_is_rejected_before_all_other_checks() {
    let (app, token) = TestApp::with_ann().await;
    app.patch("/v1/users/ann/status").key().json(json!({ "status": false })).send().await.ok();
    for (method, path) in calls().chain(calls_of(&TEAM_ROUTES)).chain(calls_of(&ROUTES)) {
        app.request(method, &path).session(&token).json(json!({ "name": 5 })).send().await.is_blocked();
    }
}

#[tokio::test]
async fn the_caller_is_checked_before_parameters() {
    let app = TestApp::start().await;
    let (invalid, malformed) = (json!({ "name": 5, "prefs": [1], "email": "x" }), "{\"name\": ");
    for path in ["name", "prefs", "email", "password", "phone"] {
        let path = format!("/v1/account/{path}");
        app.patch(&path).project(PROJECT).json(invalid.clone()).send().await.is_guest_without("account");
        let text = app.patch(&path).project(PROJECT).body("application/json", malformed);
        text.send().await.is_guest_without("account");
    }
    for path in ["/v1/account/logs?limit=101", "/v1/account/sessions/-x"] {
        app.get(path).project(PROJECT).send().await.is_guest_without("account");
    }
}

#[tokio::test]
async fn a_user_reads_their_account() {
    let (app, token) = TestApp::with_ann().await;
    app.account(&token).await.is(200, user("ann"));
    let head = app.head("/v1/account").session(&token).send().await;
    assert_eq!((head.status.as_u16(), head.text()), (200, ""));
    app.get("/v1/account/prefs").session(&token).send().await.is(200, json!({}));
}
