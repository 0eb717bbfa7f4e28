//! PATCH /v1/account/password

use crate::answer::Answer;
use crate::app::TestApp;
use crate::expected::{PASSWORD_LONG, PASSWORD_SHORT, START, missing, user, with};
use crate::signing_in::PASSWORD;
use serde_json::{Value, json};

const NEW: &str = "battery staple";
const OLD_SHORT: &str = "Invalid oldPassword: Password must be at least 8 characters";

async fn patch(app: &TestApp, token: &str, body: Value) -> Answer {
    app.patch("/v1/account/password").session(token).json(body).send().await
}

#[tokio::test]
async fn the_password_is_set_with_the_old_one() {
    let (app, token) = TestApp::with_ann().await;
    app.pass(10);
    let changed = with(user("ann"), json!({ "$updatedAt": START + 10, "passwordUpdate": START + 10 }));
    patch(&app, &token, json!({ "password": NEW, "oldPassword": PASSWORD })).await.is(200, changed);
    assert_eq!(app.events("ann").await[0], "users.ann.update.password");
    app.try_sign_in("ann@example.com", PASSWORD).send().await.is_wrong_password();
    app.try_sign_in("ann@example.com", NEW).send().await.ok();
    assert!(app.accepts(&token).await, "sessions stay valid");
}

/// The second change was checked against a password that the first one replaced.
#[tokio::test]
async fn one_of_two_concurrent_changes_with_the_old_password_is_rejected() {
    let (app, token) = TestApp::with_ann().await;
    let to = |new: &str| patch(&app, &token, json!({ "password": new, "oldPassword": PASSWORD }));
    let (one, other) = tokio::join!(to(NEW), to("horse staples"));
    let (done, late) = if one.status == 200 { (one, other) } else { (other, one) };
    done.ok();
    late.is_wrong_password();
}

#[tokio::test]
async fn the_old_password_must_be_right() {
    let (app, token) = TestApp::with_ann().await;
    for body in [
        json!({ "password": NEW }),
        json!({ "password": NEW, "oldPassword": "" }),
        json!({ "password": NEW, "oldPassword": null }),
        json!({ "password": NEW, "oldPassword": NEW }),
    ] {
        patch(&app, &token, body).await.is_wrong_password();
    }
    app.try_sign_in("ann@example.com", PASSWORD).send().await.ok();
}

#[tokio::test]
async fn parameters_are_checked_in_their_order() {
    let (app, token) = TestApp::with_ann().await;
    for (body, message) in [
        (json!({}), missing("password")),
        (json!({ "oldPassword": "short" }), missing("password")),
        (json!({ "password": "1234567", "oldPassword": "short" }), PASSWORD_SHORT.to_owned()),
        (json!({ "password": "x".repeat(257), "oldPassword": PASSWORD }), PASSWORD_LONG.to_owned()),
        (json!({ "password": NEW, "oldPassword": "short" }), OLD_SHORT.to_owned()),
    ] {
        patch(&app, &token, body).await.is_invalid(&message);
    }
}

#[tokio::test]
async fn a_user_without_a_password_sets_one_without_the_old_password() {
    let app = TestApp::start().await;
    app.post("/v1/teams").key().json(json!({ "teamId": "crew", "name": "Crew" })).send().await.ok();
    let new = json!({ "email": "eve@example.com", "roles": [], "url": "http://localhost" });
    let eve = app.post("/v1/teams/crew/memberships").key().json(new).send().await.ok()["userId"].clone();
    let sign_in = app.post(&format!("/v1/users/{}/sessions", eve.as_str().unwrap())).key().send().await.ok();
    let token = sign_in["secret"].as_str().unwrap();
    assert_eq!(app.account(token).await.ok()["passwordUpdate"], 0);
    let set = || patch(&app, token, json!({ "password": PASSWORD }));
    let (one, other) = tokio::join!(set(), set());
    let (done, late) = if one.status == 200 { (one, other) } else { (other, one) };
    assert_eq!(done.ok()["passwordUpdate"], START);
    late.is_wrong_password();
    app.try_sign_in("eve@example.com", PASSWORD).send().await.ok();
    patch(&app, token, json!({ "password": NEW })).await.is_wrong_password();
}
