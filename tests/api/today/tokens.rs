//! POST /v1/users/{userId}/tokens, and signing in by what it makes: POST /v1/account/sessions/token.

use super::expected::TODAY;
use crate::answer::Answer;
use crate::app::{PROJECT, TestApp};
use crate::expected::{BRITAIN, CHROME, START, user, with};
use crate::request::Request;
use crate::signing_in::{PASSWORD, british_session};
use serde_json::{Value, json};

const TOKENS: &str = "/v1/users/ann/tokens";
const SIGN_IN: &str = "/v1/account/sessions/token";
const ELSEWHERE: [&str; 11] = [
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
    app.today(app.post(TOKENS)).json(body).send().await
}

async fn secret_of(app: &TestApp, body: Value) -> String {
    create(app, body).await.ok()["secret"].as_str().unwrap().to_owned()
}

fn show<'a>(app: &'a TestApp, user: &str, secret: &str) -> Request<'a> {
    app.post(SIGN_IN).project(PROJECT).json(json!({ "userId": user, "secret": secret }))
}

#[track_caller]
fn is_wrong(answer: &Answer) {
    answer.is_refused(401, "user_invalid_token", "Invalid token passed in the request");
    assert!(answer.cookies().is_empty());
}

#[tokio::test]
async fn a_token_is_shown_once_with_its_secret() {
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
    assert!(app.table.rows().iter().all(|row| !format!("{row:?}").contains(secret)), "only its hash is kept");
    app.check("tokens");
}

#[tokio::test]
async fn lengths_and_lives_have_their_range() {
    let app = with_ann().await;
    for (name, bad, why) in [
        ("length", json!(3), "Value must be a valid range between 4 and 128"),
        ("length", json!(129), "Value must be a valid range between 4 and 128"),
        ("length", json!("x"), "Value must be a valid range between 4 and 128"),
        ("expire", json!(59), "Value must be a valid range between 60 and 31,536,000"),
        ("expire", json!(31_536_001), "Value must be a valid range between 60 and 31,536,000"),
    ] {
        create(&app, json!({ name: bad })).await.is_invalid_today(name, why);
    }
    let nobody = app.today(app.post("/v1/users/nobody/tokens")).json(json!({})).send().await;
    nobody.is_refused_today(404, "user_not_found", "User with the requested ID could not be found.");
}

#[tokio::test]
async fn a_token_signs_its_user_in_once() {
    let app = with_ann().await;
    let secret = secret_of(&app, json!({ "length": 32 })).await;
    let answer = show(&app, "ann", &secret).header("user-agent", CHROME).from(BRITAIN).send().await;
    let session = british_session(&answer.body()["$id"], "ann", START);
    answer.is(201, with(session, json!({ "provider": "token", "providerUid": "", "current": true })));
    app.account(&answer.token()).await.is(200, user("ann"));
    assert_eq!(answer.rate(), Some((10, 9, START + 800)));
    is_wrong(&show(&app, "ann", &secret).send().await);
    assert_eq!(app.sessions_of("ann").await.len(), 1);
    let id = answer.body()["$id"].as_str().unwrap().to_owned();
    assert_eq!(app.events("ann").await[0], format!("users.ann.sessions.{id}.create"));
    app.check("signed in by a token");
}

#[tokio::test]
async fn users_of_today_sign_in_as_well() {
    let app = with_ann().await;
    let secret = secret_of(&app, json!({})).await;
    let wrong = show(&app, "ann", "nothing").format(TODAY).send().await;
    wrong.is_refused_today(401, "user_invalid_token", "Invalid token passed in the request.");
    let session = show(&app, "ann", &secret).format(TODAY).send().await.ok();
    assert_eq!((&session["provider"], &session["factors"]), (&json!("token"), &json!(["token"])));
}

#[tokio::test]
async fn what_is_wrong_is_not_told() {
    let app = with_ann().await;
    app.create("bob").await;
    let secret = secret_of(&app, json!({ "expire": 60 })).await;
    let mut answers = Vec::new();
    for (user, secret) in [("ann", "000000x"), ("bob", secret.as_str()), ("nobody", secret.as_str())] {
        let answer = show(&app, user, secret).send().await;
        is_wrong(&answer);
        answers.push((answer.status, answer.headers, answer.body));
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:?}");
    app.pass(60);
    is_wrong(&show(&app, "ann", &secret).send().await);
    assert_eq!(app.sessions_of("ann").await.len(), 0);
}

#[tokio::test]
async fn a_blocked_user_with_the_right_token_is_told_so_and_keeps_it() {
    let app = with_ann().await;
    let secret = secret_of(&app, json!({})).await;
    let block = async |status: bool| {
        app.patch("/v1/users/ann/status").key().json(json!({ "status": status })).send().await.ok()
    };
    block(false).await;
    show(&app, "ann", &secret).send().await.is_blocked();
    is_wrong(&show(&app, "ann", "nothing").send().await);
    block(true).await;
    show(&app, "ann", &secret).send().await.ok();
}

#[tokio::test]
async fn one_client_tries_ten_times_an_hour_and_all_together_a_hundred_times() {
    let app = with_ann().await;
    let (short, long) = (secret_of(&app, json!({})).await, secret_of(&app, json!({ "length": 16 })).await);
    for ip in &ELSEWHERE[..10] {
        for _ in 0..10 {
            is_wrong(&show(&app, "ann", "000000x").from(ip).send().await);
        }
        show(&app, "ann", &short).from(ip).send().await.is_limited();
    }
    show(&app, "ann", &short).from(ELSEWHERE[10]).send().await.is_limited();
    app.try_sign_in("ann@example.com", PASSWORD).from(ELSEWHERE[10]).send().await.ok();
    show(&app, "ann", &long).from(ELSEWHERE[10]).send().await.ok();
    app.create("bob").await;
    is_wrong(&show(&app, "bob", "000000x").from(ELSEWHERE[10]).send().await);
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
