//! Answers that are too large for Lambda: an error that says what to change, never an incomplete page of a list.

use crate::answer::Answer;
use crate::app::TestApp;
use axum::routing::get;
use flate2::read::GzDecoder;
use roster_api::{Group, Policy, Refusal, View};
use roster_core::{Error, Prefs};
use roster_tests::clock::{full, user_id};
use std::io::Read;

/// The largest number of users on a page of the list.
const USERS: usize = 100;
/// The largest size of preferences, in bytes.
const BYTES: usize = 65_535;

/// An app with [`USERS`] users whose preferences have the largest size and consist of random characters of these.
async fn with_large_prefs(letters: &[u8]) -> TestApp {
    let app = TestApp::start().await;
    let mut random = roster_tests::random::Random::new(5);
    for n in 0..USERS {
        let text: String = (0..BYTES - 8).map(|_| char::from(random.pick(letters))).collect();
        let (id, email, phone) = (format!("u{n}"), format!("u{n}@example.com"), format!("+4911{n:03}"));
        app.store.create_user(&app.project, full(&id, &email, &phone, "Ann Lee"), &app.time.change()).await.unwrap();
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
async fn the_error_of_a_page_that_is_too_large_names_the_limit() {
    // All characters that JSON does not escape: compression saves almost nothing.
    let letters: Vec<u8> = (b' '..=b'~').filter(|letter| !b"\"\\".contains(letter)).collect();
    let app = with_large_prefs(&letters).await;
    is_too_large(&list(&app, USERS, "gzip").await);
    let fewer = list(&app, USERS / 2, "gzip").await;
    assert_eq!((fewer.status.as_u16(), fewer.header("content-encoding")), (200, Some("gzip")));
}

#[tokio::test]
async fn a_large_page_is_sent_to_a_caller_that_accepts_compression() {
    let app = with_large_prefs(b"ab").await;
    is_too_large(&list(&app, USERS, "identity").await);
    let compressed = list(&app, USERS, "gzip").await;
    assert_eq!((compressed.status.as_u16(), compressed.header("content-encoding")), (200, Some("gzip")));
    let mut text = String::new();
    GzDecoder::new(&compressed.body[..]).read_to_string(&mut text).unwrap();
    let body: serde_json::Value = serde_json::from_str(&text).unwrap();
    let users = body["users"].as_array().unwrap();
    assert_eq!((body["total"].as_u64(), users.len()), (Some(100), USERS));
    assert!(users.iter().all(|user| user["prefs"]["a"].as_str().unwrap().len() == BYTES - 8));
}

/// A handler that fails like a search without a selective word among too many users.
async fn broad_search() -> Result<View, Refusal> {
    Err(Error::SearchTooBroad.into())
}

#[tokio::test]
async fn the_error_of_a_search_that_is_too_broad_names_the_search() {
    let group = Group::new(Policy::Users).route("/v1/search", get(broad_search));
    let answer = TestApp::with_groups(vec![group]).await.get("/v1/search").key().send().await;
    let message = answer.body()["message"].as_str().unwrap().to_owned();
    assert!(message.starts_with("Invalid search: "), "{message}");
    answer.is_invalid(&message);
}
