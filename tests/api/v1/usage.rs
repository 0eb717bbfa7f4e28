//! GET /v1/users/usage: the numbers of created users and sessions.

use crate::app::{PROJECT, TestApp};
use crate::signing_in::PASSWORD;
use roster_api::Config;
use serde_json::{Value, json};

const USAGE: &str = "/v1/users/usage";
const DISABLED: &str = "Usage stats is not configured. Please check the value of the _APP_USAGE_STATS environment variable \
                        of your Appwrite server.";

async fn with_usage() -> TestApp {
    let mut app = TestApp::start().await;
    app.restart_with(&Config { usage_stats: true, ..Config::default() });
    app
}

/// This number of points: the last ones have these values, the others 0.
fn points(shown: &Value, count: usize, last: &[u64]) -> Value {
    let dates: Vec<_> = shown.as_array().unwrap().iter().map(|point| point["date"].clone()).collect();
    assert!(dates.len() == count && dates.is_sorted_by(|a, b| a.as_str() < b.as_str()), "{shown}");
    let value = |n: usize| (n + last.len()).checked_sub(count).map_or(0, |n| last[n]);
    dates.into_iter().enumerate().map(|(n, date)| json!({ "value": value(n), "date": date })).collect()
}

#[tokio::test]
async fn users_and_sessions_are_counted() {
    let app = with_usage().await;
    app.create("ann").await;
    let new = json!({ "userId": "bob", "email": "bob@example.com", "password": PASSWORD });
    app.post("/v1/account").project(PROJECT).json(new).send().await.ok();
    app.pass(86_400);
    for _ in 0..3 {
        app.sign_in("ann").await;
    }
    app.post("/v1/users/bob/sessions").key().send().await.ok();
    for (range, count, users, all) in
        [("24h", 24, &[0][..], 0), ("30d", 30, &[2, 0][..], 2), ("90d", 90, &[2, 0][..], 2)]
    {
        let answer = app.v1(app.get(&format!("{USAGE}?range={range}"))).send().await;
        let shown = answer.body();
        let (users, sessions) = (points(&shown["users"], count, users), points(&shown["sessions"], count, &[4]));
        let expected =
            json!({ "range": range, "usersTotal": 2, "sessionsTotal": 4, "users": users, "sessions": sessions });
        answer.is(200, expected);
        answer.has_fields_in_order(&["range", "usersTotal", "sessionsTotal", "users", "sessions"]);
        assert_eq!(shown["users"].as_array().unwrap().iter().map(|p| p["value"].as_u64().unwrap()).sum::<u64>(), all);
    }
    let default = app.v1(app.get(USAGE)).send().await.ok();
    assert_eq!(
        (&default["range"], &default["users"][29]["date"]),
        (&json!("30d"), &json!("2030-03-18T00:00:00.000+00:00"))
    );
    app.check("usage");
}

#[tokio::test]
async fn a_deployment_without_usage_statistics_is_501_and_counts_nothing() {
    let app = TestApp::start().await;
    app.create("ann").await;
    app.sign_in("ann").await;
    app.v1(app.get(USAGE)).send().await.is_v1_error(501, "general_usage_disabled", DISABLED);
    assert!(!app.table.rows().iter().any(|item| item.pk().starts_with("Y#")));
}

#[tokio::test]
async fn usage_statistics_are_501_in_0_15() {
    let app = with_usage().await;
    for range in ["24h", "7d", "30d", "90d"] {
        let answer = app.get(&format!("{USAGE}?range={range}")).key().send().await;
        answer.is_error(501, "general_usage_disabled", "Usage stats are not configured");
    }
    let other = app.get(&format!("{USAGE}?range=1y")).key().send().await;
    other.is_invalid("Invalid range: Value must be one of (24h, 7d, 30d, 90d)");
    let v1 = app.v1(app.get(&format!("{USAGE}?range=7d"))).send().await;
    v1.is_v1_invalid("range", "Value must be one of (24h, 30d, 90d)");
}
