//! Concurrent requests to the API.

use crate::answer::{Answer, error_body};
use crate::app::TestApp;
use futures_util::future::join_all;
use serde_json::{Value, json};

/// The number of concurrent callers.
const CALLERS: usize = 64;
const ROUNDS: usize = 4;

/// Sends a creation for each of these bodies, all at once.
async fn at_once(app: &TestApp, bodies: impl Iterator<Item = Value>) -> Vec<Answer> {
    join_all(bodies.map(|body| app.post("/v1/users").key().json(body).send())).await
}

/// Checks that one creation succeeded and all others are conflicts; returns the created user.
fn one_succeeds(answers: &[Answer], when: &str) -> Value {
    let (created, rejected): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 201);
    assert_eq!((created.len(), rejected.len()), (1, CALLERS - 1), "{when}");
    for answer in rejected {
        answer.is(409, error_body(409, "user_already_exists", "Account already exists"));
    }
    created[0].body()
}

fn new(id: &str, email: &str) -> Value {
    json!({ "userId": id, "email": email, "password": "correct horse", "name": "Racer" })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_of_many_concurrent_creations_with_the_same_email_succeeds() {
    let app = TestApp::start().await;
    for round in 0..ROUNDS {
        let email = format!("round{round}@example.com");
        let bodies = (0..CALLERS).map(|n| new(&format!("r{round}-{n}"), &email));
        let created = one_succeeds(&at_once(&app, bodies).await, &email);
        assert_eq!(app.read(created["$id"].as_str().unwrap()).await, created);
        app.check(&email);
    }
    assert_eq!(app.get("/v1/users").key().send().await.ok()["total"], ROUNDS);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_of_many_concurrent_creations_with_the_same_id_succeeds() {
    let app = TestApp::start().await;
    for round in 0..ROUNDS {
        let id = format!("round{round}");
        let bodies = (0..CALLERS).map(|n| new(&id, &format!("r{round}-{n}@example.com")));
        let created = one_succeeds(&at_once(&app, bodies).await, &id);
        assert_eq!(app.read(&id).await, created);
        app.check(&id);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_of_many_concurrent_changes_to_the_same_email_succeeds() {
    const USERS: usize = 24;
    let app = TestApp::start().await;
    for n in 0..USERS {
        app.create(&format!("u{n}")).await;
    }
    let wanted = json!({ "email": "wanted@example.com" });
    let patch = |n| app.patch(&format!("/v1/users/u{n}/email")).key().json(wanted.clone()).send();
    let answers = join_all((0..USERS).map(patch)).await;
    let changed = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(changed, 1);
    for answer in answers.iter().filter(|answer| answer.status != 200) {
        answer.is_error(409, "user_email_already_exists", "Email already exists");
    }
    app.check("many changes to one email");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn concurrent_changes_of_one_user_are_made_or_busy() {
    const CHANGES: usize = 12;
    let app = TestApp::start().await;
    app.create("ann").await;
    let rename = |n| app.patch("/v1/users/ann/name").key().json(json!({ "name": format!("Ann {n}") })).send();
    let answers = join_all((0..CHANGES).map(rename)).await;
    let done = answers.iter().filter(|answer| answer.status == 200).count();
    let busy = answers.iter().filter(|answer| answer.status == 503).count();
    assert_eq!(done + busy, CHANGES, "{answers:?}");
    assert!(done > 0);
    assert_eq!(app.events("ann").await.len(), done + 1, "the log has every success and nothing else");
    app.check("many renames");
}
