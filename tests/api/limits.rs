//! Rate limits: how many attempts there are in an hour.

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
/// The seconds from the start of the app's clock to the second hour.
const NEXT_HOUR: u64 = 800;
const OTHER_IP: &str = "198.51.100.7";

/// An app in which all attempts at ann's email are used.
async fn with_a_limited_email() -> TestApp {
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
async fn an_email_has_ten_attempts_an_hour() {
    let app = with_a_limited_email().await;
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
async fn a_limited_email_limits_no_other_user_and_no_other_client() {
    let app = with_a_limited_email().await;
    app.create("bob").await;
    app.sign_in("bob").await;
    app.try_sign_in("ann@example.com", PASSWORD).from(BRITAIN).send().await.ok();
    app.try_sign_in("ann@example.com", PASSWORD).send().await.is_limited();
}

#[tokio::test]
async fn an_email_is_limited_in_its_own_project_only() {
    let app = with_a_limited_email().await;
    app.make_project("q").await;
    let new = json!({ "userId": "ann", "email": "ann@example.com", "password": PASSWORD });
    app.post("/v1/account").project("q").json(new).send().await.ok();
    app.try_sign_in("ann@example.com", PASSWORD).project("q").send().await.ok();
}

#[tokio::test]
async fn concurrent_attempts_are_all_counted() {
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
        (from..from + 50).map(|n| app.try_sign_in(&format!("u{n}@example.com"), WRONG).from(OTHER_IP).send())
    };
    let mut tried = 0;
    for _ in 0..1_000 {
        tried += usize::from(app.try_sign_in("ann@example.com", WRONG).send().await.status == 401);
    }
    assert_eq!(tried, 10, "for one email");
    tried = 0;
    for from in (0..1_000).step_by(50) {
        tried += join_all(attempts(from)).await.iter().filter(|answer| answer.status == 401).count();
    }
    assert_eq!(tried, 1_000, "for one client");
    let limited = app.try_sign_in("u0@example.com", WRONG).from(OTHER_IP).send().await;
    limited.is_limited();
    assert_eq!(limited.rate(), Some((1_000, 0, START + NEXT_HOUR)));
    app.try_sign_in("other@example.com", WRONG).from(BRITAIN).send().await.is_wrong_password();
}

#[tokio::test]
async fn limits_are_configured_by_the_deployment() {
    let mut app = TestApp::start().await;
    let limits = Limits { per_email: 3, per_client: 5 };
    app.restart_with(&Config { limits, ..Config::default() });
    let attempt = async |n: u64| app.try_sign_in(&format!("u{n}@example.com"), WRONG).send().await;
    // The answer shows the counter that is closer to its limit.
    for (n, shown) in [(0, (3, 2)), (0, (3, 1)), (0, (3, 0)), (1, (5, 1)), (2, (5, 0))] {
        let answer = attempt(n).await;
        answer.is_wrong_password();
        assert_eq!(answer.rate().map(|(limit, left, _)| (limit, left)), Some(shown), "{n}");
    }
    let limited = attempt(3).await;
    limited.is_limited();
    assert_eq!(limited.rate(), Some((5, 0, START + NEXT_HOUR)));
}

/// The calls of the table without their values: operation, generation and consistency of each, and the round trips.
fn work(bill: &Bill) -> (Vec<(String, usize, bool)>, usize) {
    let call = |call: &Call| (call.operation.clone(), call.generation, call.is_consistent());
    (bill.calls.iter().map(call).collect(), bill.round_trips())
}

async fn attempt(app: &TestApp, email: &str) -> (Answer, (Vec<(String, usize, bool)>, usize)) {
    let (answer, bill) = app.caller.meter.measure(app.try_sign_in(email, WRONG).send()).await;
    (answer, work(&bill))
}

#[tokio::test]
async fn known_and_unknown_emails_cause_the_same_work() {
    let app = TestApp::start().await;
    for user in ["ann", "bob", "eve"] {
        app.create(user).await;
    }
    let random: String = (0..2_000).map(|_| format!("{:x}", app.time.bits())).collect();
    app.patch("/v1/users/bob/prefs").key().json(json!({ "prefs": { "random": random } })).send().await.ok();
    app.patch("/v1/users/eve/status").key().json(json!({ "status": false })).send().await.ok();
    attempt(&app, "first@example.com").await;
    let (unknown, work_of_unknown) = attempt(&app, "nobody@example.com").await;
    assert!(work_of_unknown.0.len() >= 3, "{work_of_unknown:?}");
    for email in ["ann@example.com", "bob@example.com", "eve@example.com", "other@example.com"] {
        let (known, work) = attempt(&app, email).await;
        assert_eq!(
            (known.status, &known.headers, &known.body),
            (unknown.status, &unknown.headers, &unknown.body),
            "{email}"
        );
        assert_eq!(work, work_of_unknown, "{email}");
    }
}

#[tokio::test]
async fn a_limited_attempt_checks_no_password() {
    let app = with_a_limited_email().await;
    let (answer, (calls, _)) = attempt(&app, "ann@example.com").await;
    answer.is_limited();
    assert!(calls.iter().all(|(operation, ..)| operation == "UpdateItem"), "{calls:?}");
}

#[tokio::test]
async fn counters_contain_no_personal_data_and_expire() {
    let app = with_a_limited_email().await;
    app.try_sign_in("ann@example.com", WRONG).from(BRITAIN).send().await.is_wrong_password();
    let items = app.table.rows();
    let counters: Vec<_> = items.iter().filter(|item| item.pk().starts_with("R#")).collect();
    assert_eq!(counters.len(), 4, "email and client, for two IP addresses");
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
    let limited = sign_up(9, BRITAIN).await;
    limited.is_limited();
    assert_eq!(limited.rate(), Some((10, 0, START + NEXT_HOUR)));
    sign_up(9, OTHER_IP).await.ok();
    app.pass(NEXT_HOUR);
    sign_up(10, BRITAIN).await.ok();
}

#[tokio::test]
async fn a_user_has_a_hundred_jwts_and_sign_outs_an_hour() {
    let (app, token) = TestApp::with_ann().await;
    app.create("bob").await;
    let bob_token = app.sign_in("bob").await;
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
    assert!(app.accepts(&token).await);
    app.post("/v1/account/jwt").session(&bob_token).send().await.ok();
    app.delete("/v1/account/sessions").session(&bob_token).send().await.is_done();
}

#[tokio::test]
async fn an_api_key_without_the_scope_cannot_avoid_limits_by_invented_ip_addresses() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let weak = [Scope::UsersRead, Scope::SessionsRead, Scope::TeamsWrite, Scope::HealthRead];
    let secret = app.make_key(PROJECT, &weak, None).await;
    for n in 0..11 {
        let invented = format!("198.51.100.{n}");
        let sign_in = app.try_sign_in("ann@example.com", WRONG).secret(&secret).header("x-forwarded-for", &invented);
        let answer = sign_in.from(BRITAIN).send().await;
        let new = json!({ "userId": format!("u{n}"), "email": format!("u{n}@example.com"), "password": PASSWORD });
        // In 0.15 an API key cannot sign up.
        let sign_up = app.post("/v1/account").project(PROJECT).secret(&secret).format("1.9.6").json(new);
        let created = sign_up.header("x-forwarded-for", &invented).from(BRITAIN).send().await;
        if n < 10 {
            answer.is_wrong_password();
            created.ok();
        } else {
            answer.is_limited();
            assert_eq!(created.status, 429);
        }
    }
}

#[tokio::test]
async fn in_0_15_a_sign_in_forgets_nothing() {
    let app = TestApp::start().await;
    app.create("ann").await;
    for left in (0..10).rev() {
        let answer = app.try_sign_in("ann@example.com", PASSWORD).send().await;
        assert_eq!((answer.status.as_u16(), answer.rate()), (201, Some((10, left, START + NEXT_HOUR))));
    }
    app.try_sign_in("ann@example.com", PASSWORD).send().await.is_limited();
}
