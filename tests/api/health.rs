//! GET /v1/health, /v1/health/db, /v1/health/time

use crate::access::under_scoped;
use crate::app::{PROJECT, TestApp};
use roster_core::Scope;
use roster_tests::faults::{Fault, Rule};
use serde_json::json;
use std::time::Duration;

const PATHS: [&str; 3] = ["/v1/health", "/v1/health/db", "/v1/health/time"];

/// A app whose clock goes as the table's.
async fn punctual() -> TestApp {
    let app = TestApp::start().await;
    app.time.set(app.store.clock().await.unwrap());
    app
}

#[tokio::test]
async fn the_api_is_well_in_both_dialects() {
    let app = TestApp::start().await;
    app.get("/v1/health").key().send().await.is(200, json!({ "ping": 0, "status": "pass" }));
    let today = app.today(app.get("/v1/health")).send().await;
    today.is(200, json!({ "name": "http", "ping": 0, "status": "pass" }));
    today.has_fields_in_order(&["name", "ping", "status"]);
}

#[tokio::test]
async fn the_table_is_well_as_long_as_it_answers() {
    let app = TestApp::start().await;
    let before = app.get("/v1/health/db").key().send().await.ok();
    assert_eq!((&before["status"], before["ping"].is_u64(), &before["statuses"]), (&json!("pass"), true, &json!(null)));
    let today = app.today(app.get("/v1/health/db")).send().await.ok();
    let ping = &today["ping"];
    let table = json!({ "name": "table", "ping": ping, "status": "pass" });
    assert_eq!(today, json!({ "name": "db", "ping": ping, "status": "pass", "statuses": [table] }));
    app.caller.faults.add(Rule::new(Fault::ServerError).on("GetItem"));
    let ill = app.get("/v1/health/db").key().send().await;
    ill.is_refused(503, "general_unavailable", "The service is busy. Please try again");
}

#[tokio::test]
async fn a_clock_that_goes_right_is_compared_with_the_tables() {
    let app = punctual().await;
    let shown = app.get("/v1/health/time").key().send().await.ok();
    let [remote, local, diff] = ["remoteTime", "localTime", "diff"].map(|name| shown[name].as_i64().unwrap());
    assert_eq!(remote - local, diff);
    assert!(diff.abs() <= 15, "{diff}");
}

#[tokio::test]
async fn a_clock_that_goes_wrong_is_a_server_error() {
    let app = punctual().await;
    app.time.pass(Duration::from_mins(1));
    app.get("/v1/health/time").key().send().await.is_refused(500, "general_unknown", "Server Error");
}

#[tokio::test]
async fn only_a_key_with_the_scope_may_ask() {
    let app = punctual().await;
    let others: Vec<_> = Scope::ALL.into_iter().filter(|scope| *scope != Scope::HealthRead).collect();
    let (without, with) =
        (app.make_key(PROJECT, &others, None).await, app.make_key(PROJECT, &[Scope::HealthRead], None).await);
    for path in PATHS {
        app.get(path).project(PROJECT).send().await.is_guest_without("health.read");
        let refused = app.get(path).project(PROJECT).secret(&without).send().await;
        refused.is_refused(401, "general_unauthorized_scope", &under_scoped("health.read"));
        app.get(path).project(PROJECT).secret(&with).send().await.ok();
    }
    app.get("/v1/users").project(PROJECT).secret(&with).send().await.is_refused(
        401,
        "general_unauthorized_scope",
        &under_scoped("users.read"),
    );
}

#[tokio::test]
async fn a_stranger_costs_the_table_nothing_but_the_look_at_his_key() {
    let app = TestApp::start().await;
    let (answer, bill) = app.caller.meter.measure(app.get("/v1/health/db").project(PROJECT).secret("x").send()).await;
    answer.is_guest_without("health.read");
    assert_eq!((bill.calls.len(), bill.calls[0].operation.as_str()), (1, "BatchGetItem"));
}
