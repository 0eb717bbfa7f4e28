//! A project of a former version: no user has postings of rare values. Lists are right before, during and after the
//! reindex, wherever it is interrupted, and while functions of the former version write.

use dynoxide::types::AttributeValue;
use roster_core::{ListIndexes, ListUsers, Project, ProjectId, Queries, Schema};
use roster_store::Store;
use roster_tests::clock::{TestClock, bare, full, name, project, user_id};
use roster_tests::faults::{Fault, Rule};
use roster_tests::invariants::EXACT;
use roster_tests::snapshot::Row;
use roster_tests::table::Table;
use std::time::Duration;

const USERS: usize = 40;

fn blocked() -> ListUsers {
    Queries::parse(&[r#"equal("status", [false])"#], Schema::Users).unwrap().of_users(None, true, 1)
}

/// The row as a function of the former version writes it; `None` for one that it does not write.
fn former(row: Row) -> Option<Row> {
    if row.pk().starts_with("W#") && row.sk().starts_with('!') {
        return None;
    }
    let mut item = row.into_item();
    item.remove("ix");
    Some(Row::from(item))
}

/// A table in which the former version has created users, and blocked every fifth.
async fn former_table(clock: &TestClock) -> (Table, Project) {
    let (table, project) = (Table::create().await, project("p"));
    let store = table.caller().store;
    store.create_project(&project, &clock.change()).await.unwrap();
    for n in 0..USERS {
        let id = store.create_user(&project, bare(&format!("user-{n}")), &clock.change()).await.unwrap().id;
        if n % 5 == 0 {
            store.update_status(&project.id, &id, false, &clock.change()).await.unwrap();
        }
    }
    let rows: Vec<_> = table.rows().into_iter().filter_map(former).collect();
    let table = Table::filled(&rows).await;
    let project = table.caller().store.get_project(&project.id).await.unwrap();
    assert!(!project.rare_values_indexed);
    (table, project)
}

async fn count_blocked(store: &Store, project: &Project) -> u64 {
    let project = store.get_project(&project.id).await.unwrap();
    let listing = store.list_users(&project, &blocked()).await.unwrap();
    assert_eq!(listing.items.len() as u64, listing.total.min(25));
    listing.total
}

/// Writes the user without what a former version does not know, as its functions do with each change.
fn rewrite_as_former(table: &Table, id: &str, is_active: bool) {
    let key = format!("U#p#{id}");
    let row = table.rows().into_iter().find(|row| row.pk() == key && row.sk() == "U").unwrap();
    let mut item = former(row).unwrap().into_item();
    item.insert("st".to_owned(), AttributeValue::BOOL(is_active));
    item.insert("v".to_owned(), AttributeValue::S("01JB0000000000000000000000".to_owned()));
    table.import(vec![item]);
}

#[tokio::test]
async fn blocked_users_of_a_former_version_are_found_before_and_after_a_reindex() {
    let clock = TestClock::new(97);
    let (table, project) = former_table(&clock).await;
    let (caller, p) = (table.caller(), project.id.clone());
    let store = &caller.store;
    assert_eq!(count_blocked(store, &project).await, 8);
    // Changes by this version, before the reindex: a blocked user is renamed, another is unblocked, a third blocked.
    store.update_name(&p, &user_id("user-0"), name("Ann"), &clock.change()).await.unwrap();
    store.update_status(&p, &user_id("user-5"), true, &clock.change()).await.unwrap();
    store.update_status(&p, &user_id("user-1"), false, &clock.change()).await.unwrap();
    assert_eq!(count_blocked(store, &project).await, 8);
    store.reindex_project(&p, &clock.change(), &mut |_| {}).await.unwrap();
    let marked = store.get_project(&p).await.unwrap();
    assert!(marked.rare_values_indexed);
    table.check(EXACT, "after the reindex");
    let (listing, bill) = caller.meter.measure(store.list_users(&marked, &blocked())).await;
    assert_eq!((listing.unwrap().total, bill.calls.len()), (8, 2), "by the postings");
    store.update_status(&p, &user_id("user-2"), false, &clock.change()).await.unwrap();
    store.delete_user(&p, &user_id("user-0"), &clock.change()).await.unwrap();
    assert_eq!(count_blocked(store, &project).await, 8);
    table.check(EXACT, "after the changes");
}

#[tokio::test]
async fn a_reindex_that_is_killed_anywhere_can_be_run_again() {
    let clock = TestClock::new(98);
    for call in [1, 2, 3, 5, 9, 20, 41].into_iter().chain(44..=54) {
        let (table, project) = former_table(&clock).await;
        let indexes = ListIndexes::parse(["name", "email", "emailVerification"]).unwrap();
        table.caller().store.set_indexes(&project.id, indexes, &clock.change()).await.unwrap();
        let killed = table.caller();
        killed.faults.add(Rule::new(if call % 2 == 0 { Fault::KillBefore } else { Fault::KillAfter }).at_call(call));
        let change = clock.change();
        let mut silent = |_| {};
        let reindex = killed.store.reindex_project(&project.id, &change, &mut silent);
        drop(killed.faults.run(reindex).await);
        killed.settle().await;
        let store = table.caller().store;
        assert_eq!(count_blocked(&store, &project).await, 8, "killed at call {call}");
        store.reindex_project(&project.id, &clock.change(), &mut |_| {}).await.unwrap();
        let indexed = store.get_project(&project.id).await.unwrap();
        assert!(indexed.rare_values_indexed && indexed.complete_indexes == indexes);
        assert_eq!(count_blocked(&store, &project).await, 8, "killed at call {call}, and run again");
        table.check(EXACT, &format!("killed at call {call}"));
    }
}

/// Functions of the former version, after a roll-back, unblock a user and delete another, whose postings they do not know.
#[tokio::test]
async fn postings_that_a_former_function_left_are_removed_by_the_next_reindex() {
    let clock = TestClock::new(102);
    let (table, project) = former_table(&clock).await;
    let (store, p) = (table.caller().store, &project.id);
    store.reindex_project(p, &clock.change(), &mut |_| {}).await.unwrap();
    rewrite_as_former(&table, "user-5", true);
    let posting =
        |id: &str| table.rows().into_iter().find(|row| row.sk().starts_with("!blocked") && row.text("uid") == id);
    let left = posting("user-10").unwrap();
    store.delete_user(p, &user_id("user-10"), &clock.change()).await.unwrap();
    table.import(vec![left.into_item()]);
    store.reindex_project(p, &clock.change(), &mut |_| {}).await.unwrap();
    assert_eq!(count_blocked(&store, &project).await, 6);
    assert!(posting("user-5").is_none() && posting("user-10").is_none() && posting("user-15").is_some());
    table.check(EXACT, "after the second reindex");
}

fn names() -> ListIndexes {
    ListIndexes::parse(["name"]).unwrap()
}

async fn in_order(store: &Store, p: &ProjectId) -> Vec<String> {
    let project = store.get_project(p).await.unwrap();
    let query = Queries::parse(&[r#"orderDesc("name")"#], Schema::Users).unwrap().of_users(None, true, 1);
    let listing = store.list_users(&project, &query).await.unwrap();
    listing.items.iter().take(2).map(|user| user.name.as_str().to_owned()).collect()
}

/// The change has read the user before the reindex, and writes after its last walk: it must not write what it read.
#[tokio::test]
async fn a_change_that_began_before_a_reindex_keeps_its_user_in_the_indexes() {
    let clock = TestClock::new(100);
    let (table, project) = former_table(&clock).await;
    let (caller, reindexer, p) = (table.caller(), table.caller().store, &project.id);
    reindexer.set_indexes(p, names(), &clock.change()).await.unwrap();
    caller.faults.add(Rule::new(Fault::Hold).on("TransactWriteItems").times(1));
    let (id, renaming, reindexing) = (user_id("user-3"), clock.change(), clock.change());
    let rename = caller.store.update_name(p, &id, name("Zoe"), &renaming);
    let reindex = async { reindexer.reindex_project(p, &reindexing, &mut |_| {}).await };
    let (renamed, indexed) = tokio::join!(rename, caller.faults.while_held(reindex));
    assert_eq!((renamed.unwrap().name.as_str(), indexed.unwrap()), ("Zoe", USERS as u64));
    assert_eq!(in_order(&reindexer, p).await[0], "Zoe");
    table.check(EXACT, "after both");
}

/// How many calls a reindex of an index makes.
async fn calls_of_a_reindex(clock: &TestClock) -> usize {
    let (table, project) = former_table(clock).await;
    let caller = table.caller();
    caller.store.set_indexes(&project.id, names(), &clock.change()).await.unwrap();
    let change = clock.change();
    let mut silent = |_| {};
    let (done, bill) = caller.meter.measure(caller.store.reindex_project(&project.id, &change, &mut silent)).await;
    assert_eq!(done.unwrap(), USERS as u64);
    bill.calls.len()
}

/// Users who are created between two settings are in no index, and the reindex may have walked past them.
#[tokio::test]
async fn indexes_that_are_set_anew_during_a_reindex_are_not_complete() {
    let clock = TestClock::new(101);
    let (table, project) = former_table(&clock).await;
    let (store, p) = (table.caller().store, &project.id);
    store.set_indexes(p, names(), &clock.change()).await.unwrap();
    clock.pass(Duration::from_secs(90));
    let reindexer = table.caller();
    let change = clock.change();
    // The last call notes that the indexes are complete: its walks are done, and the user is created now.
    let calls = calls_of_a_reindex(&clock).await;
    reindexer.faults.add(Rule::new(Fault::Hold).at_call(calls - 2));
    let reindex = async { reindexer.store.reindex_project(p, &change, &mut |_| {}).await };
    let set_anew = async {
        let between = store.set_indexes(p, ListIndexes::default(), &clock.change()).await.unwrap();
        store.create_user(&between, full("late", "late@x.example", "+4912", "Zoe"), &clock.change()).await.unwrap();
        clock.pass(Duration::from_secs(1));
        store.set_indexes(p, names(), &clock.change()).await.unwrap();
    };
    let (reindexed, ()) = tokio::join!(reindex, reindexer.faults.while_held(set_anew));
    assert_eq!(reindexed.unwrap(), USERS as u64);
    assert_eq!(store.get_project(p).await.unwrap().complete_indexes, ListIndexes::default());
    assert_eq!(in_order(&store, p).await[0], "Zoe");
    store.reindex_project(p, &clock.change(), &mut |_| {}).await.unwrap();
    assert_eq!(store.get_project(p).await.unwrap().complete_indexes, names());
    assert_eq!(in_order(&store, p).await[0], "Zoe");
    table.check(EXACT, "after the second reindex");
}

/// The first walk has passed the user when a function of the former version blocks them.
#[tokio::test]
async fn a_user_that_a_former_function_changes_during_a_reindex_is_found() {
    let clock = TestClock::new(99);
    let (table, project) = former_table(&clock).await;
    let store = table.caller().store;
    let mut steps = 0;
    let done = store
        .reindex_project(&project.id, &clock.change(), &mut |_| {
            if steps == 0 {
                rewrite_as_former(&table, "user-3", false);
            }
            steps += 1;
        })
        .await
        .unwrap();
    assert_eq!(done, USERS as u64);
    assert_eq!(count_blocked(&store, &project).await, 9);
    table.check(EXACT, "after the reindex");
}
