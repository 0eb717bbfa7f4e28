//! A deleted user is gone at once and leaves nothing, and who comes after under the same id inherits nothing.

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

struct House {
    table: Table,
    clock: TestClock,
    store: Store,
    project: Project,
}

impl House {
    async fn build() -> Self {
        let (table, clock, project) = (Table::create().await, TestClock::new(41), project("p"));
        let store = table.caller().store;
        store.create_project(&project, &clock.change()).await.unwrap();
        Self { table, clock, store, project }
    }

    async fn move_in(&self, id: &str) -> UserId {
        let new = full(id, "ann@example.com", "+4911", "Ann Lee");
        self.store.create_user(&self.project, new, &self.clock.change()).await.unwrap().id
    }

    /// Sessions, log lines, large preferences and memberships.
    async fn furnish(&self, user: &UserId, sessions: usize, teams: usize) {
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

    /// How many items are in the partition of this user.
    fn furniture(&self, user: &UserId) -> usize {
        let partition = format!("U#{}#{user}", self.project.id);
        self.table.rows().iter().filter(|row| row.pk() == partition).count()
    }

    /// Nobody can read anything of a user who was there before.
    async fn shows_nothing_of_before(&self, user: &UserId, sessions: &[SessionId]) {
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
async fn a_user_with_1200_items_leaves_none() {
    let house = House::build().await;
    let ann = house.move_in("ann").await;
    house.furnish(&ann, 597, 3).await;
    assert!(house.furniture(&ann) > 1_200, "{}", house.furniture(&ann));
    let deletion = house.table.caller();
    let change = house.clock.change();
    let (done, bill) = deletion.meter.measure(deletion.store.delete_user(&house.project.id, &ann, &change)).await;
    done.unwrap();
    house.sweep().await;
    assert_eq!(house.furniture(&ann), 0);
    house.table.check(EXACT, "after the deletion");
    assert!(bill.calls.len() < 120, "{} calls", bill.calls.len());
    assert!(house.table.rows().iter().all(|row| !row.pk().starts_with("J#")));
}

#[tokio::test]
async fn two_members_of_one_team_can_be_deleted_one_after_the_other() {
    let house = House::build().await;
    for id in ["ann", "bob"] {
        let new = full(id, &format!("{id}@example.com"), if id == "ann" { "+4911" } else { "+4922" }, "");
        house.store.create_user(&house.project, new, &house.clock.change()).await.unwrap();
        house.furnish(&user_id(id), 1, 2).await;
    }
    for (id, left) in [("ann", 1), ("bob", 0)] {
        house.store.delete_user(&house.project.id, &user_id(id), &house.clock.change()).await.unwrap();
        assert_eq!(house.furniture(&user_id(id)), 0, "{id}");
        assert_eq!(house.store.get_team(&house.project.id, &team_id("team-0")).await.unwrap().total, left);
    }
    house.table.check(EXACT, "after both");
}

#[tokio::test]
async fn who_comes_after_under_the_same_id_inherits_nothing() {
    let house = House::build().await;
    for _ in 0..3 {
        let ann = house.move_in("ann").await;
        house.shows_nothing_of_before(&ann, &[SessionId::parse("s-0").unwrap()]).await;
        house.furnish(&ann, 3, 2).await;
        house.store.delete_user(&house.project.id, &ann, &house.clock.change()).await.unwrap();
        house.table.check(EXACT, "after a deletion");
    }
}

/// Deletes the user with a caller who dies right after the deletion: nothing of the rest is done.
async fn delete_and_die(house: &House, user: &UserId) {
    let victim: Caller = house.table.caller();
    let transaction = Rule::new(Fault::KillAfter).on("TransactWriteItems");
    victim.faults.add(transaction);
    let change = house.clock.change();
    assert!(victim.faults.run(victim.store.delete_user(&house.project.id, user, &change)).await.is_none());
    victim.settle().await;
}

#[tokio::test]
async fn who_comes_while_the_rest_is_still_there_inherits_nothing_and_keeps_his_own() {
    let house = House::build().await;
    let ann = house.move_in("ann").await;
    house.furnish(&ann, 30, 2).await;
    delete_and_die(&house, &ann).await;
    assert!(house.furniture(&ann) > 60, "the rest is still there");
    let gone = house.store.get_user(&house.project.id, &ann).await;
    assert!(matches!(gone, Err(Error::UserNotFound)));

    let again = house.move_in("ann").await;
    house.shows_nothing_of_before(&again, &[SessionId::parse("s-0").unwrap()]).await;
    for term in ["lee", "ann@example.com", "+4911", "ann"] {
        let query = ListUsers { search: Some(SearchTerm::parse(term).unwrap()), ..ListUsers::default() };
        let found = house.store.list_users(&house.project, &query).await.unwrap();
        assert_eq!(found.items.len(), 1, "{term}");
    }
    let (session, secret) = house.clock.session(&again, "s-mine");
    let (p, change) = (&house.project.id, house.clock.change());
    house.store.create_session(p, &session, &secret, &Proof::Key, &change).await.unwrap();
    // In one of his former self's teams, before the sweeper has come.
    let joined = membership("m-mine", &again, "team-0");
    house.store.create_membership(&house.project.id, &joined, &house.clock.change()).await.unwrap();
    house.table.check(EXACT, "after joining anew");

    assert_eq!(house.sweep().await, 1);
    house.table.check(EXACT, "after the sweeper");
    assert_eq!(house.store.list_sessions(&house.project.id, &again, house.clock.now()).await.unwrap().total, 1);
    assert_eq!(house.store.list_memberships(&house.project.id, &again).await.unwrap().total, 1);
    for (team, members) in [("team-0", 1), ("team-1", 0)] {
        assert_eq!(house.store.get_team(&house.project.id, &team_id(team)).await.unwrap().total, members, "{team}");
    }
}

/// What finds him is still in the table, and nobody has looked whether he is there.
#[tokio::test]
async fn who_was_deleted_a_moment_ago_is_neither_shown_nor_counted_and_the_next_takes_his_place() {
    let house = House::build().await;
    let (store, p, clock) = (&house.store, &house.project, &house.clock);
    let vip = || Labels::parse(vec!["vip".into()]).unwrap();
    for n in 0..5 {
        let new = full(&format!("user-{n}"), &format!("ann.{n}@example.com"), &format!("+491{n}"), "Ann Lee");
        let id = store.create_user(p, new, &clock.change()).await.unwrap().id;
        store.update_labels(&p.id, &id, vip(), &clock.change()).await.unwrap();
    }
    delete_and_die(&house, &user_id("user-1")).await;
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

/// He was found by one label, and is found by another, before the sweeper has come.
#[tokio::test]
async fn a_filter_of_which_each_half_finds_another_incarnation_finds_the_living_one() {
    let house = House::build().await;
    let (store, p) = (&house.store, &house.project);
    for label in ["old", "new"] {
        let ann = house.move_in("ann").await;
        let labels = Labels::parse(vec![label.into()]).unwrap();
        store.update_labels(&p.id, &ann, labels, &house.clock.change()).await.unwrap();
        if label == "old" {
            delete_and_die(&house, &ann).await;
        }
    }
    for labels in [r#"["old", "new"]"#, r#"["new", "old"]"#] {
        let filter = Queries::parse(&[format!(r#"contains("labels", {labels})"#)], Schema::Users).unwrap();
        let found = store.list_users(p, &filter.of_users(None, true, 0)).await.unwrap();
        assert_eq!((found.total, found.items.len()), (1, 1), "{labels}");
    }
}

#[tokio::test]
async fn a_young_job_is_left_to_the_request_that_made_it() {
    let house = House::build().await;
    let ann = house.move_in("ann").await;
    delete_and_die(&house, &ann).await;
    let swept = house.store.sweep(house.clock.now(), Duration::from_secs(60)).await.unwrap();
    assert_eq!((swept.finished, swept.left), (0, 0));
    assert_eq!(house.sweep().await, 1);
    house.table.check(EXACT, "after the sweeper");
}

#[tokio::test]
async fn two_sweepers_at_once_count_a_user_once() {
    let house = House::build().await;
    let ann = house.move_in("ann").await;
    house.furnish(&ann, 30, 3).await;
    delete_and_die(&house, &ann).await;
    house.clock.pass(Duration::from_secs(120));
    let (one, other) = (house.table.caller(), house.table.caller());
    for sweeper in [&one, &other] {
        sweeper.faults.add(Rule::new(Fault::Delay(Duration::from_millis(3))).with_chance(0.5));
    }
    let (now, budget) = (house.clock.now(), Duration::from_secs(60));
    let (first, second) = tokio::join!(one.store.sweep(now, budget), other.store.sweep(now, budget));
    assert_eq!((first.unwrap().left, second.unwrap().left), (0, 0));
    house.table.check(EXACT, "after both");
    assert_eq!(house.furniture(&ann), 0);
}

/// The sweeper has read the former user's membership, and before it removes it the next user joins the same team.
#[tokio::test]
async fn a_sweeper_leaves_the_membership_of_the_next_user_alone() {
    let house = House::build().await;
    let ann = house.move_in("ann").await;
    house.furnish(&ann, 1, 1).await;
    delete_and_die(&house, &ann).await;
    let again = house.move_in("ann").await;
    house.clock.pass(Duration::from_secs(120));
    let (sweeper, joiner) = (house.table.caller(), house.table.caller());
    sweeper.faults.add(Rule::new(Fault::Hold).on("TransactWriteItems").times(1));
    // Without tokens: as when the sweeper comes back to a job after ten minutes.
    sweeper.faults.drop_tokens();
    joiner.faults.drop_tokens();
    let (joined, change) = (membership("m-mine", &again, "team-0"), house.clock.change());
    let join = joiner.store.create_membership(&house.project.id, &joined, &change);
    let sweep = sweeper.store.sweep(house.clock.now(), Duration::from_secs(60));
    let (swept, joined) = tokio::join!(sweep, sweeper.faults.while_held(join));
    joined.unwrap();
    assert_eq!(swept.unwrap().left, 0);
    assert_eq!(house.store.list_memberships(&house.project.id, &again).await.unwrap().total, 1);
    assert_eq!(house.store.get_team(&house.project.id, &team_id("team-0")).await.unwrap().total, 1);
    house.table.check(EXACT, "after both");
}

#[tokio::test]
async fn a_sweep_without_time_tells_since_when_the_oldest_job_waits() {
    let house = House::build().await;
    for id in ["ann", "bob"] {
        let user = house.move_in(id).await;
        delete_and_die(&house, &user).await;
        house.clock.pass(Duration::from_mins(10));
    }
    let swept = house.store.sweep(house.clock.now(), Duration::ZERO).await.unwrap();
    let waits = house.clock.now().as_secs() - swept.oldest_left.unwrap().as_secs();
    assert_eq!((swept.finished, swept.left, waits), (0, 2, 20 * 60));
    let done = house.store.sweep(house.clock.now(), Duration::from_secs(60)).await.unwrap();
    assert_eq!((done.finished, done.left, done.oldest_left), (2, 0, None));
}
