//! How often something may be tried in an hour.

use crate::answer::Answer;
use crate::expected::{BRITAIN, START};
use crate::signing_in::PASSWORD;
use crate::world::{PROJECT, World};
use futures_util::future::join_all;
use roster_api::{Config, Limits};
use roster_core::Scope;
use roster_tests::meter::{Bill, Call};
use serde_json::json;

const WRONG: &str = "wrong password";
/// When the second hour begins, counted from the beginning of the world.
const NEXT_HOUR: u64 = 800;
const ELSEWHERE: &str = "198.51.100.7";

/// Ann's address, tried until it is full.
async fn with_a_full_address() -> World {
    let world = World::begin().await;
    world.create("ann").await;
    for left in (0..10).rev() {
        let answer = world.try_sign_in("ann@example.com", WRONG).send().await;
        answer.is_wrong_password();
        assert_eq!(answer.rate(), Some((10, left, START + NEXT_HOUR)));
    }
    world
}

#[tokio::test]
async fn an_address_is_tried_ten_times_an_hour() {
    let world = with_a_full_address().await;
    for password in [WRONG, PASSWORD] {
        let answer = world.try_sign_in("Ann@Example.com", password).send().await;
        answer.is_limited();
        assert_eq!(answer.rate(), Some((10, 0, START + NEXT_HOUR)));
        assert!(answer.cookies().is_empty());
    }
    world.pass(NEXT_HOUR - 1);
    world.try_sign_in("ann@example.com", PASSWORD).send().await.is_limited();
    world.pass(1);
    let answer = world.try_sign_in("ann@example.com", PASSWORD).send().await;
    assert_eq!((answer.status.as_u16(), answer.rate()), (201, Some((10, 9, START + NEXT_HOUR + 3_600))));
}

#[tokio::test]
async fn a_full_address_keeps_nobody_else_out() {
    let world = with_a_full_address().await;
    world.create("bob").await;
    world.sign_in("bob").await;
    world.try_sign_in("ann@example.com", PASSWORD).from(BRITAIN).send().await.ok();
    world.try_sign_in("ann@example.com", PASSWORD).send().await.is_limited();
}

#[tokio::test]
async fn a_full_address_is_full_in_its_own_project_only() {
    let world = with_a_full_address().await;
    world.make_project("q").await;
    let new = json!({ "userId": "ann", "email": "ann@example.com", "password": PASSWORD });
    world.post("/v1/account").project("q").json(new).send().await.ok();
    world.try_sign_in("ann@example.com", PASSWORD).project("q").send().await.ok();
}

#[tokio::test]
async fn attempts_that_race_are_counted_each() {
    let world = World::begin().await;
    world.create("ann").await;
    let answers = join_all((0..25).map(|_| world.try_sign_in("ann@example.com", WRONG).send())).await;
    let limited = answers.iter().filter(|answer| answer.status == 429).count();
    assert_eq!((limited, answers.iter().filter(|answer| answer.status == 401).count()), (15, 10));
}

#[tokio::test]
async fn a_thousand_wrong_passwords_are_limited() {
    let world = World::begin().await;
    world.create("ann").await;
    let attempts = |from: usize| {
        (from..from + 50).map(|n| world.try_sign_in(&format!("u{n}@example.com"), WRONG).from(ELSEWHERE).send())
    };
    let mut tried = 0;
    for _ in 0..1_000 {
        tried += usize::from(world.try_sign_in("ann@example.com", WRONG).send().await.status == 401);
    }
    assert_eq!(tried, 10, "of one address");
    tried = 0;
    for from in (0..1_000).step_by(50) {
        tried += join_all(attempts(from)).await.iter().filter(|answer| answer.status == 401).count();
    }
    assert_eq!(tried, 1_000, "of one client");
    let full = world.try_sign_in("u0@example.com", WRONG).from(ELSEWHERE).send().await;
    full.is_limited();
    assert_eq!(full.rate(), Some((1_000, 0, START + NEXT_HOUR)));
    world.try_sign_in("fresh@example.com", WRONG).from(BRITAIN).send().await.is_wrong_password();
}

#[tokio::test]
async fn limits_are_those_of_the_deployment() {
    let mut world = World::begin().await;
    let limits = Limits { per_address: 3, per_client: 5 };
    world.restart_with(&Config { limits, ..Config::default() });
    let attempt = async |n: u64| world.try_sign_in(&format!("u{n}@example.com"), WRONG).send().await;
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

async fn attempt(world: &World, email: &str) -> (Answer, (Vec<(String, usize, bool)>, usize)) {
    let (answer, bill) = world.caller.meter.measure(world.try_sign_in(email, WRONG).send()).await;
    (answer, work(&bill))
}

#[tokio::test]
async fn known_and_unknown_addresses_do_the_same_work() {
    let world = World::begin().await;
    for user in ["ann", "bob", "eve"] {
        world.create(user).await;
    }
    let noise: String = (0..2_000).map(|_| format!("{:x}", world.time.bits())).collect();
    world.patch("/v1/users/bob/prefs").key().json(json!({ "prefs": { "noise": noise } })).send().await.ok();
    world.patch("/v1/users/eve/status").key().json(json!({ "status": false })).send().await.ok();
    attempt(&world, "first@example.com").await;
    let (unknown, work_for_nobody) = attempt(&world, "nobody@example.com").await;
    assert!(work_for_nobody.0.len() >= 3, "{work_for_nobody:?}");
    for email in ["ann@example.com", "bob@example.com", "eve@example.com", "other@example.com"] {
        let (known, work) = attempt(&world, email).await;
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
    let world = with_a_full_address().await;
    let (answer, (calls, _)) = attempt(&world, "ann@example.com").await;
    answer.is_limited();
    assert!(calls.iter().all(|(operation, ..)| operation == "UpdateItem"), "{calls:?}");
}

#[tokio::test]
async fn counters_name_nobody_and_go_by_themselves() {
    let world = with_a_full_address().await;
    world.try_sign_in("ann@example.com", WRONG).from(BRITAIN).send().await.is_wrong_password();
    let rows = world.table.rows();
    let counters: Vec<_> = rows.iter().filter(|row| row.pk().starts_with("R#")).collect();
    assert_eq!(counters.len(), 4, "address and client, from two places");
    for counter in counters {
        let text = format!("{counter:?}");
        assert!(!text.contains("ann") && !text.contains('@') && !text.contains(BRITAIN), "{text}");
        assert!(counter.number("exp") as u64 >= START + NEXT_HOUR, "{text}");
    }
    world.check("counters");
}

#[tokio::test]
async fn a_client_signs_up_ten_users_an_hour() {
    let world = World::begin().await;
    let sign_up = async |n: u64, from| {
        let new = json!({ "userId": format!("u{n}"), "email": format!("u{n}@example.com"), "password": PASSWORD });
        world.post("/v1/account").project(PROJECT).json(new).from(from).send().await
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
    world.pass(NEXT_HOUR);
    sign_up(10, BRITAIN).await.ok();
}

#[tokio::test]
async fn a_user_has_a_hundred_jwts_and_sign_outs_an_hour() {
    let (world, token) = World::with_ann().await;
    world.create("bob").await;
    let bobs = world.sign_in("bob").await;
    for left in (0..100).rev() {
        let jwt = world.post("/v1/account/jwt").session(&token).send().await;
        let sign_out = world.delete("/v1/account/sessions/unknown").session(&token).send().await;
        for (answer, status) in [(jwt, 201), (sign_out, 404)] {
            assert_eq!((answer.status.as_u16(), answer.rate()), (status, Some((100, left, START + NEXT_HOUR))));
        }
    }
    world.post("/v1/account/jwt").session(&token).send().await.is_limited();
    for path in ["/v1/account/sessions/current", "/v1/account/sessions"] {
        world.delete(path).session(&token).send().await.is_limited();
    }
    assert!(world.knows(&token).await);
    world.post("/v1/account/jwt").session(&bobs).send().await.ok();
    world.delete("/v1/account/sessions").session(&bobs).send().await.is_done();
}

#[tokio::test]
async fn who_holds_a_key_of_little_does_not_try_from_addresses_that_he_made_up() {
    let world = World::begin().await;
    world.create("ann").await;
    let weak = [Scope::UsersRead, Scope::SessionsRead, Scope::TeamsWrite, Scope::HealthRead];
    let secret = world.make_key(PROJECT, &weak, None).await;
    for n in 0..11 {
        let made_up = format!("198.51.100.{n}");
        let sign_in = world.try_sign_in("ann@example.com", WRONG).secret(&secret).header("x-forwarded-for", &made_up);
        let answer = sign_in.from(BRITAIN).send().await;
        let new = json!({ "userId": format!("u{n}"), "email": format!("u{n}@example.com"), "password": PASSWORD });
        let sign_up = world.post("/v1/account").project(PROJECT).secret(&secret).json(new);
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
