//! Rate limits: differences of 1.x, and the counters that errors show.

use super::expected::VERSION;
use crate::app::{PROJECT, TestApp};
use crate::expected::{BRITAIN, START};
use crate::signing_in::PASSWORD;
use roster_api::{Config, Limits};
use serde_json::json;

const WRONG: &str = "wrong password";
/// The seconds from the start of the app's clock to the second hour.
const NEXT_HOUR: u64 = 800;
/// The seconds from the start of the app's clock to the second minute.
const NEXT_MINUTE: u64 = 20;
const OTHER_IP: &str = "198.51.100.7";

#[tokio::test]
async fn a_sign_in_forgets_the_attempts_before_it_in_v1() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let attempt = async |password: &str| {
        let answer = app.try_sign_in("ann@example.com", password).format(VERSION).send().await;
        (answer.status.as_u16(), answer.rate())
    };
    let counted = |left| Some((10, left, START + NEXT_HOUR));
    for n in 0..12 {
        assert_eq!(attempt(PASSWORD).await, (201, counted(9)), "{n}");
    }
    for left in (1..10).rev() {
        assert_eq!(attempt(WRONG).await, (401, counted(left)));
    }
    assert_eq!(attempt(PASSWORD).await, (201, counted(0)), "the tenth attempt");
    for left in (0..10).rev() {
        assert_eq!(attempt(WRONG).await, (401, counted(left)));
    }
    for password in [WRONG, PASSWORD] {
        assert_eq!(attempt(password).await, (429, counted(0)), "{password}");
    }
    app.check("forgotten attempts");
}

/// The limit of short tokens stays: it is not about one client.
#[tokio::test]
async fn a_sign_in_by_a_token_forgets_the_attempts_before_it_in_v1() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let sign_in = async |secret: &str| {
        let proof = json!({ "userId": "ann", "secret": secret });
        let answer = app.post("/v1/account/sessions/token").project(PROJECT).format(VERSION).json(proof).send().await;
        (answer.status.as_u16(), answer.rate())
    };
    let counted = |left| Some((10, left, START + NEXT_HOUR));
    for length in [32, 6] {
        for n in 0..12 {
            let token = app.v1(app.post("/v1/users/ann/tokens")).json(json!({ "length": length })).send().await.ok();
            assert_eq!(sign_in(token["secret"].as_str().unwrap()).await, (201, counted(9)), "{length} {n}");
        }
    }
    for left in (0..10).rev() {
        assert_eq!(sign_in(&"0".repeat(32)).await, (401, counted(left)));
    }
    assert_eq!(sign_in(&"0".repeat(32)).await, (429, counted(0)));
}

#[tokio::test]
async fn a_sign_in_forgets_neither_the_attempts_of_its_client_nor_those_of_others() {
    let mut app = TestApp::start().await;
    app.create("ann").await;
    app.create("bob").await;
    let limits = Limits { per_email: 3, per_client: 7 };
    app.restart_with(&Config { limits, ..Config::default() });
    let attempt = async |user: &str, password: &str, from| {
        let attempt = app.try_sign_in(&format!("{user}@example.com"), password).format(VERSION);
        let answer = attempt.from(from).send().await;
        (answer.status.as_u16(), answer.rate().unwrap().1)
    };
    for (user, password, from, expected) in [
        ("ann", WRONG, OTHER_IP, (401, 2)),
        ("ann", WRONG, BRITAIN, (401, 2)),
        ("ann", PASSWORD, BRITAIN, (201, 1)),
        // Neither another client nor another user forgets what this client tried with ann's email.
        ("ann", WRONG, OTHER_IP, (401, 1)),
        ("bob", PASSWORD, OTHER_IP, (201, 2)),
        ("ann", WRONG, OTHER_IP, (401, 0)),
        // The client has used four of its seven attempts.
        ("bob", PASSWORD, OTHER_IP, (201, 2)),
        ("bob", PASSWORD, OTHER_IP, (201, 1)),
        ("bob", PASSWORD, OTHER_IP, (201, 0)),
        ("bob", PASSWORD, OTHER_IP, (429, 0)),
    ] {
        assert_eq!(attempt(user, password, from).await, expected, "{user} {password} {from}");
    }
}

#[tokio::test]
async fn a_user_has_120_jwts_a_minute_in_v1() {
    let (app, token) = TestApp::with_ann().await;
    let jwt = async |format| {
        let answer = app.post("/v1/account/jwt").session(&token).format(format).send().await;
        (answer.status.as_u16(), answer.rate())
    };
    for left in (0..120).rev() {
        assert_eq!(jwt(VERSION).await, (201, Some((120, left, START + NEXT_MINUTE))));
    }
    assert_eq!(jwt(VERSION).await, (429, Some((120, 0, START + NEXT_MINUTE))));
    assert_eq!(jwt("0.15.0").await, (201, Some((100, 99, START + NEXT_HOUR))), "0.15 counts by itself");
    app.pass(NEXT_MINUTE);
    assert_eq!(jwt(VERSION).await, (201, Some((120, 119, START + NEXT_MINUTE + 60))));
    app.check("JWTs");
}

#[tokio::test]
async fn an_error_of_a_parameter_shows_the_counter_and_is_not_counted() {
    let (app, token) = TestApp::with_ann().await;
    let sign_up = |body| app.post("/v1/account").project(PROJECT).json(body);
    let sign_in = |body| app.post("/v1/account/sessions/email").project(PROJECT).json(body);
    let by_token = |body| app.post("/v1/account/sessions/token").project(PROJECT).json(body);
    let new = json!({ "userId": "bob", "email": "bob@example.com", "password": PASSWORD });
    let counted = |limit, left| Some((limit, left, START + NEXT_HOUR));
    for format in ["0.15.0", VERSION] {
        for (request, rate) in [
            (sign_up(json!({})), counted(10, if format == VERSION { 9 } else { 10 })),
            (sign_in(json!({ "email": "ann@example.com" })), counted(10, 9)),
            (sign_in(json!({ "email": "ANN@example.com", "password": "" })), counted(10, 9)),
            (sign_in(json!({})), counted(10, 10)),
            (by_token(json!({ "userId": "ann" })), counted(10, 10)),
            (app.delete("/v1/account/sessions/-x").session(&token), counted(100, 100)),
        ] {
            let answer = request.format(format).send().await;
            assert_eq!((answer.status.as_u16(), answer.rate()), (400, rate), "{format} {}", answer.text());
        }
        if format == "0.15.0" {
            sign_up(new.clone()).send().await.ok();
        }
    }
    let jwt = app.post("/v1/account/jwt").session(&token).format(VERSION).json(json!({ "duration": -1 })).send().await;
    assert_eq!((jwt.status.as_u16(), jwt.rate()), (400, Some((120, 120, START + NEXT_MINUTE))));
    // The second attempt of the app, after the one that signed ann in.
    assert_eq!(app.try_sign_in("ann@example.com", PASSWORD).send().await.rate(), counted(10, 8));
    for invalid in [sign_up(json!({})), sign_in(json!({})), by_token(json!({}))] {
        let answer = invalid.secret(app.key()).format(VERSION).send().await;
        assert_eq!((answer.status.as_u16(), answer.rate()), (400, None), "a server is not counted");
    }
}
