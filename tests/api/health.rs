//! GET /v1/health, /v1/health/db, /v1/health/time

use crate::access::under_scoped;
use crate::world::{PROJECT, World};
use roster_core::Scope;
use roster_tests::faults::{Fault, Rule};
use serde_json::json;
use std::time::Duration;

const PATHS: [&str; 3] = ["/v1/health", "/v1/health/db", "/v1/health/time"];

/// A world whose clock goes as the table's.
async fn punctual() -> World {
    let world = World::begin().await;
    world.time.set(world.store.clock().await.unwrap());
    world
}

#[tokio::test]
async fn the_api_is_well_in_both_dialects() {
    let world = World::begin().await;
    world.get("/v1/health").key().send().await.is(200, json!({ "ping": 0, "status": "pass" }));
    let today = world.today(world.get("/v1/health")).send().await;
    today.is(200, json!({ "name": "http", "ping": 0, "status": "pass" }));
    today.has_fields_in_order(&["name", "ping", "status"]);
}

#[tokio::test]
async fn the_table_is_well_as_long_as_it_answers() {
    let world = World::begin().await;
    let before = world.get("/v1/health/db").key().send().await.ok();
    assert_eq!((&before["status"], before["ping"].is_u64(), &before["statuses"]), (&json!("pass"), true, &json!(null)));
    let today = world.today(world.get("/v1/health/db")).send().await.ok();
    let ping = &today["ping"];
    let table = json!({ "name": "table", "ping": ping, "status": "pass" });
    assert_eq!(today, json!({ "name": "db", "ping": ping, "status": "pass", "statuses": [table] }));
    world.caller.faults.add(Rule::new(Fault::ServerError).on("GetItem"));
    let ill = world.get("/v1/health/db").key().send().await;
    ill.is_refused(503, "general_unavailable", "The service is busy. Please try again");
}

#[tokio::test]
async fn a_clock_that_goes_right_is_compared_with_the_tables() {
    let world = punctual().await;
    let shown = world.get("/v1/health/time").key().send().await.ok();
    let [remote, local, diff] = ["remoteTime", "localTime", "diff"].map(|name| shown[name].as_i64().unwrap());
    assert_eq!(remote - local, diff);
    assert!(diff.abs() <= 15, "{diff}");
}

#[tokio::test]
async fn a_clock_that_goes_wrong_is_a_server_error() {
    let world = punctual().await;
    world.time.pass(Duration::from_mins(1));
    world.get("/v1/health/time").key().send().await.is_refused(500, "general_unknown", "Server Error");
}

#[tokio::test]
async fn only_a_key_with_the_scope_may_ask() {
    let world = punctual().await;
    let others: Vec<_> = Scope::ALL.into_iter().filter(|scope| *scope != Scope::HealthRead).collect();
    let (without, with) =
        (world.make_key(PROJECT, &others, None).await, world.make_key(PROJECT, &[Scope::HealthRead], None).await);
    for path in PATHS {
        world.get(path).project(PROJECT).send().await.is_guest_without("health.read");
        let refused = world.get(path).project(PROJECT).secret(&without).send().await;
        refused.is_refused(401, "general_unauthorized_scope", &under_scoped("health.read"));
        world.get(path).project(PROJECT).secret(&with).send().await.ok();
    }
    world.get("/v1/users").project(PROJECT).secret(&with).send().await.is_refused(
        401,
        "general_unauthorized_scope",
        &under_scoped("users.read"),
    );
}

#[tokio::test]
async fn a_stranger_costs_the_table_nothing_but_the_look_at_his_key() {
    let world = World::begin().await;
    let (answer, bill) =
        world.caller.meter.measure(world.get("/v1/health/db").project(PROJECT).secret("x").send()).await;
    answer.is_guest_without("health.read");
    assert_eq!((bill.calls.len(), bill.calls[0].operation.as_str()), (1, "BatchGetItem"));
}
