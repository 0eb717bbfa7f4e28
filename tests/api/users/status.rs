//! PATCH /v1/users/{userId}/status

use super::field::Field;
use crate::app::TestApp;
use roster_core::Proof;
use roster_tests::clock::user_id;
use serde_json::json;

const STATUS: &str = "Invalid status: Value must be a valid boolean";

fn status() -> Field {
    Field {
        path: "status",
        param: "status",
        valid: json!(false),
        shown: json!({ "status": false }),
        invalid: (json!("maybe"), STATUS),
        event: "status",
    }
}

#[tokio::test]
async fn the_status_is_set() {
    status().follows_the_common_rules().await;
}

#[tokio::test]
async fn a_boolean_is_accepted_as_text_and_as_number() {
    let blocked = [json!(false), json!("false"), json!(0), json!("0")];
    let active = [json!(true), json!("true"), json!(1), json!("1")];
    let pairs = blocked.into_iter().zip(active);
    let shown = |value, status: bool| (value, json!({ "status": status }));
    status().accepts(pairs.flat_map(|(blocked, active)| [shown(blocked, false), shown(active, true)])).await;
}

#[tokio::test]
async fn values_other_than_booleans_are_rejected() {
    let texts = ["maybe", "TRUE", "yes", "on", "2", " true"].map(|text| json!(text));
    let others = [json!(2), json!(-1), json!(0.5), json!([]), json!([true]), json!({})];
    status().rejects(texts.into_iter().chain(others), STATUS).await;
}

#[tokio::test]
async fn a_blocked_user_is_listed_and_keeps_the_sessions() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let (session, secret) = app.time.session(&user_id("ann"), "s1");
    app.store.create_session(&app.project.id, &session, &secret, &Proof::Key, &app.time.change()).await.unwrap();
    let sessions = async || app.get("/v1/users/ann/sessions").key().send().await.ok();
    let before = sessions().await;
    for status in [false, true] {
        app.patch("/v1/users/ann/status").key().json(json!({ "status": status })).send().await.ok();
        assert_eq!(app.read("ann").await["status"], status);
        assert_eq!(sessions().await, before);
    }
}
