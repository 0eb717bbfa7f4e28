//! PATCH /v1/account/sessions/{sessionId}: extending a session.

use crate::answer::Answer;
use crate::app::TestApp;
use crate::expected::{SESSION_ID, invalid_ids};
use crate::signing_in::YEAR;
use roster_core::SessionToken;
use serde_json::{Value, json};

const PATH: &str = "/v1/account/sessions";
const V1: &str = "1.9.6";
const DAY: u64 = 86_400;

fn id_of(token: &str) -> String {
    SessionToken::parse(token).unwrap().session.to_string()
}

async fn extend(app: &TestApp, token: &str, id: &str, format: &str) -> Answer {
    app.patch(&format!("{PATH}/{id}")).session(token).format(format).json(json!({})).send().await
}

async fn shown(app: &TestApp, token: &str, id: &str) -> Value {
    app.get(&format!("{PATH}/{id}")).session(token).format(V1).send().await.ok()
}

#[tokio::test]
async fn a_session_gets_a_whole_lifetime_from_now_on() {
    let (app, token) = TestApp::with_ann().await;
    let before = shown(&app, &token, "current").await;
    app.pass(30 * DAY);
    let extended = extend(&app, &token, "current", V1).await;
    let after = extended.ok();
    assert_eq!(extended.status, 200);
    assert!(after["expire"].as_str() > before["expire"].as_str(), "{after}");
    let mut expected = before.clone();
    expected["expire"] = after["expire"].clone();
    expected["$updatedAt"] = after["$updatedAt"].clone();
    assert_eq!(after, expected, "nothing else changes, and the secret is not shown");
    assert!(after["$updatedAt"].as_str() > before["$updatedAt"].as_str());
    assert_eq!(shown(&app, &token, "current").await, after, "it is stored");
    assert!(extended.cookies().is_empty() && extended.header("x-fallback-cookies").is_none());
    assert_eq!(app.events("ann").await[0], format!("users.ann.sessions.{}.update", id_of(&token)));
    let log = app.get("/v1/account/logs").session(&token).format(V1).send().await.ok();
    assert_eq!(log["logs"][0]["event"], "session.update");
    app.pass(YEAR - DAY);
    assert!(app.accepts(&token).await, "longer than it was to live");
    app.pass(DAY + 1);
    app.account(&token).await.is_guest_without("account");
    app.check("an extended session");
}

#[tokio::test]
async fn another_session_of_the_user_is_extended_by_its_id() {
    let (app, old) = TestApp::with_ann().await;
    let new = app.sign_in("ann").await;
    app.pass(DAY);
    let extended = extend(&app, &new, &id_of(&old), V1).await.ok();
    assert_eq!((&extended["$id"], &extended["current"]), (&json!(id_of(&old)), &json!(false)));
    assert_eq!(extend(&app, &new, &id_of(&new), V1).await.ok()["current"], true);
    app.pass(YEAR - 1);
    assert!(app.accepts(&old).await && app.accepts(&new).await);
}

#[tokio::test]
async fn unknown_sessions_and_those_of_others_are_404() {
    let (app, token) = TestApp::with_ann().await;
    app.create("bob").await;
    let of_bob = id_of(&app.sign_in("bob").await);
    let ended = app.sign_in("ann").await;
    app.delete(&format!("{PATH}/{}", id_of(&ended))).session(&token).send().await.is_done();
    for id in ["unknown", &of_bob, &id_of(&ended)] {
        let missing = extend(&app, &token, id, V1).await;
        missing.is_v1_error(404, "user_session_not_found", "The current user session could not be found.");
        let older = extend(&app, &token, id, "0.15.0").await;
        older.is_error(404, "user_session_not_found", "Session not found");
    }
    for id in invalid_ids() {
        extend(&app, &token, &id, "0.15.0").await.is_invalid(SESSION_ID);
        app.pass(3_600);
    }
    extend(&app, "nobody", "current", "0.15.0").await.is_guest_without("account");
    app.check("nothing was extended");
}

/// In 0.15 the route renews the tokens of another provider, which no session here has.
#[tokio::test]
async fn in_0_15_the_provider_of_a_session_has_no_tokens_to_renew() {
    let (app, token) = TestApp::with_ann().await;
    let before = shown(&app, &token, "current").await;
    app.pass(DAY);
    for id in ["current", &id_of(&token)] {
        let rejected = extend(&app, &token, id, "0.15.0").await;
        rejected.is_error(501, "project_provider_unsupported", "Provider is not supported");
    }
    assert_eq!(shown(&app, &token, "current").await["expire"], before["expire"]);
}

#[tokio::test]
async fn one_ip_address_extends_ten_sessions_an_hour() {
    let (app, token) = TestApp::with_ann().await;
    for left in (0..10).rev() {
        let answer = extend(&app, &token, "current", V1).await;
        assert_eq!(answer.rate().map(|(limit, left, _)| (limit, left)), Some((10, left)));
    }
    assert_eq!(extend(&app, &token, "current", V1).await.status, 429);
    app.pass(3_600);
    extend(&app, &token, "current", V1).await.ok();
}
