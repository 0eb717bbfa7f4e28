//! Authentication of callers: projects, API keys, scopes, and the order of the checks.

use crate::app::{HOST, PROJECT, TestApp};
use crate::expected::user;
use crate::routes::{ROUTES, calls_of};
use axum::http::Method;
use roster_core::{Name, Project, ProjectId, Scope};
use roster_tests::clock::BEGINNING;
use serde_json::json;
use std::time::Duration;

/// Every method of every route: the method, a path of an existing user, the scope.
fn calls() -> impl Iterator<Item = (Method, String, &'static str)> {
    calls_of(&ROUTES).map(|(method, path)| {
        let scope = if method == Method::GET { "users.read" } else { "users.write" };
        (method, path, scope)
    })
}

pub fn under_scoped(scope: &str) -> String {
    format!("app.{PROJECT}@service.{HOST} (role: application) missing scope ({scope})")
}

#[tokio::test]
async fn a_caller_without_a_project_or_an_api_key_is_a_guest() {
    let app = TestApp::start().await;
    app.create("ann").await;
    for (method, path, scope) in calls() {
        let request = || app.request(method.clone(), &path);
        request().send().await.is_guest_without(scope);
        request().secret(app.key()).send().await.is_guest_without(scope);
        request().project(PROJECT).send().await.is_guest_without(scope);
        request().project(PROJECT).secret("").send().await.is_guest_without(scope);
    }
    assert_eq!(app.read("ann").await, user("ann"));
}

#[tokio::test]
async fn a_caller_with_an_unknown_api_key_is_a_guest() {
    let app = TestApp::start().await;
    let (long, foreign, old) = ("k".repeat(600), app.key().replace("standard_", "standard-"), "f".repeat(256));
    let off_by_one = format!("{}{}", app.key(), "0");
    for secret in ["x", "standard_", "dynamic_x", &long, &foreign, &old, &off_by_one, &app.key()[..80], "a b"] {
        app.get("/v1/users").project(PROJECT).secret(secret).send().await.is_guest_without("users.read");
    }
    let bytes = app.get("/v1/users").project(PROJECT).header_bytes("x-appwrite-key", b"caf\xe9");
    bytes.send().await.is_guest_without("users.read");
}

#[tokio::test]
async fn an_unknown_project_is_404_with_and_without_an_api_key() {
    let app = TestApp::start().await;
    for project in ["unknown", "P", "-x", "a b", "a#b", "", &"x".repeat(37)] {
        for request in [app.get("/v1/users"), app.get("/v1/users").secret(app.key())] {
            let answer = request.project(project).send().await;
            answer.is_error(404, "project_not_found", "Project not found");
        }
    }
}

/// Appwrite's own project, which no caller here belongs to.
#[tokio::test]
async fn the_project_of_the_console_has_only_guests() {
    let app = TestApp::start().await;
    let guest = "User (role: guests) missing scopes ([\"users.read\"])";
    let unauthorized = "The current user is not authorized to perform the requested action.";
    let get = || app.get("/v1/users").project("console");
    get().send().await.is_guest_without("users.read");
    get().secret(app.key()).send().await.is_guest_without("users.read");
    get().format("1.9.6").send().await.is_v1_error(401, "general_unauthorized_scope", guest);
    get().format("1.9.6").secret("x_0000").send().await.is_v1_error(401, "general_unauthorized_scope", guest);
    get().format("1.9.6").secret(app.key()).send().await.is_v1_error(401, "user_unauthorized", unauthorized);
    app.try_sign_in("ann@example.com", "correct horse").project("console").send().await.is_guest_without("account");
}

/// A deployment may name a project so.
#[tokio::test]
async fn an_own_project_may_be_called_console() {
    let app = TestApp::start().await;
    app.make_project("console").await;
    let secret = app.make_key("console", &Scope::ALL, None).await;
    let list = app.get("/v1/users").project("console").secret(&secret).send().await;
    list.is(200, json!({ "total": 0, "users": [] }));
}

#[tokio::test]
async fn an_api_key_gives_access_to_its_own_project_only() {
    let app = TestApp::start().await;
    app.create("ann").await;
    app.make_project("q").await;
    let foreign = app.make_key("q", &Scope::ALL, None).await;
    for (method, path, scope) in calls() {
        let answer = app.request(method, &path).project(PROJECT).secret(&foreign).json(json!({})).send().await;
        answer.is_guest_without(scope);
    }
    assert_eq!(app.read("ann").await, user("ann"));
}

#[tokio::test]
async fn the_project_parameter_takes_precedence_over_the_header() {
    let app = TestApp::start().await;
    app.create("ann").await;
    app.make_project("q").await;
    let get = |path: &str| app.get(path).secret(app.key());
    get("/v1/users/ann?project=p").send().await.is(200, user("ann"));
    get("/v1/users/ann?project=p").project("q").send().await.is(200, user("ann"));
    get("/v1/users/ann?project=q").project(PROJECT).send().await.is_guest_without("users.read");
    get("/v1/users/ann?project=").project(PROJECT).send().await.is(200, user("ann"));
    let rename = |project: &str| json!({ "project": project, "name": "Anna" });
    let patch = || app.patch("/v1/users/ann/name").secret(app.key());
    patch().project(PROJECT).json(rename("q")).send().await.is_guest_without("users.write");
    patch().project("q").json(rename(PROJECT)).send().await.ok();
}

#[tokio::test]
async fn the_error_of_a_missing_scope_names_the_requested_project() {
    let app = TestApp::start().await;
    let secret = app.make_key(PROJECT, &[Scope::TeamsRead], None).await;
    let answer = app.get("/v1/users?project=p").secret(&secret).send().await;
    answer.is_error(401, "general_unauthorized_scope", &under_scoped("users.read"));
}

#[tokio::test]
async fn an_api_key_is_limited_to_its_scopes() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let reads = app.make_key(PROJECT, &[Scope::UsersRead], None).await;
    let writes = app.make_key(PROJECT, &[Scope::UsersWrite], None).await;
    let unscoped = app.make_key(PROJECT, &[], None).await;
    let teams = app.make_key(PROJECT, &[Scope::TeamsRead, Scope::TeamsWrite], None).await;
    for (method, path, scope) in calls() {
        let wrong = if scope == "users.read" { &writes } else { &reads };
        for secret in [wrong, &unscoped, &teams] {
            let request = app.request(method.clone(), &path).project(PROJECT).secret(secret);
            let answer = request.json(json!({})).send().await;
            answer.is_error(401, "general_unauthorized_scope", &under_scoped(scope));
        }
    }
    app.get("/v1/users/ann").project(PROJECT).secret(&reads).send().await.is(200, user("ann"));
    app.delete("/v1/users/ann").project(PROJECT).secret(&writes).send().await.is_done();
}

#[tokio::test]
async fn session_scopes_give_access_to_sessions_only() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let secret = app.make_key(PROJECT, &[Scope::SessionsRead, Scope::SessionsWrite], None).await;
    for (method, path, scope) in calls() {
        let answer = app.request(method, &path).project(PROJECT).secret(&secret).json(json!({})).send().await;
        if path.contains("/sessions") {
            assert!(matches!(answer.status.as_u16(), 200 | 201 | 204 | 404), "{path}: {}", answer.text());
        } else {
            answer.is_error(401, "general_unauthorized_scope", &under_scoped(scope));
        }
    }
    let reads = app.make_key(PROJECT, &[Scope::SessionsRead], None).await;
    let answer = app.delete("/v1/users/ann/sessions").project(PROJECT).secret(&reads).send().await;
    answer.is_error(401, "general_unauthorized_scope", &under_scoped("users.write"));
}

#[tokio::test]
async fn an_api_key_without_prefix_is_accepted_if_it_exists() {
    let app = TestApp::start().await;
    let secret = "0123456789abcdef".repeat(16);
    app.make_key_of(PROJECT, &secret, &Scope::ALL, None).await;
    let answer = app.get("/v1/users").project(PROJECT).secret(&secret).send().await;
    answer.is(200, json!({ "total": 0, "users": [] }));
}

#[tokio::test]
async fn an_expired_api_key_is_rejected_from_the_second_of_its_expiry() {
    let app = TestApp::start().await;
    let end = BEGINNING.after(Duration::from_secs(30));
    let secret = app.make_key(PROJECT, &[Scope::UsersRead], Some(end)).await;
    let get = async |path: &str| app.get(path).project(PROJECT).secret(&secret).send().await;
    app.pass(29);
    get("/v1/users").await.ok();
    app.pass(1);
    get("/v1/users").await.is_error(401, "project_key_expired", "Project key expired");
    let write = app.delete("/v1/users/-x").project(PROJECT).secret(&secret).send().await;
    write.is_error(401, "project_key_expired", "Project key expired");
}

#[tokio::test]
async fn the_project_is_checked_first_then_the_api_key_then_everything_else() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let requests = || {
        [
            app.get("/v1/users?limit=101&cursor=unknown"),
            app.get("/v1/users/nobody"),
            app.get("/v1/users/-x"),
            app.post("/v1/users").json(json!({ "userId": "ann", "email": "x" })),
            app.post("/v1/users").body("application/json", "{\"userId\": "),
            app.patch("/v1/users/nobody/email").json(json!({})),
            app.patch("/v1/users/-x/email").body("multipart/form-data", "x"),
            app.delete("/v1/users/nobody/sessions/-x"),
        ]
    };
    for request in requests() {
        assert_eq!(request.project(PROJECT).secret("wrong").send().await.status, 401);
    }
    for request in requests() {
        assert_eq!(request.project("unknown").secret("wrong").send().await.status, 404);
    }
    for request in requests() {
        assert_eq!(request.send().await.status, 401);
    }
}

#[tokio::test]
async fn the_error_of_a_guest_contains_nothing_of_the_data_that_was_read() {
    let mut app = TestApp::start().await;
    app.create("ann").await;
    app.restart();
    for path in ["/v1/users/ann", "/v1/users", "/v1/users/ann/logs", "/v1/users/ann/prefs"] {
        let answer = app.get(path).project(PROJECT).secret("wrong").send().await;
        answer.is_guest_without("users.read");
    }
}

#[tokio::test]
async fn a_caller_that_is_certainly_rejected_causes_no_reads() {
    let app = TestApp::start().await;
    app.create("ann").await;
    for path in ["/v1/users/ann", "/v1/users/ann/logs", "/v1/users/ann/prefs", "/v1/users/ann/sessions"] {
        let guest = || app.get(path).project(PROJECT).send();
        guest().await.is_guest_without("users.read");
        let (answer, bill) = app.caller.meter.measure(guest()).await;
        answer.is_guest_without("users.read");
        assert!(bill.calls.is_empty(), "{path}: {:?}", bill.calls);
    }
}

#[tokio::test]
async fn a_valid_api_key_is_cached_for_a_minute() {
    let app = TestApp::start().await;
    let secret = "0123456789abcdef".repeat(16);
    let id = app.make_key_of(PROJECT, &secret, &Scope::ALL, None).await;
    let get = async || app.get("/v1/users/nobody").project(PROJECT).secret(&secret).send().await;
    let (_, first) = app.caller.meter.measure(get()).await;
    let (_, second) = app.caller.meter.measure(get()).await;
    assert_eq!((first.calls.len(), first.round_trips(), second.calls.len()), (2, 1, 1));
    app.store.revoke_key(&app.project.id, &id, &app.time.change()).await.unwrap();
    app.pass(58);
    get().await.is_no_user();
    app.pass(2);
    get().await.is_guest_without("users.read");
}

#[tokio::test]
async fn an_unknown_api_key_and_an_unknown_project_are_cached_for_five_seconds() {
    let app = TestApp::start().await;
    let secret = "0123456789abcdef".repeat(16);
    let get = async |project: &str| app.get("/v1/users").project(project).secret(&secret).send().await;
    get(PROJECT).await.is_guest_without("users.read");
    get("late").await.is_error(404, "project_not_found", "Project not found");
    app.make_key_of(PROJECT, &secret, &Scope::ALL, None).await;
    let late = Project::create(ProjectId::parse("late").unwrap(), Name::default(), "00".repeat(32), app.time.now());
    app.store.create_project(&late, &app.time.change()).await.unwrap();
    app.pass(4);
    get(PROJECT).await.is_guest_without("users.read");
    get("late").await.is_error(404, "project_not_found", "Project not found");
    app.pass(1);
    get(PROJECT).await.is(200, json!({ "total": 0, "users": [] }));
    get("late").await.is_guest_without("users.read");
}

#[tokio::test]
async fn a_deleted_project_is_404() {
    let mut app = TestApp::start().await;
    app.create("ann").await;
    let change = app.time.change();
    app.store.delete_project(&app.project.id, &change, &mut |_| {}).await.unwrap();
    app.restart();
    app.get("/v1/users/ann").key().send().await.is_error(404, "project_not_found", "Project not found");
}
