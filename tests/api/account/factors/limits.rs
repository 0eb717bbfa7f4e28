//! Limits of challenges and of the codes that are tried.

use super::{CHALLENGES, Person, WRONG_CODE, with_ann};
use serde_json::json;

const HOUR: u64 = 3_600;

#[tokio::test]
async fn a_user_has_ten_challenges_an_hour() {
    let app = with_ann().await;
    let ann = Person::sign_in(&app).await;
    for left in (0..10).rev() {
        let asked = ann.post(CHALLENGES, json!({ "factor": "totp" })).await;
        assert_eq!((asked.status.as_u16(), asked.rate().map(|rate| (rate.0, rate.1))), (201, Some((10, left))));
    }
    let invalid = ann.post(CHALLENGES, json!({ "factor": "fax" })).await;
    assert_eq!((invalid.status.as_u16(), invalid.rate().map(|rate| rate.1)), (400, Some(0)), "not counted, but shown");
    ann.post(CHALLENGES, json!({ "factor": "totp" })).await.is_limited();
    ann.post("/v1/account/mfa/challenge", json!({ "factor": "totp" })).await.is_limited();
    app.pass(HOUR);
    ann.ask("totp").await;
}

/// F11, for second factors.
#[tokio::test]
async fn after_ten_wrong_codes_the_right_one_is_rejected_too() {
    let app = with_ann().await;
    let ann = Person::sign_in(&app).await;
    let authenticator = ann.enrol().await;
    let challenge = ann.ask("totp").await;
    for left in (0..10).rev() {
        let wrong = ann.present(&challenge, &authenticator.wrong_code()).await;
        wrong.fails(WRONG_CODE);
        assert_eq!(wrong.rate().map(|rate| (rate.0, rate.1)), Some((10, left)));
    }
    ann.present(&challenge, &authenticator.code(1)).await.is_limited();
    let other = ann.ask("totp").await;
    ann.present(&other, &authenticator.code(1)).await.ok();
}

/// Challenges of the hour before can still be passed, so there are more than ten.
#[tokio::test]
async fn a_user_has_a_hundred_tries_an_hour() {
    let app = with_ann().await;
    let ann = Person::sign_in(&app).await;
    let authenticator = ann.enrol().await;
    let to_the_end_of_the_hour = HOUR - app.time.now().as_secs() % HOUR;
    app.pass(to_the_end_of_the_hour - 60);
    let mut challenges = Vec::new();
    for _ in 0..10 {
        challenges.push(ann.ask("totp").await);
    }
    app.pass(120);
    challenges.push(ann.ask("totp").await);
    for challenge in &challenges[..10] {
        for _ in 0..10 {
            ann.present(challenge, &authenticator.wrong_code()).await.fails(WRONG_CODE);
        }
    }
    let limited = ann.present(&challenges[10], &authenticator.code(0)).await;
    limited.is_limited();
    app.pass(HOUR - 100);
    let challenge = ann.ask("totp").await;
    ann.present(&challenge, &authenticator.code(0)).await.ok();
}

#[tokio::test]
async fn unknown_challenges_are_counted_for_the_user() {
    let app = with_ann().await;
    let ann = Person::sign_in(&app).await;
    for n in 0..100 {
        ann.present(&format!("unknown-{n}"), "123456").await.fails(WRONG_CODE);
    }
    ann.present("unknown", "123456").await.is_limited();
    // Somebody else's tries are their own.
    app.create("bob").await;
    let bob = Person { app: &app, token: app.sign_in("bob").await };
    bob.present("unknown", "123456").await.fails(WRONG_CODE);
}
