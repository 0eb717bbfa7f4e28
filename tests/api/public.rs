//! Routes that anyone may call, also without a project: GET /v1/health/version, /v1/ping, /v1/locale and below, and
//! /v1/avatars/initials.

use crate::app::{PROJECT, TestApp};
use crate::request::Request;
use crate::routes::{METHODS, has_no_route, method};
use crate::signing_in::PASSWORD;
use serde_json::json;

/// The routes that anyone may call, also without a project.
pub const PUBLIC_ROUTES: [&str; 11] = [
    "/v1/health/version",
    "/v1/ping",
    "/v1/locale",
    "/v1/locale/codes",
    "/v1/locale/continents",
    "/v1/locale/countries",
    "/v1/locale/countries/eu",
    "/v1/locale/countries/phones",
    "/v1/locale/currencies",
    "/v1/locale/languages",
    "/v1/avatars/initials",
];

#[tokio::test]
async fn public_routes_can_only_be_read() {
    let app = TestApp::start().await;
    for path in PUBLIC_ROUTES {
        for with in METHODS {
            if ["GET", "HEAD"].contains(&with) {
                assert_eq!(app.request(method(with), path).send().await.status, 200, "{with} {path}");
            } else {
                has_no_route(&app, with, path).await;
            }
        }
    }
}

/// The ways in which a caller names no project of this deployment, but the one that every Appwrite server has.
fn without_a_project<'a>(app: &'a TestApp, path: &str) -> [Request<'a>; 2] {
    [app.get(path), app.get(path).project("console")]
}

#[tokio::test]
async fn every_public_route_is_answered_without_a_key_with_any_project_and_without_one() {
    let app = TestApp::start().await;
    for path in PUBLIC_ROUTES {
        for format in ["0.15.0", "1.9.6"] {
            for request in without_a_project(&app, path).into_iter().chain([app.get(path).project(PROJECT)]) {
                assert_eq!(request.format(format).send().await.status, 200, "{path}, {format}");
            }
        }
        // An empty header names no project, and these routes need none.
        for format in ["0.15.0", "1.9.6"] {
            assert_eq!(app.get(path).project("").format(format).send().await.status, 200, "{path}, {format}");
        }
        app.get(path).project("unknown").send().await.is_error(404, "project_not_found", "Project not found");
    }
    app.check("after reads of everybody");
}

#[tokio::test]
async fn an_invalid_key_is_reported_on_public_routes_too() {
    let app = TestApp::start().await;
    let wrong = format!("standard_{}", "a1".repeat(128));
    for path in PUBLIC_ROUTES {
        for project in [PROJECT, "console"] {
            let rejected = app.get(path).project(project).secret(&wrong).format("1.9.6").send().await;
            assert_eq!(
                (rejected.status.as_u16(), &rejected.body()["type"]),
                (401, &json!("user_unauthorized")),
                "{path}"
            );
        }
        let nameless = app.get(path).secret(app.key()).format("1.9.6").send().await;
        assert_eq!((nameless.status.as_u16(), &nameless.body()["type"]), (403, &json!("project_id_missing")), "{path}");
        assert_eq!(app.get(path).key().send().await.status, 200, "a key needs no scope: {path}");
    }
}

/// Where Appwrite's command line looks for a server before anybody has signed in.
#[tokio::test]
async fn the_version_is_that_of_the_dialect() {
    let app = TestApp::start().await;
    for (format, version) in [("0.11.0", "0.15.3"), ("0.15.0", "0.15.3"), ("1.0.0", "1.9.6"), ("1.9.6", "1.9.6")] {
        for request in without_a_project(&app, "/v1/health/version") {
            request.format(format).send().await.is(200, json!({ "version": version }));
        }
    }
}

#[tokio::test]
async fn a_ping_is_answered_with_a_text() {
    let app = TestApp::start().await;
    for format in ["0.15.0", "1.9.6"] {
        let answer = app.get("/v1/ping").project(PROJECT).format(format).send().await;
        assert_eq!((answer.status.as_u16(), answer.text()), (200, "Pong!"));
        assert_eq!(answer.header("content-type"), Some("text/plain; charset=UTF-8"));
        let head = app.head("/v1/ping").project(PROJECT).format(format).send().await;
        assert_eq!((head.text(), head.header("content-length")), ("", Some("5")));
    }
    let unknown = app.get("/v1/ping").project("unknown").send().await;
    unknown.is_error(404, "project_not_found", "Project not found");
}

/// Nobody without a key may make the table work: that a project does not exist is known for a minute, too.
#[tokio::test]
async fn public_routes_read_only_the_project_and_that_once() {
    let app = TestApp::start().await;
    let calls = async {
        for path in PUBLIC_ROUTES {
            for request in without_a_project(&app, path) {
                request.send().await;
            }
            app.get(path).project("unknown").send().await;
            app.get(path).project(PROJECT).send().await;
        }
    };
    let ((), bill) = app.caller.meter.measure(calls).await;
    let made: Vec<_> = bill.calls.iter().map(|call| call.operation.as_str()).collect();
    assert_eq!(made, ["BatchGetItem"; 3], "one for each project that is named");
}

/// Nothing is signed or verified with the key of a project that does not exist.
#[tokio::test]
async fn the_console_has_no_accounts() {
    let app = TestApp::start().await;
    let new = json!({ "userId": "ann", "email": "ann@example.com", "password": PASSWORD });
    for request in [app.post("/v1/account").json(new), app.get("/v1/account")] {
        request.project("console").send().await.is_guest_without("account");
    }
    app.get("/v1/health").project("console").send().await.is_guest_without("health.read");
}
