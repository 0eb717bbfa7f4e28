//! When the table does not do what it should: the caller is told the truth, and nothing is half-written.

use crate::answer::Answer;
use crate::app::TestApp;
use crate::expected::{user, with};
use crate::request::Request;
use futures_util::future::join_all;
use roster_core::Proof;
use roster_tests::clock::user_id;
use roster_tests::faults::{Fault, Rule};
use serde_json::{Value, json};

#[track_caller]
fn is_busy(answer: &Answer, when: &str) {
    assert_eq!(answer.status, 503, "{when}: {}", answer.text());
    answer.is_refused(503, "general_unavailable", "The service is busy. Please try again");
    assert_eq!(answer.header("retry-after"), Some("1"), "{when}");
}

/// Ann with a session, and a function that knows its key already.
async fn with_ann() -> TestApp {
    let app = TestApp::start().await;
    app.create("ann").await;
    let (session, secret) = app.time.session(&user_id("ann"), "s1");
    app.store.create_session(&app.project.id, &session, &secret, &Proof::Key, &app.time.change()).await.unwrap();
    app
}

const READS: [&str; 7] = [
    "/v1/users",
    "/v1/users?search=lee",
    "/v1/users/ann",
    "/v1/users/ann/prefs",
    "/v1/users/ann/sessions",
    "/v1/users/ann/logs",
    "/v1/users/ann/memberships",
];

/// What a change does to ann as she is shown; nothing when it deletes her or creates somebody.
type Shown = Option<Value>;

/// Every call that changes something: its name, and what ann shows when it was done.
fn writes(app: &TestApp) -> Vec<(&'static str, Request<'_>, Shown)> {
    let new = json!({ "userId": "bob", "email": "bob@example.com", "password": "correct horse" });
    let patch = |path: &str, body| app.patch(&format!("/v1/users/ann/{path}")).key().json(body);
    vec![
        ("create", app.post("/v1/users").key().json(new), None),
        ("email", patch("email", json!({ "email": "new@example.com" })), Some(json!({ "email": "new@example.com" }))),
        ("name", patch("name", json!({ "name": "Anna" })), Some(json!({ "name": "Anna" }))),
        ("password", patch("password", json!({ "password": "battery staple" })), Some(json!({}))),
        ("phone", patch("phone", json!({ "number": "+4930901820" })), Some(json!({ "phone": "+4930901820" }))),
        ("prefs", patch("prefs", json!({ "prefs": { "a": 1 } })), Some(json!({ "prefs": { "a": 1 } }))),
        ("status", patch("status", json!({ "status": false })), Some(json!({ "status": false }))),
        (
            "email verification",
            patch("verification", json!({ "emailVerification": true })),
            Some(json!({ "emailVerification": true })),
        ),
        (
            "phone verification",
            patch("verification/phone", json!({ "phoneVerification": true })),
            Some(json!({ "phoneVerification": true })),
        ),
        ("session", app.delete("/v1/users/ann/sessions/s1").key(), Some(json!({}))),
        ("sessions", app.delete("/v1/users/ann/sessions").key(), Some(json!({}))),
        ("delete", app.delete("/v1/users/ann").key(), None),
    ]
}

/// Makes all changes at once while these faults strike, and checks that each was refused as busy and did nothing.
async fn all_writes_are_busy(app: &TestApp, rules: &[Rule], when: &str) {
    rules.iter().for_each(|rule| app.caller.faults.add(rule.clone()));
    let sent = writes(app).into_iter().map(async |(name, request, _)| (name, request.send().await));
    for (name, answer) in join_all(sent).await {
        is_busy(&answer, &format!("{name}: {when}"));
    }
    app.caller.settle().await;
    app.caller.faults.clear();
    nothing_was_written(app, when).await;
}

async fn nothing_was_written(app: &TestApp, when: &str) {
    let list = app.get("/v1/users").key().send().await;
    assert_eq!(list.body(), json!({ "total": 1, "users": [user("ann")] }), "{when}");
    assert_eq!(app.get("/v1/users/ann/sessions").key().send().await.ok()["total"], 1, "{when}");
    assert_eq!(app.events("ann").await, ["users.ann.sessions.s1.create", "users.ann.create"], "{when}");
    app.check(when);
}

#[tokio::test]
async fn a_throttled_table_is_busy_for_reads() {
    let app = with_ann().await;
    for code in ["ThrottlingException", "ProvisionedThroughputExceededException"] {
        app.caller.faults.add(Rule::new(Fault::Refused(code)));
        let answers = join_all(READS.map(|path| app.get(path).key().send())).await;
        READS.iter().zip(&answers).for_each(|(path, answer)| is_busy(answer, path));
        let head = app.head("/v1/users/ann").key().send().await;
        assert_eq!((head.status.as_u16(), head.text()), (503, ""));
        app.caller.faults.clear();
        app.get("/v1/users/ann").key().send().await.is(200, user("ann"));
    }
}

#[tokio::test]
async fn a_throttled_table_is_busy_for_writes_and_nothing_is_written() {
    let app = with_ann().await;
    for code in ["ThrottlingException", "RequestLimitExceeded"] {
        all_writes_are_busy(&app, &[Rule::new(Fault::Refused(code))], code).await;
        all_writes_are_busy(&app, &[Rule::new(Fault::Refused(code)).on("TransactWriteItems")], code).await;
    }
}

#[tokio::test]
async fn throttling_inside_a_transaction_is_busy_and_no_conflict() {
    let app = with_ann().await;
    let rule = Rule::new(Fault::Cancelled("ThrottlingError")).on("TransactWriteItems");
    all_writes_are_busy(&app, &[rule], "throttled inside").await;
}

#[tokio::test]
async fn conflicts_without_end_are_busy() {
    let app = with_ann().await;
    all_writes_are_busy(&app, &[Rule::new(Fault::Conflict).on("TransactWriteItems")], "conflicts").await;
}

#[tokio::test]
async fn a_failing_table_is_busy() {
    let app = with_ann().await;
    all_writes_are_busy(&app, &[Rule::new(Fault::ServerError)], "status 500").await;
}

#[tokio::test]
async fn a_check_of_the_key_that_fails_is_busy_and_is_not_remembered() {
    let mut app = with_ann().await;
    for request in [Rule::new(Fault::Refused("ThrottlingException")), Rule::new(Fault::ServerError)] {
        app.restart();
        app.caller.faults.add(request);
        is_busy(&app.get("/v1/users/ann").key().send().await, "a read");
        is_busy(&app.delete("/v1/users/ann").key().send().await, "a write");
        app.caller.faults.clear();
        app.get("/v1/users/ann").key().send().await.is(200, user("ann"));
    }
}

/// Makes each change in a app of its own, in which this goes wrong, and checks that it succeeds, once.
async fn every_write_succeeds(fault: Fault, times: usize, with_tokens: bool) {
    let names: Vec<_> = writes(&with_ann().await).into_iter().map(|(name, _, _)| name).collect();
    for (number, name) in names.into_iter().enumerate() {
        let app = with_ann().await;
        if !with_tokens {
            app.caller.faults.drop_tokens();
        }
        app.caller.faults.add(Rule::new(fault).on("TransactWriteItems").times(times));
        let when = format!("{name} after {fault:?}, tokens {with_tokens}");
        let (_, request, shown) = writes(&app).swap_remove(number);
        let answer = request.send().await;
        assert!(answer.status.is_success(), "{when}: {}", answer.text());
        app.caller.settle().await;
        app.caller.faults.clear();
        is_done_once(&app, name, shown, &when).await;
    }
}

async fn is_done_once(app: &TestApp, name: &str, shown: Shown, when: &str) {
    match name {
        "create" => assert_eq!(app.read("bob").await["email"], "bob@example.com", "{when}"),
        "delete" => app.get("/v1/users/ann").key().send().await.is_no_user(),
        _ => {
            assert_eq!(app.read("ann").await, with(user("ann"), shown.unwrap()), "{when}");
            assert_eq!(app.events("ann").await.len(), 3, "{when}");
        }
    }
    app.check(when);
}

#[tokio::test]
async fn a_change_whose_answer_was_lost_succeeds() {
    every_write_succeeds(Fault::LostAnswer, 1, true).await;
    every_write_succeeds(Fault::LateAnswer, 2, true).await;
}

#[tokio::test]
async fn a_change_that_meets_itself_succeeds() {
    every_write_succeeds(Fault::LostAnswer, 1, false).await;
}

#[tokio::test]
async fn what_passes_is_waited_out() {
    every_write_succeeds(Fault::Conflict, 3, true).await;
    every_write_succeeds(Fault::Cancelled("ThrottlingError"), 2, true).await;
    every_write_succeeds(Fault::Refused("ThrottlingException"), 2, true).await;
}

#[tokio::test]
async fn a_lost_answer_does_not_hide_a_conflict() {
    let app = with_ann().await;
    app.caller.faults.add(Rule::new(Fault::LostAnswer).times(1));
    let new = json!({ "userId": "other", "email": "ann@example.com", "password": "correct horse" });
    let answer = app.post("/v1/users").key().json(new).send().await;
    answer.is_refused(409, "user_already_exists", "Account already exists");
    nothing_was_written(&app, "a conflict").await;
}

#[tokio::test]
async fn a_missing_table_is_a_server_error_that_tells_nothing() {
    let mut app = with_ann().await;
    app.caller.sdk.delete_table().table_name(app.table.address().1).send().await.unwrap();
    for warm in [true, false] {
        if !warm {
            app.restart();
        }
        for path in READS {
            app.get(path).key().send().await.is_refused(500, "general_unknown", "Server Error");
        }
        for (_, request, _) in writes(&app) {
            request.send().await.is_refused(500, "general_unknown", "Server Error");
        }
    }
}

#[tokio::test]
async fn an_access_that_the_deployment_forgot_to_grant_is_a_server_error() {
    let app = with_ann().await;
    app.caller.faults.add(Rule::new(Fault::Refused("AccessDeniedException")));
    let answer = app.get("/v1/users/ann").key().send().await;
    answer.is_refused(500, "general_unknown", "Server Error");
}

#[tokio::test]
async fn bad_parameters_are_told_even_when_the_table_is_down() {
    let app = with_ann().await;
    app.caller.faults.add(Rule::new(Fault::ServerError));
    assert_eq!(app.get("/v1/users?limit=101").key().send().await.status, 400);
    assert_eq!(app.patch("/v1/users/ann/email").key().json(json!({ "email": "x" })).send().await.status, 400);
    app.get("/unknown").send().await.is_no_route();
}
