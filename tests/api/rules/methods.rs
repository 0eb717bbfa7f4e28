//! Methods that a project has switched off.

use super::v1;
use crate::app::{PROJECT, TestApp};
use roster_core::AuthMethod;
use serde_json::json;

const UNSUPPORTED: &str = "user_auth_method_unsupported";

async fn without(method: AuthMethod) -> TestApp {
    TestApp::with_rules(|rules| rules.methods = rules.methods.without(method)).await
}

#[tokio::test]
async fn nobody_signs_up_or_in_with_a_password_that_is_switched_off_but_servers() {
    let app = without(AuthMethod::EmailPassword).await;
    app.create("ann").await;
    let message = "Email / Password authentication is disabled for this project";
    let body = json!({ "userId": "eve", "email": "eve@example.com", "password": "correct horse" });
    let sign_up = || app.post("/v1/account").project(PROJECT).json(body.clone());
    let sign_in = || app.try_sign_in("ann@example.com", "correct horse");
    // Also before a parameter is looked at.
    let invalid = || app.try_sign_in("", "");
    for request in [sign_up(), sign_in(), invalid()] {
        request.send().await.is_error(501, UNSUPPORTED, message);
    }
    for request in [sign_up(), sign_in(), invalid()] {
        v1(request).send().await.is_v1_error(501, UNSUPPORTED, message);
    }
    app.get("/v1/users/eve").key().send().await.is_no_user();
    // A server that signs its users in is never asked.
    let by_server = sign_in().header("x-appwrite-key", app.key()).send().await;
    assert_eq!(by_server.status, 201, "{}", by_server.text());
    // A password is still set and changed, and tokens of servers sign in.
    let token = app.post("/v1/users/ann/tokens").key().format("1.9.6").json(json!({})).send().await.ok();
    let body = json!({ "userId": "ann", "secret": token["secret"] });
    let session = app.post("/v1/account/sessions/token").project(PROJECT).json(body).send().await;
    assert_eq!(session.status, 201, "{}", session.text());
}

#[tokio::test]
async fn jwts_that_are_switched_off_are_not_made_and_those_made_before_stay_valid() {
    let (mut app, token) = TestApp::with_ann().await;
    let before = app.post("/v1/account/jwt").session(&token).send().await.ok()["jwt"].as_str().unwrap().to_owned();
    app.set_rules(|rules| rules.methods = rules.methods.without(AuthMethod::Jwt)).await;
    let message = "JWT authentication is disabled for this project";
    app.post("/v1/account/jwt").session(&token).send().await.is_error(501, UNSUPPORTED, message);
    let newer = v1(app.post("/v1/account/jwts").session(&token));
    newer.send().await.is_v1_error(501, UNSUPPORTED, message);
    assert_eq!(app.get("/v1/account").jwt(&before).send().await.status, 200);
    let of_a_server = app.post("/v1/users/ann/jwts").key().format("1.9.6").json(json!({})).send().await;
    assert_eq!(of_a_server.status, 201, "{}", of_a_server.text());
}

#[tokio::test]
async fn a_method_can_be_switched_on_again() {
    let mut app = without(AuthMethod::EmailPassword).await;
    app.create("ann").await;
    app.set_rules(|rules| rules.methods = rules.methods.with(AuthMethod::EmailPassword)).await;
    app.sign_in("ann").await;
}
