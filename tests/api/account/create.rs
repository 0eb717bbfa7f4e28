//! POST /v1/account

use crate::expected::{
    BRITAIN, CHROME, EMAIL, NAME, PASSWORD_LONG, PASSWORD_SHORT, START, USER_ID_CHOSEN, missing, user, with,
};
use crate::request::Request;
use crate::world::{PROJECT, World};
use serde_json::{Value, json};

/// A body that would be taken, with these fields replaced.
fn new(changes: Value) -> Value {
    let whole = json!({ "userId": "ann", "email": "ann@example.com", "password": "correct horse", "name": "ann Lee" });
    with(whole, changes)
}

fn sign_up(world: &World, changes: Value) -> Request<'_> {
    world.post("/v1/account").project(PROJECT).json(new(changes))
}

#[tokio::test]
async fn a_user_signs_up_and_is_shown_whole() {
    let world = World::begin().await;
    let answer = sign_up(&world, json!({})).send().await;
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
    assert_eq!(world.read("ann").await, user("ann"));
    world.check("signed up");
}

#[tokio::test]
async fn who_signs_up_did_it_himself_and_from_where_the_gateway_says() {
    let world = World::begin().await;
    let request = sign_up(&world, json!({})).header("user-agent", CHROME).header("x-forwarded-for", "192.0.2.77");
    request.header("x-forwarded-user-agent", "liar/1.0").from(BRITAIN).send().await.is(201, user("ann"));
    let line = world.get("/v1/users/ann/logs").key().send().await.ok()["logs"][0].clone();
    assert_eq!((&line["event"], &line["mode"]), (&json!("users.ann.create"), &json!("default")));
    assert_eq!((&line["ip"], &line["countryCode"]), (&json!(BRITAIN), &json!("gb")));
    assert_eq!(line["clientName"], "Chrome");
}

#[tokio::test]
async fn an_id_is_made_when_the_caller_wants_one() {
    let world = World::begin().await;
    let made = sign_up(&world, json!({ "userId": "unique()" })).send().await.ok();
    let id = made["$id"].as_str().unwrap();
    assert!(id.len() == 20 && id.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)), "{id}");
    assert_eq!(world.read(id).await, made);
}

#[tokio::test]
async fn parameters_are_checked_in_their_order() {
    let world = World::begin().await;
    let post = async |body: Value| world.post("/v1/account").project(PROJECT).json(body).send().await;
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
    world.get("/v1/users").key().send().await.is(200, json!({ "total": 0, "users": [] }));
}

#[tokio::test]
async fn an_id_or_an_address_in_use_is_a_conflict() {
    let world = World::begin().await;
    world.create("ann").await;
    for changes in [json!({}), json!({ "email": "new@example.com" }), json!({ "userId": "bob" })] {
        let answer = sign_up(&world, changes).send().await;
        answer.is_refused(409, "user_already_exists", "Account already exists");
    }
    let other_case = sign_up(&world, json!({ "userId": "bob", "email": "ANN@Example.com" })).send().await;
    other_case.is_refused(409, "user_already_exists", "Account already exists");
}

#[tokio::test]
async fn a_name_is_optional_and_other_fields_do_not_matter() {
    let world = World::begin().await;
    let answer = sign_up(&world, json!({ "name": null, "status": false, "prefs": { "a": 1 } })).send().await;
    answer.is(201, with(user("ann"), json!({ "name": "" })));
}

#[tokio::test]
async fn who_signed_up_can_sign_in() {
    let world = World::begin().await;
    sign_up(&world, json!({})).send().await.ok();
    let token = world.sign_in("ann").await;
    world.account(&token).await.is(200, user("ann"));
}

#[tokio::test]
async fn who_is_signed_in_may_sign_somebody_up() {
    let (world, token) = World::with_ann().await;
    let bob = new(json!({ "userId": "bob", "email": "bob@example.com", "name": "bob Lee" }));
    world.post("/v1/account").session(&token).json(bob).send().await.is(201, user("bob"));
}

#[tokio::test]
async fn a_project_must_be_named_and_be_there() {
    let world = World::begin().await;
    world.post("/v1/account").json(new(json!({}))).send().await.is_guest_without("account");
    let unknown = world.post("/v1/account").project("unknown").json(new(json!({}))).send().await;
    unknown.is_refused(404, "project_not_found", "Project not found");
}
