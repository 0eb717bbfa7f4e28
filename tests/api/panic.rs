//! A bug answers 500 in the envelope, and the function goes on.

use crate::app::TestApp;
use crate::expected::user;
use axum::extract::State;
use axum::routing::get;
use roster_api::{App, FromParams, Group, Params, Policy, Refusal, Valid, View};
use roster_core::Result;

/// What a panic may quote, and nobody may read.
const SECRET: &str = "the text of the panic";

async fn panics(State(app): State<App>) -> Result<View, Refusal> {
    assert!(app.now().as_secs() == 0, "{SECRET}");
    Ok(View::done())
}

/// Panics while the parameters are being read.
struct Trap;

impl FromParams for Trap {
    fn from_params(_: &Params) -> Result<Self> {
        panic!("{SECRET}")
    }
}

async fn trapped(Valid(_): Valid<Trap>) -> Result<View, Refusal> {
    Ok(View::done())
}

/// The routes of a function that has a bug.
fn buggy() -> Group {
    Group::new(Policy::Users)
        .route("/v1/users/{userId}/panic", get(panics).patch(panics))
        .route("/v1/users/{userId}/trap", get(trapped))
}

#[tokio::test]
async fn a_panic_is_a_server_error_that_tells_nothing() {
    let app = TestApp::with_groups(vec![buggy()]).await;
    for path in ["/v1/users/ann/panic", "/v1/users/ann/trap"] {
        let answer = app.get(path).key().send().await;
        answer.is_refused(500, "general_unknown", "Server Error");
        assert!(!answer.text().contains(SECRET));
        assert_eq!(answer.header("server"), Some("Appwrite"));
    }
    let write = app.patch("/v1/users/ann/panic").key().header("origin", "https://a.example").send().await;
    write.is_refused(500, "general_unknown", "Server Error");
    assert_eq!(write.header("access-control-allow-origin"), None, "the project does not know this page");
}

#[tokio::test]
async fn after_a_panic_the_next_request_works() {
    let app = TestApp::with_groups(vec![buggy()]).await;
    for _ in 0..3 {
        app.get("/v1/users/ann/panic").key().send().await.is_refused(500, "general_unknown", "Server Error");
    }
    assert_eq!(app.create("ann").await, user("ann"));
    app.get("/v1/users/ann").key().send().await.is(200, user("ann"));
}

#[tokio::test]
async fn who_may_not_call_meets_no_panic() {
    let app = TestApp::with_groups(vec![buggy()]).await;
    app.get("/v1/users/ann/panic").send().await.is_guest_without("users.read");
    app.patch("/v1/users/ann/panic").project("p").secret("x").send().await.is_guest_without("users.write");
}
