//! Who may call: projects, keys, scopes, and what is checked before what.

use crate::app::{HOST, PROJECT, TestApp};
use crate::expected::user;
use crate::routes::{ROUTES, calls_of};
use axum::http::Method;
use roster_core::{Name, Project, ProjectId, Scope};
use roster_tests::clock::BEGINNING;
use serde_json::json;
use std::time::Duration;

/// Every method of every route: the method, a path that would be found, the scope.
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
async fn who_names_no_project_or_shows_no_key_is_a_guest() {
    let app = TestApp::start().await;
    app.create("ann").await;
    for (method, path, scope) in calls() {
        let request = || app.request(method.clone(), &path);
        request().send().await.is_guest_without(scope);
        request().project("").send().await.is_guest_without(scope);
        request().secret(app.key()).send().await.is_guest_without(scope);
        request().project(PROJECT).send().await.is_guest_without(scope);
        request().project(PROJECT).secret("").send().await.is_guest_without(scope);
    }
    assert_eq!(app.read("ann").await, user("ann"));
}

#[tokio::test]
async fn an_unknown_key_is_no_key() {
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
async fn an_unknown_project_is_not_found_with_a_key_or_without() {
    let app = TestApp::start().await;
    for project in ["unknown", "P", "-x", "a b", "a#b", "console", &"x".repeat(37)] {
        for request in [app.get("/v1/users"), app.get("/v1/users").secret(app.key())] {
            let answer = request.project(project).send().await;
            answer.is_refused(404, "project_not_found", "Project not found");
        }
    }
}

#[tokio::test]
async fn a_key_opens_its_own_project_only() {
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
async fn a_parameter_names_the_project_before_the_header_does() {
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
async fn a_refusal_names_the_project_that_was_meant() {
    let app = TestApp::start().await;
    let secret = app.make_key(PROJECT, &[Scope::TeamsRead], None).await;
    let answer = app.get("/v1/users?project=p").secret(&secret).send().await;
    answer.is_refused(401, "general_unauthorized_scope", &under_scoped("users.read"));
}

#[tokio::test]
async fn a_key_may_do_what_its_scopes_say() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let reads = app.make_key(PROJECT, &[Scope::UsersRead], None).await;
    let writes = app.make_key(PROJECT, &[Scope::UsersWrite], None).await;
    let nothing = app.make_key(PROJECT, &[], None).await;
    let teams = app.make_key(PROJECT, &[Scope::TeamsRead, Scope::TeamsWrite], None).await;
    for (method, path, scope) in calls() {
        let wrong = if scope == "users.read" { &writes } else { &reads };
        for secret in [wrong, &nothing, &teams] {
            let request = app.request(method.clone(), &path).project(PROJECT).secret(secret);
            let answer = request.json(json!({})).send().await;
            answer.is_refused(401, "general_unauthorized_scope", &under_scoped(scope));
        }
    }
    app.get("/v1/users/ann").project(PROJECT).secret(&reads).send().await.is(200, user("ann"));
    app.delete("/v1/users/ann").project(PROJECT).secret(&writes).send().await.is_done();
}

#[tokio::test]
async fn scopes_of_sessions_open_sessions_only() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let secret = app.make_key(PROJECT, &[Scope::SessionsRead, Scope::SessionsWrite], None).await;
    for (method, path, scope) in calls() {
        let answer = app.request(method, &path).project(PROJECT).secret(&secret).json(json!({})).send().await;
        if path.contains("/sessions") {
            assert!(matches!(answer.status.as_u16(), 200 | 201 | 204 | 404), "{path}: {}", answer.text());
        } else {
            answer.is_refused(401, "general_unauthorized_scope", &under_scoped(scope));
        }
    }
    let reads = app.make_key(PROJECT, &[Scope::SessionsRead], None).await;
    let answer = app.delete("/v1/users/ann/sessions").project(PROJECT).secret(&reads).send().await;
    answer.is_refused(401, "general_unauthorized_scope", &under_scoped("users.write"));
}

#[tokio::test]
async fn a_key_without_prefix_is_taken_when_it_exists() {
    let app = TestApp::start().await;
    let secret = "0123456789abcdef".repeat(16);
    app.make_key_of(PROJECT, &secret, &Scope::ALL, None).await;
    let answer = app.get("/v1/users").project(PROJECT).secret(&secret).send().await;
    answer.is(200, json!({ "total": 0, "users": [] }));
}

#[tokio::test]
async fn a_key_whose_time_is_over_says_so_in_the_very_second() {
    let app = TestApp::start().await;
    let end = BEGINNING.after(Duration::from_secs(30));
    let secret = app.make_key(PROJECT, &[Scope::UsersRead], Some(end)).await;
    let get = async |path: &str| app.get(path).project(PROJECT).secret(&secret).send().await;
    app.pass(29);
    get("/v1/users").await.ok();
    app.pass(1);
    get("/v1/users").await.is_refused(401, "project_key_expired", "Project key expired");
    let write = app.delete("/v1/users/-x").project(PROJECT).secret(&secret).send().await;
    write.is_refused(401, "project_key_expired", "Project key expired");
}

#[tokio::test]
async fn the_project_is_checked_before_the_key_and_the_key_before_everything_else() {
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
async fn a_refusal_shows_nothing_of_what_was_read_beside_the_check() {
    let mut app = TestApp::start().await;
    app.create("ann").await;
    app.restart();
    for path in ["/v1/users/ann", "/v1/users", "/v1/users/ann/logs", "/v1/users/ann/prefs"] {
        let answer = app.get(path).project(PROJECT).secret("wrong").send().await;
        answer.is_guest_without("users.read");
    }
}

#[tokio::test]
async fn who_is_known_to_be_refused_has_nothing_read() {
    let app = TestApp::start().await;
    app.create("ann").await;
    for path in ["/v1/users/ann", "/v1/users/ann/logs", "/v1/users/ann/prefs", "/v1/users/ann/sessions"] {
        let stranger = || app.get(path).project(PROJECT).send();
        stranger().await.is_guest_without("users.read");
        let (answer, bill) = app.caller.meter.measure(stranger()).await;
        answer.is_guest_without("users.read");
        assert!(bill.calls.is_empty(), "{path}: {:?}", bill.calls);
    }
}

#[tokio::test]
async fn a_good_key_is_remembered_for_a_minute() {
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
async fn a_wrong_key_and_a_wrong_project_are_remembered_for_five_seconds() {
    let app = TestApp::start().await;
    let secret = "0123456789abcdef".repeat(16);
    let get = async |project: &str| app.get("/v1/users").project(project).secret(&secret).send().await;
    get(PROJECT).await.is_guest_without("users.read");
    get("late").await.is_refused(404, "project_not_found", "Project not found");
    app.make_key_of(PROJECT, &secret, &Scope::ALL, None).await;
    let late = Project::create(ProjectId::parse("late").unwrap(), Name::default(), "00".repeat(32), app.time.now());
    app.store.create_project(&late, &app.time.change()).await.unwrap();
    app.pass(4);
    get(PROJECT).await.is_guest_without("users.read");
    get("late").await.is_refused(404, "project_not_found", "Project not found");
    app.pass(1);
    get(PROJECT).await.is(200, json!({ "total": 0, "users": [] }));
    get("late").await.is_guest_without("users.read");
}

#[tokio::test]
async fn a_project_that_was_deleted_is_not_found() {
    let mut app = TestApp::start().await;
    app.create("ann").await;
    let change = app.time.change();
    app.store.delete_project(&app.project.id, &change, &mut |_| {}).await.unwrap();
    app.restart();
    app.get("/v1/users/ann").key().send().await.is_refused(404, "project_not_found", "Project not found");
}
