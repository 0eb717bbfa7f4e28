//! Work that no single request owns (reindexing, deletions, their sweeper) can be done again at any time, also within the
//! ten minutes in which DynamoDB remembers a transaction by its token: on the same table, and on a restored copy of it.

use crate::operations::Scene;
use aws_sdk_dynamodb::types::AttributeValue;
use roster_core::Change;
use roster_store::Store;
use roster_tests::clock::{team_id, user_id};
use roster_tests::faults::{Fault, Rule};
use roster_tests::invariants::EXACT;
use roster_tests::table::Table;
use std::time::Duration;

/// After this time the sweeper takes a job.
const LATER: Duration = Duration::from_secs(120);

/// Deletes all postings of users of a table.
async fn lose_postings(table: &Table) {
    let (sdk, name) = (table.caller().sdk, table.address().1);
    for row in table.rows().iter().filter(|row| row.pk().starts_with("W#")) {
        let delete = sdk.delete_item().table_name(name).key("PK", AttributeValue::S(row.pk().into()));
        delete.key("SK", AttributeValue::S(row.sk().into())).send().await.unwrap();
    }
}

async fn reindex(scene: &Scene, table: &Table) {
    let store = table.caller().store;
    assert_eq!(store.reindex_project(&scene.project.id, &scene.clock.change(), &mut |_| {}).await.unwrap(), 2);
}

/// Starts a deletion with a caller that is killed right after its transaction: the rest is a job.
async fn abandon(scene: &Scene, deletion: impl AsyncFnOnce(&Store, &Change)) {
    let killed = scene.table.caller();
    killed.faults.add(Rule::new(Fault::KillAfter).on("TransactWriteItems"));
    let change = scene.clock.change();
    assert!(killed.faults.run(deletion(&killed.store, &change)).await.is_none());
    killed.settle().await;
}

async fn sweep(scene: &Scene, table: &Table) -> (u64, u64) {
    let swept = table.caller().store.sweep(scene.clock.now(), Duration::from_secs(60)).await.unwrap();
    (swept.finished, swept.left)
}

#[tokio::test]
async fn a_second_reindex_restores_postings_that_were_lost_after_the_first() {
    let scene = Scene::set().await;
    for time in ["the first", "the second"] {
        lose_postings(&scene.table).await;
        reindex(&scene, &scene.table).await;
        scene.table.check(EXACT, &format!("after {time} reindex"));
    }
}

#[tokio::test]
async fn a_restored_copy_of_a_table_is_reindexed_right_after_the_table() {
    let scene = Scene::set().await;
    let copy = scene.table.restored_as("restored").await;
    for table in [&scene.table, &copy] {
        lose_postings(table).await;
        reindex(&scene, table).await;
        table.check(EXACT, table.address().1);
    }
}

/// A user with sessions, preferences and a team; and another team, with members.
#[tokio::test]
async fn a_restored_copy_of_a_table_is_swept_right_after_the_table() {
    let scene = Scene::set().await;
    let p = &scene.project.id;
    abandon(&scene, async |store, change| drop(store.delete_user(p, &user_id("ann"), change).await)).await;
    abandon(&scene, async |store, change| drop(store.delete_team(p, &team_id("band"), change).await)).await;
    let copy = scene.table.restored_as("restored").await;
    scene.clock.pass(LATER);
    for table in [&scene.table, &copy] {
        assert_eq!(sweep(&scene, table).await, (2, 0), "{}", table.address().1);
        assert_eq!(sweep(&scene, table).await, (0, 0), "{}", table.address().1);
        let store = table.caller().store;
        assert_eq!(store.get_team(p, &team_id("crew")).await.unwrap().total, 1, "{}", table.address().1);
        table.check(EXACT, table.address().1);
    }
}

/// The team of a membership was deleted, so only the membership is left to remove.
#[tokio::test]
async fn a_membership_of_a_deleted_team_is_swept_on_a_restored_copy_too() {
    let scene = Scene::set().await;
    let p = &scene.project.id;
    abandon(&scene, async |store, change| drop(store.delete_team(p, &team_id("crew"), change).await)).await;
    abandon(&scene, async |store, change| drop(store.delete_user(p, &user_id("ann"), change).await)).await;
    let copy = scene.table.restored_as("restored").await;
    scene.clock.pass(LATER);
    for table in [&scene.table, &copy] {
        assert_eq!(sweep(&scene, table).await, (2, 0), "{}", table.address().1);
        table.check(EXACT, table.address().1);
    }
}
