//! GET /v1/users?search=

use crate::app::TestApp;
use form_urlencoded::byte_serialize;
use serde_json::{Value, json};

/// An app with the two users of Appwrite's own test vectors (source: docs/reference/appwrite/lists.md#search-vectors),
/// and two users whose names Appwrite cannot find.
async fn players() -> (TestApp, [Value; 4]) {
    let app = TestApp::start().await;
    let create = async |id: &str, name: &str, email: &str| {
        let new = json!({ "userId": id, "email": email, "password": "correct horse", "name": name });
        app.post("/v1/users").key().json(new).send().await.ok()
    };
    let players = [
        create("unique()", "Cristiano Ronaldo", "cristiano.ronaldo@manchester-united.co.uk").await,
        create("unique()", "Lionel Messi", "lionel.messi@psg.fr").await,
        create("the-www", "www com", "first@example.com").await,
        create("j.doe", "José Ünlü", "second@example.com").await,
    ];
    (app, players)
}

async fn found(app: &TestApp, term: &str) -> Value {
    let term: String = byte_serialize(term.as_bytes()).collect();
    let answer = app.get(&format!("/v1/users?search={term}")).key().send().await;
    assert_eq!(answer.status, 200, "{term}: {}", answer.text());
    answer.body()
}

fn of<'a>(users: impl IntoIterator<Item = &'a Value>) -> Value {
    let users: Vec<_> = users.into_iter().collect();
    json!({ "total": users.len(), "users": users })
}

#[tokio::test]
async fn the_test_vectors_of_appwrite_are_found() {
    let (app, players) = players().await;
    let id = players[0]["$id"].as_str().unwrap();
    let email = "cristiano.ronaldo@manchester-united.co.uk";
    for term in ["Ronaldo", email, "cristiano.ronaldo", "manchester", "united.co.uk", "man", id] {
        assert_eq!(found(&app, term).await, of([&players[0]]), "{term}");
    }
}

#[tokio::test]
async fn a_complete_email_finds_only_its_user() {
    let (app, players) = players().await;
    for term in ["first@example.com", "FIRST@Example.com", " first@example.com ", "\"first@example.com\""] {
        assert_eq!(found(&app, term).await, of([&players[2]]), "{term}");
    }
    assert_eq!(found(&app, "example.com").await, of(&players[2..]));
    assert_eq!(found(&app, "third@example.com").await, of([]));
}

#[tokio::test]
async fn every_word_of_the_term_must_be_a_prefix_of_a_word() {
    let (app, players) = players().await;
    for term in ["ronaldo cristiano", "cri ron", "RON", "Cristiano  Ron"] {
        assert_eq!(found(&app, term).await, of([&players[0]]), "{term}");
    }
    for term in ["cristiano messi", "ronaldos", "onaldo"] {
        assert_eq!(found(&app, term).await, of([]), "{term}");
    }
}

#[tokio::test]
async fn there_are_no_stop_words() {
    let (app, players) = players().await;
    for term in ["www", "com", "the", "www com", "the-www"] {
        assert_eq!(found(&app, term).await, of([&players[2]]), "{term}");
    }
}

#[tokio::test]
async fn case_and_accents_are_ignored() {
    let (app, players) = players().await;
    for term in ["jose", "JOSÉ", "unlu", "ünlü", "j.doe", "Jose\u{301}"] {
        assert_eq!(found(&app, term).await, of([&players[3]]), "{term}");
    }
}

#[tokio::test]
async fn quoted_terms_match_whole_words_in_their_order() {
    let (app, players) = players().await;
    assert_eq!(found(&app, "\"lionel messi\"").await, of([&players[1]]));
    assert_eq!(found(&app, "messi lionel").await, of([&players[1]]));
    for term in ["\"messi lionel\"", "\"lione\"", "\"lionel mess\""] {
        assert_eq!(found(&app, term).await, of([]), "{term}");
    }
}

#[tokio::test]
async fn terms_without_words_find_no_user() {
    let (app, _) = players().await;
    for term in [">", "@", "\"", "\"\"", "%", "*", "'", "''", "\\", "+", "-", "()", "\u{0}", "  ", "@@@", "~<>", "🎈"]
    {
        assert_eq!(found(&app, term).await, of([]), "{term:?}");
    }
}

#[tokio::test]
async fn words_between_other_characters_are_found() {
    let (app, players) = players().await;
    for term in ["ronaldo*", "(ronaldo)", "+ronaldo", "-ronaldo", "ronaldo'", "\"ronaldo", "@ronaldo", "a@ronaldo"] {
        let expected = if term == "a@ronaldo" { of([]) } else { of([&players[0]]) };
        assert_eq!(found(&app, term).await, expected, "{term}");
    }
}

#[tokio::test]
async fn a_search_has_pages() {
    let app = TestApp::start().await;
    let mut users = Vec::new();
    for n in 0..5 {
        users.push(app.create(&format!("u{n}")).await);
    }
    let page = async |query: &str| app.get(&format!("/v1/users?search=lee&{query}")).key().send().await.body();
    assert_eq!(page("limit=2").await, json!({ "total": 5, "users": users[..2] }));
    assert_eq!(page("limit=2&offset=3").await, json!({ "total": 5, "users": users[3..] }));
    assert_eq!(page("limit=2&cursor=u1").await, json!({ "total": 5, "users": users[2..4] }));
    assert_eq!(page("limit=2&cursor=u3&cursorDirection=before").await, json!({ "total": 5, "users": users[1..3] }));
    assert_eq!(page("limit=0").await, json!({ "total": 5, "users": [] }));
    let newest: Vec<_> = users.iter().rev().collect();
    assert_eq!(page("orderType=DESC").await, json!({ "total": 5, "users": newest }));
}

#[tokio::test]
async fn a_term_of_256_characters_is_accepted() {
    let (app, _) = players().await;
    assert_eq!(found(&app, &"x".repeat(256)).await, of([]));
    assert_eq!(found(&app, &"ü".repeat(256)).await, of([]));
}
