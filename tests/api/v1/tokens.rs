//! POST /v1/users/{userId}/tokens, and signing in by such a token: POST /v1/account/sessions/token.

use super::expected::VERSION;
use crate::answer::Answer;
use crate::app::{PROJECT, TestApp};
use crate::expected::{BRITAIN, CHROME, START, user, with};
use crate::request::Request;
use crate::signing_in::{PASSWORD, british_session};
use serde_json::{Value, json};

const TOKENS: &str = "/v1/users/ann/tokens";
const SIGN_IN: &str = "/v1/account/sessions/token";
const IP_ADDRESSES: [&str; 11] = [
    "198.51.100.1",
    "198.51.100.2",
    "198.51.100.3",
    "198.51.100.4",
    "198.51.100.5",
    "198.51.100.6",
    "198.51.100.7",
    "198.51.100.8",
    "198.51.100.9",
    "198.51.100.10",
    "198.51.100.11",
];

async fn with_ann() -> TestApp {
    let app = TestApp::start().await;
    app.create("ann").await;
    app
}

async fn create(app: &TestApp, body: Value) -> Answer {
    app.v1(app.post(TOKENS)).json(body).send().await
}

async fn secret_of(app: &TestApp, body: Value) -> String {
    create(app, body).await.ok()["secret"].as_str().unwrap().to_owned()
}

fn sign_in<'a>(app: &'a TestApp, user: &str, secret: &str) -> Request<'a> {
    app.post(SIGN_IN).project(PROJECT).json(json!({ "userId": user, "secret": secret }))
}

#[track_caller]
fn is_wrong(answer: &Answer) {
    answer.is_error(401, "user_invalid_token", "Invalid login token");
    assert!(answer.cookies().is_empty());
}

#[tokio::test]
async fn a_new_token_shows_its_secret() {
    let app = with_ann().await;
    let answer = create(&app, json!({})).await;
    let shown = answer.body();
    let secret = shown["secret"].as_str().unwrap();
    assert!(secret.len() == 6 && secret.bytes().all(|b| b.is_ascii_hexdigit()), "{secret}");
    let token = json!({
        "$id": shown["$id"],
        "$createdAt": "2030-03-17T17:46:40.004+00:00",
        "userId": "ann",
        "secret": secret,
        "expire": "2030-03-17T18:01:40.004+00:00",
        "phrase": "",
    });
    answer.is(201, token);
    answer.has_fields_in_order(&["$id", "$createdAt", "userId", "secret", "expire", "phrase"]);
    let event = format!("users.ann.tokens.{}.create", shown["$id"].as_str().unwrap());
    assert_eq!(app.events("ann").await, [event, "users.ann.create".to_owned()]);
    for (length, digits) in [(json!(4), 4), (json!("32"), 32), (json!(128), 128)] {
        assert_eq!(secret_of(&app, json!({ "length": length, "expire": 60 })).await.len(), digits);
    }
    assert!(
        app.table.rows().iter().all(|item| !format!("{item:?}").contains(secret)),
        "the table contains only the hash"
    );
    app.check("tokens");
}

#[tokio::test]
async fn lengths_and_durations_outside_of_their_range_are_rejected() {
    let app = with_ann().await;
    for (name, invalid, why) in [
        ("length", json!(3), "Value must be a valid range between 4 and 128"),
        ("length", json!(129), "Value must be a valid range between 4 and 128"),
        ("length", json!("x"), "Value must be a valid range between 4 and 128"),
        ("expire", json!(59), "Value must be a valid range between 60 and 31,536,000"),
        ("expire", json!(31_536_001), "Value must be a valid range between 60 and 31,536,000"),
    ] {
        create(&app, json!({ name: invalid })).await.is_v1_invalid(name, why);
    }
    let unknown = app.v1(app.post("/v1/users/nobody/tokens")).json(json!({})).send().await;
    unknown.is_v1_error(404, "user_not_found", "User with the requested ID could not be found.");
}

#[tokio::test]
async fn a_token_signs_its_user_in_once() {
    let app = with_ann().await;
    let secret = secret_of(&app, json!({ "length": 32 })).await;
    let answer = sign_in(&app, "ann", &secret).header("user-agent", CHROME).from(BRITAIN).send().await;
    let session = british_session(&answer.body()["$id"], "ann", START);
    answer.is(201, with(session, json!({ "provider": "token", "providerUid": "", "current": true })));
    app.account(&answer.token()).await.is(200, user("ann"));
    assert_eq!(answer.rate(), Some((10, 9, START + 800)));
    is_wrong(&sign_in(&app, "ann", &secret).send().await);
    assert_eq!(app.sessions_of("ann").await.len(), 1);
    let id = answer.body()["$id"].as_str().unwrap().to_owned();
    assert_eq!(app.events("ann").await[0], format!("users.ann.sessions.{id}.create"));
    app.check("a session by a token");
}

#[tokio::test]
async fn a_token_signs_its_user_in_in_1_x() {
    let app = with_ann().await;
    let secret = secret_of(&app, json!({})).await;
    let wrong = sign_in(&app, "ann", "nothing").format(VERSION).send().await;
    wrong.is_v1_error(401, "user_invalid_token", "Invalid token passed in the request.");
    let session = sign_in(&app, "ann", &secret).format(VERSION).send().await.ok();
    assert_eq!((&session["provider"], &session["factors"]), (&json!("token"), &json!(["token"])));
}

#[tokio::test]
async fn wrong_expired_and_foreign_tokens_get_the_same_answer() {
    let app = with_ann().await;
    app.create("bob").await;
    let secret = secret_of(&app, json!({ "expire": 60 })).await;
    let mut answers = Vec::new();
    for (user, secret) in [("ann", "000000x"), ("bob", secret.as_str()), ("nobody", secret.as_str())] {
        let answer = sign_in(&app, user, secret).send().await;
        is_wrong(&answer);
        answers.push((answer.status, answer.headers, answer.body));
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:?}");
    app.pass(60);
    is_wrong(&sign_in(&app, "ann", &secret).send().await);
    assert_eq!(app.sessions_of("ann").await.len(), 0);
}

#[tokio::test]
async fn a_blocked_user_with_the_right_token_is_rejected_and_keeps_it() {
    let app = with_ann().await;
    let secret = secret_of(&app, json!({})).await;
    let block = async |status: bool| {
        app.patch("/v1/users/ann/status").key().json(json!({ "status": status })).send().await.ok()
    };
    block(false).await;
    sign_in(&app, "ann", &secret).send().await.is_blocked();
    is_wrong(&sign_in(&app, "ann", "nothing").send().await);
    block(true).await;
    sign_in(&app, "ann", &secret).send().await.ok();
}

#[tokio::test]
async fn a_client_has_ten_attempts_an_hour_and_all_clients_a_hundred() {
    let app = with_ann().await;
    let (short, long) = (secret_of(&app, json!({})).await, secret_of(&app, json!({ "length": 16 })).await);
    for ip in &IP_ADDRESSES[..10] {
        for _ in 0..10 {
            is_wrong(&sign_in(&app, "ann", "000000x").from(ip).send().await);
        }
        sign_in(&app, "ann", &short).from(ip).send().await.is_limited();
    }
    sign_in(&app, "ann", &short).from(IP_ADDRESSES[10]).send().await.is_limited();
    app.try_sign_in("ann@example.com", PASSWORD).from(IP_ADDRESSES[10]).send().await.ok();
    sign_in(&app, "ann", &long).from(IP_ADDRESSES[10]).send().await.ok();
    app.create("bob").await;
    is_wrong(&sign_in(&app, "bob", "000000x").from(IP_ADDRESSES[10]).send().await);
}

#[tokio::test]
async fn parameters_are_checked_in_their_order() {
    let app = with_ann().await;
    let post = async |body: Value| app.post(SIGN_IN).project(PROJECT).json(body).send().await;
    post(json!({ "secret": "" })).await.is_invalid("Param \"userId\" is not optional.");
    let chosen = crate::expected::USER_ID_CHOSEN;
    for id in [json!("-x"), json!("unique()"), json!(5)] {
        post(json!({ "userId": id })).await.is_invalid(chosen);
    }
    post(json!({ "userId": "ann" })).await.is_invalid("Param \"secret\" is not optional.");
    let long = post(json!({ "userId": "ann", "secret": "x".repeat(257) })).await;
    long.is_invalid("Invalid secret: Value must be a valid string and no longer than 256 chars");
}
