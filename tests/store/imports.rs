//! Imports: every user is imported completely or not at all, once and in order, even if a function is killed in
//! between.

mod interrupted;
mod transactions;

use crate::operations::large_prefs;
use roster_core::{
    Direction, Error, Labels, ListUsers, NewUser, Prefs, Project, Proof, Slice, Timestamp, User, UserId,
};
use roster_store::{ImportOutcome, ImportUser, Store};
use roster_tests::clock::{TestClock, bare, email, full, name, project, user_id};
use roster_tests::faults::{Fault, Rule};
use roster_tests::invariants::{EXACT, Slack};
use roster_tests::table::Table;
use std::time::Duration;

/// A time before the start of every test clock.
const LONG_AGO: Timestamp = Timestamp::from_secs(1_500_000_000);

fn user(id: &str, number: usize, at: Timestamp) -> User {
    let address = format!("{id}@example.com");
    User::create(full(id, &address, &format!("+49{}", 1_000 + number), &format!("{id} Lee")), at)
}

/// Three users, the second with every field that can be imported.
fn three_users() -> Vec<ImportUser> {
    let mut users = [user("ann", 1, LONG_AGO), user("bob", 2, LONG_AGO), user("cat", 3, LONG_AGO.before(DAY))];
    let bob = &mut users[1];
    bob.prefs = large_prefs(3);
    bob.labels = Labels::parse(vec!["vip".into(), "early".into()]).unwrap();
    (bob.status, bob.email_verified, bob.phone_verified) = (false, true, true);
    bob.password_updated_at = Some(LONG_AGO.after(DAY));
    bob.updated_at = LONG_AGO.after(DAY + DAY);
    (0..).zip(users).map(|(row, user)| ImportUser::new(user.clone(), user.id.as_str(), row)).collect()
}

/// More users than fit into one transaction.
const MANY: usize = 28;

/// Users with an email and a name of two words.
fn plain_users(number: usize) -> Vec<ImportUser> {
    let plain = |n: usize| {
        let id = format!("plain{n}");
        let new = NewUser { email: Some(email(&format!("{id}@example.com"))), ..bare(&id) };
        User::create(NewUser { name: name("Ann Lee"), ..new }, LONG_AGO)
    };
    (0..number).map(|n| ImportUser::new(plain(n), &format!("{n}"), n as u32)).collect()
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

    async fn import(&self, users: &[ImportUser]) -> Vec<ImportOutcome> {
        let batch = self.store.import_users(&self.project, users, &self.clock.change()).await.unwrap();
        assert!(batch.counted);
        batch.outcomes.into_iter().map(Result::unwrap).collect()
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
async fn imported_users_keep_every_field_and_are_listed_by_their_time_of_creation() {
    let scene = Scene::set().await;
    scene
        .store
        .create_user(&scene.project, full("zoe", "zoe@example.com", "+4977777", "Zoe"), &scene.clock.change())
        .await
        .unwrap();
    let users = three_users();
    assert_eq!(scene.store.preview_import(&scene.project.id, &users).await.unwrap(), [ImportOutcome::New; 3]);
    assert_eq!(scene.import(&users).await, [ImportOutcome::New; 3]);
    for imported in &users {
        assert_eq!(scene.store.get_user(&scene.project.id, &imported.user.id).await.unwrap(), imported.user);
    }
    assert_eq!(scene.listed().await, ["cat", "ann", "bob", "zoe"].map(user_id));
    scene.table.check(EXACT, "imported");
    let mut exported = Vec::new();
    let export = scene.store.export_users::<Error>(&scene.project, |users| {
        exported.extend(users);
        Ok(())
    });
    export.await.unwrap();
    assert_eq!(exported[2], users[1].user);
    assert_eq!(exported.len(), 4);
}

#[tokio::test]
async fn users_of_one_millisecond_are_listed_in_the_order_of_their_rows() {
    let scene = Scene::set().await;
    let users: Vec<_> = (0..60)
        .map(|n| ImportUser::new(user(&format!("u{}", 99 - n), n, LONG_AGO), &format!("{n}"), n as u32))
        .collect();
    for batch in users.rchunks(20) {
        scene.import(batch).await;
    }
    let rows: Vec<_> = users.iter().map(|imported| imported.user.id.clone()).collect();
    assert_eq!(scene.listed().await, rows[..25]);
}

#[tokio::test]
async fn imported_users_are_listed_in_the_slice_of_their_time() {
    let mut scene = Scene::set().await;
    scene.clock.pass(DAY);
    let wide = Slice { since: scene.clock.now(), shards: 4 };
    scene.project = scene.store.widen_project(&scene.project.id, wide, &scene.clock.change()).await.unwrap();
    scene.clock.pass(DAY);
    let (early, late) = (user("ann", 1, LONG_AGO), user("bob", 2, scene.clock.now()));
    let users = [early, late].map(|user| ImportUser::new(user.clone(), user.id.as_str(), 1));
    assert_eq!(scene.import(&users).await, [ImportOutcome::New; 2]);
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
async fn a_second_run_recognizes_the_users_of_the_first_and_changes_nothing() {
    let scene = Scene::set().await;
    let users = three_users();
    scene.import(&users).await;
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
    assert_eq!(scene.import(&users).await, [ImportOutcome::Known; 3]);
    assert_eq!(scene.table.rows().len(), before);
    assert_eq!(scene.store.get_user(&scene.project.id, &user_id("ann")).await.unwrap().name, name("Ann Rose"));
    scene.table.check(EXACT, "run twice");
}

/// The deletions are not finished when the users are imported again, and the sweeper continues them afterwards.
#[tokio::test]
async fn a_deleted_user_who_is_imported_again_has_a_new_incarnation() {
    let scene = Scene::set().await;
    let (users, ann, p) = (three_users(), user_id("ann"), &scene.project.id);
    scene.import(&users).await;
    let (session, secret) = scene.clock.session(&ann, "s-former");
    scene.store.create_session(p, &session, &secret, &Proof::Key, &scene.clock.change()).await.unwrap();
    for id in ["ann", "bob", "cat"].map(user_id) {
        let (killed, change) = (scene.table.caller(), scene.clock.change());
        killed.faults.add(Rule::new(Fault::KillAfter).on("TransactWriteItems"));
        assert!(killed.faults.run(killed.store.delete_user(p, &id, &change)).await.is_none());
        killed.settle().await;
    }
    assert_eq!(scene.import(&users).await, [ImportOutcome::New; 3]);
    assert_eq!(scene.store.list_sessions(p, &ann, scene.clock.now()).await.unwrap().total, 0);
    scene.clock.pass(Duration::from_secs(120));
    let swept = scene.store.sweep(scene.clock.now(), Duration::from_secs(60)).await.unwrap();
    assert_eq!((swept.finished, swept.left), (3, 0));
    assert_eq!(scene.store.get_user(p, &user_id("bob")).await.unwrap().prefs, large_prefs(3));
    scene.table.check(EXACT, "after the sweeper");
    assert_eq!(scene.import(&users).await, [ImportOutcome::Known; 3]);
}

#[tokio::test]
async fn existing_users_keep_their_id_email_and_phone() {
    let scene = Scene::set().await;
    scene.store.create_user(&scene.project, bare("ann"), &scene.clock.change()).await.unwrap();
    let holder = full("x", "bob@example.com", "+491003", "X");
    scene.store.create_user(&scene.project, holder, &scene.clock.change()).await.unwrap();
    let users = three_users();
    let taken = [ImportOutcome::IdTaken, ImportOutcome::EmailTaken, ImportOutcome::PhoneTaken];
    assert_eq!(scene.store.preview_import(&scene.project.id, &users).await.unwrap(), taken);
    assert_eq!(scene.import(&users).await, taken);
    assert_eq!(scene.listed().await.len(), 2);
    scene.table.check(EXACT, "conflicts");
}

#[tokio::test]
async fn of_two_rows_with_one_email_one_is_imported() {
    let scene = Scene::set().await;
    let twins = ["ann", "bob"].map(|id| {
        let mut twin = user(id, 1, LONG_AGO);
        twin.email = Some(email("twin@example.com"));
        ImportUser::new(twin, id, 1)
    });
    let mut outcomes = scene.import(&twins).await;
    outcomes.sort_by_key(|outcome| *outcome != ImportOutcome::New);
    assert_eq!(outcomes[0], ImportOutcome::New);
    assert!(matches!(outcomes[1], ImportOutcome::EmailTaken | ImportOutcome::PhoneTaken), "{outcomes:?}");
    scene.table.check(EXACT, "twins");
}

#[tokio::test]
async fn two_runs_at_once_import_every_user_once() {
    let scene = Scene::set().await;
    let users = three_users();
    let other = scene.table.caller().store;
    let changes = [scene.clock.change(), scene.clock.change()];
    let (first, second) = tokio::join!(
        scene.store.import_users(&scene.project, &users, &changes[0]),
        other.import_users(&scene.project, &users, &changes[1]),
    );
    let outcomes = |batch: roster_store::ImportBatch| batch.outcomes.into_iter().map(Result::unwrap);
    for pair in outcomes(first.unwrap()).zip(outcomes(second.unwrap())) {
        assert!(
            matches!(pair, (ImportOutcome::New, ImportOutcome::Known) | (ImportOutcome::Known, ImportOutcome::New)),
            "{pair:?}"
        );
    }
    scene.table.check(EXACT, "two at once");
}
