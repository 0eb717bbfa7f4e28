//! Usage statistics: counted only if the deployment enables them.

use roster_core::{Error, Point, Proof, UsageRange};
use roster_store::Store;
use roster_tests::clock::{TestClock, bare, project, user_id};
use roster_tests::faults::{Fault, Rule};
use roster_tests::invariants::EXACT;
use roster_tests::table::Table;
use std::time::Duration;

fn values(points: &[Point]) -> Vec<u64> {
    points.iter().map(|point| point.value).collect()
}

async fn sign_up_and_in(store: &Store, clock: &TestClock, id: &str) {
    store.create_user(&project("p"), bare(id), &clock.change()).await.unwrap();
    let (session, secret) = clock.session(&user_id(id), &format!("s-{id}"));
    store.create_session(&project("p").id, &session, &secret, &Proof::Key, &clock.change()).await.unwrap();
}

#[tokio::test]
async fn a_deployment_without_usage_statistics_writes_none() {
    let (table, clock) = (Table::create().await, TestClock::new(3));
    let store = table.caller().store;
    sign_up_and_in(&store, &clock, "ann").await;
    assert!(!table.rows().iter().any(|row| row.pk().starts_with("Y#")));
    let usage = store.get_usage(&project("p"), UsageRange::Day, clock.now()).await;
    assert!(matches!(usage, Err(Error::UsageDisabled)), "{usage:?}");
}

#[tokio::test]
async fn users_and_sessions_are_counted_by_the_hour_and_by_the_day() {
    let (table, clock) = (Table::create().await, TestClock::new(3));
    let store = table.caller().store.with_usage(true);
    for (wait, count) in [(0, 3), (2, 1), (24 * 40, 2), (1, 5)] {
        clock.pass(Duration::from_hours(wait));
        for n in 0..count {
            sign_up_and_in(&store, &clock, &format!("u-{wait}-{n}")).await;
        }
    }
    let usage = async |range| store.get_usage(&project("p"), range, clock.now()).await.unwrap();
    let day = usage(UsageRange::Day).await;
    assert_eq!((day.users_total, day.sessions_total), (11, 7));
    assert_eq!(values(&day.users)[21..], [0, 2, 5]);
    assert_eq!(day.users, day.sessions);
    assert_eq!(values(&usage(UsageRange::Month).await.users).iter().sum::<u64>(), 7);
    let quarter = usage(UsageRange::Quarter).await;
    assert_eq!((quarter.sessions_total, values(&quarter.users).last()), (11, Some(&7)));
    table.check(EXACT, "counted");
}

#[tokio::test]
async fn an_operation_succeeds_even_if_it_cannot_be_counted() {
    let (table, clock) = (Table::create().await, TestClock::new(3));
    let caller = table.caller();
    let store = caller.store.clone().with_usage(true);
    store.create_user(&project("p"), bare("ann"), &clock.change()).await.unwrap();
    caller.faults.add(Rule::new(Fault::Refused("ValidationException")).on("UpdateItem"));
    let (session, secret) = clock.session(&user_id("ann"), "s");
    store.create_session(&project("p").id, &session, &secret, &Proof::Key, &clock.change()).await.unwrap();
    caller.faults.clear();
    let usage = store.get_usage(&project("p"), UsageRange::Day, clock.now()).await.unwrap();
    assert_eq!((values(&usage.users)[23], usage.sessions_total), (1, 0));
}

#[tokio::test]
async fn a_new_project_has_no_statistics_of_a_deleted_one_with_its_id() {
    let (table, clock) = (Table::create().await, TestClock::new(3));
    let store = table.caller().store.with_usage(true);
    store.create_project(&project("p"), &clock.change()).await.unwrap();
    for n in 0..8 {
        sign_up_and_in(&store, &clock, &format!("u-{n}")).await;
    }
    assert!(table.rows().iter().any(|row| row.pk().starts_with("Y#")));
    store.delete_project(&project("p").id, &clock.change(), &mut |_| {}).await.unwrap();
    assert!(!table.rows().iter().any(|row| row.pk().starts_with("Y#")));
}
