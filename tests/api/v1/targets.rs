//! /v1/users/{userId}/targets: emails, phones and devices for messages to a user.

use super::expected::{ann, with_hash};
use crate::answer::Answer;
use crate::app::TestApp;
use serde_json::{Value, json};

const TARGETS: &str = "/v1/users/ann/targets";
const NOT_FOUND: &str = "The target could not be found.";
const NO_ID: &str = crate::expected::USER_ID;
const EXISTS: &str = "A target with the same ID already exists.";

async fn with_ann() -> TestApp {
    let app = TestApp::start().await;
    app.create("ann").await;
    app
}

async fn create(app: &TestApp, body: Value) -> Answer {
    app.v1(app.post(TARGETS)).json(body).send().await
}

async fn list(app: &TestApp, query: &str) -> Value {
    app.v1(app.get(&format!("{TARGETS}{query}"))).send().await.ok()
}

fn push(id: &str) -> Value {
    json!({ "targetId": id, "providerType": "push", "identifier": format!("device of {id}"), "name": "Phone" })
}

/// The expected body of a target that is created with the body [`push`].
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
async fn a_target_has_all_fields_on_every_route() {
    let app = with_ann().await;
    let created = create(&app, push("t1")).await;
    let target = pushed("t1", &created.body());
    created.is(201, target.clone());
    created.has_fields_in_order(&[
        "$id",
        "$createdAt",
        "$updatedAt",
        "name",
        "userId",
        "providerId",
        "identifier",
        "expired",
    ]);
    app.v1(app.get(&format!("{TARGETS}/t1"))).send().await.is(200, target.clone());
    let shown = app.v1(app.get("/v1/users/ann")).send().await;
    let mut expected = with_hash(ann(&shown.body()), &shown.body());
    expected["targets"].as_array_mut().unwrap().push(target.clone());
    shown.is(200, expected.clone());
    assert_eq!(list(&app, "").await, json!({ "total": 2, "targets": expected["targets"] }));
    for field in ["password", "hash", "hashOptions"] {
        expected[field] = json!(null);
    }
    app.v1(app.get("/v1/users")).send().await.is(200, json!({ "total": 1, "users": [expected] }));
    assert_eq!(app.events("ann").await[0], "users.ann.targets.t1.create");
    app.check("a target");
}

#[tokio::test]
async fn a_target_is_updated_and_deleted() {
    let app = with_ann().await;
    create(&app, push("t1")).await.ok();
    let patch = async |body: Value| app.v1(app.patch(&format!("{TARGETS}/t1"))).json(body).send().await;
    let renamed = patch(json!({ "name": "Tablet" })).await.ok();
    assert_eq!((&renamed["name"], &renamed["identifier"]), (&json!("Tablet"), &json!("device of t1")));
    let updated = patch(json!({ "identifier": "another device" })).await.ok();
    assert_eq!((&updated["name"], &updated["identifier"]), (&json!("Tablet"), &json!("another device")));
    assert!(updated["$updatedAt"].as_str() > renamed["$updatedAt"].as_str());
    create(&app, json!({ "targetId": "t2", "providerType": "push", "identifier": "device of t1" })).await.ok();
    app.v1(app.delete(&format!("{TARGETS}/t1"))).json(json!({})).send().await.is_done();
    for missing in [
        patch(json!({ "name": "x" })).await,
        app.v1(app.get(&format!("{TARGETS}/t1"))).send().await,
        app.v1(app.delete(&format!("{TARGETS}/t1"))).send().await,
    ] {
        missing.is_v1_error(404, "user_target_not_found", NOT_FOUND);
    }
    let events = app.events("ann").await;
    assert_eq!(events[0], "users.ann.targets.t1.delete");
    assert_eq!(events[2], "users.ann.targets.t1.update");
    app.check("updated and deleted");
}

#[tokio::test]
async fn targets_of_email_and_phone_change_only_with_the_user() {
    let app = with_ann().await;
    let own = list(&app, "").await["targets"][0].clone();
    let path = format!("{TARGETS}/{}", own["$id"].as_str().unwrap());
    app.v1(app.get(&path)).send().await.is(200, own.clone());
    let why = "The target follows from the user's email or phone. Update that instead.";
    app.v1(app.patch(&path)).json(json!({ "name": "x" })).send().await.is_v1_invalid("targetId", why);
    app.v1(app.delete(&path)).send().await.is_v1_invalid("targetId", why);
    assert_eq!(list(&app, "").await["targets"][0], own);
}

#[tokio::test]
async fn an_identifier_of_another_target_or_user_is_a_conflict() {
    let app = with_ann().await;
    app.create("bob").await;
    create(&app, push("t1")).await.ok();
    let email = |email: &str| json!({ "targetId": "t2", "providerType": "email", "identifier": email });
    let same = json!({ "targetId": "t2", "providerType": "push", "identifier": "device of t1" });
    for taken in [push("t1"), same.clone(), email("ann@example.com"), email(" BOB@example.com")] {
        create(&app, taken).await.is_v1_error(409, "user_target_already_exists", EXISTS);
    }
    let of_bob = app.v1(app.post("/v1/users/bob/targets")).json(same).send().await;
    of_bob.is_v1_error(409, "user_target_already_exists", EXISTS);
    assert_eq!(create(&app, email("Work@Example.com")).await.ok()["identifier"], "work@example.com");
    app.delete("/v1/users/ann").key().send().await.is_done();
    let free = app.v1(app.post("/v1/users/bob/targets")).json(email("work@example.com")).send().await;
    assert_eq!(free.status, 201, "{}", free.text());
    app.check("conflicts");
}

#[tokio::test]
async fn parameters_are_checked_in_their_order() {
    let app = with_ann().await;
    let missing = |name: &str| format!("Param \"{name}\" is not optional.");
    let mut body = json!({});
    for (name, invalid, why, valid) in [
        ("targetId", json!("-x"), crate::expected::USER_ID_CHOSEN.split_once(": ").unwrap().1, json!("t1")),
        ("providerType", json!("fax"), "Value must be one of (email, sms, push)", json!("sms")),
        (
            "identifier",
            json!("x".repeat(256)),
            "Value must be a valid string and at least 1 chars and no longer than 255 chars",
            json!("123"),
        ),
    ] {
        create(&app, body.clone()).await.is_v1_error(400, "general_argument_invalid", &missing(name));
        body[name] = invalid;
        create(&app, body.clone()).await.is_v1_invalid(name, why);
        body[name] = valid;
    }
    let no_phone = "Value must be a valid phone number. Format this number with a leading '+' and a country code, e.g., \
                     +16175551212.";
    create(&app, body.clone()).await.is_v1_error(400, "general_invalid_phone", no_phone);
    body["providerType"] = json!("email");
    let no_email = "Value must be a valid email address.";
    create(&app, body.clone()).await.is_v1_error(400, "general_invalid_email", no_email);
    for no_id in [json!("-x"), json!(""), json!(5)] {
        body["providerId"] = no_id;
        create(&app, body.clone()).await.is_v1_invalid("providerId", NO_ID.split_once(": ").unwrap().1);
    }
    assert_eq!(list(&app, "").await["total"], 1);
}

#[tokio::test]
async fn a_new_target_with_an_unknown_provider_has_none_and_an_existing_one_cannot_get_it() {
    let app = with_ann().await;
    let kinds = [("email", "work@example.com"), ("sms", "+4930901820"), ("push", "a device")];
    for (kind, identifier) in kinds {
        let target = |id: &str, identifier: &str| json!({ "targetId": id, "providerType": kind, "identifier": identifier, "providerId": "mailgun" });
        let created = create(&app, target(kind, identifier)).await;
        assert_eq!((created.status.as_u16(), &created.body()["providerId"]), (201, &json!(null)), "{kind}");
        let one = format!("{TARGETS}/{kind}");
        let changed = app.v1(app.patch(&one)).json(json!({ "providerId": "mailgun", "name": "x" })).send().await;
        changed.is_v1_error(404, "provider_not_found", "Provider with the requested ID could not be found.");
        assert_eq!(app.v1(app.get(&one)).send().await.body(), created.body());
        app.v1(app.delete(&one)).send().await.is_done();
        let in_0_15 = app.post(TARGETS).key().json(target(&format!("{kind}-0.15"), identifier)).send().await;
        assert_eq!((in_0_15.status.as_u16(), &in_0_15.body()["providerId"]), (201, &json!(null)), "{kind}");
    }
    app.check("targets without providers");
}

#[tokio::test]
async fn an_unknown_user_is_404() {
    let app = TestApp::start().await;
    let text = "User with the requested ID could not be found.";
    for answer in [
        app.v1(app.get(TARGETS)).send().await,
        create(&app, push("t1")).await,
        app.v1(app.get(&format!("{TARGETS}/t1"))).send().await,
        app.v1(app.patch(&format!("{TARGETS}/t1"))).json(json!({ "providerId": "x" })).send().await,
        app.v1(app.delete(&format!("{TARGETS}/t1"))).send().await,
    ] {
        answer.is_v1_error(404, "user_not_found", text);
    }
}

#[tokio::test]
async fn targets_are_filtered_and_paged_by_queries() {
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
    let unknown = app.v1(app.get(&format!("{TARGETS}?queries[]=cursorAfter(%22nobody%22)"))).send().await;
    unknown.is_v1_error(400, "general_cursor_not_found", "Target 'nobody' for the 'cursor' value not found.");
}
