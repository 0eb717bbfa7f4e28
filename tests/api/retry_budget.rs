//! The retry budget: how long a request waits for a table that does not answer or fails.

use crate::app::TestApp;
use roster_core::Proof;
use roster_tests::clock::user_id;
use roster_tests::faults::{Fault, Rule};
use serde_json::json;
use std::time::{Duration, Instant};

/// The retry budget of these tests, and the time within which a request must be answered even on a busy machine. The
/// emulated table has no other time limits.
const BUDGET: Duration = Duration::from_secs(1);
const ANSWERED: Duration = Duration::from_secs(15);
/// A delay that is much longer than both.
const STALL: Fault = Fault::Delay(Duration::from_secs(30));

async fn with_ann() -> TestApp {
    with_ann_and_budget(BUDGET).await
}

async fn with_ann_and_budget(budget: Duration) -> TestApp {
    let mut app = TestApp::start().await;
    app.create("ann").await;
    let (session, secret) = app.time.session(&user_id("ann"), "s1");
    app.store.create_session(&app.project.id, &session, &secret, &Proof::Key, &app.time.change()).await.unwrap();
    app.restart_with_retry_budget(budget);
    app
}

#[tokio::test]
async fn a_read_of_a_stalled_table_ends_with_503() {
    let app = with_ann().await;
    for path in ["/v1/users", "/v1/users?search=ann", "/v1/users/ann", "/v1/users/ann/prefs", "/v1/users/ann/logs"] {
        app.caller.faults.add(Rule::new(STALL));
        let begun = Instant::now();
        let answer = app.get(path).key().send().await;
        answer.is_error(503, "general_unavailable", "The service is busy. Please try again");
        assert!(begun.elapsed() < ANSWERED, "{path}: {:?}", begun.elapsed());
        app.caller.faults.clear();
    }
}

#[tokio::test]
async fn a_creation_that_ends_with_503_writes_and_counts_nothing() {
    let app = with_ann().await;
    app.caller.faults.add(Rule::new(STALL).on("TransactWriteItems"));
    let new = json!({ "userId": "bob", "email": "bob@example.com", "password": "correct horse" });
    let begun = Instant::now();
    let answer = app.post("/v1/users").key().json(new).send().await;
    answer.is_error(503, "general_unavailable", "The service is busy. Please try again");
    assert!(begun.elapsed() < ANSWERED, "{:?}", begun.elapsed());
    app.caller.settle().await;
    app.caller.faults.clear();
    assert_eq!(app.get("/v1/users").key().send().await.ok()["total"], 1);
    app.check("a creation that ended with 503");
}

#[tokio::test]
async fn pauses_between_attempts_use_the_budget() {
    let app = with_ann_and_budget(BUDGET / 4).await;
    app.caller.faults.clear();
    app.caller.faults.add(Rule::new(Fault::Conflict).on("TransactWriteItems"));
    let begun = Instant::now();
    let answer = app.patch("/v1/users/ann/name").key().json(json!({ "name": "Anna" })).send().await;
    answer.is_error(503, "general_unavailable", "The service is busy. Please try again");
    assert!(begun.elapsed() < ANSWERED, "{:?}", begun.elapsed());
    // Twelve attempts would pause for longer than the budget.
    assert!(app.caller.faults.calls() < 12, "{} calls", app.caller.faults.calls());
    app.caller.faults.clear();
    app.check("conflicts");
}

#[tokio::test]
async fn a_slow_table_that_answers_does_not_use_the_budget() {
    let app = with_ann().await;
    app.caller.faults.add(Rule::new(Fault::Delay(BUDGET * 2 / 5)));
    let begun = Instant::now();
    // API key, user and transaction, one after the other.
    let answer = app.patch("/v1/users/ann/name").key().json(json!({ "name": "Anna" })).send().await;
    assert_eq!(answer.ok()["name"], "Anna");
    assert!(begun.elapsed() > BUDGET, "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_deletion_that_stalls_after_its_transaction_is_finished_by_the_sweeper() {
    let app = with_ann().await;
    app.caller.faults.add(Rule::new(STALL).on("BatchWriteItem"));
    let begun = Instant::now();
    assert_eq!(app.delete("/v1/users/ann").key().send().await.status, 204);
    assert!(begun.elapsed() < ANSWERED, "{:?}", begun.elapsed());
    app.caller.settle().await;
    app.caller.faults.clear();
    app.get("/v1/users/ann").key().send().await.is_no_user();
    app.check("a deletion that stalled");
    let swept = app.store.sweep(app.time.now().after(Duration::from_mins(2)), Duration::from_secs(5)).await.unwrap();
    assert_eq!((swept.finished, swept.left), (1, 0));
    app.check("a sweep");
}

#[tokio::test]
async fn partly_processed_batches_are_finished() {
    // With the default budget: the number of times that a batch is sent again has a bound of its own.
    let mut app = with_ann().await;
    app.restart();
    for number in 0..40 {
        app.create(&format!("user-{number}")).await;
    }
    app.caller.faults.add(Rule::new(Fault::HalfDone).on("BatchGetItem"));
    app.caller.faults.add(Rule::new(Fault::HalfDone).on("BatchWriteItem"));
    let found = app.get("/v1/users?search=user&limit=100").key().send().await.ok();
    assert_eq!(found["users"].as_array().map(Vec::len), Some(40));
    assert_eq!(app.delete("/v1/users/ann").key().send().await.status, 204);
    app.caller.faults.clear();
    assert_eq!(app.get("/v1/users").key().send().await.ok()["total"], 40);
    app.check("partly processed batches");
}
