//! Authentication of callers: API keys with a scope, and users.

use crate::app::{HOST, PROJECT, TestApp};
use crate::routes::{TEAM_ROUTES, calls_of};
use axum::http::Method;
use roster_core::Scope;
use serde_json::json;

fn calls() -> impl Iterator<Item = (Method, String, &'static str)> {
    calls_of(&TEAM_ROUTES).map(|(method, path)| {
        let scope = if method == Method::GET { "teams.read" } else { "teams.write" };
        (method, path, scope)
    })
}

#[tokio::test]
async fn a_caller_without_an_api_key_and_a_session_is_a_guest() {
    let app = TestApp::start().await;
    for (method, path, scope) in calls() {
        let request = || app.request(method.clone(), &path).json(json!({ "name": 5 }));
        request().send().await.is_guest_without(scope);
        request().project(PROJECT).send().await.is_guest_without(scope);
        request().project(PROJECT).secret("wrong").send().await.is_guest_without(scope);
        request().session("over").send().await.is_guest_without(scope);
        let unknown = request().project("unknown").send().await;
        unknown.is_error(404, "project_not_found", "Project not found");
    }
}

#[tokio::test]
async fn an_api_key_is_limited_to_its_scopes() {
    let app = TestApp::start().await;
    app.make_team("crew").await;
    let reads = app.make_key(PROJECT, &[Scope::TeamsRead], None).await;
    let writes = app.make_key(PROJECT, &[Scope::TeamsWrite], None).await;
    let users = app.make_key(PROJECT, &[Scope::UsersRead, Scope::UsersWrite], None).await;
    for (method, path, scope) in calls() {
        let wrong = if scope == "teams.read" { &writes } else { &reads };
        let message = format!("app.{PROJECT}@service.{HOST} (role: application) missing scope ({scope})");
        for secret in [wrong, &users] {
            let request = app.request(method.clone(), &path).project(PROJECT).secret(secret);
            request.json(json!({})).send().await.is_error(401, "general_unauthorized_scope", &message);
        }
    }
    app.get("/v1/teams/crew").project(PROJECT).secret(&reads).send().await.ok();
    app.delete("/v1/teams/crew").project(PROJECT).secret(&writes).send().await.is_done();
}

#[tokio::test]
async fn a_team_exists_in_its_own_project_only() {
    let (app, [membership, _]) = TestApp::with_a_team().await;
    app.make_project("q").await;
    let secret = app.make_key("q", &Scope::ALL, None).await;
    let foreign = |method, path: &str| app.request(method, path).project("q").secret(&secret);
    let path_of_ann = format!("/v1/teams/crew/memberships/{membership}");
    for (method, path) in [
        (Method::GET, "/v1/teams/crew"),
        (Method::DELETE, "/v1/teams/crew"),
        (Method::GET, "/v1/teams/crew/memberships"),
        (Method::GET, path_of_ann.as_str()),
        (Method::DELETE, path_of_ann.as_str()),
    ] {
        foreign(method, path).send().await.is_no_team();
    }
    foreign(Method::PUT, "/v1/teams/crew").json(json!({ "name": "Theirs" })).send().await.is_no_team();
    foreign(Method::GET, "/v1/teams").send().await.is(200, json!({ "total": 0, "teams": [] }));
    assert_eq!(app.total_of("crew").await, 2);
}

#[tokio::test]
async fn a_team_is_404_for_users_who_are_not_members() {
    let (app, [membership, _]) = TestApp::with_a_team().await;
    let token = app.sign_in("eve").await;
    let roles = json!({ "name": "Hers", "roles": ["owner"], "email": "eve@example.com", "url": super::URL });
    for (method, path) in [
        (Method::GET, "/v1/teams/crew".to_owned()),
        (Method::PUT, "/v1/teams/crew".to_owned()),
        (Method::DELETE, "/v1/teams/crew".to_owned()),
        (Method::GET, "/v1/teams/crew/memberships".to_owned()),
        (Method::GET, format!("/v1/teams/crew/memberships/{membership}")),
        (Method::PATCH, format!("/v1/teams/crew/memberships/{membership}")),
        (Method::DELETE, format!("/v1/teams/crew/memberships/{membership}")),
    ] {
        let answer = app.request(method, &path).session(&token).json(roles.clone()).send().await;
        answer.is_no_team();
    }
    app.get("/v1/teams").session(&token).send().await.is(200, json!({ "total": 0, "teams": [] }));
    assert_eq!(app.total_of("crew").await, 2);
}
