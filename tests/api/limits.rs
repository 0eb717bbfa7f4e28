//! How often something may be tried in an hour.

use crate::answer::Answer;
use crate::app::{PROJECT, TestApp};
use crate::expected::{BRITAIN, START};
use crate::signing_in::PASSWORD;
use futures_util::future::join_all;
use roster_api::{Config, Limits};
use roster_core::Scope;
use roster_tests::meter::{Bill, Call};
use serde_json::json;

const WRONG: &str = "wrong password";
/// When the second hour begins, counted from the beginning of the app.
const NEXT_HOUR: u64 = 800;
const ELSEWHERE: &str = "198.51.100.7";

/// Ann's address, tried until it is full.
async fn with_a_full_address() -> TestApp {
    let app = TestApp::start().await;
    app.create("ann").await;
    for left in (0..10).rev() {
        let answer = app.try_sign_in("ann@example.com", WRONG).send().await;
        answer.is_wrong_password();
        assert_eq!(answer.rate(), Some((10, left, START + NEXT_HOUR)));
    }
    app
}

#[tokio::test]
async fn an_address_is_tried_ten_times_an_hour() {
    let app = with_a_full_address().await;
    for password in [WRONG, PASSWORD] {
        let answer = app.try_sign_in("Ann@Example.com", password).send().await;
        answer.is_limited();
        assert_eq!(answer.rate(), Some((10, 0, START + NEXT_HOUR)));
        assert!(answer.cookies().is_empty());
    }
    app.pass(NEXT_HOUR - 1);
    app.try_sign_in("ann@example.com", PASSWORD).send().await.is_limited();
    app.pass(1);
    let answer = app.try_sign_in("ann@example.com", PASSWORD).send().await;
    assert_eq!((answer.status.as_u16(), answer.rate()), (201, Some((10, 9, START + NEXT_HOUR + 3_600))));
}

#[tokio::test]
async fn a_full_address_keeps_nobody_else_out() {
    let app = with_a_full_address().await;
    app.create("bob").await;
    app.sign_in("bob").await;
    app.try_sign_in("ann@example.com", PASSWORD).from(BRITAIN).send().await.ok();
    app.try_sign_in("ann@example.com", PASSWORD).send().await.is_limited();
}

#[tokio::test]
async fn a_full_address_is_full_in_its_own_project_only() {
    let app = with_a_full_address().await;
    app.make_project("q").await;
    let new = json!({ "userId": "ann", "email": "ann@example.com", "password": PASSWORD });
    app.post("/v1/account").project("q").json(new).send().await.ok();
    app.try_sign_in("ann@example.com", PASSWORD).project("q").send().await.ok();
}

#[tokio::test]
async fn attempts_that_race_are_counted_each() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let answers = join_all((0..25).map(|_| app.try_sign_in("ann@example.com", WRONG).send())).await;
    let limited = answers.iter().filter(|answer| answer.status == 429).count();
    assert_eq!((limited, answers.iter().filter(|answer| answer.status == 401).count()), (15, 10));
}

#[tokio::test]
async fn a_thousand_wrong_passwords_are_limited() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let attempts = |from: usize| {
        (from..from + 50).map(|n| app.try_sign_in(&format!("u{n}@example.com"), WRONG).from(ELSEWHERE).send())
    };
    let mut tried = 0;
    for _ in 0..1_000 {
        tried += usize::from(app.try_sign_in("ann@example.com", WRONG).send().await.status == 401);
    }
    assert_eq!(tried, 10, "of one address");
    tried = 0;
    for from in (0..1_000).step_by(50) {
        tried += join_all(attempts(from)).await.iter().filter(|answer| answer.status == 401).count();
    }
    assert_eq!(tried, 1_000, "of one client");
    let full = app.try_sign_in("u0@example.com", WRONG).from(ELSEWHERE).send().await;
    full.is_limited();
    assert_eq!(full.rate(), Some((1_000, 0, START + NEXT_HOUR)));
    app.try_sign_in("fresh@example.com", WRONG).from(BRITAIN).send().await.is_wrong_password();
}

#[tokio::test]
async fn limits_are_those_of_the_deployment() {
    let mut app = TestApp::start().await;
    let limits = Limits { per_email: 3, per_client: 5 };
    app.restart_with(&Config { limits, ..Config::default() });
    let attempt = async |n: u64| app.try_sign_in(&format!("u{n}@example.com"), WRONG).send().await;
    // Of both counters, the nearer one is told.
    for (n, told) in [(0, (3, 2)), (0, (3, 1)), (0, (3, 0)), (1, (5, 1)), (2, (5, 0))] {
        let answer = attempt(n).await;
        answer.is_wrong_password();
        assert_eq!(answer.rate().map(|(limit, left, _)| (limit, left)), Some(told), "{n}");
    }
    let full = attempt(3).await;
    full.is_limited();
    assert_eq!(full.rate(), Some((5, 0, START + NEXT_HOUR)));
}

/// What was asked of the table: operations and round trips, and what each call touched but for the values.
fn work(bill: &Bill) -> (Vec<(String, usize, bool)>, usize) {
    let call = |call: &Call| (call.operation.clone(), call.generation, call.is_consistent());
    (bill.calls.iter().map(call).collect(), bill.round_trips())
}

async fn attempt(app: &TestApp, email: &str) -> (Answer, (Vec<(String, usize, bool)>, usize)) {
    let (answer, bill) = app.caller.meter.measure(app.try_sign_in(email, WRONG).send()).await;
    (answer, work(&bill))
}

#[tokio::test]
async fn known_and_unknown_addresses_do_the_same_work() {
    let app = TestApp::start().await;
    for user in ["ann", "bob", "eve"] {
        app.create(user).await;
    }
    let noise: String = (0..2_000).map(|_| format!("{:x}", app.time.bits())).collect();
    app.patch("/v1/users/bob/prefs").key().json(json!({ "prefs": { "noise": noise } })).send().await.ok();
    app.patch("/v1/users/eve/status").key().json(json!({ "status": false })).send().await.ok();
    attempt(&app, "first@example.com").await;
    let (unknown, work_for_nobody) = attempt(&app, "nobody@example.com").await;
    assert!(work_for_nobody.0.len() >= 3, "{work_for_nobody:?}");
    for email in ["ann@example.com", "bob@example.com", "eve@example.com", "other@example.com"] {
        let (known, work) = attempt(&app, email).await;
        assert_eq!(
            (known.status, &known.headers, &known.body),
            (unknown.status, &unknown.headers, &unknown.body),
            "{email}"
        );
        assert_eq!(work, work_for_nobody, "{email}");
    }
}

#[tokio::test]
async fn a_limited_attempt_compares_nothing() {
    let app = with_a_full_address().await;
    let (answer, (calls, _)) = attempt(&app, "ann@example.com").await;
    answer.is_limited();
    assert!(calls.iter().all(|(operation, ..)| operation == "UpdateItem"), "{calls:?}");
}

#[tokio::test]
async fn counters_name_nobody_and_go_by_themselves() {
    let app = with_a_full_address().await;
    app.try_sign_in("ann@example.com", WRONG).from(BRITAIN).send().await.is_wrong_password();
    let rows = app.table.rows();
    let counters: Vec<_> = rows.iter().filter(|row| row.pk().starts_with("R#")).collect();
    assert_eq!(counters.len(), 4, "address and client, from two places");
    for counter in counters {
        let text = format!("{counter:?}");
        assert!(!text.contains("ann") && !text.contains('@') && !text.contains(BRITAIN), "{text}");
        assert!(counter.number("exp") as u64 >= START + NEXT_HOUR, "{text}");
    }
    app.check("counters");
}

#[tokio::test]
async fn a_client_signs_up_ten_users_an_hour() {
    let app = TestApp::start().await;
    let sign_up = async |n: u64, from| {
        let new = json!({ "userId": format!("u{n}"), "email": format!("u{n}@example.com"), "password": PASSWORD });
        app.post("/v1/account").project(PROJECT).json(new).from(from).send().await
    };
    for n in 0..9 {
        let answer = sign_up(n, BRITAIN).await;
        assert_eq!((answer.status.as_u16(), answer.rate()), (201, Some((10, 9 - n, START + NEXT_HOUR))));
    }
    let conflict = sign_up(0, BRITAIN).await;
    assert_eq!((conflict.status.as_u16(), conflict.rate()), (409, Some((10, 0, START + NEXT_HOUR))));
    let full = sign_up(9, BRITAIN).await;
    full.is_limited();
    assert_eq!(full.rate(), Some((10, 0, START + NEXT_HOUR)));
    sign_up(9, ELSEWHERE).await.ok();
    app.pass(NEXT_HOUR);
    sign_up(10, BRITAIN).await.ok();
}

#[tokio::test]
async fn a_user_has_a_hundred_jwts_and_sign_outs_an_hour() {
    let (app, token) = TestApp::with_ann().await;
    app.create("bob").await;
    let bobs = app.sign_in("bob").await;
    for left in (0..100).rev() {
        let jwt = app.post("/v1/account/jwt").session(&token).send().await;
        let sign_out = app.delete("/v1/account/sessions/unknown").session(&token).send().await;
        for (answer, status) in [(jwt, 201), (sign_out, 404)] {
            assert_eq!((answer.status.as_u16(), answer.rate()), (status, Some((100, left, START + NEXT_HOUR))));
        }
    }
    app.post("/v1/account/jwt").session(&token).send().await.is_limited();
    for path in ["/v1/account/sessions/current", "/v1/account/sessions"] {
        app.delete(path).session(&token).send().await.is_limited();
    }
    assert!(app.knows(&token).await);
    app.post("/v1/account/jwt").session(&bobs).send().await.ok();
    app.delete("/v1/account/sessions").session(&bobs).send().await.is_done();
}

#[tokio::test]
async fn who_holds_a_key_of_little_does_not_try_from_addresses_that_he_made_up() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let weak = [Scope::UsersRead, Scope::SessionsRead, Scope::TeamsWrite, Scope::HealthRead];
    let secret = app.make_key(PROJECT, &weak, None).await;
    for n in 0..11 {
        let made_up = format!("198.51.100.{n}");
        let sign_in = app.try_sign_in("ann@example.com", WRONG).secret(&secret).header("x-forwarded-for", &made_up);
        let answer = sign_in.from(BRITAIN).send().await;
        let new = json!({ "userId": format!("u{n}"), "email": format!("u{n}@example.com"), "password": PASSWORD });
        let sign_up = app.post("/v1/account").project(PROJECT).secret(&secret).json(new);
        let created = sign_up.header("x-forwarded-for", &made_up).from(BRITAIN).send().await;
        if n < 10 {
            answer.is_wrong_password();
            created.ok();
        } else {
            answer.is_limited();
            created.is_limited();
        }
    }
}
