//! Lists in the orders that a project keeps, compared with a list that is sorted in memory.

use crate::list_model::ListedUser;
use crate::random_users::RandomUsers;
use roster_core::{Direction, Email, Error, ListIndexes, ListUsers, Name, Project, Proof, Queries, Schema, fold};
use roster_tests::clock::{email, full, name};
use roster_tests::invariants::EXACT;
use std::time::Duration;

const USERS: usize = 60;
const PAGES: usize = 200;
const NONE: ListIndexes =
    ListIndexes { name: false, email: false, email_verification: false, phone_verification: false };
const BOTH: ListIndexes = ListIndexes { name: true, email: true, ..NONE };

fn value_of(user: &ListedUser, attribute: &str) -> Option<String> {
    match attribute {
        "name" => Some(fold(user.new.name.as_str())),
        _ => user.new.email.as_ref().map(|email| fold(email.as_str())),
    }
}

/// The ids of the page; `None` when the user of the cursor has no value.
fn expected(listed: &[ListedUser], attribute: &str, descends: bool, query: &ListUsers) -> Option<Vec<String>> {
    let mut sorted: Vec<_> = listed.iter().collect();
    sorted.sort_by(|a, b| {
        let values = value_of(a, attribute).cmp(&value_of(b, attribute));
        (if descends { values.reverse() } else { values }).then(a.cid.cmp(&b.cid))
    });
    let (skip, take) = (query.offset.get(), query.limit.get());
    let ids = |users: &[&ListedUser]| users.iter().map(|user| user.new.id.to_string()).collect();
    let at = query.cursor.as_ref().map(|id| sorted.iter().position(|user| user.new.id == *id).unwrap());
    if at.is_some_and(|at| value_of(sorted[at], attribute).is_none()) {
        return None;
    }
    if query.direction == Direction::Before {
        let end = at.unwrap_or(sorted.len()).saturating_sub(skip);
        return Some(ids(&sorted[end.saturating_sub(take)..end]));
    }
    let first = (at.map_or(0, |at| at + 1) + skip).min(sorted.len());
    Some(ids(&sorted[first..sorted.len().min(first + take)]))
}

async fn keep_orders(users: &mut RandomUsers, orders: ListIndexes) {
    let p = users.project.id.clone();
    users.store.set_indexes(&p, orders, &users.clock.change()).await.unwrap();
    users.clock.pass(Duration::from_secs(90));
    users.store.reindex_project(&p, &users.clock.change(), &mut |_| {}).await.unwrap();
    users.project = users.store.get_project(&p).await.unwrap();
    assert_eq!(users.project.complete_indexes, orders);
}

async fn check_pages(users: &mut RandomUsers, when: &str) {
    let caller = users.table.caller();
    for _ in 0..PAGES {
        let (attribute, descends) = (users.random.pick(&["name", "email"]), users.random.chance(0.5));
        let query = format!("order{}(\"{attribute}\")", if descends { "Desc" } else { "Asc" });
        let orders = Queries::parse(&[query], Schema::Users).unwrap().orders;
        let query = ListUsers { orders, ..users.any_page() };
        let when = format!("{when}: {attribute}, descends {descends}, {query:?}");
        let (answer, bill) = caller.meter.measure(caller.store.list_users(&users.project, &query)).await;
        match (answer, expected(&users.listed, attribute, descends, &query)) {
            (Ok(listing), Some(ids)) => {
                let found: Vec<_> = listing.items.iter().map(|user| user.id.to_string()).collect();
                assert_eq!(found, ids, "{when}");
                assert_eq!(listing.total, if query.with_total { users.listed.len() as u64 } else { 0 }, "{when}");
                assert!(bill.calls.iter().all(|call| call.index().is_none()), "{when}: the list itself is not read");
            }
            (Err(Error::OrderValueMissing(_)), None) => {}
            (answer, expected) => panic!("{when}: {answer:?}, expected {expected:?}"),
        }
    }
}

/// Names with characters that end a value in a table key, and names that are the beginnings of others.
const ODD_NAMES: [Option<&str>; 9] = [
    Some("Ann Lee"),
    None,
    Some("ANN LEE"),
    Some("Ann Lee\u{1}"),
    Some("Ann Lee\u{1}B"),
    Some("Ann Lee\u{2}"),
    Some("Ann Lee\0B"),
    Some("Änn Leé 東"),
    Some("ann lee"),
];

/// Many users of one name, so that a value has more users than a page.
async fn rename(users: &mut RandomUsers) {
    let (p, store) = (users.project.id.clone(), users.store.clone());
    for at in (0..users.listed.len()).step_by(3) {
        let called: Name = ODD_NAMES[at / 3 % ODD_NAMES.len()].map(name).unwrap_or_default();
        store.update_name(&p, &users.listed[at].new.id, called.clone(), &users.clock.change()).await.unwrap();
        users.listed[at].new.name = called;
    }
    for at in (0..users.listed.len()).step_by(7) {
        let address: Option<Email> = (at % 2 == 0).then(|| email(&format!("a{at}@order.example")));
        let id = &users.listed[at].new.id;
        store.update_email(&p, id, address.clone(), &Proof::Key, &users.clock.change()).await.unwrap();
        users.listed[at].new.email = address;
    }
    let gone = users.listed.remove(5);
    store.delete_user(&p, &gone.new.id, &users.clock.change()).await.unwrap();
    for n in 0..10 {
        let new = full(&format!("late-{n}"), &format!("late.{n}@order.example"), &format!("+1555{n}"), "Ann Lee");
        let change = users.clock.change();
        store.create_user(&users.project, new.clone(), &change).await.unwrap();
        users.listed.push(ListedUser { cid: change.id, new });
    }
}

async fn check(shards: &[u16], seed: u64) {
    let mut users = RandomUsers::of(USERS, shards, seed).await;
    keep_orders(&mut users, BOTH).await;
    users.table.check(EXACT, &format!("{shards:?}: after the reindex"));
    check_pages(&mut users, &format!("{shards:?}, seed {seed}")).await;
    rename(&mut users).await;
    users.table.check(EXACT, &format!("{shards:?}: after the changes"));
    check_pages(&mut users, &format!("{shards:?}, seed {seed}, after changes")).await;
}

#[tokio::test]
async fn orders_of_one_shard_are_those_of_a_sorted_list() {
    check(&[1], 101).await;
}

#[tokio::test]
async fn orders_of_four_shards_are_those_of_a_sorted_list() {
    check(&[4], 102).await;
}

#[tokio::test]
async fn orders_of_eight_shards_are_those_of_a_sorted_list() {
    check(&[8], 106).await;
}

#[tokio::test]
async fn orders_of_a_widened_project_are_those_of_a_sorted_list() {
    check(&[1, 3, 8], 103).await;
}

#[tokio::test]
async fn an_order_that_is_not_kept_any_more_leaves_nothing() {
    let mut users = RandomUsers::of(20, &[2], 104).await;
    keep_orders(&mut users, BOTH).await;
    let places = |users: &RandomUsers| users.table.rows().iter().filter(|row| row.pk().starts_with("B#")).count();
    assert_eq!(places(&users), users.listed.len() * 2);
    keep_orders(&mut users, ListIndexes { name: true, ..NONE }).await;
    assert_eq!(places(&users), users.listed.len());
    users.table.check(EXACT, "one order");
    keep_orders(&mut users, NONE).await;
    assert_eq!(places(&users), 0);
    users.table.check(EXACT, "no order");
}

/// Until the reindex, and for functions that have the former setting in their cache.
#[tokio::test]
async fn an_order_that_is_not_complete_is_sorted_in_memory() {
    let mut users = RandomUsers::of(30, &[1], 105).await;
    let (p, cached): (_, Project) = (users.project.id.clone(), users.project.clone());
    users.project = users.store.set_indexes(&p, BOTH, &users.clock.change()).await.unwrap();
    users.join().await;
    let set = std::mem::replace(&mut users.project, cached);
    users.join().await;
    users.project = set;
    let sorted = Queries::parse(&[r#"orderAsc("name")"#], Schema::Users).unwrap().of_users(None, true, 1);
    let ids = expected(&users.listed, "name", false, &sorted).unwrap();
    assert_eq!(users.list(&sorted).await, (ids.clone(), users.listed.len() as u64));
    users.clock.pass(Duration::from_secs(90));
    users.store.reindex_project(&p, &users.clock.change(), &mut |_| {}).await.unwrap();
    users.project = users.store.get_project(&p).await.unwrap();
    assert_eq!(users.list(&sorted).await, (ids, users.listed.len() as u64));
    users.table.check(EXACT, "after the reindex");
}
