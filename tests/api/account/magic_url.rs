//! POST /v1/account/tokens/magic-url, POST and PUT /v1/account/sessions/magic-url

use crate::account::verification::is_invalid_token;
use crate::app::{PROJECT, TestApp};
use crate::expected::{BRITAIN, CHROME, START, missing, with};
use crate::inbox::{SentLink, WithInbox};
use crate::request::Request;
use crate::signing_in::{PASSWORD, british_session};
use crate::v1::expected::VERSION;
use roster_core::{AuthMethod, Timestamp};
use serde_json::{Value, json};

const ASK: &str = "/v1/account/tokens/magic-url";
const OLD: &str = "/v1/account/sessions/magic-url";
const SIGN_IN: &str = "/v1/account/sessions/token";
const URL: &str = "https://localhost/sign-in?next=%2F";

fn ask<'a>(app: &'a TestApp, user: &str, email: &str) -> Request<'a> {
    app.post(ASK).project(PROJECT).format(VERSION).json(json!({ "userId": user, "email": email, "url": URL }))
}

fn sign_in<'a>(app: &'a TestApp, path: &str, link: &SentLink) -> Request<'a> {
    let body = json!({ "userId": link.user(), "secret": link.secret() });
    let request = if path == SIGN_IN { app.post(path) } else { app.put(path) };
    request.project(PROJECT).json(body)
}

/// The number of users.
async fn users(app: &TestApp) -> Value {
    app.get("/v1/users").key().send().await.ok()["total"].clone()
}

#[tokio::test]
async fn a_link_signs_in_and_verifies_the_email() {
    let app = WithInbox::start().await;
    app.create("ann").await;
    // F7, F9: the known user, in whatever case the email is written.
    let asked = ask(&app, "another", "ANN@Example.com").send().await;
    assert_eq!(asked.status, 201);
    assert_eq!(asked.body()["userId"], "ann");
    assert_eq!((&asked.body()["secret"], &asked.body()["phrase"]), (&json!(""), &json!("")));
    assert_eq!(users(&app).await, 1);
    let link = app.link("ann@example.com").await;
    let end = "2030-03-17T18%3A46%3A40.000%2B00%3A00";
    let expected = format!("{URL}&userId=ann&secret={}&expire={end}&project={PROJECT}", link.secret());
    assert_eq!(link.url, expected);
    let session = sign_in(&app, SIGN_IN, &link).format(VERSION).send().await;
    let shown = session.ok();
    assert_eq!(session.status, 201);
    assert_eq!((&shown["provider"], &shown["providerUid"]), (&json!("magic-url"), &json!("")));
    assert_eq!((&shown["factors"], &shown["secret"], &shown["current"]), (&json!(["email"]), &json!(""), &json!(true)));
    assert_eq!(app.account(&session.token()).await.ok()["emailVerification"], true);
    is_invalid_token(&sign_in(&app, SIGN_IN, &link).format(VERSION).send().await);
    app.check("signed in by a link");
}

#[tokio::test]
async fn a_link_signs_in_in_0_15() {
    let app = WithInbox::start().await;
    app.create("ann").await;
    let body = json!({ "userId": "ann", "email": "ann@example.com", "url": URL });
    let asked = app.post(OLD).project(PROJECT).json(body).send().await;
    assert_eq!((asked.status.as_u16(), asked.body()["expire"].clone()), (201, json!(START + 7 * 86_400)));
    let link = app.link("ann@example.com").await;
    let unknown = json!({ "userId": "nobody", "secret": link.secret() });
    app.put(OLD).project(PROJECT).json(unknown).send().await.is_error(404, "user_not_found", "User not found");
    let wrong = json!({ "userId": "ann", "secret": "wrong" });
    let wrong = app.put(OLD).project(PROJECT).json(wrong).send().await;
    wrong.is_error(401, "user_invalid_token", "Invalid login token");
    let session = sign_in(&app, OLD, &link).header("user-agent", CHROME).from(BRITAIN).send().await;
    let expected = british_session(&session.body()["$id"], "ann", START);
    session.is(201, with(expected, json!({ "provider": "magic-url", "providerUid": "", "current": true })));
    // A key has no right to sign up in 0.15.
    let keyed = json!({ "userId": "ann", "email": "ann@example.com", "url": URL });
    assert_eq!(app.post(OLD).key().json(keyed).send().await.status, 401);
}

/// F8
#[tokio::test]
async fn somebody_unknown_becomes_one_user() {
    let app = WithInbox::start().await;
    let ids =
        [ask(&app, "unique()", "new@example.com").send().await, ask(&app, "unique()", "New@example.com").send().await];
    let ids = ids.map(|answer| answer.ok()["userId"].as_str().unwrap().to_owned());
    assert_eq!((ids[0] == ids[1], users(&app).await), (true, json!(1)));
    let user = app.read(&ids[0]).await;
    assert_eq!(
        (&user["email"], &user["name"], &user["passwordUpdate"]),
        (&json!("new@example.com"), &json!(""), &json!(0))
    );
    assert_eq!(user["emailVerification"], false);
    let token = sign_in(&app, SIGN_IN, &app.link("new@example.com").await).format(VERSION).send().await.token();
    assert_eq!(app.account(&token).await.ok()["emailVerification"], true);
    // With a chosen id, which must be free.
    assert_eq!(ask(&app, "eve", "eve@example.com").send().await.ok()["userId"], "eve");
    let taken = ask(&app, "eve", "another@example.com").send().await;
    let text = "A user with the same id, email, or phone already exists in this project.";
    taken.is_v1_error(409, "user_already_exists", text);
    app.check("new users");
}

#[tokio::test]
async fn two_calls_at_once_make_one_user() {
    let app = WithInbox::start().await;
    let call = || async { ask(&app, "unique()", "new@example.com").send().await.ok()["userId"].clone() };
    let (one, other) = tokio::join!(call(), call());
    assert_eq!((one == other, users(&app).await), (true, json!(1)));
    app.check("one user");
}

/// F12
#[tokio::test]
async fn a_blocked_user_gets_no_session_and_the_link_is_not_used_up() {
    let app = WithInbox::start().await;
    app.create("ann").await;
    let status = |status: bool| app.patch("/v1/users/ann/status").key().json(json!({ "status": status }));
    status(false).send().await.ok();
    assert_eq!(ask(&app, "ann", "ann@example.com").send().await.status, 201, "it says nothing of the user");
    let link = app.link("ann@example.com").await;
    let blocked = sign_in(&app, SIGN_IN, &link).format(VERSION).send().await;
    blocked.is_v1_error(403, "user_blocked", "The current user has been blocked.");
    assert_eq!(app.read("ann").await["emailVerification"], false);
    status(true).send().await.ok();
    sign_in(&app, SIGN_IN, &link).format(VERSION).send().await.token();
}

/// F4, F15, F16
#[tokio::test]
async fn a_link_ends_with_its_time_its_email_and_its_user() {
    let app = WithInbox::start().await;
    app.create("ann").await;
    let link = || async {
        ask(&app, "ann", "ann@example.com").send().await.ok();
        app.link("ann@example.com").await
    };
    let late = link().await;
    app.time.set(Timestamp::from_secs(START + 3_601));
    is_invalid_token(&sign_in(&app, SIGN_IN, &late).format(VERSION).send().await);
    let moved = link().await;
    app.patch("/v1/users/ann/email").key().json(json!({ "email": "other@example.com" })).send().await.ok();
    is_invalid_token(&sign_in(&app, SIGN_IN, &moved).format(VERSION).send().await);
    app.patch("/v1/users/ann/email").key().json(json!({ "email": "ann@example.com" })).send().await.ok();
    let gone = link().await;
    app.delete("/v1/users/ann").key().send().await.is_done();
    app.create("ann").await;
    is_invalid_token(&sign_in(&app, SIGN_IN, &gone).format(VERSION).send().await);
}

/// Somebody who had the mailbox for an hour can keep links, which live for seven days in 0.15.
#[tokio::test]
async fn a_link_ends_with_the_sessions_of_its_user() {
    let app = WithInbox::start().await;
    app.create("ann").await;
    let link = || async {
        let body = json!({ "userId": "ann", "email": "ann@example.com", "url": URL });
        app.post(OLD).project(PROJECT).json(body).send().await.ok();
        app.link("ann@example.com").await
    };
    let kept = link().await;
    app.delete("/v1/users/ann/sessions").key().send().await.is_done();
    is_invalid_token(&sign_in(&app, SIGN_IN, &kept).format(VERSION).send().await);
    let kept = link().await;
    let password = json!({ "password": "battery staple" });
    app.patch("/v1/users/ann/password").key().format(VERSION).json(password).send().await.ok();
    sign_in(&app, OLD, &kept).send().await.is_error(401, "user_invalid_token", "Invalid login token");
    assert_eq!(app.sessions_of("ann").await.len(), 0);
    // A single sign-out ends nothing else.
    let kept = link().await;
    let own = sign_in(&app, SIGN_IN, &link().await).format(VERSION).send().await.token();
    app.delete("/v1/account/sessions/current").session(&own).send().await.is_done();
    sign_in(&app, SIGN_IN, &kept).format(VERSION).send().await.token();
}

#[tokio::test]
async fn of_two_clicks_at_once_one_signs_in() {
    let app = WithInbox::start().await;
    ask(&app, "unique()", "new@example.com").send().await.ok();
    let link = app.link("new@example.com").await;
    let click = || async { sign_in(&app, SIGN_IN, &link).format(VERSION).send().await.status.as_u16() };
    let (one, other) = tokio::join!(click(), click());
    assert_eq!(one.min(other) + one.max(other), 201 + 401);
    assert_eq!(app.sessions_of(link.user()).await.len(), 1);
    app.check("clicked twice");
}

#[tokio::test]
async fn a_phrase_is_in_the_answer_and_in_the_email() {
    let app = WithInbox::start().await;
    let body = |phrase: Value| json!({ "userId": "ann", "email": "ann@example.com", "url": URL, "phrase": phrase });
    let with_phrase = app.post(ASK).project(PROJECT).format(VERSION).json(body(json!(true))).send().await.ok();
    let phrase = with_phrase["phrase"].as_str().unwrap();
    assert_eq!(phrase.split(' ').count(), 2);
    let message = app.newest("ann@example.com").await;
    assert!(message.text.contains(phrase) && message.html.contains(phrase), "{phrase}: {}", message.text);
    let wrong = app.post(ASK).project(PROJECT).format(VERSION).json(body(json!("true"))).send().await;
    wrong.is_v1_invalid("phrase", "Value must be a valid boolean");
}

#[tokio::test]
async fn a_server_gets_the_secret() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let body = json!({ "userId": "ann", "email": "ann@example.com", "url": URL });
    let asked = app.v1(app.post(ASK)).json(body.clone()).send().await.ok();
    let secret = asked["secret"].as_str().unwrap();
    assert_eq!(secret.len(), 64);
    let session = json!({ "userId": "ann", "secret": secret });
    let session = app.v1(app.post(SIGN_IN)).json(session).send().await.ok();
    assert!(!session["secret"].as_str().unwrap().is_empty());
    let guest = app.post(ASK).project(PROJECT).format(VERSION).json(body).send().await;
    guest.is_v1_error(503, "general_smtp_disabled", "SMTP disabled");
}

#[tokio::test]
async fn a_project_switches_links_off_but_not_their_use() {
    let mut app = WithInbox::start().await;
    app.create("ann").await;
    ask(&app, "ann", "ann@example.com").send().await.ok();
    let link = app.link("ann@example.com").await;
    app.set_rules(|rules| rules.methods = rules.methods.without(AuthMethod::MagicUrl)).await;
    let off = ask(&app, "ann", "ann@example.com").send().await;
    let text = "Magic URL authentication is disabled for this project";
    off.is_v1_error(501, "user_auth_method_unsupported", text);
    sign_in(&app, SIGN_IN, &link).format(VERSION).send().await.token();
}

#[tokio::test]
async fn who_may_not_sign_up_gets_a_link_only_if_they_are_a_user() {
    let mut app = WithInbox::start().await;
    app.create("ann").await;
    app.set_rules(|rules| rules.sign_up = false).await;
    assert_eq!(ask(&app, "unique()", "ann@example.com").send().await.status, 201);
    let unknown = ask(&app, "unique()", "new@example.com").send().await;
    assert!(unknown.status.is_client_error() || unknown.status.is_server_error(), "{}", unknown.text());
    assert_eq!((users(&app).await, app.count().await), (json!(1), 1));
}

#[tokio::test]
async fn parameters_are_checked() {
    let app = WithInbox::start().await;
    let without = |field: &str| {
        let mut body = json!({ "userId": "ann", "email": "ann@example.com", "url": URL });
        body.as_object_mut().unwrap().remove(field);
        app.post(OLD).project(PROJECT).json(body)
    };
    for field in ["userId", "email", "url"] {
        without(field).send().await.is_invalid(&missing(field));
    }
    let foreign = json!({ "userId": "ann", "email": "ann@example.com", "url": "https://evil.example/" });
    assert_eq!(app.post(OLD).project(PROJECT).json(foreign).send().await.status, 400);
    assert_eq!((users(&app).await, app.count().await), (json!(0), 0));
}

#[tokio::test]
async fn sixty_links_an_hour_and_ten_in_0_15() {
    let app = WithInbox::start().await;
    let old = || {
        let body = json!({ "userId": "ann", "email": "ann@example.com", "url": URL });
        app.post(OLD).project(PROJECT).json(body)
    };
    assert_eq!(old().send().await.rate(), Some((10, 9, START + 800)));
    for _ in 0..9 {
        assert_eq!(old().send().await.status, 201);
    }
    assert_eq!(old().send().await.status, 429);
    let newer = ask(&app, "ann", "ann@example.com").from("192.0.2.1").send().await;
    assert_eq!((newer.status.as_u16(), newer.rate().unwrap().0), (201, 60));
    assert_eq!(app.try_sign_in("ann@example.com", PASSWORD).send().await.status, 401, "other counters are not touched");
}
