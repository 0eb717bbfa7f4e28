//! POST /v1/account/sessions/anonymous, and how an anonymous user becomes a real one.

use crate::answer::Answer;
use crate::app::{PROJECT, TestApp};
use crate::expected::{BRITAIN, CHROME, START, with};
use crate::signing_in::{PASSWORD, british_session};
use crate::v1::expected::VERSION;
use roster_core::AuthMethod;
use serde_json::{Value, json};

const PATH: &str = "/v1/account/sessions/anonymous";

/// An app with an anonymous user: their token and id.
async fn with_guest(format: &str) -> (TestApp, String, String) {
    let app = TestApp::start().await;
    let session = app.post(PATH).project(PROJECT).format(format).send().await;
    let id = session.ok()["userId"].as_str().unwrap().to_owned();
    (app, session.token(), id)
}

async fn become_real(app: &TestApp, token: &str, field: &str, body: Value, format: &str) -> Answer {
    app.patch(&format!("/v1/account/{field}")).session(token).format(format).json(body).send().await
}

#[tokio::test]
async fn an_anonymous_session_is_that_of_a_new_user() {
    let app = TestApp::start().await;
    let answer = app.post(PATH).project(PROJECT).header("user-agent", CHROME).from(BRITAIN).send().await;
    let id = answer.body()["userId"].as_str().unwrap().to_owned();
    let expected = british_session(&answer.body()["$id"], &id, START);
    answer.is(201, with(expected, json!({ "provider": "anonymous", "providerUid": "", "current": true })));
    assert_eq!(answer.rate(), Some((50, 49, START + 800)));
    let account = app.account(&answer.token()).await.ok();
    for (field, value) in [("$id", json!(id)), ("email", json!("")), ("phone", json!("")), ("name", json!(""))] {
        assert_eq!(account[field], value);
    }
    assert_eq!((&account["passwordUpdate"], &account["status"]), (&json!(0), &json!(true)));
    let session = answer.body()["$id"].as_str().unwrap().to_owned();
    assert_eq!(app.events(&id).await, [format!("users.{id}.sessions.{session}.create")]);
    app.check("an anonymous session");
}

#[tokio::test]
async fn an_anonymous_session_in_1_x_has_its_factor() {
    let app = TestApp::start().await;
    let session = app.post(PATH).project(PROJECT).format(VERSION).send().await;
    let shown = session.ok();
    assert_eq!((&shown["factors"], &shown["secret"]), (&json!(["anonymous"]), &json!("")));
    let served = app.v1(app.post(PATH)).send().await;
    assert!(!served.ok()["secret"].as_str().unwrap().is_empty() && served.rate().is_none());
    // In 0.15 a key cannot sign up.
    let old = app.post(PATH).key().send().await;
    assert_eq!((old.status.as_u16(), old.body()["type"].clone()), (401, json!("general_unauthorized_scope")));
}

#[tokio::test]
async fn somebody_who_is_signed_in_gets_no_anonymous_session() {
    let (app, token) = TestApp::with_ann().await;
    let old = app.post(PATH).session(&token).send().await;
    let text = "Cannot create an anonymous user when logged in.";
    old.is_error(401, "user_session_already_exists", text);
    let newer = app.post(PATH).session(&token).format(VERSION).send().await;
    let text = "Creation of a session is prohibited when a session is active.";
    newer.is_v1_error(401, "user_session_already_exists", text);
    let jwt = app.post("/v1/account/jwt").session(&token).send().await.ok()["jwt"].as_str().unwrap().to_owned();
    assert_eq!(app.post(PATH).jwt(&jwt).send().await.status, 401);
    assert_eq!(app.get("/v1/users").key().send().await.ok()["total"], 1, "nobody was created");
    // A session that has ended does not count.
    app.delete("/v1/account/sessions/current").session(&token).send().await.is_done();
    assert_eq!(app.post(PATH).session(&token).send().await.status, 201);
}

/// F14
#[tokio::test]
async fn an_anonymous_user_becomes_a_real_one_with_the_same_id() {
    for format in ["0.15.0", VERSION] {
        let (app, token, id) = with_guest(format).await;
        let prefs = json!({ "prefs": { "theme": "dark" } });
        become_real(&app, &token, "prefs", prefs, format).await.ok();
        let new = json!({ "email": "ann@example.com", "password": PASSWORD });
        let real = become_real(&app, &token, "email", new, format).await.ok();
        assert_eq!(
            (&real["email"], &real["emailVerification"]),
            (&json!("ann@example.com"), &json!(false)),
            "{format}"
        );
        assert!(app.accepts(&token).await, "the session stays");
        app.delete("/v1/account/sessions/current").session(&token).send().await.is_done();
        let again = app.sign_in("ann").await;
        let account = app.account(&again).await.ok();
        assert_eq!((&account["$id"], &account["prefs"]), (&json!(id), &json!({ "theme": "dark" })), "{format}");
        assert_eq!(account["passwordUpdate"], START);
        app.check("a real user");
    }
}

#[tokio::test]
async fn an_anonymous_user_becomes_a_real_one_by_a_phone_or_a_password() {
    for (format, name) in [("0.15.0", "number"), (VERSION, "phone")] {
        let (app, token, _) = with_guest(format).await;
        let new = json!({ name: "+4930901820", "password": PASSWORD });
        assert_eq!(become_real(&app, &token, "phone", new, format).await.ok()["phone"], "+4930901820");
        // The password that was sent is theirs now.
        let email = |password: &str| json!({ "email": "ann@example.com", "password": password });
        assert_eq!(become_real(&app, &token, "email", email("another one"), format).await.status, 401);
        become_real(&app, &token, "email", email(PASSWORD), format).await.ok();
        app.sign_in("ann").await;
        let (app, token, _) = with_guest(format).await;
        become_real(&app, &token, "password", json!({ "password": PASSWORD }), format).await.ok();
        become_real(&app, &token, "email", email(PASSWORD), format).await.ok();
        app.sign_in("ann").await;
    }
}

/// F13
#[tokio::test]
async fn a_taken_email_leaves_an_anonymous_user_as_they_were() {
    for (format, kind) in [("0.15.0", "user_email_already_exists"), (VERSION, "user_email_already_exists")] {
        let (app, token, id) = with_guest(format).await;
        app.create("ann").await;
        let taken = json!({ "email": "ann@example.com", "password": "battery staple" });
        let answer = become_real(&app, &token, "email", taken, format).await;
        assert_eq!((answer.status.as_u16(), &answer.body()["type"]), (409, &json!(kind)), "{format}");
        let account = app.account(&token).await.ok();
        assert_eq!(
            (&account["$id"], &account["email"], &account["passwordUpdate"]),
            (&json!(id), &json!(""), &json!(0))
        );
        for password in ["", "short"] {
            let weak = json!({ "email": "new@example.com", "password": password });
            assert_eq!(become_real(&app, &token, "email", weak, format).await.status, 400, "{format} {password:?}");
        }
        app.check("still anonymous");
    }
}

#[tokio::test]
async fn fifty_anonymous_users_an_hour_from_one_client() {
    let app = TestApp::start().await;
    for _ in 0..50 {
        assert_eq!(app.post(PATH).project(PROJECT).from("192.0.2.1").send().await.status, 201);
    }
    assert_eq!(app.post(PATH).project(PROJECT).from("192.0.2.1").send().await.status, 429);
    assert_eq!(app.post(PATH).project(PROJECT).from("192.0.2.2").send().await.status, 201);
}

#[tokio::test]
async fn a_project_switches_anonymous_sessions_off() {
    let mut app = TestApp::start().await;
    let change = app.time.change();
    let off = |rules: &mut roster_core::ProjectRules| rules.methods = rules.methods.without(AuthMethod::Anonymous);
    app.store.update_rules(&app.project.id, off, &change).await.unwrap();
    app.restart();
    let answer = app.post(PATH).project(PROJECT).format(VERSION).send().await;
    let text = "Anonymous authentication is disabled for this project";
    answer.is_v1_error(501, "user_auth_method_unsupported", text);
}
