//! Users whose ids are the last parts of the paths of imports, such as `/v1/users/md5`: only `POST` of these is an import.

use crate::answer::error_body;
use crate::app::TestApp;
use crate::expected::{user, with};
use crate::routes::event;
use axum::http::Method;
use serde_json::json;

const IDS: [&str; 7] = ["argon2", "bcrypt", "md5", "phpass", "scrypt", "scrypt-modified", "sha"];

#[tokio::test]
async fn a_user_with_the_name_of_a_scheme_is_read_changed_and_deleted_in_0_15() {
    let app = TestApp::start().await;
    for id in IDS {
        app.create(id).await;
        let path = format!("/v1/users/{id}");
        app.get(&path).key().send().await.is(200, user(id));
        let head = app.head(&path).key().send().await;
        assert_eq!((head.status.as_u16(), head.text()), (200, ""), "{id}");
        let renamed = app.patch(&format!("{path}/name")).key().json(json!({ "name": "Renamed" })).send().await;
        renamed.is(200, with(user(id), json!({ "name": "Renamed" })));
        assert_eq!(app.events(id).await, [format!("users.{id}.update.name"), format!("users.{id}.create")]);
        app.delete(&path).key().send().await.is_done();
        app.get(&path).key().send().await.is_no_user();
        app.delete(&path).key().send().await.is_no_user();
    }
    app.check("users with the names of schemes");
}

#[tokio::test]
async fn a_user_with_the_name_of_a_scheme_is_read_changed_and_deleted_in_1_x() {
    let app = TestApp::start().await;
    for id in IDS {
        app.create(id).await;
        let path = format!("/v1/users/{id}");
        assert_eq!(app.v1(app.get(&path)).send().await.ok()["$id"], id);
        let labels = app.v1(app.put(&format!("{path}/labels"))).json(json!({ "labels": ["vip"] })).send().await.ok();
        assert_eq!((&labels["$id"], &labels["labels"]), (&json!(id), &json!(["vip"])));
        app.v1(app.delete(&path)).send().await.is_done();
        let text = "User with the requested ID could not be found.";
        app.v1(app.get(&path)).send().await.is_v1_error(404, "user_not_found", text);
    }
}

#[tokio::test]
async fn the_gateway_passes_the_methods_of_a_user_on_the_path_of_an_import() {
    let app = TestApp::start().await;
    app.create("md5").await;
    let (route, path) = ("ANY /v1/users/md5", "/v1/users/md5");
    assert_eq!(event(&app, "GET", route, path, json!(null)).await, (200, user("md5")));
    assert_eq!(event(&app, "DELETE", route, path, json!(null)).await.0, 204);
    let gone = (404, error_body(404, "user_not_found", "User not found"));
    assert_eq!(event(&app, "GET", route, path, json!(null)).await, gone);
    let nowhere = (404, error_body(404, "general_route_not_found", "Not Found"));
    assert_eq!(event(&app, "PUT", route, path, json!(null)).await, nowhere);
}

#[tokio::test]
async fn the_user_md5_is_as_protected_as_every_other_user() {
    let app = TestApp::start().await;
    app.create("md5").await;
    for method in [Method::GET, Method::DELETE] {
        let scope = if method == Method::GET { "users.read" } else { "users.write" };
        app.request(method, "/v1/users/md5").project("p").send().await.is_guest_without(scope);
    }
    for method in [Method::PUT, Method::PATCH] {
        app.request(method, "/v1/users/md5").key().json(json!({ "name": "x" })).send().await.is_no_route();
    }
    assert_eq!(app.read("md5").await, user("md5"));
}

#[tokio::test]
async fn identities_and_usage_are_no_ids_of_users() {
    let app = TestApp::start().await;
    for id in ["identities", "usage"] {
        app.create(id).await;
    }
    app.get("/v1/users/identities").key().send().await.is(200, json!({ "total": 0, "identities": [] }));
    app.get("/v1/users/usage").key().send().await.is_error(
        501,
        "general_usage_disabled",
        "Usage stats are not configured",
    );
}
