//! POST /v1/account/tokens/email, and signing in by the code: POST /v1/account/sessions/token

use crate::account::verification::is_invalid_token;
use crate::answer::Answer;
use crate::app::{PROJECT, TestApp};
use crate::expected::START;
use crate::inbox::WithInbox;
use crate::request::Request;
use crate::v1::expected::VERSION;
use roster_core::{AuthMethod, Timestamp};
use serde_json::json;

const ASK: &str = "/v1/account/tokens/email";
const SIGN_IN: &str = "/v1/account/sessions/token";

fn ask<'a>(app: &'a TestApp, email: &str) -> Request<'a> {
    app.post(ASK).project(PROJECT).format(VERSION).json(json!({ "userId": "unique()", "email": email }))
}

fn sign_in<'a>(app: &'a TestApp, user: &str, secret: &str) -> Request<'a> {
    app.post(SIGN_IN).project(PROJECT).format(VERSION).json(json!({ "userId": user, "secret": secret }))
}

/// The code that ann gets.
async fn code(app: &WithInbox) -> String {
    ask(app, "ann@example.com").send().await.ok();
    app.code("ann@example.com").await
}

async fn with_ann() -> WithInbox {
    let app = WithInbox::start().await;
    app.create("ann").await;
    app
}

/// A code of six digits that is not this one.
pub fn another(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000)
}

#[tokio::test]
async fn a_code_signs_in_once_and_verifies_the_email() {
    let app = with_ann().await;
    let body = json!({ "userId": "another", "email": "Ann@example.com", "phrase": true });
    let asked = app.post(ASK).project(PROJECT).format(VERSION).json(body).send().await;
    let shown = asked.ok();
    assert_eq!((asked.status.as_u16(), &shown["userId"], &shown["secret"]), (201, &json!("ann"), &json!("")));
    assert_eq!(shown["expire"], "2030-03-17T18:01:40.000+00:00");
    let message = app.newest("ann@example.com").await;
    assert!(message.text.contains(shown["phrase"].as_str().unwrap()), "{}", message.text);
    let code = app.code("ann@example.com").await;
    let session = sign_in(&app, "ann", &code).send().await;
    let shown = session.ok();
    assert_eq!((&shown["provider"], &shown["factors"]), (&json!("token"), &json!(["email"])));
    assert_eq!(app.account(&session.token()).await.ok()["emailVerification"], true);
    is_invalid_token(&sign_in(&app, "ann", &code).send().await);
    app.check("signed in by a code");
}

/// A code that is replaced is worth nothing: asking for many does not make it easier to guess one.
#[tokio::test]
async fn a_new_code_replaces_the_former() {
    let app = with_ann().await;
    let (first, second) = (code(&app).await, code(&app).await);
    assert_ne!(first, second, "the random numbers of this test");
    is_invalid_token(&sign_in(&app, "ann", &first).send().await);
    sign_in(&app, "ann", &second).send().await.token();
}

/// F10
#[tokio::test]
async fn a_code_is_for_its_own_user() {
    let app = with_ann().await;
    app.create("bob").await;
    let code = code(&app).await;
    is_invalid_token(&sign_in(&app, "bob", &code).send().await);
    is_invalid_token(&sign_in(&app, "nobody", &code).send().await);
    sign_in(&app, "ann", &code).send().await.token();
}

/// F11
#[tokio::test]
async fn ten_wrong_codes_from_one_client_block_the_right_one_until_the_hour_is_over() {
    let app = with_ann().await;
    let code = code(&app).await;
    let wrong = another(&code);
    for _ in 0..10 {
        is_invalid_token(&sign_in(&app, "ann", &wrong).send().await);
    }
    assert_eq!(sign_in(&app, "ann", &code).send().await.status, 429);
    // Half an hour later the next one begins; this code has expired by then.
    app.pass(1_800);
    let fresh = self::code(&app).await;
    sign_in(&app, "ann", &fresh).send().await.token();
}

/// However many clients try: a hundred codes an hour.
#[tokio::test]
async fn a_hundred_wrong_codes_from_a_hundred_clients_are_all_that_an_hour_has() {
    let app = with_ann().await;
    let code = code(&app).await;
    let wrong = another(&code);
    let clients: Vec<&'static str> =
        (0..101).map(|n| &*Box::leak(format!("198.51.100.{n}").into_boxed_str())).collect();
    for client in clients[..100].iter().copied() {
        is_invalid_token(&sign_in(&app, "ann", &wrong).from(client).send().await);
    }
    assert_eq!(sign_in(&app, "ann", &code).from(clients[100]).send().await.status, 429);
}

/// F4
#[tokio::test]
async fn a_code_is_valid_to_the_second_of_its_end() {
    for (seconds, status) in [(900, 201), (901, 401)] {
        let app = with_ann().await;
        let code = code(&app).await;
        app.time.set(Timestamp::from_secs(START + seconds));
        assert_eq!(sign_in(&app, "ann", &code).send().await.status, status, "after {seconds} s");
    }
}

#[tokio::test]
async fn a_code_is_not_valid_for_another_purpose_or_email() {
    let app = with_ann().await;
    let code = code(&app).await;
    let confirm = json!({ "userId": "ann", "secret": code });
    let verify = |path: &'static str| app.put(path).project(PROJECT).format(VERSION).json(confirm.clone());
    is_invalid_token(&verify("/v1/account/verifications/email").send().await);
    is_invalid_token(&verify("/v1/account/verifications/phone").send().await);
    app.patch("/v1/users/ann/email").key().json(json!({ "email": "other@example.com" })).send().await.ok();
    is_invalid_token(&sign_in(&app, "ann", &code).send().await);
}

/// A server may create short tokens of digits alone: they are not mistaken for codes.
#[tokio::test]
async fn a_short_token_of_a_server_works_beside_a_code() {
    let app = with_ann().await;
    let code = code(&app).await;
    let made = app.v1(app.post("/v1/users/ann/tokens")).json(json!({})).send().await.ok();
    sign_in(&app, "ann", made["secret"].as_str().unwrap()).send().await.token();
    sign_in(&app, "ann", &code).send().await.token();
}

#[tokio::test]
async fn a_server_gets_the_code() {
    let (app, _) = TestApp::with_ann().await;
    let body = json!({ "userId": "ann", "email": "ann@example.com" });
    let asked = app.v1(app.post(ASK)).json(body.clone()).send().await.ok();
    let secret = asked["secret"].as_str().unwrap();
    assert!(secret.len() == 6 && secret.bytes().all(|byte| byte.is_ascii_digit()), "{secret}");
    sign_in(&app, "ann", secret).send().await.token();
    let guest: Answer = app.post(ASK).project(PROJECT).format(VERSION).json(body).send().await;
    guest.is_v1_error(503, "general_smtp_disabled", "SMTP disabled");
}

#[tokio::test]
async fn a_project_switches_codes_off() {
    let mut app = with_ann().await;
    app.set_rules(|rules| rules.methods = rules.methods.without(AuthMethod::EmailOtp)).await;
    let off = ask(&app, "ann@example.com").send().await;
    off.is_v1_error(501, "user_auth_method_unsupported", "Email OTP authentication is disabled for this project");
}
