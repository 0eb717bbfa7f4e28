//! Errors of rejected callers and unknown items in 1.x.

use super::expected::VERSION;
use crate::app::{PROJECT, TestApp};
use roster_core::{Scope, Timestamp};
use serde_json::json;

const UNSCOPED: &str = "general_unauthorized_scope";
const UNAUTHORIZED: &str = "The current user is not authorized to perform the requested action.";

#[tokio::test]
async fn the_error_of_a_guest_lists_all_sufficient_scopes() {
    let app = TestApp::start().await;
    let users = app.get("/v1/users").project(PROJECT).format(VERSION).send().await;
    users.is_v1_error(401, UNSCOPED, "User (role: guests) missing scopes ([\"users.read\"])");
    let sessions = app.get("/v1/users/ann/sessions").project(PROJECT).format(VERSION).send().await;
    let message = "User (role: guests) missing scopes ([\"users.read\",\"sessions.read\"])";
    sessions.is_v1_error(401, UNSCOPED, message);
    let nowhere = app.get("/v1/users").format(VERSION).send().await;
    nowhere.is_v1_error(401, UNSCOPED, "User (role: guests) missing scopes ([\"users.read\"])");
}

#[tokio::test]
async fn an_api_key_without_the_scope_is_rejected() {
    let app = TestApp::start().await;
    let secret = app.make_key(PROJECT, &[Scope::UsersRead], None).await;
    let request = app.delete("/v1/users/ann").project(PROJECT).secret(&secret).format(VERSION);
    request.send().await.is_v1_error(
        401,
        UNSCOPED,
        "app.p@service.roster.example.com (role: applications) missing scopes ([\"users.write\"])",
    );
}

#[tokio::test]
async fn the_error_of_an_unknown_api_key_differs_from_that_of_a_guest() {
    let app = TestApp::start().await;
    for unknown in ["standard_0000", "aaaabbbb"] {
        let request = app.get("/v1/users").project(PROJECT).secret(unknown).format(VERSION);
        request.send().await.is_v1_error(401, "user_unauthorized", UNAUTHORIZED);
    }
    for other in ["organization_0000", "ephemeral_0000", "x_0000"] {
        let request = app.get("/v1/users").project(PROJECT).secret(other).format(VERSION);
        let message = "User (role: guests) missing scopes ([\"users.read\"])";
        request.send().await.is_v1_error(401, UNSCOPED, message);
    }
    app.make_project("q").await;
    let foreign = app.make_key("q", &Scope::ALL, None).await;
    let request = app.get("/v1/users").project(PROJECT).secret(&foreign).format(VERSION);
    request.send().await.is_v1_error(401, "user_unauthorized", UNAUTHORIZED);
}

#[tokio::test]
async fn an_api_key_without_a_project_is_rejected() {
    let app = TestApp::start().await;
    let message = "When using project API key, make sure to pass x-appwrite-project header with your project ID.";
    let request = app.get("/v1/users").secret(app.key()).format(VERSION);
    request.send().await.is_v1_error(403, "project_id_missing", message);
    // A parameter is not enough: not in a query, not in a body, and not beside an empty header.
    let by_query = || app.get("/v1/users?project=p").secret(app.key());
    by_query().format(VERSION).send().await.is_v1_error(403, "project_id_missing", message);
    by_query().project("").format(VERSION).send().await.is_v1_error(403, "project_id_missing", message);
    let by_body = app.put("/v1/users/ann/labels").secret(app.key()).format(VERSION);
    let by_body = by_body.json(json!({ "project": "p", "labels": [] })).send().await;
    by_body.is_v1_error(403, "project_id_missing", message);
    assert_eq!(by_query().project(PROJECT).format(VERSION).send().await.status, 200);
    assert_eq!(by_query().format("0.15.0").send().await.status, 200);
    // Without a key the parameter is enough, and an empty header is no project.
    for (path, project) in [("/v1/users?project=p", ""), ("/v1/users", "")] {
        let guest = app.get(path).project(project).format(VERSION).send().await;
        guest.is_v1_error(401, UNSCOPED, "User (role: guests) missing scopes ([\"users.read\"])");
    }
    let unknown = app.get("/v1/users").project("unknown").secret(app.key()).format(VERSION).send().await;
    unknown.is_v1_error(
        404,
        "project_not_found",
        "Project with the requested ID could not be found. Please check the value of the X-Appwrite-Project header to \
         ensure the correct project ID is being used.",
    );
}

#[tokio::test]
async fn an_expired_api_key_is_rejected() {
    let app = TestApp::start().await;
    let secret = app.make_key(PROJECT, &Scope::ALL, Some(Timestamp::from_secs(1))).await;
    let request = app.get("/v1/users").project(PROJECT).secret(&secret).format(VERSION);
    request.send().await.is_v1_error(
        401,
        "project_key_expired",
        "The project key has expired. Please generate a new key using the Appwrite console.",
    );
}

#[tokio::test]
async fn unknown_items_and_invalid_ids_have_the_v1_messages() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let user = app.v1(app.get("/v1/users/nobody")).send().await;
    user.is_v1_error(404, "user_not_found", "User with the requested ID could not be found.");
    let session = app.v1(app.delete("/v1/users/ann/sessions/none")).send().await;
    session.is_v1_error(404, "user_session_not_found", "The current user session could not be found.");
    let team = app.v1(app.get("/v1/teams/none")).send().await;
    team.is_v1_error(404, "team_not_found", "Team with the requested ID could not be found.");
    let route = app.v1(app.put("/v1/users/ann/email")).json(json!({})).send().await;
    route.is_v1_error(
        404,
        "general_route_not_found",
        "Route not found. Please ensure the endpoint is configured correctly and that the API route is valid for this \
         SDK version. Refer to the API docs for more details.",
    );
    let id = app.v1(app.get("/v1/users/-x")).send().await;
    id.is_v1_invalid(
        "userId",
        "UID must contain at most 36 chars. Valid chars are a-z, A-Z, 0-9, and underscore. Can't start with a leading \
         underscore",
    );
}
