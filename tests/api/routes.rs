//! Paths and methods: the routes that exist, and that all other paths are 404 for every caller.

mod tables;

pub use tables::{ACCOUNT_ROUTES, HEALTH_ROUTES, ROUTES, TEAM_ROUTES};

use crate::answer::error_body;
use crate::app::{HOST, TestApp};
use crate::expected::{USER_ID, user};
use axum::http::Method;
use roster_api::Invocation;
use serde_json::value::to_raw_value;
use serde_json::{Value, json};

/// Methods of requests, of which no route has the last three.
pub const METHODS: [&str; 9] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PURGE", "get"];

/// A path with the id of its user or team, and the id of a part, such as a session or a membership.
pub fn path_of(route: &str, owner: &str, part: &str) -> String {
    let path = route.replace("{userId}", owner).replace("{teamId}", owner);
    let parts = ["{sessionId}", "{membershipId}", "{targetId}", "{identityId}", "{challengeId}"];
    parts.iter().fold(path, |path, name| path.replace(name, part)).replace("{type}", "totp")
}

/// Every method of these routes except HEAD, with a path.
pub fn calls_of(routes: &'static [(&str, &[&str])]) -> impl Iterator<Item = (Method, String)> {
    routes.iter().flat_map(|(route, methods)| {
        let methods = methods.iter().filter(|method| **method != "HEAD");
        methods.map(move |name| (method(name), path_of(route, "ann", "s1")))
    })
}

/// The method of this name.
pub fn method(name: &str) -> Method {
    Method::from_bytes(name.as_bytes()).unwrap()
}

/// Checks that a path has no route. The request has no API key: a missing route is reported before a missing key.
pub async fn has_no_route(app: &TestApp, with: &str, path: &str) {
    let answer = app.request(method(with), path).send().await;
    if with == "HEAD" {
        assert_eq!((answer.status.as_u16(), answer.text()), (404, ""), "{with} {path}");
    } else {
        assert_eq!(answer.body(), error_body(404, "general_route_not_found", "Not Found"), "{with} {path}");
        answer.is_no_route();
    }
}

#[tokio::test]
async fn every_route_answers_its_methods_and_no_others() {
    let app = TestApp::start().await;
    for (route, methods) in ROUTES.into_iter().chain(ACCOUNT_ROUTES).chain(TEAM_ROUTES).chain(HEALTH_ROUTES) {
        let path = path_of(route, "ann", "s1");
        // These paths for signing in hide the routes of a session of the same id.
        let last = route.strip_prefix("/v1/account/sessions/").unwrap_or_default();
        let signs_in = ["anonymous", "email", "magic-url", "phone", "token"].contains(&last);
        let hidden = if signs_in { &["GET", "HEAD", "PATCH", "DELETE"][..] } else { &[] };
        for with in METHODS.into_iter().filter(|with| !hidden.contains(with)) {
            if methods.contains(&with) {
                assert_eq!(app.request(method(with), &path).send().await.status, 401, "{with} {path}");
            } else {
                has_no_route(&app, with, &path).await;
            }
        }
    }
}

#[tokio::test]
async fn a_wrong_method_is_404_with_an_api_key() {
    let app = TestApp::start().await;
    app.create("ann").await;
    app.request(Method::PUT, "/v1/users/ann/name").key().json(json!({ "name": "x" })).send().await.is_no_route();
    app.request(Method::PUT, "/v1/users").key().json(json!({})).send().await.is_no_route();
    app.post("/v1/users/ann").key().json(json!({})).send().await.is_no_route();
    assert_eq!(app.read("ann").await, user("ann"));
}

#[tokio::test]
async fn unknown_paths_are_404() {
    let app = TestApp::start().await;
    let paths = [
        "/",
        "/v1",
        "/v1/",
        "/v2/users",
        "/users",
        "/V1/users",
        "/v1/Users",
        "/v1/usersx",
        "/v1/users/ann/unknown",
        "/v1/users/ann/Email",
        "/v1/users/ann/sessions/s1/x",
        "/v1/users/ann/verification/email",
        "/v1/users/ann/email/x",
        "/v1/accounts",
        "/v1/account/sessions/s1/x",
        "/v1/health/cache",
        "/v1/health/queue",
        "/v1/health/storage/local",
        "/v1/health/anti-virus",
        "/v1/team",
        "/v1/teams/crew/members",
        "/v1/teams/crew/memberships/m1/x",
        "/favicon.ico",
        "/v1/users%3Flimit=1",
    ];
    for path in paths {
        for with in METHODS {
            has_no_route(&app, with, path).await;
        }
    }
}

#[tokio::test]
async fn additional_slashes_are_404() {
    let app = TestApp::start().await;
    for (route, _) in ROUTES {
        let path = path_of(route, "ann", "s1");
        for odd in [format!("{path}/"), format!("{path}//"), format!("/{path}"), path.replacen("/users", "//users", 1)]
        {
            for with in ["GET", "POST", "PATCH", "DELETE"] {
                has_no_route(&app, with, &odd).await;
            }
        }
    }
}

#[tokio::test]
async fn an_empty_id_is_404() {
    let app = TestApp::start().await;
    for (route, _) in ROUTES.into_iter().filter(|(route, _)| route.contains("{userId}")) {
        for with in ["GET", "POST", "PATCH", "DELETE"] {
            has_no_route(&app, with, &path_of(route, "", "s1")).await;
        }
    }
    has_no_route(&app, "DELETE", "/v1/users/ann/sessions/").await;
}

#[tokio::test]
async fn encoded_slashes_and_dots_are_part_of_the_id() {
    let app = TestApp::start().await;
    app.create("ann").await;
    for id in
        ["ann%2femail", "ann%2Femail", "%2e%2e", "..", ".", "%2e", "..%2fann", "ann%00", "ann%3f", "ann%23", "ann;x"]
    {
        app.get(&format!("/v1/users/{id}")).key().send().await.is_invalid(USER_ID);
        app.delete(&format!("/v1/users/{id}")).key().send().await.is_invalid(USER_ID);
    }
    assert_eq!(app.read("ann").await, user("ann"));
}

/// Sends an event of the gateway, which decodes the path and chooses the route.
pub async fn event(app: &TestApp, method: &str, route: &str, path: &str, body: Value) -> (i64, Value) {
    let http = json!({ "method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "2.125.160.9" });
    let event = json!({
        "version": "2.0",
        "routeKey": route,
        "rawPath": path,
        "rawQueryString": "",
        "headers": {
            "host": HOST,
            "x-appwrite-project": "p",
            "x-appwrite-key": app.key(),
            "content-type": "application/json",
        },
        "requestContext": { "routeKey": route, "stage": "$default", "http": http, "timeEpoch": 0 },
        "body": body.to_string(),
        "isBase64Encoded": false,
    });
    let answer = roster_api::serve_event(app.router(), &to_raw_value(&event).unwrap(), Invocation::default()).await;
    let answer = serde_json::to_value(answer).unwrap();
    let body = answer["body"].as_str().map_or(Value::Null, |body| serde_json::from_str(body).unwrap());
    (answer["statusCode"].as_i64().unwrap(), body)
}

#[tokio::test]
async fn an_id_with_a_slash_never_reaches_another_route() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let nowhere = (404, error_body(404, "general_route_not_found", "Not Found"));
    let body = json!({ "email": "mallory@example.com", "name": "Mallory", "userId": "m", "password": "correct horse" });
    let events = [
        ("PATCH", "ANY /v1/users/{userId}", "/v1/users/ann/email"),
        ("PATCH", "ANY /v1/users/{userId}", "/v1/users/ann/name"),
        ("DELETE", "ANY /v1/users/{userId}", "/v1/users/ann/sessions"),
        ("DELETE", "ANY /v1/users/{userId}/sessions", "/v1/users/ann/sessions/s1"),
        ("DELETE", "ANY /v1/users/{userId}/email", "/v1/users/ann"),
        ("GET", "ANY /v1/users/{userId}/email", "/v1/users/ann"),
        ("POST", "ANY /v1/users/{userId}", "/v1/users"),
        ("GET", "ANY /v1/users/{userId}", "/v1/users/"),
        ("GET", "ANY /v1/users/{userId}", "/v1/users/../users"),
        ("PATCH", "ANY /v1/users/{userId}/email", "/v1/users//email"),
        ("GET", "$default", "/v1/users/ann/"),
        ("GET", "$default", "/unknown"),
    ];
    for (method, route, path) in events {
        assert_eq!(event(&app, method, route, path, body.clone()).await, nowhere, "{method} {route} {path}");
    }
    assert_eq!(app.read("ann").await, user("ann"));
    app.check("no route was reached");
}

#[tokio::test]
async fn a_decoded_id_is_checked_like_any_other() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let route = "ANY /v1/users/{userId}";
    assert_eq!(event(&app, "GET", route, "/v1/users/ann", json!(null)).await, (200, user("ann")));
    let invalid = (400, error_body(400, "general_argument_invalid", USER_ID));
    for id in ["a b", "ann?x=1", "ann#x", "..", "%2e%2e", "a%2fb", "ann\u{0}", "é", "a\\b", "{userId}", "a\r\nb"] {
        let answer = event(&app, "GET", route, &format!("/v1/users/{id}"), json!(null)).await;
        assert_eq!(answer, invalid, "{id:?}");
    }
}

#[tokio::test]
async fn the_ip_address_of_a_caller_is_that_of_the_gateway() {
    let app = TestApp::start().await;
    let new = json!({ "userId": "ann", "email": "ann@example.com", "password": "correct horse" });
    assert_eq!(event(&app, "POST", "ANY /v1/users", "/v1/users", new).await.0, 201);
    let log = app.get("/v1/users/ann/logs").key().send().await.ok();
    assert_eq!(log["logs"][0]["ip"], "2.125.160.9");
}
