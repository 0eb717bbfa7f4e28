//! GET /v1/health, /v1/health/db, /v1/health/time

use crate::access::under_scoped;
use crate::app::{PROJECT, TestApp};
use roster_core::Scope;
use roster_tests::faults::{Fault, Rule};
use serde_json::json;
use std::time::Duration;

const PATHS: [&str; 3] = ["/v1/health", "/v1/health/db", "/v1/health/time"];

/// An app whose clock agrees with that of the table.
async fn with_the_clock_of_the_table() -> TestApp {
    let app = TestApp::start().await;
    app.time.set(app.store.clock().await.unwrap());
    app
}

#[tokio::test]
async fn the_api_is_healthy_in_both_dialects() {
    let app = TestApp::start().await;
    app.get("/v1/health").key().send().await.is(200, json!({ "ping": 0, "status": "pass" }));
    let v1 = app.v1(app.get("/v1/health")).send().await;
    v1.is(200, json!({ "name": "http", "ping": 0, "status": "pass" }));
    v1.has_fields_in_order(&["name", "ping", "status"]);
}

#[tokio::test]
async fn the_table_is_healthy_while_it_answers() {
    let app = TestApp::start().await;
    let v0_15 = app.get("/v1/health/db").key().send().await.ok();
    assert_eq!((&v0_15["status"], v0_15["ping"].is_u64(), &v0_15["statuses"]), (&json!("pass"), true, &json!(null)));
    let v1 = app.v1(app.get("/v1/health/db")).send().await.ok();
    let ping = &v1["statuses"][0]["ping"];
    assert!(ping.is_u64(), "{v1}");
    let table = json!({ "name": "table", "ping": ping, "status": "pass" });
    assert_eq!(v1, json!({ "total": 1, "statuses": [table] }));
    app.caller.faults.add(Rule::new(Fault::ServerError).on("GetItem"));
    let busy = app.get("/v1/health/db").key().send().await;
    busy.is_error(503, "general_unavailable", "The service is busy. Please try again");
}

#[tokio::test]
async fn a_correct_clock_is_compared_with_that_of_the_table() {
    let app = with_the_clock_of_the_table().await;
    let shown = app.get("/v1/health/time").key().send().await.ok();
    let [remote, local, diff] = ["remoteTime", "localTime", "diff"].map(|name| shown[name].as_i64().unwrap());
    assert_eq!(remote - local, diff);
    assert!(diff.abs() <= 15, "{diff}");
}

#[tokio::test]
async fn a_wrong_clock_is_a_server_error() {
    let app = with_the_clock_of_the_table().await;
    app.time.pass(Duration::from_mins(1));
    app.get("/v1/health/time").key().send().await.is_error(500, "general_unknown", "Server Error");
}

#[tokio::test]
async fn only_an_api_key_with_the_scope_may_read_health() {
    let app = with_the_clock_of_the_table().await;
    let others: Vec<_> = Scope::ALL.into_iter().filter(|scope| *scope != Scope::HealthRead).collect();
    let (without, with) =
        (app.make_key(PROJECT, &others, None).await, app.make_key(PROJECT, &[Scope::HealthRead], None).await);
    for path in PATHS {
        app.get(path).project(PROJECT).send().await.is_guest_without("health.read");
        let rejected = app.get(path).project(PROJECT).secret(&without).send().await;
        rejected.is_error(401, "general_unauthorized_scope", &under_scoped("health.read"));
        app.get(path).project(PROJECT).secret(&with).send().await.ok();
    }
    app.get("/v1/users").project(PROJECT).secret(&with).send().await.is_error(
        401,
        "general_unauthorized_scope",
        &under_scoped("users.read"),
    );
}

#[tokio::test]
async fn an_unknown_caller_costs_only_the_lookup_of_their_api_key() {
    let app = TestApp::start().await;
    let (answer, bill) = app.caller.meter.measure(app.get("/v1/health/db").project(PROJECT).secret("x").send()).await;
    answer.is_guest_without("health.read");
    assert_eq!((bill.calls.len(), bill.calls[0].operation.as_str()), (1, "BatchGetItem"));
}
