//! Users who move in: whole or not at all, once and in their order, whatever dies in between.

use crate::operations::large_prefs;
use roster_core::{Direction, Error, Labels, ListUsers, Prefs, Project, Proof, Slice, Timestamp, User, UserId};
use roster_store::{Arrival, Incoming, Store};
use roster_tests::clock::{TestClock, bare, email, full, name, project, user_id};
use roster_tests::faults::{Fault, Rule};
use roster_tests::invariants::{EXACT, Slack};
use roster_tests::table::Table;
use std::time::Duration;

/// Long ago: before any clock begins.
const LONG_AGO: Timestamp = Timestamp::from_secs(1_500_000_000);

fn user(id: &str, number: usize, at: Timestamp) -> User {
    let address = format!("{id}@example.com");
    User::create(full(id, &address, &format!("+49{}", 1_000 + number), &format!("{id} Lee")), at)
}

/// Three users, the second with all that a user can bring.
fn crowd() -> Vec<Incoming> {
    let mut users = [user("ann", 1, LONG_AGO), user("bob", 2, LONG_AGO), user("cat", 3, LONG_AGO.before(DAY))];
    let bob = &mut users[1];
    bob.prefs = large_prefs(3);
    bob.labels = Labels::parse(vec!["vip".into(), "early".into()]).unwrap();
    (bob.status, bob.email_verified, bob.phone_verified) = (false, true, true);
    bob.password_updated_at = Some(LONG_AGO.after(DAY));
    bob.updated_at = LONG_AGO.after(DAY + DAY);
    (0..).zip(users).map(|(row, user)| Incoming::new(user.clone(), user.id.as_str(), row)).collect()
}

const DAY: Duration = Duration::from_hours(24);

struct Scene {
    table: Table,
    clock: TestClock,
    project: Project,
    store: Store,
}

impl Scene {
    async fn set() -> Self {
        let (table, clock, project) = (Table::create().await, TestClock::new(7), project("p"));
        let store = table.caller().store;
        store.create_project(&project, &clock.change()).await.unwrap();
        Self { table, clock, project, store }
    }

    async fn import(&self, users: &[Incoming]) -> Vec<Arrival> {
        let arrivals = self.store.import_users(&self.project, users, &self.clock.change()).await.unwrap();
        assert!(arrivals.counted);
        arrivals.outcomes.into_iter().map(Result::unwrap).collect()
    }

    async fn listed(&self) -> Vec<UserId> {
        let query = ListUsers { direction: Direction::After, ..ListUsers::default() };
        let listing = self.store.list_users(&self.project, &query).await.unwrap();
        assert_eq!(
            listing.total,
            self.table.rows().iter().filter(|row| row.sk() == "U" && row.has("cid")).count() as u64
        );
        listing.items.into_iter().map(|user| user.id).collect()
    }
}

#[tokio::test]
async fn who_moves_in_keeps_everything_and_stands_where_his_time_is() {
    let scene = Scene::set().await;
    scene
        .store
        .create_user(&scene.project, full("zoe", "zoe@example.com", "+4977777", "Zoe"), &scene.clock.change())
        .await
        .unwrap();
    let crowd = crowd();
    assert_eq!(scene.store.preview_import(&scene.project.id, &crowd).await.unwrap(), [Arrival::New; 3]);
    assert_eq!(scene.import(&crowd).await, [Arrival::New; 3]);
    for incoming in &crowd {
        assert_eq!(scene.store.get_user(&scene.project.id, &incoming.user.id).await.unwrap(), incoming.user);
    }
    assert_eq!(scene.listed().await, ["cat", "ann", "bob", "zoe"].map(user_id));
    scene.table.check(EXACT, "moved in");
    let mut exported = Vec::new();
    let export = scene.store.export_users::<Error>(&scene.project, |users| {
        exported.extend(users);
        Ok(())
    });
    export.await.unwrap();
    assert_eq!(exported[2], crowd[1].user);
    assert_eq!(exported.len(), 4);
}

#[tokio::test]
async fn users_of_one_moment_stand_in_the_order_of_their_rows() {
    let scene = Scene::set().await;
    let users: Vec<_> =
        (0..60).map(|n| Incoming::new(user(&format!("u{}", 99 - n), n, LONG_AGO), &format!("{n}"), n as u32)).collect();
    for batch in users.rchunks(20) {
        scene.import(batch).await;
    }
    let rows: Vec<_> = users.iter().map(|incoming| incoming.user.id.clone()).collect();
    assert_eq!(scene.listed().await, rows[..25]);
}

#[tokio::test]
async fn who_moved_in_is_listed_in_the_slice_of_his_time() {
    let mut scene = Scene::set().await;
    scene.clock.pass(DAY);
    let wide = Slice { since: scene.clock.now(), shards: 4 };
    scene.project = scene.store.widen_project(&scene.project.id, wide, &scene.clock.change()).await.unwrap();
    scene.clock.pass(DAY);
    let (early, late) = (user("ann", 1, LONG_AGO), user("bob", 2, scene.clock.now()));
    let users = [early, late].map(|user| Incoming::new(user.clone(), user.id.as_str(), 1));
    assert_eq!(scene.import(&users).await, [Arrival::New; 2]);
    let places: Vec<_> = scene
        .table
        .rows()
        .iter()
        .filter(|row| row.sk() == "U" && row.pk().starts_with("U#"))
        .map(|row| row.text("G1P").to_owned())
        .collect();
    assert!(
        places.iter().any(|place| place == "L#p#0.0") && places.iter().any(|place| place.starts_with("L#p#1.")),
        "{places:?}"
    );
    assert_eq!(scene.listed().await, ["ann", "bob"].map(user_id));
    scene.table.check(EXACT, "in two slices");
}

#[tokio::test]
async fn a_second_run_knows_the_first_and_changes_nothing() {
    let scene = Scene::set().await;
    let crowd = crowd();
    scene.import(&crowd).await;
    scene.store.update_name(&scene.project.id, &user_id("ann"), name("Ann Rose"), &scene.clock.change()).await.unwrap();
    scene
        .store
        .update_email(
            &scene.project.id,
            &user_id("bob"),
            Some(email("new@example.com")),
            &Proof::Key,
            &scene.clock.change(),
        )
        .await
        .unwrap();
    let before = scene.table.rows().len();
    assert_eq!(scene.import(&crowd).await, [Arrival::Known; 3]);
    assert_eq!(scene.table.rows().len(), before);
    assert_eq!(scene.store.get_user(&scene.project.id, &user_id("ann")).await.unwrap().name, name("Ann Rose"));
    scene.table.check(EXACT, "run twice");
}

/// The deletions are not done when the users come again, and the sweeper goes on with them afterwards.
#[tokio::test]
async fn who_was_deleted_and_moves_in_again_is_another() {
    let scene = Scene::set().await;
    let (crowd, ann, p) = (crowd(), user_id("ann"), &scene.project.id);
    scene.import(&crowd).await;
    let (session, secret) = scene.clock.session(&ann, "s-former");
    scene.store.create_session(p, &session, &secret, &Proof::Key, &scene.clock.change()).await.unwrap();
    for id in ["ann", "bob", "cat"].map(user_id) {
        let (victim, change) = (scene.table.caller(), scene.clock.change());
        victim.faults.add(Rule::new(Fault::KillAfter).on("TransactWriteItems"));
        assert!(victim.faults.run(victim.store.delete_user(p, &id, &change)).await.is_none());
        victim.settle().await;
    }
    assert_eq!(scene.import(&crowd).await, [Arrival::New; 3]);
    assert_eq!(scene.store.list_sessions(p, &ann, scene.clock.now()).await.unwrap().total, 0);
    scene.clock.pass(Duration::from_secs(120));
    let swept = scene.store.sweep(scene.clock.now(), Duration::from_secs(60)).await.unwrap();
    assert_eq!((swept.finished, swept.left), (3, 0));
    assert_eq!(scene.store.get_user(p, &user_id("bob")).await.unwrap().prefs, large_prefs(3));
    scene.table.check(EXACT, "after the sweeper");
    assert_eq!(scene.import(&crowd).await, [Arrival::Known; 3]);
}

#[tokio::test]
async fn whoever_has_an_id_an_address_or_a_number_keeps_it() {
    let scene = Scene::set().await;
    scene.store.create_user(&scene.project, bare("ann"), &scene.clock.change()).await.unwrap();
    let holder = full("x", "bob@example.com", "+491003", "X");
    scene.store.create_user(&scene.project, holder, &scene.clock.change()).await.unwrap();
    let crowd = crowd();
    let taken = [Arrival::IdTaken, Arrival::EmailTaken, Arrival::PhoneTaken];
    assert_eq!(scene.store.preview_import(&scene.project.id, &crowd).await.unwrap(), taken);
    assert_eq!(scene.import(&crowd).await, taken);
    assert_eq!(scene.listed().await.len(), 2);
    scene.table.check(EXACT, "conflicts");
}

#[tokio::test]
async fn of_two_rows_with_one_address_one_moves_in() {
    let scene = Scene::set().await;
    let twins = ["ann", "bob"].map(|id| {
        let mut twin = user(id, 1, LONG_AGO);
        twin.email = Some(email("twin@example.com"));
        Incoming::new(twin, id, 1)
    });
    let mut arrivals = scene.import(&twins).await;
    arrivals.sort_by_key(|arrival| *arrival != Arrival::New);
    assert_eq!(arrivals[0], Arrival::New);
    assert!(matches!(arrivals[1], Arrival::EmailTaken | Arrival::PhoneTaken), "{arrivals:?}");
    scene.table.check(EXACT, "twins");
}

#[tokio::test]
async fn two_runs_at_once_take_everybody_in_once() {
    let scene = Scene::set().await;
    let crowd = crowd();
    let other = scene.table.caller().store;
    let changes = [scene.clock.change(), scene.clock.change()];
    let (first, second) = tokio::join!(
        scene.store.import_users(&scene.project, &crowd, &changes[0]),
        other.import_users(&scene.project, &crowd, &changes[1]),
    );
    let outcomes = |arrivals: roster_store::Arrivals| arrivals.outcomes.into_iter().map(Result::unwrap);
    for pair in outcomes(first.unwrap()).zip(outcomes(second.unwrap())) {
        assert!(matches!(pair, (Arrival::New, Arrival::Known) | (Arrival::Known, Arrival::New)), "{pair:?}");
    }
    scene.table.check(EXACT, "two at once");
}

#[tokio::test]
async fn an_import_killed_at_any_call_is_finished_by_the_next_run() {
    for fault in [Fault::KillBefore, Fault::KillAfter] {
        for call in 1.. {
            let scene = Scene::set().await;
            let (victim, crowd) = (scene.table.caller(), crowd());
            victim.faults.add(Rule::new(fault).at_call(call));
            let change = scene.clock.change();
            let died = victim.faults.run(victim.store.import_users(&scene.project, &crowd, &change)).await.is_none();
            victim.settle().await;
            let when = format!("{fault:?} at call {call}");
            scene.table.check(Slack(3), &when);
            let arrivals = scene.import(&crowd).await;
            assert!(
                arrivals.iter().all(|arrival| matches!(arrival, Arrival::New | Arrival::Known)),
                "{when}: {arrivals:?}"
            );
            if arrivals.contains(&Arrival::Known) {
                scene.store.recount_project(&scene.project.id).await.unwrap();
            }
            scene.table.check(EXACT, &format!("{when}, run again"));
            assert_eq!(scene.listed().await.len(), 3, "{when}");
            if !died {
                assert!(call > 4, "a look, three transactions, a count");
                break;
            }
        }
    }
}

#[tokio::test]
async fn a_lost_answer_counts_nobody_twice() {
    for times in [1, 3, 9] {
        let scene = Scene::set().await;
        let caller = scene.table.caller();
        caller.faults.add(Rule::new(Fault::LostAnswer).on("TransactWriteItems").times(times));
        let arrivals = caller.store.import_users(&scene.project, &crowd(), &scene.clock.change()).await.unwrap();
        assert!(
            arrivals.counted && arrivals.outcomes.iter().all(|outcome| matches!(outcome, Ok(Arrival::New))),
            "{arrivals:?}"
        );
        scene.table.check(EXACT, "answers lost");
    }
}

#[tokio::test]
async fn a_count_that_could_not_be_made_is_told() {
    let scene = Scene::set().await;
    let caller = scene.table.caller();
    caller.faults.add(Rule::new(Fault::Refused("ThrottlingException")).on("UpdateItem"));
    let arrivals = caller.store.import_users(&scene.project, &crowd(), &scene.clock.change()).await.unwrap();
    assert!(!arrivals.counted);
    assert!(arrivals.outcomes.iter().all(|outcome| matches!(outcome, Ok(Arrival::New))));
    scene.store.recount_project(&scene.project.id).await.unwrap();
    scene.table.check(EXACT, "recounted");
    assert_eq!(scene.store.get_user(&scene.project.id, &user_id("ann")).await.unwrap().prefs, Prefs::default());
}
