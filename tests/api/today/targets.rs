//! /v1/users/{userId}/targets: where messages reach a user.

use super::expected::{ann, with_hash};
use crate::answer::Answer;
use crate::app::TestApp;
use serde_json::{Value, json};

const TARGETS: &str = "/v1/users/ann/targets";
const NOT_FOUND: &str = "The target could not be found.";
const EXISTS: &str = "A target with the same ID already exists.";

async fn with_ann() -> TestApp {
    let app = TestApp::start().await;
    app.create("ann").await;
    app
}

async fn create(app: &TestApp, body: Value) -> Answer {
    app.today(app.post(TARGETS)).json(body).send().await
}

async fn list(app: &TestApp, query: &str) -> Value {
    app.today(app.get(&format!("{TARGETS}{query}"))).send().await.ok()
}

fn push(id: &str) -> Value {
    json!({ "targetId": id, "providerType": "push", "identifier": format!("device of {id}"), "name": "Phone" })
}

/// A target as it was made by [`push`].
fn pushed(id: &str, shown: &Value) -> Value {
    json!({
        "$id": id,
        "$createdAt": shown["$createdAt"],
        "$updatedAt": shown["$createdAt"],
        "name": "Phone",
        "userId": "ann",
        "providerId": null,
        "providerType": "push",
        "identifier": format!("device of {id}"),
        "expired": false,
    })
}

#[tokio::test]
async fn a_target_is_shown_whole_wherever_it_is_shown() {
    let app = with_ann().await;
    let made = create(&app, push("t1")).await;
    let target = pushed("t1", &made.body());
    made.is(201, target.clone());
    made.has_fields_in_order(&[
        "$id",
        "$createdAt",
        "$updatedAt",
        "name",
        "userId",
        "providerId",
        "identifier",
        "expired",
    ]);
    app.today(app.get(&format!("{TARGETS}/t1"))).send().await.is(200, target.clone());
    let shown = app.today(app.get("/v1/users/ann")).send().await;
    let mut expected = with_hash(ann(&shown.body()), &shown.body());
    expected["targets"].as_array_mut().unwrap().push(target.clone());
    shown.is(200, expected.clone());
    assert_eq!(list(&app, "").await, json!({ "total": 2, "targets": expected["targets"] }));
    for field in ["password", "hash", "hashOptions"] {
        expected[field] = json!(null);
    }
    app.today(app.get("/v1/users")).send().await.is(200, json!({ "total": 1, "users": [expected] }));
    assert_eq!(app.events("ann").await[0], "users.ann.targets.t1.create");
    app.check("a target");
}

#[tokio::test]
async fn a_target_is_changed_and_deleted() {
    let app = with_ann().await;
    create(&app, push("t1")).await.ok();
    let patch = async |body: Value| app.today(app.patch(&format!("{TARGETS}/t1"))).json(body).send().await;
    let renamed = patch(json!({ "name": "Tablet" })).await.ok();
    assert_eq!((&renamed["name"], &renamed["identifier"]), (&json!("Tablet"), &json!("device of t1")));
    let moved = patch(json!({ "identifier": "another device" })).await.ok();
    assert_eq!((&moved["name"], &moved["identifier"]), (&json!("Tablet"), &json!("another device")));
    assert!(moved["$updatedAt"].as_str() > renamed["$updatedAt"].as_str());
    create(&app, json!({ "targetId": "t2", "providerType": "push", "identifier": "device of t1" })).await.ok();
    app.today(app.delete(&format!("{TARGETS}/t1"))).json(json!({})).send().await.is_done();
    for refused in [
        patch(json!({ "name": "x" })).await,
        app.today(app.get(&format!("{TARGETS}/t1"))).send().await,
        app.today(app.delete(&format!("{TARGETS}/t1"))).send().await,
    ] {
        refused.is_refused_today(404, "user_target_not_found", NOT_FOUND);
    }
    let events = app.events("ann").await;
    assert_eq!(events[0], "users.ann.targets.t1.delete");
    assert_eq!(events[2], "users.ann.targets.t1.update");
    app.check("changed and deleted");
}

#[tokio::test]
async fn what_follows_from_the_user_is_changed_with_the_user() {
    let app = with_ann().await;
    let own = list(&app, "").await["targets"][0].clone();
    let path = format!("{TARGETS}/{}", own["$id"].as_str().unwrap());
    app.today(app.get(&path)).send().await.is(200, own.clone());
    let why = "The target follows from the user's email or phone. Update that instead.";
    app.today(app.patch(&path)).json(json!({ "name": "x" })).send().await.is_invalid_today("targetId", why);
    app.today(app.delete(&path)).send().await.is_invalid_today("targetId", why);
    assert_eq!(list(&app, "").await["targets"][0], own);
}

#[tokio::test]
async fn identifiers_are_one_targets_alone_and_no_users() {
    let app = with_ann().await;
    app.create("bob").await;
    create(&app, push("t1")).await.ok();
    let email = |address: &str| json!({ "targetId": "t2", "providerType": "email", "identifier": address });
    let same = json!({ "targetId": "t2", "providerType": "push", "identifier": "device of t1" });
    for taken in [push("t1"), same.clone(), email("ann@example.com"), email(" BOB@example.com")] {
        create(&app, taken).await.is_refused_today(409, "user_target_already_exists", EXISTS);
    }
    let of_bob = app.today(app.post("/v1/users/bob/targets")).json(same).send().await;
    of_bob.is_refused_today(409, "user_target_already_exists", EXISTS);
    assert_eq!(create(&app, email("Work@Example.com")).await.ok()["identifier"], "work@example.com");
    app.delete("/v1/users/ann").key().send().await.is_done();
    let free = app.today(app.post("/v1/users/bob/targets")).json(email("work@example.com")).send().await;
    assert_eq!(free.status, 201, "{}", free.text());
    app.check("taken and free");
}

#[tokio::test]
async fn parameters_are_checked_in_their_order() {
    let app = with_ann().await;
    let missing = |name: &str| format!("Param \"{name}\" is not optional.");
    let mut body = json!({});
    for (name, bad, why, good) in [
        ("targetId", json!("-x"), crate::expected::USER_ID_CHOSEN.split_once(": ").unwrap().1, json!("t1")),
        ("providerType", json!("fax"), "Value must be one of (email, sms, push)", json!("sms")),
        (
            "identifier",
            json!("x".repeat(256)),
            "Value must be a valid string and at least 1 chars and no longer than 255 chars",
            json!("123"),
        ),
    ] {
        create(&app, body.clone()).await.is_refused_today(400, "general_argument_invalid", &missing(name));
        body[name] = bad;
        create(&app, body.clone()).await.is_invalid_today(name, why);
        body[name] = good;
    }
    let no_number = "Value must be a valid phone number. Format this number with a leading '+' and a country code, e.g., \
                     +16175551212.";
    create(&app, body.clone()).await.is_refused_today(400, "general_invalid_phone", no_number);
    body["providerType"] = json!("email");
    let no_address = "Value must be a valid email address.";
    create(&app, body.clone()).await.is_refused_today(400, "general_invalid_email", no_address);
    body["providerId"] = json!("mailgun");
    let no_provider = "Provider with the requested ID could not be found.";
    create(&app, body).await.is_refused_today(404, "provider_not_found", no_provider);
    assert_eq!(list(&app, "").await["total"], 1);
}

#[tokio::test]
async fn who_is_not_there_has_none() {
    let app = TestApp::start().await;
    let text = "User with the requested ID could not be found.";
    for answer in [
        app.today(app.get(TARGETS)).send().await,
        create(&app, push("t1")).await,
        app.today(app.get(&format!("{TARGETS}/t1"))).send().await,
        app.today(app.patch(&format!("{TARGETS}/t1"))).json(json!({ "providerId": "x" })).send().await,
        app.today(app.delete(&format!("{TARGETS}/t1"))).send().await,
    ] {
        answer.is_refused_today(404, "user_not_found", text);
    }
}

#[tokio::test]
async fn targets_are_listed_by_queries() {
    let app = with_ann().await;
    for n in 1..4 {
        create(&app, push(&format!("t{n}"))).await.ok();
    }
    let found = async |query: &str| {
        let list = list(&app, &format!("?{query}")).await;
        let ids = list["targets"].as_array().unwrap().iter().map(|target| target["name"].as_str().unwrap().len());
        (list["total"].as_u64().unwrap(), ids.count())
    };
    assert_eq!(found("").await, (4, 4));
    assert_eq!(found("queries[]=equal(%22providerType%22,%22push%22)").await, (3, 3));
    assert_eq!(found("queries[]=limit(2)").await, (4, 2));
    assert_eq!(found("queries[]=cursorAfter(%22t2%22)").await, (4, 1));
    assert_eq!(found("total=false").await, (0, 4));
    let unknown = app.today(app.get(&format!("{TARGETS}?queries[]=cursorAfter(%22nobody%22)"))).send().await;
    unknown.is_refused_today(400, "general_cursor_not_found", "Target 'nobody' for the 'cursor' value not found.");
}
