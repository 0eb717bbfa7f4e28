//! Credentials of users: session tokens in cookies and headers, and invalid ones.

use crate::answer::Answer;
use crate::app::{PROJECT, TestApp};
use crate::expected::{BRITAIN, user};
use crate::signing_in::{PASSWORD, YEAR};
use roster_core::{SessionId, SessionToken};
use roster_tests::clock::user_id;
use serde_json::json;

/// Reads the account with only this header.
async fn with_header(app: &TestApp, name: &'static str, value: &str) -> Answer {
    app.get("/v1/account").project(PROJECT).header(name, value).send().await
}

#[tokio::test]
async fn a_session_token_is_accepted_in_cookies_and_headers() {
    let (app, token) = TestApp::with_ann().await;
    let escaped = token.replace('=', "%3D");
    for (name, value) in [
        ("cookie", format!("a_session_p={token}")),
        ("cookie", format!("a_session_p_legacy={token}")),
        ("cookie", format!("theme=dark; A_SESSION_P={token}; x=y")),
        ("cookie", format!("a_session_p={escaped}")),
        ("x-fallback-cookies", format!("{{\"a_session_p\":\"{token}\"}}")),
        ("x-fallback-cookies", format!("{{\"other\":\"x\",\"a_session_p\":\"{token}\"}}")),
        ("x-appwrite-session", token.clone()),
    ] {
        with_header(&app, name, &value).await.is(200, user("ann"));
    }
    let through_the_gateway =
        app.get("/v1/account").session(&token).header("cookie", &format!("x=y; a_session_p={token}"));
    through_the_gateway.from(BRITAIN).send().await.is(200, user("ann"));
}

#[tokio::test]
async fn a_caller_with_an_invalid_session_token_is_a_guest() {
    let (app, token) = TestApp::with_ann().await;
    for (name, value) in [
        ("cookie", format!("a_session_q={token}")),
        ("cookie", format!("p={token}; a_session={token}")),
        ("cookie", "a_session_p=".to_owned()),
        ("cookie", "a_session_p=deleted".to_owned()),
        ("cookie", format!("a_session_p={}", &token[..token.len() - 8])),
        ("x-fallback-cookies", "[]".to_owned()),
        ("x-fallback-cookies", "not json".to_owned()),
        ("x-fallback-cookies", format!("{{\"a_session_q\":\"{token}\"}}")),
        ("x-appwrite-session", "x".repeat(5_000)),
        ("x-appwrite-key", token.clone()),
    ] {
        with_header(&app, name, &value).await.is_guest_without("account");
    }
    let bytes = app.get("/v1/account").project(PROJECT).header_bytes("cookie", b"a_session_p=\xff\xfe");
    bytes.send().await.is_guest_without("account");
}

#[tokio::test]
async fn other_cookies_are_ignored() {
    let (app, token) = TestApp::with_ann().await;
    for other in [b"city=K\xc3\xb6ln; ".as_slice(), b"city=K\xf6ln; ", b"=; a_session_q=x; "] {
        let jar = [other, b"a_session_p=", token.as_bytes(), b"; last=\xff"].concat();
        app.get("/v1/account").project(PROJECT).header_bytes("cookie", &jar).send().await.ok();
    }
}

/// A session token with a wrong part.
fn forged(user: &str, session: &SessionId, random: [u8; 32]) -> String {
    SessionToken::create(user_id(user), session.clone(), random).reveal()
}

#[tokio::test]
async fn a_session_token_with_a_wrong_part_is_rejected() {
    let (app, token) = TestApp::with_ann().await;
    app.create("bob").await;
    let bob = SessionToken::parse(&app.sign_in("bob").await).unwrap();
    let ann = SessionToken::parse(&token).unwrap();
    let unknown = SessionId::parse("unknown").unwrap();
    for forged in [
        forged("ann", &ann.session, [0; 32]),
        forged("bob", &ann.session, [0; 32]),
        forged("nobody", &ann.session, [0; 32]),
        forged("ann", &unknown, [0; 32]),
        forged("ann", &bob.session, [0; 32]),
    ] {
        app.account(&forged).await.is_guest_without("account");
    }
    assert!(app.accepts(&token).await);
}

#[tokio::test]
async fn a_session_token_is_valid_in_its_own_project_only() {
    let (app, token) = TestApp::with_ann().await;
    app.make_project("q").await;
    let new = json!({ "userId": "ann", "email": "ann@example.com", "password": PASSWORD });
    app.post("/v1/account").project("q").json(new).send().await.ok();
    for (name, value) in [("cookie", format!("a_session_q={token}")), ("x-appwrite-session", token.clone())] {
        let foreign = app.get("/v1/account").project("q").header(name, &value).send().await;
        foreign.is_guest_without("account");
    }
    assert!(app.accepts(&token).await);
}

#[tokio::test]
async fn a_session_ends_exactly_at_its_expiry() {
    let (app, token) = TestApp::with_ann().await;
    app.pass(YEAR - 1);
    assert!(app.accepts(&token).await);
    assert_eq!(app.sessions_of("ann").await.len(), 1);
    app.pass(1);
    app.account(&token).await.is_guest_without("account");
    assert_eq!(app.sessions_of("ann").await.len(), 0);
}

#[tokio::test]
async fn the_check_of_a_session_takes_one_round_trip() {
    let (app, token) = TestApp::with_ann().await;
    app.account(&token).await.ok();
    let (answer, bill) = app.caller.meter.measure(app.account(&token)).await;
    answer.ok();
    assert_eq!(bill.round_trips(), 1);
    let session = bill.calls.iter().find(|call| call.touches("U#")).unwrap();
    assert!(session.is_consistent(), "a deleted session is invalid at once");
}

#[tokio::test]
async fn a_user_with_large_preferences_can_read_their_account() {
    let (app, token) = TestApp::with_ann().await;
    let random: String = (0..1_000).map(|_| format!("{:x}", app.time.bits())).collect();
    let prefs = json!({ "random": random });
    app.patch("/v1/account/prefs").session(&token).json(json!({ "prefs": prefs })).send().await.ok();
    assert_eq!(app.account(&token).await.ok()["prefs"], prefs);
    app.get("/v1/account/prefs").session(&token).send().await.is(200, prefs);
}
