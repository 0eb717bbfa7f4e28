//! The loader writes the items that the product would have written.

use roster_core::{ListIndexes, Project};
use roster_evidence::loader::{Loader, by_key};
use roster_evidence::population::{Domains, Population};
use roster_tests::clock::{BEGINNING, TestClock, project};
use roster_tests::invariants::EXACT;
use roster_tests::snapshot::rows_of_index;
use roster_tests::table::{NAME, Table};
use std::time::Duration;

/// Enough for every shape, and for several users of most shapes.
const USERS: usize = 120;

fn population() -> Population {
    Population::new(11, BEGINNING, Domains::Mixed)
}

/// The project, which keeps these indexes.
fn keeping(indexes: &[&str]) -> Project {
    Project { indexes: ListIndexes::parse(indexes.iter().copied()).unwrap(), ..project("p") }
}

/// A table with the project and without users.
async fn empty(project: &Project) -> Table {
    let table = Table::create().await;
    table.caller().store.create_project(project, &TestClock::new(4).change()).await.unwrap();
    table
}

async fn loaded(project: &Project) -> Table {
    let table = empty(project).await;
    let loaded = Loader::learn(project).await.load(&table, &population(), USERS);
    assert!(loaded.users == USERS && loaded.rows > USERS * 7 && loaded.bytes > loaded.rows * 50, "{loaded:?}");
    table
}

#[tokio::test]
async fn the_loader_writes_the_same_items_as_the_product() {
    compare(&keeping(&[])).await;
}

#[tokio::test]
async fn the_loader_writes_the_same_items_as_the_product_in_a_project_with_indexes() {
    compare(&keeping(&["name", "email", "emailVerification", "phoneVerification"])).await;
}

async fn compare(project: &Project) {
    let (loaded, made) = (loaded(project).await, empty(project).await);
    let store = made.caller().store;
    for n in 0..USERS {
        population().person(n).create(&store, project).await;
    }
    let (of_the_loader, of_the_product) = (by_key(loaded.rows()), by_key(made.rows()));
    for (key, row) in &of_the_product {
        assert_eq!(of_the_loader.get(key), Some(row), "{key:?}");
    }
    assert_eq!(of_the_loader.len(), of_the_product.len());
    let index = |table: &Table| by_key(rows_of_index(table.database(), NAME, "GSI1"));
    assert_eq!(index(&loaded), index(&made));
    assert!(index(&made).len() > USERS, "users and the project are in the index");
}

#[tokio::test]
async fn a_loaded_table_keeps_every_invariant_with_and_without_earlier_users() {
    let table = loaded(&keeping(&["name", "emailVerification"])).await;
    table.check(EXACT, "loaded");
    let later = Population::new(12, BEGINNING.after(Duration::from_hours(1)), Domains::One);
    Loader::learn(&project("p")).await.load(&table, &later, 10);
    table.check(EXACT, "loaded twice");
    let count = table.rows().iter().find(|row| row.pk().starts_with("C#")).unwrap().number("n");
    assert_eq!(count, USERS as i64 + 10);
}
