//! PUT /v1/users/{userId}/labels, PATCH …/impersonator: what servers say of a user.

use super::expected::{ann, with_hash};
use crate::answer::Answer;
use crate::app::TestApp;
use serde_json::{Value, json};

const NO_LABELS: &str = "Value must a valid array no longer than 1000 items and Value must be a valid string and at least \
                         1 chars and no longer than 36 chars and only consist of \
                         '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz' chars";

async fn put(app: &TestApp, body: Value) -> Answer {
    app.today(app.put("/v1/users/ann/labels")).json(body).send().await
}

async fn impersonator(app: &TestApp, body: Value) -> Answer {
    app.today(app.patch("/v1/users/ann/impersonator")).json(body).send().await
}

#[tokio::test]
async fn labels_are_kept_in_their_order_each_once_and_replaced_whole() {
    let app = TestApp::start().await;
    app.create("ann").await;
    for (sent, kept) in [(json!(["vip", "Admin", "vip", "1"]), json!(["vip", "Admin", "1"])), (json!([]), json!([]))] {
        let answer = put(&app, json!({ "labels": sent })).await;
        let shown = answer.body();
        let mut expected = with_hash(ann(&shown), &shown);
        expected["labels"] = kept;
        expected["$updatedAt"] = shown["$updatedAt"].clone();
        expected["targets"][0]["$updatedAt"] = shown["$updatedAt"].clone();
        answer.is(200, expected);
        assert_eq!(app.events("ann").await[0], "users.ann.update.labels");
        app.check("labels");
    }
}

#[tokio::test]
async fn what_is_no_list_of_labels_is_refused() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let bad = [json!("vip"), json!(["a b"]), json!([""]), json!([5]), json!(["x".repeat(37)]), json!(vec!["a"; 1_001])];
    for labels in bad {
        put(&app, json!({ "labels": labels })).await.is_invalid_today("labels", NO_LABELS);
    }
    let missing = put(&app, json!({})).await;
    missing.is_refused_today(400, "general_argument_invalid", "Param \"labels\" is not optional.");
    assert_eq!(app.events("ann").await, ["users.ann.create"]);
}

#[tokio::test]
async fn the_right_to_act_as_others_is_given_and_taken() {
    let app = TestApp::start().await;
    app.create("ann").await;
    for (sent, shown) in [(json!(true), true), (json!("false"), false), (json!(1), true), (json!("0"), false)] {
        assert_eq!(impersonator(&app, json!({ "impersonator": sent })).await.ok()["impersonator"], shown, "{sent}");
    }
    let refused = impersonator(&app, json!({ "impersonator": "yes" })).await;
    refused.is_invalid_today("impersonator", "Value must be a valid boolean");
    assert_eq!(app.events("ann").await[0], "users.ann.update.impersonator");
}

#[tokio::test]
async fn who_is_not_there_has_neither() {
    let app = TestApp::start().await;
    let text = "User with the requested ID could not be found.";
    put(&app, json!({ "labels": [] })).await.is_refused_today(404, "user_not_found", text);
    let refused = impersonator(&app, json!({ "impersonator": true })).await;
    refused.is_refused_today(404, "user_not_found", text);
}
