//! What a list and a search cost does not depend on how many users there are.

use crate::app::TestApp;
use futures_util::StreamExt;
use futures_util::stream::iter;
use roster_core::{Change, NewUser};
use roster_tests::clock::{bare, full, name};
use tokio::runtime::Builder;

/// A village and a town.
const FEW: usize = 50;
const MANY: usize = 3_000;
/// How many are created at once: those are of the same moment, and in no order.
const AT_ONCE: usize = 32;

/// A app with so many users, all of one size but for three among the first, who have more to be found by.
async fn with_users(count: usize) -> TestApp {
    let app = TestApp::start().await;
    let create = async |(new, change): (NewUser, Change)| {
        app.store.create_user(&app.project, new, &change).await.unwrap();
    };
    let news: Vec<_> = (0..count).map(|n| (someone(n), app.time.change())).collect();
    iter(news).map(create).buffer_unordered(AT_ONCE).collect::<Vec<()>>().await;
    app
}

fn someone(n: usize) -> NewUser {
    let id = format!("user{n:04}");
    match n {
        7..10 => full(&id, &format!("{id}@example.com"), &format!("+49{n:06}"), "Nadia Needle"),
        _ => NewUser { name: name("Ann Filler"), ..bare(&id) },
    }
}

/// Calls, round trips, read units, write units.
async fn bill(app: &TestApp, query: &str) -> (usize, usize, f64, f64) {
    let send = app.get(&format!("/v1/users?{query}")).key().send();
    let (answer, bill) = app.caller.meter.measure(send).await;
    answer.ok();
    (bill.calls.len(), bill.round_trips(), bill.read_units(), bill.write_units())
}

async fn total(app: &TestApp) -> u64 {
    app.get("/v1/users?limit=0").key().send().await.ok()["total"].as_u64().unwrap()
}

async fn cost_the_same(village: &TestApp, town: &TestApp) {
    assert_eq!((total(village).await, total(town).await), (FEW as u64, MANY as u64));
    for query in [
        "",
        "limit=1",
        "orderType=DESC",
        "offset=10",
        "cursor=user0010",
        "cursor=user0049&cursorDirection=before",
        "cursor=user0010&orderType=DESC&limit=5",
        "total=false",
        "search=needle",
        "search=needle&limit=1",
        "search=nadia%20needle",
        "search=%22Nadia%20Needle%22",
        "search=user0007@example.com",
        "search=%2B49000007",
        "search=nobody",
    ] {
        let (few, many) = (bill(village, query).await, bill(town, query).await);
        assert_eq!(few, many, "{query}: calls, round trips, read units, write units");
        assert!(few.0 > 0 && few.3 == 0.0, "{query}: {few:?}");
    }
}

/// The worlds are made on all threads; what is measured runs on one, where calls made side by side are seen as such.
#[test]
fn lists_and_searches_cost_the_same_at_any_number_of_users() {
    let making = Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let (village, town) = making.block_on(async { tokio::join!(with_users(FEW), with_users(MANY)) });
    let measuring = Builder::new_current_thread().enable_all().build().unwrap();
    measuring.block_on(cost_the_same(&village, &town));
}

/// What words alone do not settle is looked at user by user, and that would be everybody here.
#[tokio::test]
async fn a_phrase_that_everybody_carries_costs_about_what_the_list_costs() {
    let app = with_users(400).await;
    let (list, phrase) = (bill(&app, "limit=100").await.2 * 4.0, bill(&app, "search=%22Ann%20Filler%22").await.2);
    // Beside the list, the postings of two words.
    assert!(phrase < list + 40.0, "{phrase} RRU for the phrase, {list} for the list");
    let found = app.get("/v1/users?search=%22Ann%20Filler%22").key().send().await.ok();
    assert_eq!((&found["total"], found["users"].as_array().unwrap().len()), (&serde_json::json!(397), 25));
}
