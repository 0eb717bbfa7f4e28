//! Answers larger than the platform can return: a clear refusal that says what to change, never a short page.

use crate::answer::Answer;
use crate::app::TestApp;
use axum::routing::get;
use flate2::read::GzDecoder;
use roster_api::{Group, Policy, Refusal, View};
use roster_core::{Error, Prefs};
use roster_tests::clock::{full, user_id};
use std::io::Read;

/// As many users as a page can have.
const USERS: usize = 100;
/// As many bytes as preferences can have.
const BYTES: usize = 65_535;

/// A app of users with the largest preferences, each text drawn from these letters.
async fn with_large_prefs(letters: &[u8]) -> TestApp {
    let app = TestApp::start().await;
    let mut random = roster_tests::random::Random::new(5);
    for n in 0..USERS {
        let text: String = (0..BYTES - 8).map(|_| char::from(random.pick(letters))).collect();
        let (id, address, number) = (format!("u{n}"), format!("u{n}@example.com"), format!("+4911{n:03}"));
        app.store.create_user(&app.project, full(&id, &address, &number, "Ann Lee"), &app.time.change()).await.unwrap();
        let prefs = Prefs::parse(&format!("{{\"a\":\"{text}\"}}")).unwrap();
        app.store.update_prefs(&app.project.id, &user_id(&id), prefs, &app.time.change()).await.unwrap();
    }
    app
}

async fn list(app: &TestApp, limit: usize, accepted: &str) -> Answer {
    let path = format!("/v1/users?limit={limit}");
    app.get(&path).key().header("accept-encoding", accepted).send().await
}

#[track_caller]
fn is_too_large(answer: &Answer) {
    assert_eq!(answer.header("content-encoding"), None);
    answer.is_invalid("Invalid limit: The answer would be too large to be sent. Ask for fewer users at a time.");
}

#[tokio::test]
async fn a_page_too_large_to_be_sent_names_the_limit() {
    // All that JSON shows as it is: packing saves next to nothing.
    let letters: Vec<u8> = (b' '..=b'~').filter(|letter| !b"\"\\".contains(letter)).collect();
    let app = with_large_prefs(&letters).await;
    is_too_large(&list(&app, USERS, "gzip").await);
    let fewer = list(&app, USERS / 2, "gzip").await;
    assert_eq!((fewer.status.as_u16(), fewer.header("content-encoding")), (200, Some("gzip")));
}

#[tokio::test]
async fn a_page_that_packs_well_is_sent_whole_to_who_accepts_it() {
    let app = with_large_prefs(b"ab").await;
    is_too_large(&list(&app, USERS, "identity").await);
    let packed = list(&app, USERS, "gzip").await;
    assert_eq!((packed.status.as_u16(), packed.header("content-encoding")), (200, Some("gzip")));
    let mut text = String::new();
    GzDecoder::new(&packed.body[..]).read_to_string(&mut text).unwrap();
    let body: serde_json::Value = serde_json::from_str(&text).unwrap();
    let users = body["users"].as_array().unwrap();
    assert_eq!((body["total"].as_u64(), users.len()), (Some(100), USERS));
    assert!(users.iter().all(|user| user["prefs"]["a"].as_str().unwrap().len() == BYTES - 8));
}

/// What a search answers when no word of it narrows and there are too many users to look through.
async fn searches() -> Result<View, Refusal> {
    Err(Error::SearchTooBroad.into())
}

#[tokio::test]
async fn a_search_too_broad_names_the_search() {
    let group = Group::new(Policy::Users).route("/v1/search", get(searches));
    let answer = TestApp::with_groups(vec![group]).await.get("/v1/search").key().send().await;
    let message = answer.body()["message"].as_str().unwrap().to_owned();
    assert!(message.starts_with("Invalid search: "), "{message}");
    answer.is_invalid(&message);
}
