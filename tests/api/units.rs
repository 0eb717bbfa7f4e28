//! What a list and a search cost does not depend on how many users there are.

use crate::world::World;
use futures_util::StreamExt;
use futures_util::stream::iter;
use roster_core::{Change, NewUser};
use roster_tests::meter::Bill;
use roster_tests::world::full;

/// A village and a town.
const FEW: usize = 50;
const MANY: usize = 3_000;
/// How many are created at once: those are of the same moment, and in no order.
const AT_ONCE: usize = 32;

/// A world with so many users. Three of them are called Needle; all are of the same size.
async fn with_users(count: usize) -> World {
    let world = World::begin().await;
    let create = async |(new, change): (NewUser, Change)| {
        world.store.create_user(&world.project, new, &change).await.unwrap();
    };
    let news: Vec<_> = (0..count).map(|n| (someone(n), world.time.change())).collect();
    iter(news).map(create).buffer_unordered(AT_ONCE).collect::<Vec<()>>().await;
    world.get("/v1/users?limit=0").key().send().await.ok();
    world
}

fn someone(n: usize) -> NewUser {
    let called = if n % 20 == 7 && n < 60 { "Ann Needle" } else { "Ann Filler" };
    full(&format!("user{n:04}"), &format!("user{n:04}@example.com"), &format!("+49{n:06}"), called)
}

async fn bill(world: &World, query: &str) -> (usize, usize, f64, f64) {
    let send = world.get(&format!("/v1/users?{query}")).key().send();
    let (answer, bill): (_, Bill) = world.caller.meter.measure(send).await;
    answer.ok();
    (bill.calls.len(), bill.round_trips(), bill.read_units(), bill.write_units())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lists_and_searches_cost_the_same_at_any_number_of_users() {
    let (village, town) = tokio::join!(with_users(FEW), with_users(MANY));
    let totals = async |world: &World| world.get("/v1/users?limit=0").key().send().await.ok()["total"].clone();
    assert_eq!((totals(&village).await, totals(&town).await), (FEW.into(), MANY.into()));
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
        "search=ann%20needle",
        "search=user0007@example.com",
        "search=%2B49000007",
        "search=nobody",
        "search=%22Ann%20Needle%22",
    ] {
        let (few, many) = (bill(&village, query).await, bill(&town, query).await);
        assert_eq!(few, many, "{query}: calls, round trips, read units, write units");
        assert!(few.0 > 0 && few.3 == 0.0, "{query}: {few:?}");
    }
}
