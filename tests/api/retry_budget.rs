//! How long a caller waits while the table does not do what it is asked.

use crate::app::TestApp;
use roster_core::Proof;
use roster_tests::clock::user_id;
use roster_tests::faults::{Fault, Rule};
use serde_json::json;
use std::time::{Duration, Instant};

/// What a request may lose here, and by when it must have been answered, however busy the machine is. The rig has no other
/// bounds.
const PATIENCE: Duration = Duration::from_secs(1);
const ANSWERED: Duration = Duration::from_secs(15);
/// Long after that.
const STALL: Fault = Fault::Delay(Duration::from_secs(30));

async fn with_ann() -> TestApp {
    with_ann_and_budget(PATIENCE).await
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
async fn a_read_of_a_table_that_stalls_is_given_up() {
    let app = with_ann().await;
    for path in ["/v1/users", "/v1/users?search=ann", "/v1/users/ann", "/v1/users/ann/prefs", "/v1/users/ann/logs"] {
        app.caller.faults.add(Rule::new(STALL));
        let begun = Instant::now();
        let answer = app.get(path).key().send().await;
        answer.is_refused(503, "general_unavailable", "The service is busy. Please try again");
        assert!(begun.elapsed() < ANSWERED, "{path}: {:?}", begun.elapsed());
        app.caller.faults.clear();
    }
}

#[tokio::test]
async fn a_creation_that_is_given_up_leaves_nothing_and_counts_nobody() {
    let app = with_ann().await;
    app.caller.faults.add(Rule::new(STALL).on("TransactWriteItems"));
    let new = json!({ "userId": "bob", "email": "bob@example.com", "password": "correct horse" });
    let begun = Instant::now();
    let answer = app.post("/v1/users").key().json(new).send().await;
    answer.is_refused(503, "general_unavailable", "The service is busy. Please try again");
    assert!(begun.elapsed() < ANSWERED, "{:?}", begun.elapsed());
    app.caller.settle().await;
    app.caller.faults.clear();
    assert_eq!(app.get("/v1/users").key().send().await.ok()["total"], 1);
    app.check("a creation that was given up");
}

#[tokio::test]
async fn pauses_between_tries_are_lost_time_too() {
    let app = with_ann_and_budget(PATIENCE / 4).await;
    app.caller.faults.clear();
    app.caller.faults.add(Rule::new(Fault::Conflict).on("TransactWriteItems"));
    let begun = Instant::now();
    let answer = app.patch("/v1/users/ann/name").key().json(json!({ "name": "Anna" })).send().await;
    answer.is_refused(503, "general_unavailable", "The service is busy. Please try again");
    assert!(begun.elapsed() < ANSWERED, "{:?}", begun.elapsed());
    // Twelve tries would pause for longer than that.
    assert!(app.caller.faults.calls() < 12, "{} calls", app.caller.faults.calls());
    app.caller.faults.clear();
    app.check("conflicts");
}

#[tokio::test]
async fn a_slow_table_that_answers_takes_nothing_away() {
    let app = with_ann().await;
    app.caller.faults.add(Rule::new(Fault::Delay(PATIENCE * 2 / 5)));
    let begun = Instant::now();
    // Key, user, and transaction, one after the other.
    let answer = app.patch("/v1/users/ann/name").key().json(json!({ "name": "Anna" })).send().await;
    assert_eq!(answer.ok()["name"], "Anna");
    assert!(begun.elapsed() > PATIENCE, "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_deletion_whose_rest_stalls_is_made_and_the_rest_is_left_to_the_sweeper() {
    let app = with_ann().await;
    app.caller.faults.add(Rule::new(STALL).on("BatchWriteItem"));
    let begun = Instant::now();
    assert_eq!(app.delete("/v1/users/ann").key().send().await.status, 204);
    assert!(begun.elapsed() < ANSWERED, "{:?}", begun.elapsed());
    app.caller.settle().await;
    app.caller.faults.clear();
    app.get("/v1/users/ann").key().send().await.is_no_user();
    app.check("a deletion whose rest stalled");
    let swept = app.store.sweep(app.time.now().after(Duration::from_mins(2)), Duration::from_secs(5)).await.unwrap();
    assert_eq!((swept.finished, swept.left), (1, 0));
    app.check("a sweep");
}

#[tokio::test]
async fn batches_that_are_half_done_are_finished() {
    // As long as it takes: how often they are sent again is bounded by itself.
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
    app.check("batches half done");
}
