//! PATCH /v1/account/password

use crate::answer::Answer;
use crate::app::TestApp;
use crate::expected::{PASSWORD_LONG, PASSWORD_SHORT, START, missing, user, with};
use crate::signing_in::PASSWORD;
use roster_core::{OnPasswordChange, SessionToken};
use serde_json::{Value, json};

/// The newest response format.
const VERSION: &str = "1.9.6";
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

/// Signs ann in three times, changes her password in the second session, and returns which sessions are valid.
async fn sessions_after_a_change(app: &TestApp, format: &str) -> [bool; 3] {
    let tokens = [app.sign_in("ann").await, app.sign_in("ann").await, app.sign_in("ann").await];
    let body = json!({ "password": PASSWORD, "oldPassword": PASSWORD });
    let change = app.patch("/v1/account/password").session(&tokens[1]).format(format).json(body);
    change.send().await.ok();
    let mut valid = [false; 3];
    for (token, is_valid) in tokens.iter().zip(&mut valid) {
        *is_valid = app.accepts(token).await;
    }
    assert_eq!(app.sessions_of("ann").await.len(), valid.iter().filter(|is_valid| **is_valid).count());
    app.delete("/v1/users/ann/sessions").key().send().await.is_done();
    valid
}

#[tokio::test]
async fn a_new_password_ends_the_other_sessions_in_v1_unless_the_project_says_otherwise() {
    let mut app = TestApp::start().await;
    app.create("ann").await;
    let (all, own) = ([true; 3], [false, true, false]);
    assert_eq!(sessions_after_a_change(&app, "0.15.0").await, all);
    for version in ["1.0.0", "1.4.13", "1.8.1", VERSION] {
        assert_eq!(sessions_after_a_change(&app, version).await, own, "{version}");
        // The limit of sign-ins for an hour.
        app.pass(3_600);
    }
    for (setting, expected) in [(OnPasswordChange::KeepSessions, all), (OnPasswordChange::EndSessions, own)] {
        app.set_on_password_change(setting).await;
        for format in ["0.15.0", VERSION] {
            assert_eq!(sessions_after_a_change(&app, format).await, expected, "{setting:?} {format}");
            app.pass(3_600);
        }
    }
    app.check("after the changes");
}

async fn jwt_of(app: &TestApp, token: &str) -> String {
    let made = app.post("/v1/account/jwt").session(token).send().await.ok();
    made["jwt"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_session_that_a_new_password_ended_is_answered_as_unknown() {
    let (app, token) = TestApp::with_ann().await;
    let other = app.sign_in("ann").await;
    let (own_jwt, other_jwt) = (jwt_of(&app, &token).await, jwt_of(&app, &other).await);
    let body = json!({ "password": NEW, "oldPassword": PASSWORD });
    app.patch("/v1/account/password").session(&token).format(VERSION).json(body).send().await.ok();
    app.account(&other).await.is_guest_without("account");
    app.get("/v1/account").jwt(&other_jwt).send().await.is_guest_without("account");
    app.get("/v1/account").jwt(&own_jwt).send().await.ok();
    let ended = SessionToken::parse(&other).unwrap().session;
    for gone in [
        app.get(&format!("/v1/account/sessions/{ended}")).session(&token).send().await,
        app.delete(&format!("/v1/users/ann/sessions/{ended}")).key().send().await,
    ] {
        gone.is_error(404, "user_session_not_found", "Session not found");
    }
    app.get("/v1/account/sessions/current").session(&token).send().await.ok();
    let later = app.try_sign_in("ann@example.com", NEW).send().await.token();
    assert!(app.accepts(&later).await && app.accepts(&token).await);
}

/// The change by a JWT keeps the session of the JWT.
#[tokio::test]
async fn a_new_password_by_a_jwt_keeps_its_session() {
    let (app, token) = TestApp::with_ann().await;
    let other = app.sign_in("ann").await;
    let jwt = jwt_of(&app, &token).await;
    let body = json!({ "password": NEW, "oldPassword": PASSWORD });
    app.patch("/v1/account/password").jwt(&jwt).format(VERSION).json(body).send().await.ok();
    assert!(app.accepts(&token).await && !app.accepts(&other).await);
    app.get("/v1/account").jwt(&jwt).send().await.ok();
}

#[tokio::test]
async fn a_rejected_change_ends_no_session() {
    let (app, token) = TestApp::with_ann().await;
    let other = app.sign_in("ann").await;
    for body in
        [json!({ "password": NEW, "oldPassword": NEW }), json!({ "password": "short", "oldPassword": PASSWORD })]
    {
        let change = app.patch("/v1/account/password").session(&token).format(VERSION).json(body);
        assert!(change.send().await.status.is_client_error());
    }
    assert!(app.accepts(&token).await && app.accepts(&other).await);
}

#[tokio::test]
async fn a_wrong_old_password_that_is_too_short_is_a_wrong_password_in_v1() {
    let (app, token) = TestApp::with_ann().await;
    for old in ["short", "", "1", "7 chars"] {
        let body = json!({ "password": NEW, "oldPassword": old });
        let change = app.patch("/v1/account/password").session(&token).format(VERSION).json(body);
        let message = "Invalid credentials. Please check the email and password.";
        change.send().await.is_v1_error(401, "user_invalid_credentials", message);
    }
    let body = json!({ "password": "short", "oldPassword": "short" });
    let change = app.patch("/v1/account/password").session(&token).format(VERSION).json(body);
    change.send().await.is_v1_invalid("password", "Password must be between 8 and 256 characters long.");
    let body = json!({ "password": NEW, "oldPassword": "short" });
    patch(&app, &token, body).await.is_invalid(OLD_SHORT);
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
