//! Walks through the list, page by page, during creations and deletions of users.

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

/// The number of users that exist during the whole test.
const PERMANENT: usize = 90;
const WRITERS: usize = 3;
/// How many users are created before a new one is deleted, and the pause of a writer: a walk must be faster than the
/// creations.
const LIFETIME: usize = 5;
const PAUSE: Duration = Duration::from_millis(20);

/// A project with permanent users, and writers that create and delete temporary users.
struct Scene {
    table: Table,
    store: Store,
    project: Project,
    clock: Arc<TestClock>,
    permanent: Vec<UserId>,
}

impl Scene {
    /// Creates permanent and temporary users, mixed in the order of creation.
    async fn of(shards: u16) -> Self {
        let (table, clock, mut project) = (Table::create().await, Arc::new(TestClock::new(21)), project("p"));
        project.slices[0].shards = shards;
        let store = table.caller().store;
        let mut permanent = Vec::new();
        for n in 0..PERMANENT {
            let new = bare(&format!("permanent-{n}"));
            permanent.push(new.id.clone());
            store.create_user(&project, new, &clock.change()).await.unwrap();
            store
                .create_user(&project, bare(&format!("temporary-{}-{n}", n % WRITERS)), &clock.change())
                .await
                .unwrap();
        }
        Self { table, store, project, clock, permanent }
    }

    /// Creates and deletes users until `stop` is set. Some of the deleted users existed before the walk, others are
    /// created and deleted during it. Returns the number of created users.
    async fn create_and_delete(&self, writer: usize, stop: &AtomicBool) -> usize {
        let caller = self.table.caller();
        caller.faults.add(Rule::new(Fault::Delay(Duration::from_millis(2))).with_chance(0.3));
        let mut created = 0;
        while !stop.load(Ordering::SeqCst) {
            let new = bare(&format!("late-{writer}-{created}"));
            caller.store.create_user(&self.project, new, &self.clock.change()).await.unwrap();
            self.delete(&caller.store, &format!("temporary-{writer}-{}", created * WRITERS + writer)).await;
            if let Some(earlier) = created.checked_sub(LIFETIME) {
                self.delete(&caller.store, &format!("late-{writer}-{earlier}")).await;
            }
            created += 1;
            tokio::time::sleep(PAUSE).await;
        }
        created
    }

    async fn delete(&self, store: &Store, id: &str) {
        match store.delete_user(&self.project.id, &bare(id).id, &self.clock.change()).await {
            Ok(()) | Err(Error::UserNotFound) => {}
            Err(error) => panic!("{error:?}"),
        }
    }

    /// Walks from one end of the list to the other. The next page begins after the last user that still exists.
    async fn walk(&self, order: Order, direction: Direction, limit: usize) -> Vec<UserId> {
        let limit = Limit::new(limit as i64).unwrap();
        let (mut seen, mut cursor) = (Vec::new(), None);
        loop {
            let query = ListUsers { limit, order, direction, cursor: cursor.clone(), ..ListUsers::default() };
            let mut page: Vec<UserId> = match self.store.list_users(&self.project, &query).await {
                Ok(listing) => listing.items.into_iter().map(|user| user.id).collect(),
                // The last user of the page has been deleted: continue after the one before.
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

async fn check_walks(shards: u16) {
    let scene = Arc::new(Scene::of(shards).await);
    let stop = Arc::new(AtomicBool::new(false));
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let (scene, stop) = (scene.clone(), stop.clone());
            tokio::spawn(async move { scene.create_and_delete(writer, &stop).await })
        })
        .collect();
    for order in [Order::Ascending, Order::Descending] {
        for direction in [Direction::After, Direction::Before] {
            for limit in [7, 25] {
                let seen = scene.walk(order, direction, limit).await;
                let when = format!("{shards} shards, {order:?}, {direction:?}, {limit}");
                let distinct: HashSet<_> = seen.iter().collect();
                assert_eq!(distinct.len(), seen.len(), "{when}: a user was listed twice");
                let met: Vec<_> = seen.into_iter().filter(|id| id.as_str().starts_with("permanent")).collect();
                let backwards = (order == Order::Descending) != (direction == Direction::Before);
                let mut expected = scene.permanent.clone();
                if backwards {
                    expected.reverse();
                }
                assert_eq!(met, expected, "{when}: permanent users in their order");
            }
        }
    }
    stop.store(true, Ordering::SeqCst);
    let mut created = 0;
    for writer in writers {
        created += writer.await.unwrap();
    }
    assert!(created > 30, "the writers wrote during the walks: {created}");
    scene.table.check(EXACT, "after the walks");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_walk_over_one_shard_lists_every_permanent_user_once() {
    check_walks(1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_walk_over_eight_shards_lists_every_permanent_user_once() {
    check_walks(8).await;
}
