//! GET /v1/teams

use super::team;
use crate::app::TestApp;
use crate::expected::{LIMIT, OFFSET, START, with};
use serde_json::{Value, json};

const CURSOR: &str = "Invalid cursor: UID must contain at most 36 chars. Valid chars are a-z, A-Z, 0-9, and \
                      underscore. Can't start with a leading underscore";

async fn list(app: &TestApp, query: &str) -> Value {
    app.get(&format!("/v1/teams{query}")).key().send().await.ok()
}

fn ids(list: &Value) -> Vec<&str> {
    list["teams"].as_array().unwrap().iter().map(|team| team["$id"].as_str().unwrap()).collect()
}

/// An app with five teams, which are created one second apart.
async fn with_teams() -> TestApp {
    let app = TestApp::start().await;
    for (n, name) in ["Red Fox", "Red Panda", "Blue Whale", "Élan", "Grey Fox"].into_iter().enumerate() {
        let new = json!({ "teamId": format!("t{n}"), "name": name });
        app.post("/v1/teams").key().json(new).send().await.ok();
        app.pass(1);
    }
    app
}

#[tokio::test]
async fn teams_are_listed_with_all_fields_oldest_first() {
    let app = with_teams().await;
    let answer = app.get("/v1/teams?limit=2").key().send().await;
    let later = json!({ "$createdAt": START + 1, "$updatedAt": START + 1 });
    let teams = [team("t0", "Red Fox", 0), with(team("t1", "Red Panda", 0), later)];
    answer.is(200, json!({ "total": 5, "teams": teams }));
    answer.has_fields_in_order(&["total", "teams", "$id", "$createdAt", "$updatedAt", "name"]);
    TestApp::start().await.get("/v1/teams").key().send().await.is(200, json!({ "total": 0, "teams": [] }));
}

#[tokio::test]
async fn limit_offset_cursor_and_order_select_a_page() {
    let app = with_teams().await;
    for (query, expected) in [
        ("", &["t0", "t1", "t2", "t3", "t4"][..]),
        ("?limit=", &["t0", "t1", "t2", "t3", "t4"]),
        ("?limit=0", &[]),
        ("?limit=2&offset=1", &["t1", "t2"]),
        ("?offset=4", &["t4"]),
        ("?offset=5", &[]),
        ("?orderType=DESC", &["t4", "t3", "t2", "t1", "t0"]),
        ("?orderType=DESC&limit=2&offset=1", &["t3", "t2"]),
        ("?cursor=t1", &["t2", "t3", "t4"]),
        ("?cursor=t1&limit=1&offset=1", &["t3"]),
        ("?cursor=t1&orderType=DESC", &["t0"]),
        ("?cursor=t3&cursorDirection=before&limit=2", &["t1", "t2"]),
        ("?cursor=t3&cursorDirection=BEFORE&orderType=DESC", &["t4"]),
        ("?cursor=t4", &[]),
        ("?cursor=", &["t0", "t1", "t2", "t3", "t4"]),
    ] {
        let list = list(&app, query).await;
        assert_eq!((ids(&list).as_slice(), &list["total"]), (expected, &json!(5)), "{query}");
    }
}

#[tokio::test]
async fn a_search_finds_prefixes_of_words() {
    let app = with_teams().await;
    for (term, expected) in [
        ("fox", &["t0", "t4"][..]),
        ("FOX", &["t0", "t4"]),
        ("red", &["t0", "t1"]),
        ("red%20pa", &["t1"]),
        ("r", &["t0", "t1"]),
        ("elan", &["t3"]),
        ("%C3%A9lan", &["t3"]),
        ("nda", &[]),
        ("wolf", &[]),
        ("red%20whale", &[]),
    ] {
        let list = list(&app, &format!("?search={term}")).await;
        assert_eq!((ids(&list).as_slice(), &list["total"]), (expected, &json!(expected.len())), "{term}");
    }
    let page = list(&app, "?search=fox&limit=1&orderType=DESC").await;
    assert_eq!((ids(&page).as_slice(), &page["total"]), (&["t4"][..], &json!(2)));
    assert_eq!(ids(&list(&app, "?search=red&cursor=t0").await), ["t1"]);
}

#[tokio::test]
async fn a_search_finds_long_words_and_digits_but_not_punctuation() {
    let app = TestApp::start().await;
    let long = "x".repeat(100);
    for (id, name) in [("long", long.as_str()), ("marks", "!?"), ("digits", "Team 7")] {
        app.post("/v1/teams").key().json(json!({ "teamId": id, "name": name })).send().await.ok();
    }
    assert_eq!(ids(&list(&app, &format!("?search={long}")).await), ["long"]);
    assert_eq!(ids(&list(&app, "?search=7").await), ["digits"]);
    assert!(ids(&list(&app, "?search=%21%3F").await).is_empty(), "a term without words");
}

#[tokio::test]
async fn a_search_finds_a_team_by_its_id_and_by_parts_of_a_chosen_id() {
    let (app, token) = TestApp::with_ann().await;
    let new = |id: &str, name: &str| json!({ "teamId": id, "name": name });
    app.post("/v1/teams").session(&token).json(new("red-pandas.2", "Founders")).send().await.ok();
    let generated = app.post("/v1/teams").session(&token).json(new("unique()", "Others")).send().await.ok();
    let generated = generated["$id"].as_str().unwrap();
    for format in ["0.15.0", "1.9.6"] {
        for (term, expected) in [
            ("red-pandas.2", &["red-pandas.2"][..]),
            ("PANDA", &["red-pandas.2"]),
            ("pandas%20found", &["red-pandas.2"]),
            (generated, &[generated]),
            ("andas", &[]),
            ("blue-pandas", &[]),
            (&generated[..6], &[]),
        ] {
            let path = format!("/v1/teams?search={term}");
            for request in [app.get(&path).key(), app.get(&path).session(&token)] {
                let found = request.format(format).send().await.ok();
                assert_eq!((ids(&found).as_slice(), &found["total"]), (expected, &json!(expected.len())), "{term}");
            }
        }
    }
    app.check("teams with ids of words");
}

#[tokio::test]
async fn a_user_lists_only_their_own_teams() {
    let (app, _) = TestApp::with_a_team().await;
    app.make_team("band").await;
    app.join("band", "bob", &["singer"]).await.ok();
    let of = async |user: &str, query: &str| {
        let token = app.sign_in(user).await;
        app.get(&format!("/v1/teams{query}")).session(&token).send().await.ok()
    };
    assert_eq!(of("ann", "").await, json!({ "total": 1, "teams": [team("crew", "The crew", 2)] }));
    assert_eq!(ids(&of("bob", "").await), ["crew", "band"]);
    assert_eq!(ids(&of("bob", "?orderType=DESC&limit=1").await), ["band"]);
    assert_eq!(ids(&of("bob", "?search=cr").await), ["crew"]);
    assert_eq!(ids(&of("bob", "?cursor=crew").await), ["band"]);
    assert_eq!(of("eve", "?search=crew").await, json!({ "total": 0, "teams": [] }));
}

#[tokio::test]
async fn a_cursor_must_be_a_team_that_the_caller_can_read() {
    let (app, _) = TestApp::with_a_team().await;
    let message = |id: &str| format!("Team '{id}' for the 'cursor' value not found.");
    for query in ["?cursor=unknown", "?cursor=unknown&search=crew"] {
        let answer = app.get(&format!("/v1/teams{query}")).key().send().await;
        answer.is_error(400, "general_cursor_not_found", &message("unknown"));
    }
    let token = app.sign_in("eve").await;
    for id in ["unknown", "crew"] {
        let answer = app.get(&format!("/v1/teams?cursor={id}")).session(&token).send().await;
        answer.is_error(400, "general_cursor_not_found", &message(id));
    }
}

#[tokio::test]
async fn parameters_are_checked_in_their_order() {
    let app = TestApp::start().await;
    for (query, message) in [
        ("limit=101&offset=5001", LIMIT),
        ("limit=-1", LIMIT),
        ("limit=abc", LIMIT),
        ("offset=5001&cursor=-x", OFFSET),
        ("cursor=-x&cursorDirection=sideways", CURSOR),
        ("cursorDirection=sideways&orderType=asc", "Invalid cursorDirection: Value must be one of (after, before)"),
        ("orderType=asc", "Invalid orderType: Value must be one of (ASC, DESC)"),
    ] {
        app.get(&format!("/v1/teams?{query}")).key().send().await.is_invalid(message);
    }
    let long = app.get(&format!("/v1/teams?search={}&limit=101", "x".repeat(257))).key().send().await;
    long.is_invalid("Invalid search: Value must be a valid string and no longer than 256 chars");
}
