//! GET /v1/users

use crate::app::TestApp;
use crate::expected::{LIMIT, OFFSET};
use aws_sdk_dynamodb::types::AttributeValue;
use roster_core::Scope;
use serde_json::{Value, json};

const CURSOR: &str = "Invalid cursor: UID must contain at most 36 chars. Valid chars are a-z, A-Z, 0-9, and underscore. \
                      Can't start with a leading underscore";
const DIRECTION: &str = "Invalid cursorDirection: Value must be one of (after, before)";
const ORDER: &str = "Invalid orderType: Value must be one of (ASC, DESC)";
const SEARCH: &str = "Invalid search: Value must be a valid string and no longer than 256 chars";

/// An app with users u00, u01, ... in the order of their creation.
async fn with_users(count: usize) -> TestApp {
    let app = TestApp::start().await;
    for n in 0..count {
        app.create(&format!("u{n:02}")).await;
    }
    app
}

async fn list(app: &TestApp, query: &str) -> Value {
    app.get(&format!("/v1/users?{query}")).key().send().await.ok()
}

/// The numbers of the users on a page; the total must be that of all users.
async fn page(app: &TestApp, total: u64, query: &str) -> Vec<usize> {
    let listed = list(app, query).await;
    assert_eq!(listed["total"], total, "{query}");
    let ids = listed["users"].as_array().unwrap().iter().map(|user| user["$id"].as_str().unwrap());
    ids.map(|id| id[1..].parse().unwrap()).collect()
}

async fn is_invalid(app: &TestApp, query: &str, message: &str) {
    let answer = app.get(&format!("/v1/users?{query}")).key().send().await;
    assert_eq!(answer.body()["message"], message, "{query}");
    answer.is_invalid(message);
}

#[tokio::test]
async fn users_are_listed_with_all_fields_in_the_order_of_their_creation() {
    let app = TestApp::start().await;
    let users = [app.create("zoe").await, app.create("ann").await, app.create("Bob").await];
    let answer = app.get("/v1/users").key().send().await;
    answer.is(200, json!({ "total": 3, "users": users }));
    assert!(answer.text().starts_with("{\"total\":3,\"users\":[{\"$id\":\"zoe\","), "{}", answer.text());
}

#[tokio::test]
async fn an_empty_project_has_an_empty_list() {
    let app = TestApp::start().await;
    app.get("/v1/users").key().send().await.is(200, json!({ "total": 0, "users": [] }));
}

#[tokio::test]
async fn only_users_of_the_project_are_listed() {
    let app = with_users(2).await;
    app.make_project("q").await;
    let secret = app.make_key("q", &Scope::ALL, None).await;
    let answer = app.get("/v1/users").project("q").secret(&secret).send().await;
    answer.is(200, json!({ "total": 0, "users": [] }));
}

#[tokio::test]
async fn a_page_has_25_users_without_a_limit() {
    let app = with_users(27).await;
    let first = |count: usize| (0..count).collect::<Vec<_>>();
    for query in ["", "limit=", "limit=25", "limit=%2025", "limit=%2B25"] {
        assert_eq!(page(&app, 27, query).await, first(25), "{query}");
    }
    assert_eq!(page(&app, 27, "limit=100").await, first(27));
    assert_eq!(page(&app, 27, "limit=1").await, [0]);
    assert_eq!(list(&app, "limit=0").await, json!({ "total": 27, "users": [] }));
}

#[tokio::test]
async fn a_page_begins_after_the_offset() {
    let app = with_users(5).await;
    assert_eq!(page(&app, 5, "offset=2&limit=2").await, [2, 3]);
    assert_eq!(page(&app, 5, "offset=4").await, [4]);
    assert!(page(&app, 5, "offset=5").await.is_empty());
    assert!(page(&app, 5, "offset=5000").await.is_empty());
    assert_eq!(page(&app, 5, "offset=&limit=1").await, [0]);
}

#[tokio::test]
async fn a_page_begins_after_or_ends_before_its_cursor() {
    let app = with_users(6).await;
    assert_eq!(page(&app, 6, "cursor=u02&limit=2").await, [3, 4]);
    assert_eq!(page(&app, 6, "cursor=u02&limit=2&cursorDirection=after").await, [3, 4]);
    assert_eq!(page(&app, 6, "cursor=u04&limit=2&cursorDirection=before").await, [2, 3]);
    assert_eq!(page(&app, 6, "cursor=u04&limit=2&cursorDirection=BEFORE").await, [2, 3]);
    assert!(page(&app, 6, "cursor=u05").await.is_empty());
    assert!(page(&app, 6, "cursor=u00&cursorDirection=before").await.is_empty());
    assert_eq!(page(&app, 6, "cursor=u01&offset=1&limit=2").await, [3, 4]);
    assert_eq!(page(&app, 6, "cursor=&cursorDirection=&orderType=&offset=&search=").await, [0, 1, 2, 3, 4, 5]);
}

#[tokio::test]
async fn the_descending_order_reverses_the_list() {
    let app = with_users(6).await;
    assert_eq!(page(&app, 6, "orderType=DESC").await, [5, 4, 3, 2, 1, 0]);
    assert_eq!(page(&app, 6, "orderType=DESC&limit=2&offset=1").await, [4, 3]);
    assert_eq!(page(&app, 6, "orderType=DESC&cursor=u03&limit=2").await, [2, 1]);
    assert_eq!(page(&app, 6, "orderType=DESC&cursor=u03&limit=1&cursorDirection=before").await, [4]);
    assert_eq!(page(&app, 6, "orderType=ASC&limit=2").await, [0, 1]);
}

#[tokio::test]
async fn paging_by_cursor_returns_every_user_once() {
    let app = with_users(7).await;
    let (mut found, mut cursor) = (Vec::new(), String::new());
    loop {
        let step = page(&app, 7, &format!("limit=3&cursor={cursor}")).await;
        let Some(last) = step.last() else { break };
        cursor = format!("u{last:02}");
        found.extend(step);
    }
    assert_eq!(found, (0..7).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_cursor_of_an_unknown_user_is_rejected() {
    let app = with_users(1).await;
    app.make_project("q").await;
    let secret = app.make_key("q", &Scope::ALL, None).await;
    let text = |id: &str| format!("User '{id}' for the 'cursor' value not found.");
    for query in ["cursor=unknown", "cursor=unknown&limit=0", "cursor=unknown&search=u00"] {
        let answer = app.get(&format!("/v1/users?{query}")).key().send().await;
        answer.is_error(400, "general_cursor_not_found", &text("unknown"));
    }
    let foreign = app.get("/v1/users?cursor=u00").project("q").secret(&secret).send().await;
    foreign.is_error(400, "general_cursor_not_found", &text("u00"));
}

#[tokio::test]
async fn invalid_parameters_are_rejected() {
    let app = TestApp::start().await;
    for limit in ["101", "-1", "abc", "1.5", "1e1", "99999999999999999999", "0x10", "%00"] {
        is_invalid(&app, &format!("limit={limit}"), LIMIT).await;
    }
    for offset in ["5001", "-1", "abc", "2.5"] {
        is_invalid(&app, &format!("offset={offset}"), OFFSET).await;
    }
    for cursor in ["-x", "a%20b", "%C3%A9", &"x".repeat(37)] {
        is_invalid(&app, &format!("cursor={cursor}"), CURSOR).await;
    }
    for direction in ["sideways", "afterwards", "%20after"] {
        is_invalid(&app, &format!("cursorDirection={direction}"), DIRECTION).await;
    }
    for order in ["asc", "desc", "Asc", "ascending", "1"] {
        is_invalid(&app, &format!("orderType={order}"), ORDER).await;
    }
    is_invalid(&app, &format!("search={}", "x".repeat(257)), SEARCH).await;
}

#[tokio::test]
async fn a_list_in_place_of_a_value_is_rejected() {
    let app = TestApp::start().await;
    let messages = [
        ("search", SEARCH),
        ("limit", LIMIT),
        ("offset", OFFSET),
        ("cursor", CURSOR),
        ("cursorDirection", DIRECTION),
        ("orderType", ORDER),
    ];
    for (name, message) in messages {
        is_invalid(&app, &format!("{name}[]=1"), message).await;
        is_invalid(&app, &format!("{name}%5Ba%5D=1"), message).await;
    }
}

#[tokio::test]
async fn the_first_invalid_parameter_is_reported() {
    let app = TestApp::start().await;
    let long = "x".repeat(257);
    let invalid = [
        (format!("search={long}"), SEARCH),
        ("limit=101".to_owned(), LIMIT),
        ("offset=5001".to_owned(), OFFSET),
        ("cursor=-x".to_owned(), CURSOR),
        ("cursorDirection=sideways".to_owned(), DIRECTION),
        ("orderType=asc".to_owned(), ORDER),
    ];
    for first in 0..invalid.len() {
        let mut parts: Vec<_> = invalid[first..].iter().map(|(part, _)| part.as_str()).collect();
        parts.reverse();
        is_invalid(&app, &parts.join("&"), invalid[first].1).await;
    }
    is_invalid(&app, "cursor=unknown&orderType=asc", ORDER).await;
}

#[tokio::test]
async fn the_total_is_at_most_5000() {
    let app = with_users(1).await;
    let counter =
        [("PK", "C#p#0.0"), ("SK", "U")].map(|(name, value)| (name.to_owned(), AttributeValue::S(value.into())));
    let update = app.table.caller().sdk.update_item().table_name(app.table.address().1).set_key(Some(counter.into()));
    let add = update.update_expression("ADD n :n").expression_attribute_values(":n", AttributeValue::N("5000".into()));
    add.send().await.unwrap();
    assert_eq!(page(&app, 5_000, "").await, [0]);
}

#[tokio::test]
async fn the_total_is_0_if_not_requested() {
    let app = with_users(2).await;
    assert_eq!(page(&app, 0, "total=false").await, [0, 1]);
    assert_eq!(page(&app, 2, "total=true").await, [0, 1]);
}

#[tokio::test]
async fn a_head_request_gets_the_headers_of_the_list() {
    let app = with_users(2).await;
    let (get, head) = (app.get("/v1/users").key().send().await, app.head("/v1/users").key().send().await);
    assert_eq!((head.status.as_u16(), head.text()), (200, ""));
    assert_eq!(head.headers, get.headers);
}
