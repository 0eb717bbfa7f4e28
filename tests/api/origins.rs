//! Browsers: from which web origins they may call, and from which they may read the answers.

use crate::answer::Answer;
use crate::app::{PROJECT, TestApp};
use crate::expected::user;
use crate::signing_in::PASSWORD;
use roster_tests::faults::{Fault, Rule};
use serde_json::json;

pub const APP: &str = "https://app.example.com";
/// Web origins that a project with [`APP`] does not allow.
const UNKNOWN_ORIGINS: [&str; 8] = [
    "https://evil.example",
    "http://app.example.com",
    "https://app.example.com.evil.example",
    "https://app.example.com@evil.example",
    "https://localhost.evil.example",
    "https://xapp.example.com",
    "null",
    "file://",
];
/// Web origins of development servers on the browser's machine, which every project allows.
const LOCAL_ORIGINS: [&str; 4] =
    ["http://localhost", "http://localhost:3000", "https://localhost:8443", "http://127.0.0.1:5173"];

/// An app with the signed-in user ann, in a project that allows one web origin; her token.
pub async fn with_an_origin() -> (TestApp, String) {
    let (mut app, token) = TestApp::with_ann().await;
    app.allow_origins(&[APP]).await;
    (app, token)
}

#[track_caller]
pub fn is_readable_from(origin: &str, answer: &Answer) {
    assert_eq!(answer.header("access-control-allow-origin"), Some(origin), "{}", answer.text());
    assert_eq!(answer.header("access-control-allow-credentials"), Some("true"));
}

#[track_caller]
pub fn is_readable_from_no_origin(answer: &Answer) {
    assert_eq!(answer.header("access-control-allow-origin"), None, "{}", answer.text());
    assert_eq!(answer.header("access-control-allow-credentials"), None);
}

#[track_caller]
pub fn is_unknown_origin(host: &str, answer: &Answer) {
    let text = format!(
        "Invalid Origin. Register your new client ({host}) as a new Web platform on your project console dashboard"
    );
    answer.is_error(403, "general_unknown_origin", &text);
    is_readable_from_no_origin(answer);
}

#[tokio::test]
async fn an_allowed_origin_reads_answers() {
    let (app, token) = with_an_origin().await;
    for origin in LOCAL_ORIGINS.into_iter().chain([APP, "https://APP.example.com", "https://app.example.com:8443"]) {
        let answer = app.get("/v1/account").session(&token).header("origin", origin).send().await;
        answer.is(200, user("ann"));
        is_readable_from(origin, &answer);
        let rename = app.patch("/v1/account/name").session(&token).json(json!({ "name": "ann Lee" }));
        let answer = rename.header("origin", origin).send().await;
        answer.is(200, user("ann"));
        is_readable_from(origin, &answer);
    }
}

#[tokio::test]
async fn an_allowed_origin_reads_errors() {
    let (app, token) = with_an_origin().await;
    for origin in ["http://localhost:3000", APP] {
        let guest = app.get("/v1/account").project(PROJECT).header("origin", origin).send().await;
        guest.is_guest_without("account");
        is_readable_from(origin, &guest);
        let write = app.patch("/v1/account/name").project(PROJECT).header("origin", origin).send().await;
        write.is_guest_without("account");
        is_readable_from(origin, &write);
        let wrong = app.try_sign_in("ann@example.com", "wrong password").header("origin", origin).send().await;
        wrong.is_wrong_password();
        is_readable_from(origin, &wrong);
        let invalid = app.get("/v1/account/logs?limit=101").session(&token).header("origin", origin).send().await;
        assert_eq!(invalid.status, 400);
        is_readable_from(origin, &invalid);
    }
    app.patch("/v1/users/ann/status").key().json(json!({ "status": false })).send().await.ok();
    let blocked = app.get("/v1/account").session(&token).header("origin", APP).send().await;
    blocked.is_blocked();
    is_readable_from(APP, &blocked);
}

#[tokio::test]
async fn an_allowed_origin_signs_its_user_in() {
    let (app, _) = with_an_origin().await;
    let answer = app.try_sign_in("ann@example.com", PASSWORD).header("origin", APP).send().await;
    is_readable_from(APP, &answer);
    assert_eq!(answer.header("access-control-expose-headers"), Some("X-Fallback-Cookies"));
    assert!(app.accepts(&answer.token()).await && answer.cookies().len() == 2);
}

#[tokio::test]
async fn an_unknown_origin_changes_nothing() {
    let (app, token) = with_an_origin().await;
    for origin in UNKNOWN_ORIGINS {
        let host = origin.rsplit("://").next().unwrap().split(':').next().unwrap();
        let new = json!({ "userId": "bob", "email": "bob@example.com", "password": PASSWORD });
        for request in [
            app.patch("/v1/account/name").session(&token).json(json!({ "name": "Mallory" })),
            app.post("/v1/account").project(PROJECT).json(new),
            app.try_sign_in("ann@example.com", PASSWORD),
            app.delete("/v1/account/sessions").session(&token),
            app.post("/v1/teams").session(&token).json(json!({ "teamId": "crew", "name": "Crew" })),
            app.put("/v1/teams/crew").session(&token),
            app.delete("/v1/users/ann").session(&token),
        ] {
            is_unknown_origin(host, &request.header("origin", origin).send().await);
        }
    }
    assert!(app.accepts(&token).await);
    app.get("/v1/users").key().send().await.is(200, json!({ "total": 1, "users": [user("ann")] }));
}

#[tokio::test]
async fn an_unknown_origin_reads_nothing() {
    let (app, token) = with_an_origin().await;
    for origin in UNKNOWN_ORIGINS {
        for path in ["/v1/account", "/v1/account/sessions", "/v1/teams", "/v1/account/logs?limit=101"] {
            is_readable_from_no_origin(&app.get(path).session(&token).header("origin", origin).send().await);
        }
        is_readable_from_no_origin(&app.get("/v1/users").key().header("origin", origin).send().await);
    }
}

/// Errors that come before the project is known are the same for everybody: a page that reads them learns nothing but
/// its own mistake.
#[tokio::test]
async fn every_origin_reads_errors_without_a_project() {
    let (app, token) = with_an_origin().await;
    let cookie = format!("a_session_{PROJECT}={token}; a_session_console={token}; a_session_unknown={token}");
    for format in ["0.15.0", "1.9.6"] {
        for (request, status) in [
            (app.get("/v1/nothing"), 404),
            (app.get("/"), 404),
            (app.put("/v1/account"), 404),
            (app.get("/v1/account//sessions"), 404),
            (app.get("/v1/account").project("unknown"), 404),
            (app.patch("/v1/account/name").project("unknown"), 404),
            (app.get("/v1/account").project("-x"), 404),
            (app.get("/v1/account"), 401),
            (app.post("/v1/account"), 401),
            (app.get("/v1/users").project("console").secret("secret"), 401),
        ] {
            let request = request.format(format).header("cookie", &cookie).header("origin", "https://evil.example");
            let answer = request.send().await;
            assert_eq!(answer.status.as_u16(), status, "{}", answer.text());
            is_readable_from("https://evil.example", &answer);
            assert!(!answer.text().contains("ann") && answer.cookies().is_empty(), "{}", answer.text());
        }
    }
    let no_project = app.get("/v1/users").secret(app.key()).format("1.9.6").header("origin", "https://evil.example");
    let answer = no_project.send().await;
    assert_eq!(answer.body()["type"], "project_id_missing");
    is_readable_from("https://evil.example", &answer);
}

/// A failure of the service is not among them: it may depend on what was read.
#[tokio::test]
async fn an_unknown_origin_reads_no_failure() {
    let (app, token) = with_an_origin().await;
    app.caller.faults.add(Rule::new(Fault::Refused("ValidationException")));
    let answer = app.get("/v1/account").session(&token).project("other").header("origin", "https://evil.example");
    let answer = answer.send().await;
    app.caller.faults.clear();
    assert_eq!(answer.status, 500);
    is_readable_from_no_origin(&answer);
}

/// In 1.x reads are rejected, too; a server with a valid key is not asked for its origin.
#[tokio::test]
async fn in_v1_an_unknown_origin_is_rejected_for_reads_as_well() {
    let (app, token) = with_an_origin().await;
    for path in ["/v1/account", "/v1/account/sessions", "/v1/teams", "/v1/users", "/v1/users/ann?limit=x"] {
        for request in [
            app.get(path).project(PROJECT),
            app.head(path).project(PROJECT),
            app.get(path).session(&token),
            app.get(path).session(&token).secret("standard_wrong"),
        ] {
            let answer = request.format("1.9.6").header("origin", "https://evil.example:8443").send().await;
            assert_eq!(answer.status, 403, "{path}: {}", answer.text());
            is_readable_from_no_origin(&answer);
        }
    }
    let message = "Invalid Origin. Register your new client (evil.example) as a new Web platform on your project console \
                   dashboard";
    let guest = app.get("/v1/account").project(PROJECT).format("1.9.6").header("origin", "https://evil.example");
    guest.send().await.is_v1_error(403, "general_unknown_origin", message);
    let server = || app.get("/v1/users").key().format("1.9.6").header("origin", "https://evil.example");
    for answer in [server().send().await, server().header("cookie", &format!("a_session_p={token}")).send().await] {
        assert_eq!(answer.status, 200, "{}", answer.text());
        is_readable_from_no_origin(&answer);
    }
    let known = app.get("/v1/account").session(&token).format("1.9.6").header("origin", APP).send().await;
    assert_eq!(known.status, 200);
    let old = app.get("/v1/account").session(&token).header("origin", "https://evil.example").send().await;
    old.is(200, user("ann"));
    is_readable_from_no_origin(&old);
}

#[tokio::test]
async fn a_caller_with_a_valid_api_key_may_send_any_origin() {
    let (app, _) = with_an_origin().await;
    let rename = app.patch("/v1/users/ann/name").key().json(json!({ "name": "Anna" }));
    let answer = rename.header("origin", "https://evil.example").send().await;
    answer.ok();
    is_readable_from_no_origin(&answer);
}

/// Any web page can invent an API key and let the browser send the cookie.
#[tokio::test]
async fn an_invalid_api_key_does_not_bypass_the_origin_check() {
    let (app, token) = with_an_origin().await;
    let unscoped = app.make_key(PROJECT, &[], None).await;
    for secret in ["wrong", "a_b", &unscoped] {
        for format in ["0.15.0", "1.9.6"] {
            let rename = app.patch("/v1/account/name").session(&token).json(json!({ "name": "Mallory" }));
            let rename = rename.secret(secret).format(format).header("origin", "https://evil.example");
            let rejected = rename.send().await;
            // In 1.x a key of the project counts, and not the session: it is a server, which lacks the scope.
            let expected = match (secret == unscoped, format) {
                (true, "1.9.6") => (401, "general_unauthorized_scope"),
                _ => (403, "general_unknown_origin"),
            };
            assert_eq!((rejected.status.as_u16(), &rejected.body()["type"]), (expected.0, &json!(expected.1)));
            is_readable_from_no_origin(&rejected);
        }
    }
    let guest = app.patch("/v1/users/ann/name").project(PROJECT).secret("wrong");
    is_unknown_origin("evil.example", &guest.header("origin", "https://evil.example").send().await);
    app.get("/v1/users").key().send().await.is(200, json!({ "total": 1, "users": [user("ann")] }));
}

#[tokio::test]
async fn every_project_has_its_own_origins() {
    let (app, _) = with_an_origin().await;
    app.make_project("q").await;
    let sign_in = app.try_sign_in("ann@example.com", PASSWORD).project("q").header("origin", APP).send().await;
    is_unknown_origin("app.example.com", &sign_in);
    let unknown = app.try_sign_in("ann@example.com", PASSWORD).project("unknown").header("origin", APP).send().await;
    unknown.is_error(404, "project_not_found", "Project not found");
}

#[tokio::test]
async fn the_origin_is_checked_before_user_and_parameters() {
    let (app, token) = with_an_origin().await;
    let evil = "https://evil.example:8443";
    let patch = |body| app.patch("/v1/account/name").project(PROJECT).json(body).header("origin", evil);
    is_unknown_origin("evil.example", &patch(json!({ "name": "x" })).send().await);
    is_unknown_origin("evil.example", &patch(json!({})).session(&token).send().await);
    app.post("/v1/account/unknown").session(&token).header("origin", evil).send().await.is_no_route();
}
