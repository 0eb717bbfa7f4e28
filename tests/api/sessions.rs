//! GET and DELETE /v1/users/{userId}/sessions, DELETE /v1/users/{userId}/sessions/{sessionId}

use crate::app::TestApp;
use crate::expected::{CLIENT_FIELDS, SESSION_ID, START, USER_ID, client_fields, invalid_ids, with};
use roster_core::{Client, Proof, Scope, Session};
use roster_tests::clock::user_id;
use serde_json::{Value, json};

/// The duration of the sessions of these tests, in seconds.
const DAY: u64 = 86_400;

/// A session with a value in every field.
fn with_all_fields(session: Session) -> Session {
    let client = Client {
        os_code: "WIN".into(),
        os_name: "Windows".into(),
        os_version: "10".into(),
        client_type: "browser".into(),
        client_code: "CH".into(),
        client_name: "Chrome".into(),
        client_version: "70.0".into(),
        client_engine: "Blink".into(),
        client_engine_version: "70.0.3538.77".into(),
        device_name: "desktop".into(),
        device_brand: "Dell".into(),
        device_model: "X1".into(),
    };
    Session { client, country_code: "gb".into(), ip: "2.125.160.9".into(), ..session }
}

/// The expected body of such a session.
fn shown(id: &str, user: &str, at: u64) -> Value {
    with(
        client_fields(),
        json!({
            "$id": id,
            "$createdAt": at,
            "userId": user,
            "expire": at + DAY,
            "provider": "email",
            "providerUid": "someone@example.com",
            "providerAccessToken": "",
            "providerAccessTokenExpiry": 0,
            "providerRefreshToken": "",
            "ip": "2.125.160.9",
            "deviceBrand": "Dell",
            "deviceModel": "X1",
            "countryCode": "gb",
            "countryName": "United Kingdom",
            "current": false,
        }),
    )
}

async fn sign_in(app: &TestApp, user: &str, id: &str) {
    let (session, secret) = app.time.session(&user_id(user), id);
    app.store
        .create_session(&app.project.id, &with_all_fields(session), &secret, &Proof::Key, &app.time.change())
        .await
        .unwrap();
}

/// An app in which ann has two sessions and bob has one.
async fn signed_in() -> TestApp {
    let app = TestApp::start().await;
    for (user, sessions) in [("ann", &["s1", "s2"][..]), ("bob", &["s3"])] {
        app.create(user).await;
        for session in sessions {
            sign_in(&app, user, session).await;
        }
    }
    app
}

async fn sessions(app: &TestApp, user: &str) -> Value {
    app.get(&format!("/v1/users/{user}/sessions")).key().send().await.ok()
}

fn of(sessions: impl IntoIterator<Item = Value>) -> Value {
    let sessions: Vec<_> = sessions.into_iter().collect();
    json!({ "total": sessions.len(), "sessions": sessions })
}

#[tokio::test]
async fn sessions_are_listed_with_all_fields_and_without_secrets() {
    let app = signed_in().await;
    let answer = app.get("/v1/users/ann/sessions").key().send().await;
    answer.is(200, of([shown("s1", "ann", START), shown("s2", "ann", START)]));
    let (first, last) = (
        [
            "total",
            "sessions",
            "$id",
            "$createdAt",
            "userId",
            "expire",
            "provider",
            "providerUid",
            "providerAccessToken",
            "providerAccessTokenExpiry",
            "providerRefreshToken",
            "ip",
        ],
        ["countryCode", "countryName", "current"],
    );
    answer.has_fields_in_order(&[&first[..], &CLIENT_FIELDS, &last].concat());
}

#[tokio::test]
async fn a_user_without_sessions_has_an_empty_list() {
    let app = TestApp::start().await;
    app.create("ann").await;
    assert_eq!(sessions(&app, "ann").await, of([]));
}

#[tokio::test]
async fn the_locale_changes_the_name_of_the_country_only() {
    let app = signed_in().await;
    let mut expected = shown("s3", "bob", START);
    for (locale, name) in [("de", "Vereinigtes Königreich"), ("xx", "United Kingdom"), ("../x", "United Kingdom")] {
        expected["countryName"] = json!(name);
        let answer = app.get("/v1/users/bob/sessions").key().header("x-appwrite-locale", locale).send().await;
        answer.is(200, of([expected.clone()]));
    }
    let by_parameter = app.get("/v1/users/bob/sessions?locale=de").key().header("x-appwrite-locale", "en");
    expected["countryName"] = json!("Vereinigtes Königreich");
    by_parameter.send().await.is(200, of([expected]));
}

#[tokio::test]
async fn a_session_without_a_country_shows_unknown() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let (session, secret) = app.time.session(&user_id("ann"), "s1");
    app.store.create_session(&app.project.id, &session, &secret, &Proof::Key, &app.time.change()).await.unwrap();
    let session = &sessions(&app, "ann").await["sessions"][0];
    assert_eq!((&session["countryCode"], &session["countryName"]), (&json!("--"), &json!("Unknown")));
}

#[tokio::test]
async fn an_expired_session_does_not_exist() {
    let app = signed_in().await;
    app.pass(DAY / 2);
    sign_in(&app, "ann", "s4").await;
    app.pass(DAY / 2);
    assert_eq!(sessions(&app, "ann").await, of([shown("s4", "ann", START + DAY / 2)]));
    let expired = app.delete("/v1/users/ann/sessions/s1").key().send().await;
    expired.is_error(404, "user_session_not_found", "Session not found");
}

#[tokio::test]
async fn a_session_is_deleted() {
    let app = signed_in().await;
    app.delete("/v1/users/ann/sessions/s1").key().send().await.is_done();
    assert_eq!(sessions(&app, "ann").await, of([shown("s2", "ann", START)]));
    assert_eq!(sessions(&app, "bob").await, of([shown("s3", "bob", START)]));
    let again = app.delete("/v1/users/ann/sessions/s1").key().send().await;
    again.is_error(404, "user_session_not_found", "Session not found");
    assert_eq!(app.events("ann").await[0], "users.ann.sessions.s1.delete");
    app.check("one session deleted");
}

#[tokio::test]
async fn all_sessions_of_a_user_are_deleted() {
    let app = signed_in().await;
    app.delete("/v1/users/ann/sessions").key().send().await.is_done();
    assert_eq!(sessions(&app, "ann").await, of([]));
    assert_eq!(sessions(&app, "bob").await, of([shown("s3", "bob", START)]));
    assert_eq!(app.events("ann").await[0], "users.ann.sessions.delete");
    sign_in(&app, "ann", "s4").await;
    assert_eq!(sessions(&app, "ann").await, of([shown("s4", "ann", START)]));
    app.delete("/v1/users/ann/sessions").key().send().await.is_done();
    app.delete("/v1/users/ann/sessions").key().send().await.is_done();
    app.check("all sessions deleted");
}

#[tokio::test]
async fn a_session_is_deleted_through_its_own_user_only() {
    let app = signed_in().await;
    for id in ["s3", "unknown", "S1", "current"] {
        let answer = app.delete(&format!("/v1/users/ann/sessions/{id}")).key().send().await;
        answer.is_error(404, "user_session_not_found", "Session not found");
    }
    assert_eq!(sessions(&app, "bob").await, of([shown("s3", "bob", START)]));
    assert_eq!(sessions(&app, "ann").await["total"], 2);
}

#[tokio::test]
async fn an_unknown_user_takes_precedence_over_an_unknown_session() {
    let app = signed_in().await;
    app.get("/v1/users/nobody/sessions").key().send().await.is_no_user();
    app.delete("/v1/users/nobody/sessions").key().send().await.is_no_user();
    app.delete("/v1/users/nobody/sessions/s1").key().send().await.is_no_user();
    app.make_project("q").await;
    let secret = app.make_key("q", &Scope::ALL, None).await;
    for path in ["/v1/users/ann/sessions", "/v1/users/ann/sessions/s1"] {
        app.delete(path).project("q").secret(&secret).send().await.is_no_user();
    }
    assert_eq!(sessions(&app, "ann").await["total"], 2);
}

#[tokio::test]
async fn invalid_ids_are_rejected_that_of_the_user_first() {
    let app = signed_in().await;
    for id in invalid_ids() {
        app.get(&format!("/v1/users/{id}/sessions")).key().send().await.is_invalid(USER_ID);
        app.delete(&format!("/v1/users/{id}/sessions")).key().send().await.is_invalid(USER_ID);
        app.delete(&format!("/v1/users/{id}/sessions/-x")).key().send().await.is_invalid(USER_ID);
        app.delete(&format!("/v1/users/ann/sessions/{id}")).key().send().await.is_invalid(SESSION_ID);
        app.delete(&format!("/v1/users/nobody/sessions/{id}")).key().send().await.is_invalid(SESSION_ID);
    }
}
