//! By what a user is known: cookies, headers, and what is none of them.

use crate::answer::Answer;
use crate::app::{PROJECT, TestApp};
use crate::expected::{BRITAIN, user};
use crate::signing_in::{PASSWORD, YEAR};
use roster_core::{SessionId, SessionToken};
use roster_tests::clock::user_id;
use serde_json::json;

/// What comes back for a request with this header alone.
async fn with_header(app: &TestApp, name: &'static str, value: &str) -> Answer {
    app.get("/v1/account").project(PROJECT).header(name, value).send().await
}

#[tokio::test]
async fn a_token_is_taken_from_cookies_and_headers() {
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
async fn what_is_no_token_is_a_guest() {
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
async fn cookies_of_others_do_not_stand_in_the_way() {
    let (app, token) = TestApp::with_ann().await;
    for others in [b"city=K\xc3\xb6ln; ".as_slice(), b"city=K\xf6ln; ", b"=; a_session_q=x; "] {
        let jar = [others, b"a_session_p=", token.as_bytes(), b"; last=\xff"].concat();
        app.get("/v1/account").project(PROJECT).header_bytes("cookie", &jar).send().await.ok();
    }
}

/// The same token, but for a part that is another.
fn forged(user: &str, session: &SessionId, random: [u8; 32]) -> String {
    SessionToken::create(user_id(user), session.clone(), random).reveal()
}

#[tokio::test]
async fn a_wrong_secret_opens_nothing() {
    let (app, token) = TestApp::with_ann().await;
    app.create("bob").await;
    let bobs = SessionToken::parse(&app.sign_in("bob").await).unwrap();
    let anns = SessionToken::parse(&token).unwrap();
    let unknown = SessionId::parse("unknown").unwrap();
    for forged in [
        forged("ann", &anns.session, [0; 32]),
        forged("bob", &anns.session, [0; 32]),
        forged("nobody", &anns.session, [0; 32]),
        forged("ann", &unknown, [0; 32]),
        forged("ann", &bobs.session, [0; 32]),
    ] {
        app.account(&forged).await.is_guest_without("account");
    }
    assert!(app.knows(&token).await);
}

#[tokio::test]
async fn a_token_opens_its_own_project_only() {
    let (app, token) = TestApp::with_ann().await;
    app.make_project("q").await;
    let new = json!({ "userId": "ann", "email": "ann@example.com", "password": PASSWORD });
    app.post("/v1/account").project("q").json(new).send().await.ok();
    for (name, value) in [("cookie", format!("a_session_q={token}")), ("x-appwrite-session", token.clone())] {
        let foreign = app.get("/v1/account").project("q").header(name, &value).send().await;
        foreign.is_guest_without("account");
    }
    assert!(app.knows(&token).await);
}

#[tokio::test]
async fn a_session_ends_in_the_very_second() {
    let (app, token) = TestApp::with_ann().await;
    app.pass(YEAR - 1);
    assert!(app.knows(&token).await);
    assert_eq!(app.sessions_of("ann").await.len(), 1);
    app.pass(1);
    app.account(&token).await.is_guest_without("account");
    assert_eq!(app.sessions_of("ann").await.len(), 0);
}

#[tokio::test]
async fn a_check_is_one_round_trip() {
    let (app, token) = TestApp::with_ann().await;
    app.account(&token).await.ok();
    let (answer, bill) = app.caller.meter.measure(app.account(&token)).await;
    answer.ok();
    assert_eq!(bill.round_trips(), 1);
    let session = bill.calls.iter().find(|call| call.touches("U#")).unwrap();
    assert!(session.is_consistent(), "what was ended is ended at once");
}

#[tokio::test]
async fn large_preferences_do_not_keep_a_user_out() {
    let (app, token) = TestApp::with_ann().await;
    let noise: String = (0..1_000).map(|_| format!("{:x}", app.time.bits())).collect();
    let prefs = json!({ "noise": noise });
    app.patch("/v1/account/prefs").session(&token).json(json!({ "prefs": prefs })).send().await.ok();
    assert_eq!(app.account(&token).await.ok()["prefs"], prefs);
    app.get("/v1/account/prefs").session(&token).send().await.is(200, prefs);
}
