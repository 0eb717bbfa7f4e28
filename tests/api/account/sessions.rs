//! /v1/account/sessions: looking at one's sessions, and ending them.

use crate::expected::{SESSION_ID, START, bad_ids, with};
use crate::signing_in::british_session;
use crate::world::World;
use roster_core::SessionToken;
use serde_json::{Value, json};

const PATH: &str = "/v1/account/sessions";

fn id_of(token: &str) -> String {
    SessionToken::parse(token).unwrap().session.to_string()
}

/// Ann with two sessions, the second of them later.
async fn signed_in_twice() -> (World, String, String) {
    let world = World::begin().await;
    world.create("ann").await;
    let old = world.sign_in_from_britain("ann").await.token();
    world.pass(60);
    let new = world.sign_in_from_britain("ann").await.token();
    (world, old, new)
}

fn shown(token: &str, at: u64, current: bool) -> Value {
    with(british_session(&json!(id_of(token)), "ann", at), json!({ "current": current }))
}

#[tokio::test]
async fn the_session_that_is_used_is_the_current_one() {
    let (world, old, new) = signed_in_twice().await;
    for used in [&old, &new] {
        let sessions = [shown(&old, START, *used == old), shown(&new, START + 60, *used == new)];
        let answer = world.get(PATH).session(used).send().await;
        answer.is(200, json!({ "total": 2, "sessions": sessions }));
    }
}

#[tokio::test]
async fn a_session_is_found_by_its_id_and_the_current_one_by_that_word() {
    let (world, old, new) = signed_in_twice().await;
    let get = async |id: &str| world.get(&format!("{PATH}/{id}")).session(&new).send().await;
    get(&id_of(&old)).await.is(200, shown(&old, START, false));
    get(&id_of(&new)).await.is(200, shown(&new, START + 60, true));
    get("current").await.is(200, shown(&new, START + 60, true));
}

#[tokio::test]
async fn the_locale_changes_the_name_of_the_country_only() {
    let (world, _, new) = signed_in_twice().await;
    let expected = with(shown(&new, START + 60, true), json!({ "countryName": "Vereinigtes Königreich" }));
    let german = world.get("/v1/account/sessions/current").session(&new).header("x-appwrite-locale", "de");
    german.send().await.is(200, expected);
}

#[tokio::test]
async fn a_session_of_somebody_else_is_not_found() {
    let (world, token, _) = signed_in_twice().await;
    world.create("bob").await;
    let bobs = world.sign_in("bob").await;
    for id in [id_of(&bobs), "unknown".into(), "Current".into()] {
        for request in [world.get(&format!("{PATH}/{id}")), world.delete(&format!("{PATH}/{id}"))] {
            let answer = request.session(&token).send().await;
            answer.is_refused(404, "user_session_not_found", "Session not found");
        }
    }
    assert!(world.knows(&bobs).await);
}

#[tokio::test]
async fn malformed_ids_are_refused() {
    let (world, token) = World::with_ann().await;
    for id in bad_ids() {
        for request in [world.get(&format!("{PATH}/{id}")), world.delete(&format!("{PATH}/{id}"))] {
            request.session(&token).send().await.is_invalid(SESSION_ID);
        }
    }
}

#[tokio::test]
async fn another_session_is_ended_and_the_own_one_stays() {
    let (world, old, new) = signed_in_twice().await;
    let answer = world.delete(&format!("{PATH}/{}", id_of(&old))).session(&new).send().await;
    answer.is_done();
    assert_eq!((answer.cookies(), answer.header("x-fallback-cookies")), (vec![], None));
    assert_eq!(answer.rate().map(|(limit, left, _)| (limit, left)), Some((100, 99)));
    world.account(&old).await.is_guest_without("account");
    let left = json!({ "total": 1, "sessions": [shown(&new, START + 60, true)] });
    world.get(PATH).session(&new).send().await.is(200, left);
    assert_eq!(world.events("ann").await[0], format!("users.ann.sessions.{}.delete", id_of(&old)));
    world.check("one ended");
}

#[tokio::test]
async fn the_own_session_is_ended_with_its_cookies() {
    for by_word in [true, false] {
        let (world, old, new) = signed_in_twice().await;
        let id = if by_word { "current".to_owned() } else { id_of(&new) };
        let answer = world.delete(&format!("{PATH}/{id}")).session(&new).send().await;
        answer.is_done();
        answer.ends_the_session();
        world.account(&new).await.is_guest_without("account");
        assert!(world.knows(&old).await);
        assert_eq!(world.events("ann").await[0], format!("users.ann.sessions.{}.delete", id_of(&new)));
        let again = world.delete(&format!("{PATH}/{id}")).session(&new).send().await;
        again.is_guest_without("account");
    }
}

#[tokio::test]
async fn all_sessions_are_ended_at_once() {
    let (world, old, new) = signed_in_twice().await;
    world.create("bob").await;
    let bobs = world.sign_in("bob").await;
    let answer = world.delete(PATH).session(&new).send().await;
    answer.is_done();
    answer.ends_the_session();
    assert_eq!(answer.rate().map(|(limit, left, _)| (limit, left)), Some((100, 99)));
    for token in [&old, &new] {
        world.account(token).await.is_guest_without("account");
    }
    assert!(world.sessions_of("ann").await.is_empty() && world.knows(&bobs).await);
    assert_eq!(world.events("ann").await[0], "users.ann.sessions.delete");
    assert!(world.knows(&world.sign_in("ann").await).await, "a new session works");
    world.check("all ended");
}
