//! How long sessions live, and how many a user may have.

use super::v1;
use crate::app::TestApp;
use serde_json::json;
use std::time::Duration;

const HOUR: u64 = 3_600;

async fn expiry_of(app: &TestApp, token: &str) -> u64 {
    let session = app.get("/v1/account/sessions/current").session(token).send().await.ok();
    session["expire"].as_u64().unwrap()
}

#[tokio::test]
async fn new_and_extended_sessions_live_as_long_as_the_project_says() {
    let (mut app, old) = TestApp::with_ann().await;
    let end = expiry_of(&app, &old).await;
    app.set_rules(|rules| rules.session_duration = Duration::from_secs(HOUR)).await;
    let signed_in = app.try_sign_in("ann@example.com", "correct horse").send().await;
    let (new, now) = (signed_in.token(), app.time.now().as_secs());
    assert_eq!(signed_in.body()["expire"], now + HOUR);
    assert_eq!(expiry_of(&app, &old).await, end, "an existing session keeps its end");
    app.pass(HOUR - 1);
    assert!(app.accepts(&new).await);
    v1(app.patch("/v1/account/sessions/current").session(&new)).send().await.ok();
    assert_eq!(expiry_of(&app, &new).await, app.time.now().as_secs() + HOUR);
    app.pass(HOUR - 1);
    assert!(app.accepts(&new).await);
    app.pass(1);
    assert!(!app.accepts(&new).await && app.accepts(&old).await);
    // A server's session follows the same rule.
    let made = app.post("/v1/users/ann/sessions").key().format("1.9.6").send().await.ok();
    let by_server = made["secret"].as_str().unwrap().to_owned();
    assert_eq!(expiry_of(&app, &by_server).await, app.time.now().as_secs() + HOUR);
}

#[tokio::test]
async fn a_sign_in_ends_the_oldest_sessions_beyond_the_limit() {
    let mut app = TestApp::start().await;
    app.create("ann").await;
    app.create("bob").await;
    let of_bob = app.sign_in("bob").await;
    let mut tokens = Vec::new();
    for _ in 0..4 {
        tokens.push(app.sign_in("ann").await);
    }
    app.set_rules(|rules| rules.session_limit = Some(2)).await;
    assert_eq!(app.sessions_of("ann").await.len(), 4, "nothing ends before the next sign-in");
    tokens.push(app.sign_in("ann").await);
    let mut valid = Vec::new();
    for token in &tokens {
        valid.push(app.accepts(token).await);
    }
    assert_eq!(valid, [false, false, false, true, true]);
    assert_eq!(app.sessions_of("ann").await.len(), 2);
    assert!(app.accepts(&of_bob).await, "other users keep theirs");
    // A session that a server makes ends no other one.
    app.post("/v1/users/ann/sessions").key().format("1.9.6").send().await.ok();
    assert_eq!(app.sessions_of("ann").await.len(), 3);
    let last = app.sign_in("ann").await;
    assert!(app.accepts(&last).await && !app.accepts(&tokens[3]).await && !app.accepts(&tokens[4]).await);
    assert_eq!(app.sessions_of("ann").await.len(), 2);
    app.check("sessions beyond the limit have ended");
}

#[tokio::test]
async fn a_limit_of_one_leaves_the_new_session_alone_and_ends_its_push_targets() {
    let mut app = TestApp::start().await;
    app.create("ann").await;
    let old = app.sign_in("ann").await;
    let target = json!({ "targetId": "t", "identifier": "device" });
    v1(app.post("/v1/account/targets/push").session(&old).json(target)).send().await.ok();
    app.set_rules(|rules| rules.session_limit = Some(1)).await;
    let new = app.sign_in("ann").await;
    assert!(!app.accepts(&old).await && app.accepts(&new).await);
    let targets = app.get("/v1/users/ann/targets").key().format("1.9.6").send().await.ok();
    let push = targets["targets"].as_array().unwrap().iter().filter(|target| target["providerType"] == "push");
    assert_eq!(push.count(), 0);
    app.check("the targets of a session beyond the limit");
}

#[tokio::test]
async fn a_token_of_a_server_also_ends_the_oldest_session() {
    let mut app = TestApp::start().await;
    app.create("ann").await;
    let old = app.sign_in("ann").await;
    app.set_rules(|rules| rules.session_limit = Some(1)).await;
    let token = app.post("/v1/users/ann/tokens").key().format("1.9.6").json(json!({})).send().await.ok();
    let body = json!({ "userId": "ann", "secret": token["secret"] });
    let new = app.post("/v1/account/sessions/token").project("p").json(body).send().await.token();
    assert!(!app.accepts(&old).await && app.accepts(&new).await);
}

/// The locale is stored with the message about a new session.
#[tokio::test]
async fn a_locale_that_is_too_long_makes_no_long_message() {
    let mut app = TestApp::start().await;
    app.create("ann").await;
    app.set_rules(|rules| rules.session_alerts = true).await;
    let longest = "x".repeat(300_000);
    for locale in ["de", &longest, "de"] {
        let body = json!({ "email": "ann@example.com", "password": "correct horse", "locale": locale });
        app.post("/v1/account/sessions/email").project("p").json(body).send().await.token();
    }
    let rows = app.table.rows();
    let waiting: Vec<_> = rows.iter().filter(|row| row.pk().starts_with("O#")).collect();
    assert!(waiting.len() >= 2 && waiting.iter().all(|row| format!("{:?}", row.item()).len() < 4_000));
}
