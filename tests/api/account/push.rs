//! /v1/account/targets/push: apps register the devices of their users.

use crate::answer::Answer;
use crate::app::{PROJECT, TestApp};
use crate::expected::CHROME;
use crate::request::Request;
use roster_core::SessionToken;
use serde_json::{Value, json};

const TARGETS: &str = "/v1/account/targets";
const V1: &str = "1.9.6";
const NOT_FOUND: &str = "The target could not be found.";
const EXISTS: &str = "A target with the same ID already exists.";
const GALAXY: &str = "Mozilla/5.0 (Linux; Android 14; SM-S911B) AppleWebKit/537.36 (KHTML, like Gecko) \
                      Chrome/120.0.0.0 Mobile Safari/537.36";

fn post<'a>(app: &'a TestApp, token: &str, body: Value) -> Request<'a> {
    app.post(&format!("{TARGETS}/push")).session(token).format(V1).json(body)
}

async fn create(app: &TestApp, token: &str, id: &str) -> Answer {
    post(app, token, json!({ "targetId": id, "identifier": format!("device of {id}") })).send().await
}

/// The ids of the stored targets of ann.
async fn stored(app: &TestApp) -> Vec<String> {
    let list = app.get("/v1/users/ann/targets").key().format(V1).send().await.ok();
    let push = list["targets"].as_array().unwrap().iter().filter(|target| target["providerType"] == "push");
    push.map(|target| target["$id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_device_is_registered_with_its_name_and_shown_in_the_account() {
    let (app, token) = TestApp::with_ann().await;
    let body = json!({ "targetId": "phone", "identifier": "device token" });
    let created = post(&app, &token, body).header("user-agent", GALAXY).send().await;
    let target = json!({
        "$id": "phone",
        "$createdAt": created.body()["$createdAt"],
        "$updatedAt": created.body()["$createdAt"],
        "name": "Samsung SM-S911B",
        "userId": "ann",
        "providerId": null,
        "providerType": "push",
        "identifier": "device token",
        "expired": false,
    });
    created.is(201, target.clone());
    let account = app.get("/v1/account").session(&token).format(V1).send().await.ok();
    assert!(account["targets"].as_array().unwrap().contains(&target), "{account}");
    assert_eq!(app.events("ann").await[0], "users.ann.targets.phone.create");
    let unnamed = post(&app, &token, json!({ "targetId": "unique()", "identifier": "x" })).send().await.ok();
    assert_eq!((&unnamed["name"], unnamed["$id"].as_str().unwrap().len()), (&json!(""), 20));
    app.check("two devices");
}

#[tokio::test]
async fn a_device_gets_another_token_and_is_removed() {
    let (app, token) = TestApp::with_ann().await;
    create(&app, &token, "t1").await.ok();
    let path = format!("{TARGETS}/t1/push");
    let put = app.put(&path).session(&token).format(V1).header("user-agent", GALAXY);
    let moved = put.json(json!({ "identifier": "another token" })).send().await;
    assert_eq!(moved.status, 200);
    let moved = moved.ok();
    assert_eq!((&moved["identifier"], &moved["name"]), (&json!("another token"), &json!("Samsung SM-S911B")));
    assert_eq!(create(&app, &token, "t1").await.status, 409);
    app.delete(&path).session(&token).format(V1).json(json!({})).send().await.is_done();
    let again = app.delete(&path).session(&token).format(V1).send().await;
    again.is_v1_error(404, "user_target_not_found", NOT_FOUND);
    let events = app.events("ann").await;
    assert_eq!(events[..2], ["users.ann.targets.t1.delete", "users.ann.targets.t1.update"]);
    create(&app, &token, "t1").await.ok();
    app.check("a device came back");
}

#[tokio::test]
async fn an_id_or_identifier_that_exists_is_a_conflict() {
    let (app, token) = TestApp::with_ann().await;
    app.create("bob").await;
    let bob = app.sign_in("bob").await;
    create(&app, &token, "t1").await.ok();
    create(&app, &token, "t1").await.is_v1_error(409, "user_target_already_exists", EXISTS);
    let same = json!({ "targetId": "t2", "identifier": "device of t1" });
    for owner in [&token, &bob] {
        post(&app, owner, same.clone()).send().await.is_v1_error(409, "user_target_already_exists", EXISTS);
    }
    create(&app, &bob, "t2").await.ok();
    let put = app.put(&format!("{TARGETS}/t2/push")).session(&bob).format(V1);
    let taken = put.json(json!({ "identifier": "device of t1" })).send().await;
    taken.is_v1_error(409, "user_target_already_exists", EXISTS);
    app.check("conflicts");
}

/// Users change the devices that their apps registered, and no other target.
#[tokio::test]
async fn targets_of_others_and_of_other_kinds_are_404() {
    let (app, token) = TestApp::with_ann().await;
    app.create("bob").await;
    create(&app, &app.sign_in("bob").await, "of-bob").await.ok();
    let email = json!({ "targetId": "mail", "providerType": "email", "identifier": "second@example.com" });
    app.v1(app.post("/v1/users/ann/targets")).json(email).send().await.ok();
    let account = app.get("/v1/account").session(&token).format(V1).send().await.ok();
    let own = account["targets"][0]["$id"].as_str().unwrap();
    for id in ["of-bob", "mail", own, "unknown"] {
        let path = format!("{TARGETS}/{id}/push");
        let put = app.put(&path).session(&token).format(V1).json(json!({ "identifier": "x" }));
        for request in [put, app.delete(&path).session(&token).format(V1)] {
            request.send().await.is_v1_error(404, "user_target_not_found", NOT_FOUND);
        }
    }
    app.check("nothing changed");
}

#[tokio::test]
async fn parameters_are_checked() {
    let (app, token) = TestApp::with_ann().await;
    let of = async |body: Value| post(&app, &token, body).send().await;
    let missing = |name: &str| format!("Param \"{name}\" is not optional.");
    of(json!({})).await.is_v1_error(400, "general_argument_invalid", &missing("targetId"));
    of(json!({ "targetId": "t1" })).await.is_v1_error(400, "general_argument_invalid", &missing("identifier"));
    let too_long = json!({ "targetId": "t1", "identifier": "x".repeat(256) });
    let text = "Value must be a valid string and at least 1 chars and no longer than 255 chars";
    of(too_long).await.is_v1_invalid("identifier", text);
    let provided = of(json!({ "targetId": "t1", "identifier": "x", "providerId": "fcm" })).await;
    let unknown = "Provider with the requested ID could not be found.";
    provided.is_v1_error(404, "provider_not_found", unknown);
    assert!(stored(&app).await.is_empty());
}

#[tokio::test]
async fn only_a_session_registers_a_device() {
    let (app, token) = TestApp::with_ann().await;
    let body = json!({ "targetId": "t1", "identifier": "x" });
    let path = format!("{TARGETS}/push");
    app.post(&path).project(PROJECT).json(body.clone()).send().await.is_guest_without("account");
    assert_eq!(app.post(&path).key().json(body.clone()).send().await.status, 401);
    let jwt =
        app.post("/v1/users/ann/jwts").key().json(json!({})).send().await.ok()["jwt"].as_str().unwrap().to_owned();
    let without = app.post(&path).jwt(&jwt).format(V1).json(body.clone()).send().await;
    without.is_v1_error(404, "user_session_not_found", "The current user session could not be found.");
    let of_session =
        app.post("/v1/account/jwt").session(&token).send().await.body()["jwt"].as_str().unwrap().to_owned();
    app.post(&path).jwt(&of_session).format(V1).json(body).send().await.ok();
    app.delete("/v1/account/sessions/current").session(&token).send().await.is_done();
    assert!(stored(&app).await.is_empty(), "it belongs to the session of the JWT");
}

#[tokio::test]
async fn a_sign_out_removes_the_devices_of_the_session_and_frees_their_tokens() {
    let (app, phone) = TestApp::with_ann().await;
    let tablet = app.try_sign_in("ann@example.com", crate::signing_in::PASSWORD).header("user-agent", CHROME);
    let tablet = tablet.send().await.token();
    for (token, id) in [(&phone, "phone-1"), (&phone, "phone-2"), (&tablet, "tablet")] {
        create(&app, token, id).await.ok();
    }
    let kept = json!({ "targetId": "of-a-server", "providerType": "push", "identifier": "kept" });
    app.v1(app.post("/v1/users/ann/targets")).json(kept).send().await.ok();
    app.delete("/v1/account/sessions/current").session(&phone).send().await.is_done();
    assert_eq!(stored(&app).await, ["tablet", "of-a-server"]);
    create(&app, &tablet, "phone-1").await.ok();
    app.check("one session ended");
    app.delete("/v1/account/sessions").session(&tablet).send().await.is_done();
    assert_eq!(stored(&app).await, ["of-a-server"]);
    app.check("all sessions ended");
}

#[tokio::test]
async fn a_server_that_ends_a_session_removes_its_devices_too() {
    let (app, token) = TestApp::with_ann().await;
    create(&app, &token, "t1").await.ok();
    let session = SessionToken::parse(&token).unwrap().session;
    app.delete(&format!("/v1/users/ann/sessions/{session}")).key().send().await.is_done();
    assert!(stored(&app).await.is_empty());
    let again = app.sign_in("ann").await;
    create(&app, &again, "t1").await.ok();
    app.delete("/v1/users/ann/sessions").key().send().await.is_done();
    assert!(stored(&app).await.is_empty());
    app.check("after a server");
}
