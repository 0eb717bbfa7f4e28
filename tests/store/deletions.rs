//! A deleted user disappears at once with all items, and a later user with the same id gets no data of the deleted one.

use crate::operations::large_prefs;
use roster_core::{
    Error, Labels, Limit, ListUsers, Offset, Project, Proof, Queries, Schema, SearchTerm, SessionId, UserId,
};
use roster_store::Store;
use roster_tests::caller::Caller;
use roster_tests::clock::{TestClock, full, membership, name, project, team_id, user_id};
use roster_tests::faults::{Fault, Rule};
use roster_tests::invariants::EXACT;
use roster_tests::table::Table;
use std::time::Duration;

struct Scene {
    table: Table,
    clock: TestClock,
    store: Store,
    project: Project,
}

impl Scene {
    async fn build() -> Self {
        let (table, clock, project) = (Table::create().await, TestClock::new(41), project("p"));
        let store = table.caller().store;
        store.create_project(&project, &clock.change()).await.unwrap();
        Self { table, clock, store, project }
    }

    async fn create_user(&self, id: &str) -> UserId {
        let new = full(id, "ann@example.com", "+4911", "Ann Lee");
        self.store.create_user(&self.project, new, &self.clock.change()).await.unwrap().id
    }

    /// Adds sessions, log entries, large preferences and memberships.
    async fn add_data(&self, user: &UserId, sessions: usize, teams: usize) {
        let (store, p, clock) = (&self.store, &self.project.id, &self.clock);
        for n in 0..sessions {
            let (session, secret) = clock.session(user, &format!("s-{n}"));
            store.create_session(p, &session, &secret, &Proof::Key, &clock.change()).await.unwrap();
        }
        for n in 0..teams {
            let id = format!("team-{n}");
            match store.create_team(p, &team_id(&id), &name(&id), None, &clock.change()).await {
                Ok(_) | Err(Error::TeamAlreadyExists) => {}
                Err(error) => panic!("{error:?}"),
            }
            let joined = membership(&format!("m-{n}"), user, &id);
            store.create_membership(p, &joined, &clock.change()).await.unwrap();
        }
        store.update_prefs(p, user, large_prefs(1), &clock.change()).await.unwrap();
    }

    /// The number of items in the partition of this user.
    fn item_count(&self, user: &UserId) -> usize {
        let partition = format!("U#{}#{user}", self.project.id);
        self.table.rows().iter().filter(|row| row.pk() == partition).count()
    }

    /// Checks that no data of an earlier user with the same id can be read.
    async fn assert_no_earlier_data(&self, user: &UserId, sessions: &[SessionId]) {
        let (store, p, now) = (&self.store, &self.project.id, self.clock.now());
        assert_eq!(store.list_sessions(p, user, now).await.unwrap().total, 0);
        assert_eq!(store.list_memberships(p, user).await.unwrap().total, 0);
        assert_eq!(store.get_user(p, user).await.unwrap().prefs.as_json(), "{}");
        let log = store.list_logs(p, user, Limit::default(), Offset::default(), now).await.unwrap();
        let events: Vec<_> = log.entries.iter().map(|entry| entry.event.to_string()).collect();
        assert_eq!((events, log.total), (vec!["create".to_owned()], 1));
        for session in sessions {
            let ended = store.delete_session(p, user, session, &self.clock.change()).await;
            assert!(matches!(ended, Err(Error::SessionNotFound)), "{ended:?}");
        }
    }

    async fn sweep(&self) -> u64 {
        self.clock.pass(Duration::from_secs(120));
        let swept = self.store.sweep(self.clock.now(), Duration::from_secs(60)).await.unwrap();
        assert_eq!(swept.left, 0);
        swept.finished
    }
}

#[tokio::test]
async fn all_1200_items_of_a_deleted_user_are_removed() {
    let scene = Scene::build().await;
    let ann = scene.create_user("ann").await;
    scene.add_data(&ann, 597, 3).await;
    assert!(scene.item_count(&ann) > 1_200, "{}", scene.item_count(&ann));
    let deletion = scene.table.caller();
    let change = scene.clock.change();
    let (done, bill) = deletion.meter.measure(deletion.store.delete_user(&scene.project.id, &ann, &change)).await;
    done.unwrap();
    scene.sweep().await;
    assert_eq!(scene.item_count(&ann), 0);
    scene.table.check(EXACT, "after the deletion");
    assert!(bill.calls.len() < 120, "{} calls", bill.calls.len());
    assert!(scene.table.rows().iter().all(|row| !row.pk().starts_with("J#")));
}

#[tokio::test]
async fn two_members_of_one_team_are_deleted_one_after_the_other() {
    let scene = Scene::build().await;
    for id in ["ann", "bob"] {
        let new = full(id, &format!("{id}@example.com"), if id == "ann" { "+4911" } else { "+4922" }, "");
        scene.store.create_user(&scene.project, new, &scene.clock.change()).await.unwrap();
        scene.add_data(&user_id(id), 1, 2).await;
    }
    for (id, left) in [("ann", 1), ("bob", 0)] {
        scene.store.delete_user(&scene.project.id, &user_id(id), &scene.clock.change()).await.unwrap();
        assert_eq!(scene.item_count(&user_id(id)), 0, "{id}");
        assert_eq!(scene.store.get_team(&scene.project.id, &team_id("team-0")).await.unwrap().total, left);
    }
    scene.table.check(EXACT, "after both");
}

#[tokio::test]
async fn a_new_user_with_the_id_of_a_deleted_one_gets_none_of_its_data() {
    let scene = Scene::build().await;
    for _ in 0..3 {
        let ann = scene.create_user("ann").await;
        scene.assert_no_earlier_data(&ann, &[SessionId::parse("s-0").unwrap()]).await;
        scene.add_data(&ann, 3, 2).await;
        scene.store.delete_user(&scene.project.id, &ann, &scene.clock.change()).await.unwrap();
        scene.table.check(EXACT, "after a deletion");
    }
}

/// Deletes the user with a caller that is killed right after the transaction: the other items stay.
async fn delete_and_stop(scene: &Scene, user: &UserId) {
    let killed: Caller = scene.table.caller();
    let transaction = Rule::new(Fault::KillAfter).on("TransactWriteItems");
    killed.faults.add(transaction);
    let change = scene.clock.change();
    assert!(killed.faults.run(killed.store.delete_user(&scene.project.id, user, &change)).await.is_none());
    killed.settle().await;
}

#[tokio::test]
async fn a_new_user_with_the_id_of_an_unfinished_deletion_gets_none_of_its_data_and_keeps_their_own() {
    let scene = Scene::build().await;
    let ann = scene.create_user("ann").await;
    scene.add_data(&ann, 30, 2).await;
    delete_and_stop(&scene, &ann).await;
    assert!(scene.item_count(&ann) > 60, "the other items still exist");
    let gone = scene.store.get_user(&scene.project.id, &ann).await;
    assert!(matches!(gone, Err(Error::UserNotFound)));

    let again = scene.create_user("ann").await;
    scene.assert_no_earlier_data(&again, &[SessionId::parse("s-0").unwrap()]).await;
    for term in ["lee", "ann@example.com", "+4911", "ann"] {
        let query = ListUsers { search: Some(SearchTerm::parse(term).unwrap()), ..ListUsers::default() };
        let found = scene.store.list_users(&scene.project, &query).await.unwrap();
        assert_eq!(found.items.len(), 1, "{term}");
    }
    let (session, secret) = scene.clock.session(&again, "s-mine");
    let (p, change) = (&scene.project.id, scene.clock.change());
    scene.store.create_session(p, &session, &secret, &Proof::Key, &change).await.unwrap();
    // Joins a team of the deleted user before the sweeper runs.
    let joined = membership("m-mine", &again, "team-0");
    scene.store.create_membership(&scene.project.id, &joined, &scene.clock.change()).await.unwrap();
    scene.table.check(EXACT, "after joining again");

    assert_eq!(scene.sweep().await, 1);
    scene.table.check(EXACT, "after the sweeper");
    assert_eq!(scene.store.list_sessions(&scene.project.id, &again, scene.clock.now()).await.unwrap().total, 1);
    assert_eq!(scene.store.list_memberships(&scene.project.id, &again).await.unwrap().total, 1);
    for (team, members) in [("team-0", 1), ("team-1", 0)] {
        assert_eq!(scene.store.get_team(&scene.project.id, &team_id(team)).await.unwrap().total, members, "{team}");
    }
}

/// The postings of the deleted user are still in the table.
#[tokio::test]
async fn a_list_neither_shows_nor_counts_a_user_whose_deletion_is_unfinished_and_fills_the_page() {
    let scene = Scene::build().await;
    let (store, p, clock) = (&scene.store, &scene.project, &scene.clock);
    let vip = || Labels::parse(vec!["vip".into()]).unwrap();
    for n in 0..5 {
        let new = full(&format!("user-{n}"), &format!("ann.{n}@example.com"), &format!("+491{n}"), "Ann Lee");
        let id = store.create_user(p, new, &clock.change()).await.unwrap().id;
        store.update_labels(&p.id, &id, vip(), &clock.change()).await.unwrap();
    }
    delete_and_stop(&scene, &user_id("user-1")).await;
    let labelled = || Queries::parse(&[r#"contains("labels", ["vip"])"#], Schema::Users).unwrap();
    let term = |term: &str| Some(SearchTerm::parse(term).unwrap());
    for (query, how) in [
        (labelled().of_users(None, true, 0), "by a query"),
        (Queries::default().of_users(term("label:vip"), true, 0), "by a label"),
        (Queries::default().of_users(term("lee"), true, 0), "by a word"),
    ] {
        let first_three = ListUsers { limit: Limit::new(3).unwrap(), ..query };
        let found = store.list_users(p, &first_three).await.unwrap();
        let ids: Vec<_> = found.items.iter().map(|user| user.id.as_str()).collect();
        assert_eq!((ids, found.total), (vec!["user-0", "user-2", "user-3"], 4), "{how}");
    }
}

/// One label leads to the deleted user, the other to the new one, before the sweeper runs.
#[tokio::test]
async fn a_filter_that_matches_two_incarnations_finds_the_current_one() {
    let scene = Scene::build().await;
    let (store, p) = (&scene.store, &scene.project);
    for label in ["old", "new"] {
        let ann = scene.create_user("ann").await;
        let labels = Labels::parse(vec![label.into()]).unwrap();
        store.update_labels(&p.id, &ann, labels, &scene.clock.change()).await.unwrap();
        if label == "old" {
            delete_and_stop(&scene, &ann).await;
        }
    }
    for labels in [r#"["old", "new"]"#, r#"["new", "old"]"#] {
        let filter = Queries::parse(&[format!(r#"contains("labels", {labels})"#)], Schema::Users).unwrap();
        let found = store.list_users(p, &filter.of_users(None, true, 0)).await.unwrap();
        assert_eq!((found.total, found.items.len()), (1, 1), "{labels}");
    }
}

#[tokio::test]
async fn the_sweeper_leaves_a_recent_job_to_its_request() {
    let scene = Scene::build().await;
    let ann = scene.create_user("ann").await;
    delete_and_stop(&scene, &ann).await;
    let swept = scene.store.sweep(scene.clock.now(), Duration::from_secs(60)).await.unwrap();
    assert_eq!((swept.finished, swept.left), (0, 0));
    assert_eq!(scene.sweep().await, 1);
    scene.table.check(EXACT, "after the sweeper");
}

#[tokio::test]
async fn two_concurrent_sweepers_count_a_user_once() {
    let scene = Scene::build().await;
    let ann = scene.create_user("ann").await;
    scene.add_data(&ann, 30, 3).await;
    delete_and_stop(&scene, &ann).await;
    scene.clock.pass(Duration::from_secs(120));
    let (one, other) = (scene.table.caller(), scene.table.caller());
    for sweeper in [&one, &other] {
        sweeper.faults.add(Rule::new(Fault::Delay(Duration::from_millis(3))).with_chance(0.5));
    }
    let (now, budget) = (scene.clock.now(), Duration::from_secs(60));
    let (first, second) = tokio::join!(one.store.sweep(now, budget), other.store.sweep(now, budget));
    assert_eq!((first.unwrap().left, second.unwrap().left), (0, 0));
    scene.table.check(EXACT, "after both");
    assert_eq!(scene.item_count(&ann), 0);
}

/// The sweeper has read the deleted user's membership; before it removes it, the new user joins the same team.
#[tokio::test]
async fn a_sweeper_does_not_remove_the_membership_of_the_next_user() {
    let scene = Scene::build().await;
    let ann = scene.create_user("ann").await;
    scene.add_data(&ann, 1, 1).await;
    delete_and_stop(&scene, &ann).await;
    let again = scene.create_user("ann").await;
    scene.clock.pass(Duration::from_secs(120));
    let (sweeper, joiner) = (scene.table.caller(), scene.table.caller());
    sweeper.faults.add(Rule::new(Fault::Hold).on("TransactWriteItems").times(1));
    // Without tokens: as if the sweeper continued a job after ten minutes.
    sweeper.faults.drop_tokens();
    joiner.faults.drop_tokens();
    let (joined, change) = (membership("m-mine", &again, "team-0"), scene.clock.change());
    let join = joiner.store.create_membership(&scene.project.id, &joined, &change);
    let sweep = sweeper.store.sweep(scene.clock.now(), Duration::from_secs(60));
    let (swept, joined) = tokio::join!(sweep, sweeper.faults.while_held(join));
    joined.unwrap();
    assert_eq!(swept.unwrap().left, 0);
    assert_eq!(scene.store.list_memberships(&scene.project.id, &again).await.unwrap().total, 1);
    assert_eq!(scene.store.get_team(&scene.project.id, &team_id("team-0")).await.unwrap().total, 1);
    scene.table.check(EXACT, "after both");
}

#[tokio::test]
async fn a_sweep_without_time_reports_the_age_of_the_oldest_job() {
    let scene = Scene::build().await;
    for id in ["ann", "bob"] {
        let user = scene.create_user(id).await;
        delete_and_stop(&scene, &user).await;
        scene.clock.pass(Duration::from_mins(10));
    }
    let swept = scene.store.sweep(scene.clock.now(), Duration::ZERO).await.unwrap();
    let waits = scene.clock.now().as_secs() - swept.oldest_left.unwrap().as_secs();
    assert_eq!((swept.finished, swept.left, waits), (0, 2, 20 * 60));
    let done = scene.store.sweep(scene.clock.now(), Duration::from_secs(60)).await.unwrap();
    assert_eq!((done.finished, done.left, done.oldest_left), (2, 0, None));
}
