//! POST /v1/account

use crate::app::{PROJECT, TestApp};
use crate::expected::{
    BRITAIN, CHROME, EMAIL, NAME, PASSWORD_LONG, PASSWORD_SHORT, START, USER_ID_CHOSEN, missing, user, with,
};
use crate::request::Request;
use serde_json::{Value, json};

/// A body that would be taken, with these fields replaced.
fn new(changes: Value) -> Value {
    let whole = json!({ "userId": "ann", "email": "ann@example.com", "password": "correct horse", "name": "ann Lee" });
    with(whole, changes)
}

fn sign_up(app: &TestApp, changes: Value) -> Request<'_> {
    app.post("/v1/account").project(PROJECT).json(new(changes))
}

#[tokio::test]
async fn a_user_signs_up_and_is_shown_whole() {
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
    assert_eq!((answer.cookies(), answer.header("x-fallback-cookies")), (vec![], None), "nobody is signed in yet");
    assert_eq!(app.read("ann").await, user("ann"));
    app.check("signed up");
}

#[tokio::test]
async fn who_signs_up_did_it_himself_and_from_where_the_gateway_says() {
    let app = TestApp::start().await;
    let request = sign_up(&app, json!({})).header("user-agent", CHROME).header("x-forwarded-for", "192.0.2.77");
    request.header("x-forwarded-user-agent", "liar/1.0").from(BRITAIN).send().await.is(201, user("ann"));
    let line = app.get("/v1/users/ann/logs").key().send().await.ok()["logs"][0].clone();
    assert_eq!((&line["event"], &line["mode"]), (&json!("users.ann.create"), &json!("default")));
    assert_eq!((&line["ip"], &line["countryCode"]), (&json!(BRITAIN), &json!("gb")));
    assert_eq!(line["clientName"], "Chrome");
}

#[tokio::test]
async fn an_id_is_made_when_the_caller_wants_one() {
    let app = TestApp::start().await;
    let made = sign_up(&app, json!({ "userId": "unique()" })).send().await.ok();
    let id = made["$id"].as_str().unwrap();
    assert!(id.len() == 20 && id.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)), "{id}");
    assert_eq!(app.read(id).await, made);
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
async fn an_id_or_an_address_in_use_is_a_conflict() {
    let app = TestApp::start().await;
    app.create("ann").await;
    for changes in [json!({}), json!({ "email": "new@example.com" }), json!({ "userId": "bob" })] {
        let answer = sign_up(&app, changes).send().await;
        answer.is_refused(409, "user_already_exists", "Account already exists");
    }
    let other_case = sign_up(&app, json!({ "userId": "bob", "email": "ANN@Example.com" })).send().await;
    other_case.is_refused(409, "user_already_exists", "Account already exists");
}

#[tokio::test]
async fn a_name_is_optional_and_other_fields_do_not_matter() {
    let app = TestApp::start().await;
    let answer = sign_up(&app, json!({ "name": null, "status": false, "prefs": { "a": 1 } })).send().await;
    answer.is(201, with(user("ann"), json!({ "name": "" })));
}

#[tokio::test]
async fn who_signed_up_can_sign_in() {
    let app = TestApp::start().await;
    sign_up(&app, json!({})).send().await.ok();
    let token = app.sign_in("ann").await;
    app.account(&token).await.is(200, user("ann"));
}

#[tokio::test]
async fn who_is_signed_in_may_sign_somebody_up() {
    let (app, token) = TestApp::with_ann().await;
    let bob = new(json!({ "userId": "bob", "email": "bob@example.com", "name": "bob Lee" }));
    app.post("/v1/account").session(&token).json(bob).send().await.is(201, user("bob"));
}

#[tokio::test]
async fn a_project_must_be_named_and_be_there() {
    let app = TestApp::start().await;
    app.post("/v1/account").json(new(json!({}))).send().await.is_guest_without("account");
    let unknown = app.post("/v1/account").project("unknown").json(new(json!({}))).send().await;
    unknown.is_refused(404, "project_not_found", "Project not found");
}
