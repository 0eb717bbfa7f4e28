//! The cost of a list and of a search does not depend on the number of users.

use crate::app::TestApp;
use futures_util::StreamExt;
use futures_util::stream::iter;
use roster_core::{Change, NewUser};
use roster_tests::clock::{bare, full, name};
use tokio::runtime::Builder;

/// The numbers of users in the two apps that are compared.
const FEW: usize = 50;
const MANY: usize = 3_000;
/// The number of users that are created at once. They have almost the same time of creation, in no order.
const CONCURRENCY: usize = 32;

/// An app with this number of users. All have the same size except three of the first ones, which have more searchable
/// fields.
async fn with_users(count: usize) -> TestApp {
    let app = TestApp::start().await;
    let create = async |(new, change): (NewUser, Change)| {
        app.store.create_user(&app.project, new, &change).await.unwrap();
    };
    let users: Vec<_> = (0..count).map(|n| (new_user(n), app.time.change())).collect();
    iter(users).map(create).buffer_unordered(CONCURRENCY).collect::<Vec<()>>().await;
    app
}

fn new_user(n: usize) -> NewUser {
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

async fn cost_the_same(small: &TestApp, large: &TestApp) {
    assert_eq!((total(small).await, total(large).await), (FEW as u64, MANY as u64));
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
        let (few, many) = (bill(small, query).await, bill(large, query).await);
        assert_eq!(few, many, "{query}: calls, round trips, read units, write units");
        assert!(few.0 > 0 && few.3 == 0.0, "{query}: {few:?}");
    }
}

/// The apps are filled on all threads. The measurement runs on one thread, so that concurrent calls count as one round
/// trip.
#[test]
fn lists_and_searches_cost_the_same_at_any_number_of_users() {
    let many_threads = Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let (small, large) = many_threads.block_on(async { tokio::join!(with_users(FEW), with_users(MANY)) });
    let one_thread = Builder::new_current_thread().enable_all().build().unwrap();
    one_thread.block_on(cost_the_same(&small, &large));
}

/// The word index alone cannot answer a phrase: the store reads every candidate, and here all users are candidates.
#[tokio::test]
async fn a_phrase_that_all_users_have_costs_about_as_much_as_the_list() {
    let app = with_users(400).await;
    let (list, phrase) = (bill(&app, "limit=100").await.2 * 4.0, bill(&app, "search=%22Ann%20Filler%22").await.2);
    // In addition to the list, the postings of two words.
    assert!(phrase < list + 40.0, "{phrase} RRU for the phrase, {list} for the list");
    let found = app.get("/v1/users?search=%22Ann%20Filler%22").key().send().await.ok();
    assert_eq!((&found["total"], found["users"].as_array().unwrap().len()), (&serde_json::json!(397), 25));
}
