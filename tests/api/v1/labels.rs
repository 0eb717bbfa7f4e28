//! PUT /v1/users/{userId}/labels, PATCH …/impersonator

use super::expected::{ann, with_hash};
use crate::answer::Answer;
use crate::app::TestApp;
use serde_json::{Value, json};

const NO_LABELS: &str = "Value must a valid array no longer than 1000 items and Value must be a valid string and at least \
                         1 chars and no longer than 36 chars and only consist of \
                         '0, 1, 2, 3, 4, 5, 6, 7, 8, 9, A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P, Q, R, S, T, U, V, \
                         W, X, Y, Z, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z' chars";

async fn put(app: &TestApp, body: Value) -> Answer {
    app.v1(app.put("/v1/users/ann/labels")).json(body).send().await
}

async fn impersonator(app: &TestApp, body: Value) -> Answer {
    app.v1(app.patch("/v1/users/ann/impersonator")).json(body).send().await
}

#[tokio::test]
async fn labels_are_replaced_and_kept_in_order_without_duplicates() {
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
async fn invalid_labels_are_rejected() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let invalid =
        [json!("vip"), json!(["a b"]), json!([""]), json!([5]), json!(["x".repeat(37)]), json!(vec!["a"; 1_001])];
    for labels in invalid {
        put(&app, json!({ "labels": labels })).await.is_v1_invalid("labels", NO_LABELS);
    }
    let missing = put(&app, json!({})).await;
    missing.is_v1_error(400, "general_argument_invalid", "Param \"labels\" is not optional.");
    assert_eq!(app.events("ann").await, ["users.ann.create"]);
}

#[tokio::test]
async fn the_impersonator_flag_is_set_and_removed() {
    let app = TestApp::start().await;
    app.create("ann").await;
    for (sent, shown) in [(json!(true), true), (json!("false"), false), (json!(1), true), (json!("0"), false)] {
        assert_eq!(impersonator(&app, json!({ "impersonator": sent })).await.ok()["impersonator"], shown, "{sent}");
    }
    let rejected = impersonator(&app, json!({ "impersonator": "yes" })).await;
    rejected.is_v1_invalid("impersonator", "Value must be a valid boolean");
    assert_eq!(app.events("ann").await[0], "users.ann.update.impersonator");
}

#[tokio::test]
async fn an_unknown_user_is_404() {
    let app = TestApp::start().await;
    let text = "User with the requested ID could not be found.";
    put(&app, json!({ "labels": [] })).await.is_v1_error(404, "user_not_found", text);
    let rejected = impersonator(&app, json!({ "impersonator": true })).await;
    rejected.is_v1_error(404, "user_not_found", text);
}
