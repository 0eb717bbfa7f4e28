//! Walks through the list, page by page, while others create and delete users.

use roster_core::{Direction, Error, Limit, ListUsers, Order, Project, UserId};
use roster_store::Store;
use roster_tests::clock::{TestClock, bare, project};
use roster_tests::faults::{Fault, Rule};
use roster_tests::invariants::EXACT;
use roster_tests::table::Table;
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Who is there before every walk and after it.
const RESIDENTS: usize = 90;
const WRITERS: usize = 3;
/// How many come while a guest stays, and how long a writer rests: a walk must be able to catch up with the newcomers.
const STAY: usize = 5;
const PAUSE: Duration = Duration::from_millis(20);

/// A project with residents, and writers whose users come and go.
struct Town {
    table: Table,
    store: Store,
    project: Project,
    clock: Arc<TestClock>,
    residents: Vec<UserId>,
}

impl Town {
    /// Residents and passers-by, mixed in the order of creation.
    async fn of(shards: u16) -> Self {
        let (table, clock, mut project) = (Table::create().await, Arc::new(TestClock::new(21)), project("p"));
        project.slices[0].shards = shards;
        let store = table.caller().store;
        let mut residents = Vec::new();
        for n in 0..RESIDENTS {
            let new = bare(&format!("resident-{n}"));
            residents.push(new.id.clone());
            store.create_user(&project, new, &clock.change()).await.unwrap();
            store.create_user(&project, bare(&format!("guest-{}-{n}", n % WRITERS)), &clock.change()).await.unwrap();
        }
        Self { table, store, project, clock, residents }
    }

    /// Lets guests in and out until told to stop: some who were there before the walk, and some who come and go within
    /// it. Answers how many came.
    async fn come_and_go(&self, writer: usize, stop: &AtomicBool) -> usize {
        let caller = self.table.caller();
        caller.faults.add(Rule::new(Fault::Delay(Duration::from_millis(2))).with_chance(0.3));
        let mut came = 0;
        while !stop.load(Ordering::SeqCst) {
            let coming = bare(&format!("late-{writer}-{came}"));
            caller.store.create_user(&self.project, coming, &self.clock.change()).await.unwrap();
            self.leave(&caller.store, &format!("guest-{writer}-{}", came * WRITERS + writer)).await;
            if let Some(earlier) = came.checked_sub(STAY) {
                self.leave(&caller.store, &format!("late-{writer}-{earlier}")).await;
            }
            came += 1;
            tokio::time::sleep(PAUSE).await;
        }
        came
    }

    async fn leave(&self, store: &Store, guest: &str) {
        match store.delete_user(&self.project.id, &bare(guest).id, &self.clock.change()).await {
            Ok(()) | Err(Error::UserNotFound) => {}
            Err(error) => panic!("{error:?}"),
        }
    }

    /// Walks from one end of the list to the other. A page ends at its last user who is still there to go on from.
    async fn walk(&self, order: Order, direction: Direction, limit: usize) -> Vec<UserId> {
        let limit = Limit::new(limit as i64).unwrap();
        let (mut seen, mut cursor) = (Vec::new(), None);
        loop {
            let query = ListUsers { limit, order, direction, cursor: cursor.clone(), ..ListUsers::default() };
            let mut page: Vec<UserId> = match self.store.list_users(&self.project, &query).await {
                Ok(listing) => listing.items.into_iter().map(|user| user.id).collect(),
                // The guest at which the last page ended has left: one step back.
                Err(Error::CursorNotFound(_)) => {
                    seen.pop();
                    cursor = seen.last().cloned();
                    continue;
                }
                Err(error) => panic!("{error:?}"),
            };
            if page.is_empty() {
                return seen;
            }
            if direction == Direction::Before {
                page.reverse();
            }
            cursor = page.last().cloned();
            seen.extend(page);
        }
    }
}

async fn walks_miss_nobody(shards: u16) {
    let town = Arc::new(Town::of(shards).await);
    let stop = Arc::new(AtomicBool::new(false));
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let (town, stop) = (town.clone(), stop.clone());
            tokio::spawn(async move { town.come_and_go(writer, &stop).await })
        })
        .collect();
    for order in [Order::Ascending, Order::Descending] {
        for direction in [Direction::After, Direction::Before] {
            for limit in [7, 25] {
                let seen = town.walk(order, direction, limit).await;
                let when = format!("{shards} shards, {order:?}, {direction:?}, {limit}");
                let distinct: HashSet<_> = seen.iter().collect();
                assert_eq!(distinct.len(), seen.len(), "{when}: somebody was met twice");
                let met: Vec<_> = seen.into_iter().filter(|id| id.as_str().starts_with("resident")).collect();
                let backwards = (order == Order::Descending) != (direction == Direction::Before);
                let mut expected = town.residents.clone();
                if backwards {
                    expected.reverse();
                }
                assert_eq!(met, expected, "{when}: residents in their order");
            }
        }
    }
    stop.store(true, Ordering::SeqCst);
    let mut came = 0;
    for writer in writers {
        came += writer.await.unwrap();
    }
    assert!(came > 30, "the writers wrote while the walks went on: {came}");
    town.table.check(EXACT, "after the walks");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_walk_over_one_shard_misses_nobody_and_doubles_nobody() {
    walks_miss_nobody(1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_walk_over_eight_shards_misses_nobody_and_doubles_nobody() {
    walks_miss_nobody(8).await;
}
