//! GET /v1/users/{userId}

use crate::app::TestApp;
use crate::expected::{USER_ID, invalid_ids, user};
use roster_core::Scope;
use serde_json::json;

#[tokio::test]
async fn a_user_is_read_with_all_fields() {
    let app = TestApp::start().await;
    let created = app.create("ann").await;
    assert_eq!(created, user("ann"));
    app.get("/v1/users/ann").key().send().await.is(200, created);
}

#[tokio::test]
async fn an_unknown_user_is_404() {
    let app = TestApp::start().await;
    app.create("ann").await;
    for id in ["bob", "ANN", "ann.", "annx", &"a".repeat(36), "null"] {
        app.get(&format!("/v1/users/{id}")).key().send().await.is_no_user();
    }
}

#[tokio::test]
async fn an_invalid_id_is_rejected() {
    let app = TestApp::start().await;
    for id in invalid_ids() {
        app.get(&format!("/v1/users/{id}")).key().send().await.is_invalid(USER_ID);
    }
}

#[tokio::test]
async fn an_encoded_id_is_the_same_id() {
    let app = TestApp::start().await;
    app.create("ann").await;
    app.get("/v1/users/%61nn").key().send().await.is(200, user("ann"));
}

#[tokio::test]
async fn a_user_of_another_project_is_404() {
    let app = TestApp::start().await;
    app.create("ann").await;
    app.make_project("q").await;
    let secret = app.make_key("q", &Scope::ALL, None).await;
    app.get("/v1/users/ann").project("q").secret(&secret).send().await.is_no_user();
}

#[tokio::test]
async fn a_head_request_gets_the_headers_without_the_body() {
    let app = TestApp::start().await;
    app.create("ann").await;
    for (path, status) in [("/v1/users/ann", 200), ("/v1/users/bob", 404), ("/v1/users/-x", 400)] {
        let (get, head) = (app.get(path).key().send().await, app.head(path).key().send().await);
        assert_eq!((head.status.as_u16(), head.text()), (status, ""), "{path}");
        assert_eq!((head.status, &head.headers), (get.status, &get.headers), "{path}");
        assert_eq!(head.header("content-length"), Some(get.body.len().to_string().as_str()), "{path}");
    }
}

#[tokio::test]
async fn query_and_body_of_a_read_are_ignored() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let path = "/v1/users/ann?userId=bob&anything[]=1&limit=abc";
    app.get(path).key().json(json!({ "userId": "bob" })).send().await.is(200, user("ann"));
}
