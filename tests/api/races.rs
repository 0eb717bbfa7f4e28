//! Many at once, through the whole API.

use crate::answer::{Answer, refusal};
use crate::app::TestApp;
use futures_util::future::join_all;
use serde_json::{Value, json};

/// How many call at once.
const CALLERS: usize = 64;
const ROUNDS: usize = 4;

/// Sends all of these at once.
async fn at_once(app: &TestApp, bodies: impl Iterator<Item = Value>) -> Vec<Answer> {
    join_all(bodies.map(|body| app.post("/v1/users").key().json(body).send())).await
}

/// Checks that one was created and all others were told why not.
fn one_wins(answers: &[Answer], when: &str) -> Value {
    let (won, lost): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 201);
    assert_eq!((won.len(), lost.len()), (1, CALLERS - 1), "{when}");
    for answer in lost {
        answer.is(409, refusal(409, "user_already_exists", "Account already exists"));
    }
    won[0].body()
}

fn new(id: &str, email: &str) -> Value {
    json!({ "userId": id, "email": email, "password": "correct horse", "name": "Racer" })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_who_create_one_address_at_once_one_succeeds() {
    let app = TestApp::start().await;
    for round in 0..ROUNDS {
        let email = format!("round{round}@example.com");
        let bodies = (0..CALLERS).map(|n| new(&format!("r{round}-{n}"), &email));
        let won = one_wins(&at_once(&app, bodies).await, &email);
        assert_eq!(app.read(won["$id"].as_str().unwrap()).await, won);
        app.check(&email);
    }
    assert_eq!(app.get("/v1/users").key().send().await.ok()["total"], ROUNDS);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_who_create_one_id_at_once_one_succeeds() {
    let app = TestApp::start().await;
    for round in 0..ROUNDS {
        let id = format!("round{round}");
        let bodies = (0..CALLERS).map(|n| new(&id, &format!("r{round}-{n}@example.com")));
        let won = one_wins(&at_once(&app, bodies).await, &id);
        assert_eq!(app.read(&id).await, won);
        app.check(&id);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_who_want_one_address_at_once_one_gets_it() {
    const USERS: usize = 24;
    let app = TestApp::start().await;
    for n in 0..USERS {
        app.create(&format!("u{n}")).await;
    }
    let wanted = json!({ "email": "wanted@example.com" });
    let patch = |n| app.patch(&format!("/v1/users/u{n}/email")).key().json(wanted.clone()).send();
    let answers = join_all((0..USERS).map(patch)).await;
    let won = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(won, 1);
    for answer in answers.iter().filter(|answer| answer.status != 200) {
        answer.is_refused(409, "user_email_already_exists", "Email already exists");
    }
    app.check("one address wanted by many");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn changes_of_one_user_at_once_are_all_made() {
    const CHANGES: usize = 12;
    let app = TestApp::start().await;
    app.create("ann").await;
    let rename = |n| app.patch("/v1/users/ann/name").key().json(json!({ "name": format!("Ann {n}") })).send();
    let answers = join_all((0..CHANGES).map(rename)).await;
    let done = answers.iter().filter(|answer| answer.status == 200).count();
    let busy = answers.iter().filter(|answer| answer.status == 503).count();
    assert_eq!(done + busy, CHANGES, "{answers:?}");
    assert!(done > 0);
    assert_eq!(app.events("ann").await.len(), done + 1, "every success is in the log, and nothing else");
    app.check("many renames");
}
