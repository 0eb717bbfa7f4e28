//! POST /v1/account

use crate::app::{HOST, PROJECT, TestApp};
use crate::expected::{
    BRITAIN, CHROME, EMAIL, NAME, PASSWORD_LONG, PASSWORD_SHORT, START, USER_ID_CHOSEN, missing, user, with,
};
use crate::request::Request;
use crate::signing_in::PASSWORD;
use roster_core::Scope;
use serde_json::{Value, json};

/// A valid body with these fields replaced.
fn new(changes: Value) -> Value {
    let valid = json!({ "userId": "ann", "email": "ann@example.com", "password": "correct horse", "name": "ann Lee" });
    with(valid, changes)
}

fn sign_up(app: &TestApp, changes: Value) -> Request<'_> {
    app.post("/v1/account").project(PROJECT).json(new(changes))
}

#[tokio::test]
async fn signing_up_returns_the_user_with_all_fields_in_order() {
    let app = TestApp::start().await;
    let answer = sign_up(&app, json!({})).send().await;
    answer.is(201, user("ann"));
    answer.has_fields_in_order(&[
        "$id",
        "$createdAt",
        "$updatedAt",
        "name",
        "registration",
        "status",
        "passwordUpdate",
        "email",
        "phone",
        "emailVerification",
        "phoneVerification",
        "prefs",
    ]);
    assert_eq!(answer.rate(), Some((10, 9, START + 800)));
    assert_eq!(
        (answer.cookies(), answer.header("x-fallback-cookies")),
        (vec![], None),
        "signing up creates no session"
    );
    assert_eq!(app.read("ann").await, user("ann"));
    app.check("signed up");
}

#[tokio::test]
async fn signing_up_is_logged_with_the_user_and_the_ip_address_of_the_gateway() {
    let app = TestApp::start().await;
    let request = sign_up(&app, json!({})).header("user-agent", CHROME).header("x-forwarded-for", "192.0.2.77");
    request.header("x-forwarded-user-agent", "liar/1.0").from(BRITAIN).send().await.is(201, user("ann"));
    let entry = app.get("/v1/users/ann/logs").key().send().await.ok()["logs"][0].clone();
    assert_eq!((&entry["event"], &entry["mode"]), (&json!("users.ann.create"), &json!("default")));
    assert_eq!((&entry["ip"], &entry["countryCode"]), (&json!(BRITAIN), &json!("gb")));
    assert_eq!(entry["clientName"], "Chrome");
}

#[tokio::test]
async fn an_id_is_generated_on_request() {
    let app = TestApp::start().await;
    let user = sign_up(&app, json!({ "userId": "unique()" })).send().await.ok();
    let id = user["$id"].as_str().unwrap();
    assert!(id.len() == 20 && id.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)), "{id}");
    assert_eq!(app.read(id).await, user);
}

#[tokio::test]
async fn parameters_are_checked_in_their_order() {
    let app = TestApp::start().await;
    let post = async |body: Value| app.post("/v1/account").project(PROJECT).json(body).send().await;
    post(json!({})).await.is_invalid(&missing("userId"));
    post(json!({ "userId": "ann" })).await.is_invalid(&missing("email"));
    post(json!({ "userId": "ann", "email": "ann@example.com" })).await.is_invalid(&missing("password"));
    for (changes, message) in [
        (json!({ "userId": "-x", "email": "x", "password": "x", "name": 5 }), USER_ID_CHOSEN),
        (json!({ "email": "x", "password": "x", "name": 5 }), EMAIL),
        (json!({ "password": "1234567", "name": 5 }), PASSWORD_SHORT),
        (json!({ "password": "x".repeat(257), "name": 5 }), PASSWORD_LONG),
        (json!({ "name": 5 }), NAME),
    ] {
        post(new(changes)).await.is_invalid(message);
    }
    app.get("/v1/users").key().send().await.is(200, json!({ "total": 0, "users": [] }));
}

#[tokio::test]
async fn an_id_or_email_in_use_is_a_conflict() {
    let app = TestApp::start().await;
    app.create("ann").await;
    for changes in [json!({}), json!({ "email": "new@example.com" }), json!({ "userId": "bob" })] {
        let answer = sign_up(&app, changes).send().await;
        answer.is_error(409, "user_already_exists", "Account already exists");
    }
    let other_case = sign_up(&app, json!({ "userId": "bob", "email": "ANN@Example.com" })).send().await;
    other_case.is_error(409, "user_already_exists", "Account already exists");
}

#[tokio::test]
async fn the_name_is_optional_and_unknown_fields_are_ignored() {
    let app = TestApp::start().await;
    let answer = sign_up(&app, json!({ "name": null, "status": false, "prefs": { "a": 1 } })).send().await;
    answer.is(201, with(user("ann"), json!({ "name": "" })));
}

#[tokio::test]
async fn a_user_who_signed_up_can_sign_in() {
    let app = TestApp::start().await;
    sign_up(&app, json!({})).send().await.ok();
    let token = app.sign_in("ann").await;
    app.account(&token).await.is(200, user("ann"));
}

#[tokio::test]
async fn a_signed_in_user_can_sign_up_another_user() {
    let (app, token) = TestApp::with_ann().await;
    let bob = new(json!({ "userId": "bob", "email": "bob@example.com", "name": "bob Lee" }));
    app.post("/v1/account").session(&token).json(bob).send().await.is(201, user("bob"));
}

#[tokio::test]
async fn the_project_is_required_and_must_exist() {
    let app = TestApp::start().await;
    app.post("/v1/account").json(new(json!({}))).send().await.is_guest_without("account");
    let unknown = app.post("/v1/account").project("unknown").json(new(json!({}))).send().await;
    unknown.is_error(404, "project_not_found", "Project not found");
}

#[tokio::test]
async fn in_0_15_an_api_key_cannot_sign_up() {
    let (app, token) = TestApp::with_ann().await;
    let message = format!("app.{PROJECT}@service.{HOST} (role: application) missing scope (public)");
    let weak = app.make_key(PROJECT, &[Scope::UsersRead], None).await;
    let valid = |id: &str| json!({ "userId": id, "email": format!("{id}@example.com"), "password": PASSWORD });
    for body in [valid("bob"), json!({}), json!({ "email": "x" })] {
        for request in [
            app.post("/v1/account").key().json(body.clone()),
            app.post("/v1/account").project(PROJECT).secret(&weak).json(body.clone()),
            app.post("/v1/account").key().format("0.12.0").json(body.clone()),
        ] {
            let answer = request.send().await;
            assert_eq!((answer.status.as_u16(), &answer.body()["message"]), (401, &json!(message)));
        }
        let rejected = app.post("/v1/account").key().json(body).send().await;
        rejected.is_error(401, "general_unauthorized_scope", &message);
    }
    // An unknown API key is a guest, and a user may sign up another one.
    app.post("/v1/account").project(PROJECT).secret("unknown").json(valid("bob")).send().await.ok();
    app.post("/v1/account").session(&token).json(valid("eve")).send().await.ok();
}

#[tokio::test]
async fn a_server_signs_up_its_users_without_a_limit_in_v1() {
    let app = TestApp::start().await;
    let sign_up = async |n: usize, secret: &str| {
        let new = json!({ "userId": format!("u{n}"), "email": format!("u{n}@example.com"), "password": PASSWORD });
        let answer = app.post("/v1/account").project(PROJECT).secret(secret).format("1.9.6").json(new).send().await;
        (answer.status.as_u16(), answer.rate().is_some())
    };
    let able = app.make_key(PROJECT, &[Scope::SessionsWrite], None).await;
    for n in 0..22 {
        assert_eq!(sign_up(n, if n % 2 == 0 { app.key() } else { &able }).await, (201, false), "{n}");
    }
    let weak = app.make_key(PROJECT, &[Scope::UsersRead], None).await;
    for n in 22..33 {
        assert_eq!(sign_up(n, &weak).await, (if n < 32 { 201 } else { 429 }, true), "{n}");
    }
}
