//! /v1/account/sessions: the user's own sessions, read and deleted.

use crate::app::TestApp;
use crate::expected::{SESSION_ID, START, invalid_ids, with};
use crate::signing_in::british_session;
use roster_core::SessionToken;
use serde_json::{Value, json};

const PATH: &str = "/v1/account/sessions";

fn id_of(token: &str) -> String {
    SessionToken::parse(token).unwrap().session.to_string()
}

/// An app in which ann has two sessions; the tokens of the older and the newer one.
async fn signed_in_twice() -> (TestApp, String, String) {
    let app = TestApp::start().await;
    app.create("ann").await;
    let old = app.sign_in_from_britain("ann").await.token();
    app.pass(60);
    let new = app.sign_in_from_britain("ann").await.token();
    (app, old, new)
}

fn shown(token: &str, at: u64, current: bool) -> Value {
    with(british_session(&json!(id_of(token)), "ann", at), json!({ "current": current }))
}

#[tokio::test]
async fn the_session_of_the_caller_is_the_current_one() {
    let (app, old, new) = signed_in_twice().await;
    for used in [&old, &new] {
        let sessions = [shown(&old, START, *used == old), shown(&new, START + 60, *used == new)];
        let answer = app.get(PATH).session(used).send().await;
        answer.is(200, json!({ "total": 2, "sessions": sessions }));
    }
}

#[tokio::test]
async fn a_session_is_found_by_its_id_or_as_current() {
    let (app, old, new) = signed_in_twice().await;
    let get = async |id: &str| app.get(&format!("{PATH}/{id}")).session(&new).send().await;
    get(&id_of(&old)).await.is(200, shown(&old, START, false));
    get(&id_of(&new)).await.is(200, shown(&new, START + 60, true));
    get("current").await.is(200, shown(&new, START + 60, true));
}

#[tokio::test]
async fn the_locale_changes_the_name_of_the_country_only() {
    let (app, _, new) = signed_in_twice().await;
    let expected = with(shown(&new, START + 60, true), json!({ "countryName": "Vereinigtes Königreich" }));
    let german = app.get("/v1/account/sessions/current").session(&new).header("x-appwrite-locale", "de");
    german.send().await.is(200, expected);
}

#[tokio::test]
async fn a_session_of_another_user_is_404() {
    let (app, token, _) = signed_in_twice().await;
    app.create("bob").await;
    let bob_token = app.sign_in("bob").await;
    for id in [id_of(&bob_token), "unknown".into(), "Current".into()] {
        for request in [app.get(&format!("{PATH}/{id}")), app.delete(&format!("{PATH}/{id}"))] {
            let answer = request.session(&token).send().await;
            answer.is_error(404, "user_session_not_found", "Session not found");
        }
    }
    assert!(app.accepts(&bob_token).await);
}

#[tokio::test]
async fn invalid_ids_are_rejected() {
    let (app, token) = TestApp::with_ann().await;
    for id in invalid_ids() {
        for request in [app.get(&format!("{PATH}/{id}")), app.delete(&format!("{PATH}/{id}"))] {
            request.session(&token).send().await.is_invalid(SESSION_ID);
        }
    }
}

#[tokio::test]
async fn deleting_another_session_keeps_the_current_one() {
    let (app, old, new) = signed_in_twice().await;
    let answer = app.delete(&format!("{PATH}/{}", id_of(&old))).session(&new).send().await;
    answer.is_done();
    assert_eq!((answer.cookies(), answer.header("x-fallback-cookies")), (vec![], None));
    assert_eq!(answer.rate().map(|(limit, left, _)| (limit, left)), Some((100, 99)));
    app.account(&old).await.is_guest_without("account");
    let left = json!({ "total": 1, "sessions": [shown(&new, START + 60, true)] });
    app.get(PATH).session(&new).send().await.is(200, left);
    assert_eq!(app.events("ann").await[0], format!("users.ann.sessions.{}.delete", id_of(&old)));
    app.check("one session deleted");
}

#[tokio::test]
async fn deleting_the_current_session_deletes_its_cookies() {
    for by_word in [true, false] {
        let (app, old, new) = signed_in_twice().await;
        let id = if by_word { "current".to_owned() } else { id_of(&new) };
        let answer = app.delete(&format!("{PATH}/{id}")).session(&new).send().await;
        answer.is_done();
        answer.ends_the_session();
        app.account(&new).await.is_guest_without("account");
        assert!(app.accepts(&old).await);
        assert_eq!(app.events("ann").await[0], format!("users.ann.sessions.{}.delete", id_of(&new)));
        let again = app.delete(&format!("{PATH}/{id}")).session(&new).send().await;
        again.is_guest_without("account");
    }
}

#[tokio::test]
async fn all_sessions_are_deleted_at_once() {
    let (app, old, new) = signed_in_twice().await;
    app.create("bob").await;
    let bob_token = app.sign_in("bob").await;
    let answer = app.delete(PATH).session(&new).send().await;
    answer.is_done();
    answer.ends_the_session();
    assert_eq!(answer.rate().map(|(limit, left, _)| (limit, left)), Some((100, 99)));
    for token in [&old, &new] {
        app.account(token).await.is_guest_without("account");
    }
    assert!(app.sessions_of("ann").await.is_empty() && app.accepts(&bob_token).await);
    assert_eq!(app.events("ann").await[0], "users.ann.sessions.delete");
    assert!(app.accepts(&app.sign_in("ann").await).await, "a new session works");
    app.check("all sessions deleted");
}
