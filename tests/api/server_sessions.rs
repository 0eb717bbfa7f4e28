//! POST /v1/users/{userId}/sessions

use crate::app::{HOST, PROJECT, TestApp};
use crate::expected::{BRITAIN, CHROME, START, USER_ID, invalid_ids, user, with};
use crate::signing_in::british_session;
use roster_core::Scope;
use serde_json::{Value, json};

const PATH: &str = "/v1/users/ann/sessions";

fn without(mut body: Value, field: &str) -> Value {
    body.as_object_mut().unwrap().remove(field);
    body
}

#[tokio::test]
async fn a_server_creates_a_session_of_a_user() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let request = app.post(PATH).key().header("x-forwarded-for", &format!("{BRITAIN}, 192.0.2.1"));
    let request = request.header("x-forwarded-user-agent", CHROME).header("user-agent", "server/1.0");
    let answer = request.from("192.0.2.9").send().await;
    let secret = answer.body()["secret"].clone();
    let session = british_session(&answer.body()["$id"], "ann", START);
    let session = with(session, json!({ "provider": "server", "providerUid": "" }));
    answer.is(201, with(session.clone(), json!({ "secret": secret })));
    answer.has_fields_in_order(&["$id", "$createdAt", "userId", "expire", "provider", "current", "secret"]);
    assert!(answer.cookies().is_empty() && answer.header("x-fallback-cookies").is_none() && answer.rate().is_none());
    assert_eq!(app.sessions_of("ann").await, [session], "the secret is shown once");
    let entry = app.get("/v1/users/ann/logs?limit=1").key().send().await.ok()["logs"][0].clone();
    let event = format!("users.ann.sessions.{}.create", answer.body()["$id"].as_str().unwrap());
    assert_eq!((&entry["event"], &entry["mode"], &entry["ip"]), (&json!(event), &json!("admin"), &json!(BRITAIN)));
    app.check("a session of a server");
}

#[tokio::test]
async fn the_secret_gives_access_to_the_account() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let session = app.post(PATH).key().send().await.ok();
    let secret = session["secret"].as_str().unwrap();
    let header = app.get("/v1/account").project(PROJECT).header("x-appwrite-session", secret).send().await;
    header.is(200, user("ann"));
    app.account(secret).await.is(200, user("ann"));
    let own = app.get("/v1/account/sessions/current").session(secret).send().await;
    own.is(200, with(without(session.clone(), "secret"), json!({ "current": true })));
    app.delete("/v1/account/sessions/current").session(secret).send().await.is_done();
    app.account(secret).await.is_guest_without("account");
}

#[tokio::test]
async fn a_server_needs_no_body() {
    let app = TestApp::start().await;
    app.create("ann").await;
    for body in ["", "null", "{}", "[]"] {
        app.post(PATH).key().body("application/json", body).send().await.ok();
    }
    assert_eq!(app.sessions_of("ann").await.len(), 4);
}

#[tokio::test]
async fn a_blocked_user_is_not_signed_in() {
    let app = TestApp::start().await;
    app.create("ann").await;
    app.patch("/v1/users/ann/status").key().json(json!({ "status": false })).send().await.ok();
    app.post(PATH).key().send().await.is_blocked();
    assert!(app.sessions_of("ann").await.is_empty());
}

#[tokio::test]
async fn an_unknown_user_is_404() {
    let app = TestApp::start().await;
    app.create("ann").await;
    app.post("/v1/users/nobody/sessions").key().send().await.is_no_user();
    app.make_project("q").await;
    let secret = app.make_key("q", &Scope::ALL, None).await;
    app.post(PATH).project("q").secret(&secret).send().await.is_no_user();
    for id in invalid_ids() {
        app.post(&format!("/v1/users/{id}/sessions")).key().send().await.is_invalid(USER_ID);
    }
}

#[tokio::test]
async fn either_of_two_scopes_is_enough() {
    let app = TestApp::start().await;
    app.create("ann").await;
    for scope in [Scope::UsersWrite, Scope::SessionsWrite] {
        let secret = app.make_key(PROJECT, &[scope], None).await;
        app.post(PATH).project(PROJECT).secret(&secret).send().await.ok();
    }
    let reads = [Scope::UsersRead, Scope::SessionsRead, Scope::TeamsWrite];
    let secret = app.make_key(PROJECT, &reads, None).await;
    let message = format!("app.{PROJECT}@service.{HOST} (role: application) missing scope (users.write)");
    let rejected = app.post(PATH).project(PROJECT).secret(&secret).send().await;
    rejected.is_error(401, "general_unauthorized_scope", &message);
}
