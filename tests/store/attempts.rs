//! Counters of attempts: exact when everybody tries at once, each for itself, and gone with their time.

use roster_core::{Attempts, Error, ProjectId, SecretHash, Timestamp};
use roster_store::Store;
use roster_tests::clock::{BEGINNING, project};
use roster_tests::invariants::EXACT;
use roster_tests::table::Table;
use std::collections::BTreeSet;
use std::time::Duration;
use tokio::task::JoinSet;

const LIMIT: u64 = 10;
const HOUR: Duration = Duration::from_hours(1);

fn somebody() -> SecretHash {
    SecretHash::of("192.0.2.1#ann@example.com")
}

/// How many of so many attempts at once are let through, and what those are told.
async fn all_at_once(store: &Store, attempts: usize, now: Timestamp) -> Vec<Attempts> {
    let mut rivals = JoinSet::new();
    for _ in 0..attempts {
        let store = store.clone();
        rivals.spawn(async move { store.count_attempt(&project("p").id, "sign-in", &somebody(), LIMIT, now).await });
    }
    let mut let_through = Vec::new();
    for outcome in rivals.join_all().await {
        match outcome {
            Ok(told) => let_through.push(told),
            Err(Error::TooManyAttempts(told)) => assert_eq!((told.limit, told.remaining), (LIMIT, 0)),
            Err(error) => panic!("{error:?}"),
        }
    }
    let_through
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_64_attempts_at_once_exactly_as_many_as_allowed_are_let_through() {
    let table = Table::create().await;
    let told = all_at_once(&table.caller().store, 64, BEGINNING).await;
    assert!(told.iter().all(|told| told.limit == LIMIT));
    let remaining: BTreeSet<u64> = told.iter().map(|told| told.remaining).collect();
    assert_eq!((told.len(), remaining), (10, (0..LIMIT).collect()), "each is told another number");
    table.check(EXACT, "after the attempts");
}

#[tokio::test]
async fn a_full_counter_is_nobody_elses() {
    let table = Table::create().await;
    let store = table.caller().store;
    assert_eq!(all_at_once(&store, 12, BEGINNING).await.len(), 10);
    let count = async |project: &ProjectId, what: &str, who: &SecretHash| {
        store.count_attempt(project, what, who, LIMIT, BEGINNING).await.map(|told| told.remaining)
    };
    let (own, other) = (project("p").id, project("q").id);
    let somebody_else = SecretHash::of("192.0.2.1#bob@example.com");
    assert!(matches!(count(&own, "sign-in", &somebody()).await, Err(Error::TooManyAttempts(_))));
    assert_eq!(count(&other, "sign-in", &somebody()).await.unwrap(), 9, "another project");
    assert_eq!(count(&own, "sign-up", &somebody()).await.unwrap(), 9, "another thing");
    assert_eq!(count(&own, "sign-in", &somebody_else).await.unwrap(), 9, "somebody else");
}

#[tokio::test]
async fn the_next_window_is_free_and_begins_when_it_was_said() {
    let table = Table::create().await;
    let store = table.caller().store;
    let told = all_at_once(&store, 12, BEGINNING).await;
    let reset = told[0].reset;
    assert!(reset > BEGINNING && reset <= BEGINNING.after(HOUR), "{reset:?}");
    assert_eq!(all_at_once(&store, 3, reset.before(Duration::from_millis(1))).await.len(), 0, "until the end");
    let free = all_at_once(&store, 12, reset).await;
    assert_eq!((free.len(), free[0].reset), (10, reset.after(HOUR)));
}

/// A counter is needed until its window is over, by a clock that may be behind, and no day longer.
#[tokio::test]
async fn a_counter_goes_by_itself_when_its_window_is_over() {
    let table = Table::create().await;
    let told = all_at_once(&table.caller().store, 1, BEGINNING).await;
    let rows = table.rows();
    let counters: Vec<_> = rows.iter().filter(|row| row.pk().starts_with("R#")).collect();
    let [counter] = counters[..] else { panic!("{counters:?}") };
    let (end, reset) = (counter.number("exp") as u64, told[0].reset.as_secs());
    assert!(end >= reset && end <= reset + 86_400, "{end} for a window that ends at {reset}");
    assert!(!counter.pk().contains("ann@example.com") && !counter.pk().contains("192.0.2.1"), "{}", counter.pk());
}

#[tokio::test]
async fn an_attempt_costs_one_call() {
    let table = Table::create().await;
    let caller = table.caller();
    let (told, bill) = caller.meter.measure(all_at_once(&caller.store, 1, BEGINNING)).await;
    assert_eq!((told.len(), bill.calls.len(), bill.round_trips()), (1, 1, 1));
}
