//! Faults of the table: the caller gets a correct error, and no change is written in part.

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
    answer.is_error(503, "general_unavailable", "The service is busy. Please try again");
    assert_eq!(answer.header("retry-after"), Some("1"), "{when}");
}

/// Ann with a session, and a product that has the API key in its cache.
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

/// The fields of ann that a change sets; `None` if it deletes her or creates another user.
type Shown = Option<Value>;

/// Every call that writes: its name, the request, and the fields of ann that it changes.
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

/// Makes all changes at once with these faults, and checks that each is rejected with 503 and writes nothing.
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
async fn reads_of_a_throttled_table_are_503() {
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
async fn writes_to_a_throttled_table_are_503_and_write_nothing() {
    let app = with_ann().await;
    for code in ["ThrottlingException", "RequestLimitExceeded"] {
        all_writes_are_busy(&app, &[Rule::new(Fault::Refused(code))], code).await;
        all_writes_are_busy(&app, &[Rule::new(Fault::Refused(code)).on("TransactWriteItems")], code).await;
    }
}

#[tokio::test]
async fn throttling_inside_a_transaction_is_503_not_a_conflict() {
    let app = with_ann().await;
    let rule = Rule::new(Fault::Cancelled("ThrottlingError")).on("TransactWriteItems");
    all_writes_are_busy(&app, &[rule], "throttled inside").await;
}

#[tokio::test]
async fn transaction_conflicts_without_end_are_503() {
    let app = with_ann().await;
    all_writes_are_busy(&app, &[Rule::new(Fault::Conflict).on("TransactWriteItems")], "conflicts").await;
}

#[tokio::test]
async fn errors_500_of_the_table_are_503() {
    let app = with_ann().await;
    all_writes_are_busy(&app, &[Rule::new(Fault::ServerError)], "status 500").await;
}

#[tokio::test]
async fn a_failed_check_of_the_api_key_is_503_and_not_cached() {
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

/// Makes each change in an app of its own with this fault, and checks that it is written exactly once.
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
async fn a_change_succeeds_if_the_answer_of_the_table_is_lost() {
    every_write_succeeds(Fault::LostAnswer, 1, true).await;
    every_write_succeeds(Fault::LateAnswer, 2, true).await;
}

#[tokio::test]
async fn a_change_that_finds_its_own_earlier_write_succeeds() {
    every_write_succeeds(Fault::LostAnswer, 1, false).await;
}

#[tokio::test]
async fn temporary_faults_are_retried() {
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
    answer.is_error(409, "user_already_exists", "Account already exists");
    nothing_was_written(&app, "a conflict").await;
}

#[tokio::test]
async fn a_missing_table_is_a_server_error_without_details() {
    let mut app = with_ann().await;
    app.caller.sdk.delete_table().table_name(app.table.address().1).send().await.unwrap();
    for warm in [true, false] {
        if !warm {
            app.restart();
        }
        for path in READS {
            app.get(path).key().send().await.is_error(500, "general_unknown", "Server Error");
        }
        for (_, request, _) in writes(&app) {
            request.send().await.is_error(500, "general_unknown", "Server Error");
        }
    }
}

#[tokio::test]
async fn a_missing_iam_permission_is_a_server_error() {
    let app = with_ann().await;
    app.caller.faults.add(Rule::new(Fault::Refused("AccessDeniedException")));
    let answer = app.get("/v1/users/ann").key().send().await;
    answer.is_error(500, "general_unknown", "Server Error");
}

#[tokio::test]
async fn invalid_parameters_are_400_even_if_the_table_fails() {
    let app = with_ann().await;
    app.caller.faults.add(Rule::new(Fault::ServerError));
    assert_eq!(app.get("/v1/users?limit=101").key().send().await.status, 400);
    assert_eq!(app.patch("/v1/users/ann/email").key().json(json!({ "email": "x" })).send().await.status, 400);
    app.get("/unknown").send().await.is_no_route();
}
