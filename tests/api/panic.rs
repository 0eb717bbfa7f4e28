//! A panic becomes an error 500 with the usual body, and the function continues to serve requests.

use crate::app::TestApp;
use crate::expected::user;
use axum::extract::State;
use axum::routing::get;
use roster_api::{App, FromParams, Group, Params, Policy, Refusal, Valid, View};
use roster_core::Result;

/// A text of a panic that no answer must contain.
const SECRET: &str = "the text of the panic";

async fn panic_in_handler(State(app): State<App>) -> Result<View, Refusal> {
    assert!(app.now().as_secs() == 0, "{SECRET}");
    Ok(View::done())
}

/// Parameters whose parser panics.
struct PanickingParams;

impl FromParams for PanickingParams {
    fn from_params(_: &Params) -> Result<Self> {
        panic!("{SECRET}")
    }
}

async fn panic_in_params(Valid(_): Valid<PanickingParams>) -> Result<View, Refusal> {
    Ok(View::done())
}

/// The routes of a function that has a bug.
fn buggy() -> Group {
    Group::new(Policy::Users)
        .route("/v1/users/{userId}/panic", get(panic_in_handler).patch(panic_in_handler))
        .route("/v1/users/{userId}/params", get(panic_in_params))
}

#[tokio::test]
async fn a_panic_is_a_server_error_without_details() {
    let app = TestApp::with_groups(vec![buggy()]).await;
    for path in ["/v1/users/ann/panic", "/v1/users/ann/params"] {
        let answer = app.get(path).key().send().await;
        answer.is_error(500, "general_unknown", "Server Error");
        assert!(!answer.text().contains(SECRET));
        assert_eq!(answer.header("server"), Some("Appwrite"));
    }
    let write = app.patch("/v1/users/ann/panic").key().header("origin", "https://a.example").send().await;
    write.is_error(500, "general_unknown", "Server Error");
    assert_eq!(write.header("access-control-allow-origin"), None, "the project does not allow this web origin");
}

#[tokio::test]
async fn after_a_panic_the_next_request_works() {
    let app = TestApp::with_groups(vec![buggy()]).await;
    for _ in 0..3 {
        app.get("/v1/users/ann/panic").key().send().await.is_error(500, "general_unknown", "Server Error");
    }
    assert_eq!(app.create("ann").await, user("ann"));
    app.get("/v1/users/ann").key().send().await.is(200, user("ann"));
}

#[tokio::test]
async fn a_rejected_caller_does_not_reach_the_panic() {
    let app = TestApp::with_groups(vec![buggy()]).await;
    app.get("/v1/users/ann/panic").send().await.is_guest_without("users.read");
    app.patch("/v1/users/ann/panic").project("p").secret("x").send().await.is_guest_without("users.write");
}

#[tokio::test]
async fn a_request_without_a_context_is_an_internal_error() {
    let request = axum::http::Request::get("/v1/users").body(axum::body::Body::empty()).unwrap();
    let response = tower::ServiceExt::oneshot(TestApp::start().await.router(), request).await.unwrap();
    assert_eq!(response.status(), 500);
}
