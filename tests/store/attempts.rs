//! Counters of attempts: exact under concurrent attempts, independent of each other, and deleted after their window.

use roster_core::{AttemptCounter, Attempts, Error, ProjectId, RateLimit, SecretHash, Timestamp};
use roster_store::Store;
use roster_tests::clock::{BEGINNING, project};
use roster_tests::invariants::EXACT;
use roster_tests::table::Table;
use std::collections::BTreeSet;
use std::time::Duration;
use tokio::task::JoinSet;

const LIMIT: u64 = 10;
const HOUR: Duration = Duration::from_hours(1);

fn client() -> SecretHash {
    SecretHash::of("192.0.2.1#ann@example.com")
}

fn sign_ins() -> AttemptCounter {
    AttemptCounter { what: "sign-in", who: client(), limit: RateLimit::an_hour(LIMIT) }
}

/// Makes this many attempts at once, and returns the counters of those that are allowed.
async fn all_at_once(store: &Store, attempts: usize, now: Timestamp) -> Vec<Attempts> {
    let mut tasks = JoinSet::new();
    for _ in 0..attempts {
        let store = store.clone();
        tasks.spawn(async move { store.count_attempt(&project("p").id, &sign_ins(), now).await });
    }
    let mut allowed = Vec::new();
    for outcome in tasks.join_all().await {
        match outcome {
            Ok(attempt) => allowed.push(attempt),
            Err(Error::TooManyAttempts(attempt)) => assert_eq!((attempt.limit, attempt.remaining), (LIMIT, 0)),
            Err(error) => panic!("{error:?}"),
        }
    }
    allowed
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_64_concurrent_attempts_exactly_the_limit_is_allowed() {
    let table = Table::create().await;
    let allowed = all_at_once(&table.caller().store, 64, BEGINNING).await;
    assert!(allowed.iter().all(|attempt| attempt.limit == LIMIT));
    let remaining: BTreeSet<u64> = allowed.iter().map(|attempt| attempt.remaining).collect();
    assert_eq!((allowed.len(), remaining), (10, (0..LIMIT).collect()), "each has a different number left");
    table.check(EXACT, "after the attempts");
}

#[tokio::test]
async fn a_full_counter_does_not_affect_others() {
    let table = Table::create().await;
    let store = table.caller().store;
    assert_eq!(all_at_once(&store, 12, BEGINNING).await.len(), 10);
    let count = async |project: &ProjectId, what: &'static str, who: &SecretHash| {
        let counter = AttemptCounter { what, who: who.clone(), ..sign_ins() };
        store.count_attempt(project, &counter, BEGINNING).await.map(|attempt| attempt.remaining)
    };
    let (own, other) = (project("p").id, project("q").id);
    let other_client = SecretHash::of("192.0.2.1#bob@example.com");
    assert!(matches!(count(&own, "sign-in", &client()).await, Err(Error::TooManyAttempts(_))));
    assert_eq!(count(&other, "sign-in", &client()).await.unwrap(), 9, "another project");
    assert_eq!(count(&own, "sign-up", &client()).await.unwrap(), 9, "another action");
    assert_eq!(count(&own, "sign-in", &other_client).await.unwrap(), 9, "another client");
}

#[tokio::test]
async fn the_next_window_is_empty_and_begins_at_the_announced_reset() {
    let table = Table::create().await;
    let store = table.caller().store;
    let allowed = all_at_once(&store, 12, BEGINNING).await;
    let reset = allowed[0].reset;
    assert!(reset > BEGINNING && reset <= BEGINNING.after(HOUR), "{reset:?}");
    assert_eq!(all_at_once(&store, 3, reset.before(Duration::from_millis(1))).await.len(), 0, "until the end");
    let free = all_at_once(&store, 12, reset).await;
    assert_eq!((free.len(), free[0].reset), (10, reset.after(HOUR)));
}

#[tokio::test]
async fn a_limit_for_a_minute_has_windows_of_a_minute() {
    let table = Table::create().await;
    let (store, p) = (table.caller().store, project("p").id);
    let counter = AttemptCounter { limit: RateLimit::a_minute(2), ..sign_ins() };
    let count = async |now: Timestamp| store.count_attempt(&p, &counter, now).await;
    let first = count(BEGINNING).await.unwrap();
    assert_eq!((first.limit, first.remaining, first.reset), (2, 1, BEGINNING.after(Duration::from_secs(20))));
    count(BEGINNING).await.unwrap();
    let last = first.reset.before(Duration::from_millis(1));
    assert!(matches!(count(last).await, Err(Error::TooManyAttempts(_))));
    let next = count(first.reset).await.unwrap();
    assert_eq!((next.remaining, next.reset), (1, first.reset.after(Duration::from_mins(1))));
    let rows = table.rows();
    let ends: BTreeSet<_> =
        rows.iter().filter(|row| row.pk().starts_with("R#")).map(|row| row.number("exp") as u64).collect();
    let end = |window: Attempts| window.reset.as_secs() + 60;
    assert_eq!(ends, BTreeSet::from([end(first), end(next)]));
}

#[tokio::test]
async fn a_counter_is_read_without_counting() {
    let table = Table::create().await;
    let caller = table.caller();
    let p = project("p").id;
    let read = async || {
        let (read, bill) = caller.meter.measure(caller.store.read_attempts(&p, &sign_ins(), BEGINNING)).await;
        assert_eq!((bill.calls.len(), bill.read_units(), bill.write_units()), (1, 0.5, 0.0));
        read.unwrap()
    };
    assert_eq!((read().await.limit, read().await.remaining), (LIMIT, LIMIT), "nothing was counted");
    let counted = caller.store.count_attempt(&p, &sign_ins(), BEGINNING).await.unwrap();
    assert_eq!(read().await, counted);
    assert_eq!(all_at_once(&caller.store, 64, BEGINNING).await.len(), 9);
    assert_eq!(read().await.remaining, 0);
}

/// A counter is needed until the end of its window, measured by a clock that may be behind, and at most a day longer.
#[tokio::test]
async fn a_counter_expires_after_its_window() {
    let table = Table::create().await;
    let allowed = all_at_once(&table.caller().store, 1, BEGINNING).await;
    let rows = table.rows();
    let counters: Vec<_> = rows.iter().filter(|row| row.pk().starts_with("R#")).collect();
    let [counter] = counters[..] else { panic!("{counters:?}") };
    let (end, reset) = (counter.number("exp") as u64, allowed[0].reset.as_secs());
    assert!(end >= reset && end <= reset + 86_400, "{end} for a window that ends at {reset}");
    assert!(!counter.pk().contains("ann@example.com") && !counter.pk().contains("192.0.2.1"), "{}", counter.pk());
}

#[tokio::test]
async fn an_attempt_costs_one_call() {
    let table = Table::create().await;
    let caller = table.caller();
    let (allowed, bill) = caller.meter.measure(all_at_once(&caller.store, 1, BEGINNING)).await;
    assert_eq!((allowed.len(), bill.calls.len(), bill.round_trips()), (1, 1, 1));
}
