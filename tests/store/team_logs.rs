//! Logs of teams: what is in them, in which order, for how long, and that nothing is written for them twice.

use crate::operations::Scene;
use roster_core::{Actor, Error, Limit, MembershipId, Offset, Origin, Prefs, Roles, TeamId, TeamLogEntry, TeamLogPage};
use roster_tests::clock::{email, founder, membership, name, team_id, user_id};
use roster_tests::faults::{Fault, Rule};
use roster_tests::invariants::EXACT;
use roster_tests::snapshot::Row;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;

/// The seconds for which log entries are kept.
const RETENTION: u64 = 14 * 86_400;

impl Scene {
    async fn team_log(&self, team: &TeamId, limit: i64, offset: i64) -> TeamLogPage {
        let (limit, offset) = (Limit::new(limit).unwrap(), Offset::new(offset).unwrap());
        self.observer.store.list_team_logs(&self.project.id, team, limit, offset, self.clock.now()).await.unwrap()
    }

    async fn team_events(&self, team: &str) -> Vec<String> {
        let page = self.team_log(&team_id(team), 100, 0).await;
        assert_eq!(page.total, page.entries.len() as u64);
        page.entries.iter().map(|entry| entry.event.to_string()).collect()
    }

    async fn join_band(&self, membership_id: &str, user: &str) {
        let joined = membership(membership_id, &user_id(user), "band");
        self.observer.store.create_membership(&self.project.id, &joined, &self.clock.change()).await.unwrap();
    }

    async fn leave_band(&self, membership_id: &str) {
        let (store, p, id) = (&self.observer.store, &self.project.id, MembershipId::parse(membership_id).unwrap());
        store.delete_membership(p, &team_id("band"), &id, &self.clock.change()).await.unwrap();
    }

    async fn set_roles_in_band(&self, membership_id: &str) {
        let (store, p, id) = (&self.observer.store, &self.project.id, MembershipId::parse(membership_id).unwrap());
        let editor = Roles::parse(vec!["editor".into()]).unwrap();
        store.update_roles(p, &team_id("band"), &id, editor, &self.clock.change()).await.unwrap();
    }
}

#[tokio::test]
async fn a_log_has_every_change_of_a_team_and_of_its_members_newest_first() {
    let scene = Scene::set().await;
    let (store, p, band) = (&scene.observer.store, &scene.project.id, team_id("band"));
    scene.join_band("m-1", "ann").await;
    scene.join_band("m-2", "dan").await;
    store.update_team_name(p, &band, name("The orchestra"), &scene.clock.change()).await.unwrap();
    scene.set_roles_in_band("m-1").await;
    scene.set_roles_in_band("m-1").await;
    scene.leave_band("m-1").await;
    scene.join_band("m-3", "ann").await;
    let prefs = Prefs::parse("{\"a\":1}").unwrap();
    store.update_team_prefs(p, &band, &prefs, &scene.clock.change()).await.unwrap();
    let expected = [
        "update.prefs",
        "memberships.m-3.create",
        "memberships.m-1.delete",
        "memberships.m-1.update",
        "memberships.m-1.update",
        "update.name",
        "memberships.m-2.create",
        "memberships.m-1.create",
        "memberships.m-open.create",
        "create",
    ];
    assert_eq!(scene.team_events("band").await, expected);
    let page = scene.team_log(&band, 3, 2).await;
    let shown: Vec<_> = page.entries.iter().map(|entry| entry.event.to_string()).collect();
    assert_eq!((page.total, shown), (10, expected[2..5].iter().map(|&event| event.to_owned()).collect::<Vec<_>>()));
    scene.table.check(EXACT, "a team with a log");
}

#[tokio::test]
async fn every_entry_has_the_actor_and_the_client_of_its_change() {
    let scene = Scene::set().await;
    scene.join_band("m-1", "ann").await;
    let page = scene.team_log(&team_id("band"), 100, 0).await;
    let origin = roster_tests::clock::origin();
    assert!(page.entries.iter().all(|entry| entry.origin == origin && entry.actor.is_none()), "{page:?}");
    assert!(page.entries[0].at > page.entries[1].at);

    let mut change = scene.clock.change();
    change.origin.actor = Actor::User(user_id("ann"));
    let (store, p) = (&scene.observer.store, &scene.project.id);
    store.update_team_name(p, &team_id("band"), name("Hers"), &change).await.unwrap();
    let page = scene.team_log(&team_id("band"), 1, 0).await;
    let actor = |entry: &TeamLogEntry| entry.actor.as_ref().map(|user| user.name.clone());
    assert_eq!((actor(&page.entries[0]), page.entries[0].at), (Some(name("Ann Lee")), change.at));
}

#[tokio::test]
async fn a_founder_joins_by_creating_the_team() {
    let scene = Scene::set().await;
    let (store, p, owner) = (&scene.observer.store, &scene.project.id, founder(&user_id("ann"), "m-new"));
    store.create_team(p, &team_id("choir"), &name("Choir"), Some(&owner), &scene.clock.change()).await.unwrap();
    assert_eq!(scene.team_events("choir").await, ["create"]);
    let id = MembershipId::parse("m-new").unwrap();
    store.delete_membership(p, &team_id("choir"), &id, &scene.clock.change()).await.unwrap();
    assert_eq!(scene.team_events("choir").await, ["memberships.m-new.delete", "create"]);
}

#[tokio::test]
async fn a_log_ends_with_the_team_and_what_users_did_ends_with_them() {
    let scene = Scene::set().await;
    let (store, p, band) = (&scene.observer.store, &scene.project.id, team_id("band"));
    scene.join_band("m-1", "ann").await;
    store.delete_user(p, &user_id("ann"), &scene.clock.change()).await.unwrap();
    assert_eq!(scene.team_events("band").await, ["memberships.m-open.create", "create"]);
    store.delete_team(p, &band, &scene.clock.change()).await.unwrap();
    store.create_team(p, &band, &name("Another"), None, &scene.clock.change()).await.unwrap();
    assert_eq!(scene.team_events("band").await, ["create"], "a new team with the id");
    let unknown = store.list_team_logs(p, &team_id("x"), Limit::default(), Offset::default(), scene.clock.now()).await;
    assert!(matches!(unknown, Err(Error::TeamNotFound)));
}

/// The entry of the joining was in the log of the user. Without it, the page would have one entry less than the total.
#[tokio::test]
async fn the_joining_of_a_member_who_left_and_was_deleted_is_kept_without_its_actor() {
    let scene = Scene::set().await;
    let (store, p, band) = (&scene.observer.store, &scene.project.id, team_id("band"));
    scene.join_band("m-1", "ann").await;
    let joined_at = scene.clock.now();
    scene.join_band("m-2", "dan").await;
    scene.leave_band("m-1").await;
    let invitation = "memberships.m-open.create";
    let expected = ["memberships.m-1.delete", "memberships.m-2.create", "memberships.m-1.create", invitation, "create"];
    assert_eq!(scene.team_events("band").await, expected);
    store.delete_user(p, &user_id("ann"), &scene.clock.change()).await.unwrap();
    let in_her_log = |row: &Row| row.pk() == "U#p#ann" && row.sk().starts_with("A#");
    assert!(!scene.table.rows().iter().any(in_her_log), "the log of the deleted user is gone");
    assert_eq!(scene.team_events("band").await, expected);
    for (offset, event) in (0..).zip(expected) {
        let page = scene.team_log(&band, 1, offset).await;
        let shown: Vec<_> = page.entries.iter().map(|entry| entry.event.to_string()).collect();
        assert_eq!((page.total, shown), (5, vec![event.to_owned()]));
    }
    let entry = scene.team_log(&band, 1, 2).await.entries.remove(0);
    let unknown = Origin { actor: Actor::Guest, ip: String::new(), agent: String::new() };
    assert_eq!((entry.at, entry.origin, entry.actor), (joined_at, unknown, None));
}

/// An entry shows a name and an email: no copy of the user, with up to 64 kB of preferences, for each of them.
#[tokio::test]
async fn the_entries_of_a_user_share_their_actor() {
    let scene = Scene::set().await;
    let (store, p, band) = (&scene.observer.store, &scene.project.id, team_id("band"));
    for (n, actor) in ["ann", "bob", "ann"].into_iter().enumerate() {
        let mut change = scene.clock.change();
        change.origin.actor = Actor::User(user_id(actor));
        store.update_team_name(p, &band, name(&format!("Band {n}")), &change).await.unwrap();
    }
    let page = scene.team_log(&band, 3, 0).await;
    let actors: Vec<_> = page.entries.iter().map(|entry| entry.actor.as_ref().expect("an actor")).collect();
    let names: Vec<_> = actors.iter().map(|actor| actor.name.as_str()).collect();
    assert_eq!(names, ["Ann Lee", "Bob Ray", "Ann Lee"]);
    assert_eq!(actors[0].email, Some(email("ann@example.com")));
    assert!(Arc::ptr_eq(actors[0], actors[2]) && !Arc::ptr_eq(actors[0], actors[1]));
}

#[tokio::test]
async fn entries_end_after_the_retention_time() {
    let scene = Scene::set().await;
    scene.join_band("m-1", "ann").await;
    scene.clock.pass(Duration::from_secs(RETENTION / 2));
    scene.set_roles_in_band("m-1").await;
    scene.clock.pass(Duration::from_secs(RETENTION / 2 + 1));
    assert_eq!(scene.team_events("band").await, ["memberships.m-1.update"]);
    scene.leave_band("m-1").await;
    assert_eq!(scene.team_events("band").await, ["memberships.m-1.delete", "memberships.m-1.update"]);
    scene.clock.pass(Duration::from_secs(RETENTION + 1));
    assert_eq!(scene.team_events("band").await, [""; 0]);
    let all = scene.table.rows();
    let lines = all.iter().filter(|row| row.pk().starts_with("A#p#band#"));
    assert!(lines.clone().count() == 3 && lines.clone().all(|row| row.has("exp")), "every entry expires");
}

/// The sweeper has read the membership of a deleted user; before it ends it, roles are set that were decided before the
/// deletion.
#[tokio::test]
async fn a_member_whose_roles_change_during_their_deletion_is_removed_all_the_same() {
    let scene = Scene::set().await;
    let (p, crew, ann) = (&scene.project.id, team_id("crew"), user_id("ann"));
    let (killed, slow, sweeper) = (scene.table.caller(), scene.table.caller(), scene.table.caller());
    killed.faults.add(Rule::new(Fault::KillAfter).on("TransactWriteItems"));
    for caller in [&slow, &sweeper] {
        caller.faults.add(Rule::new(Fault::Hold).on("TransactWriteItems").times(1));
    }
    let ((held, is_held), (start, started), (go, may_go)) =
        (oneshot::channel(), oneshot::channel(), oneshot::channel());
    let (id, change) = (MembershipId::parse("m-ann").unwrap(), scene.clock.change());
    let editor = Roles::parse(vec!["editor".into()]).unwrap();
    let update = slow.store.update_roles(p, &crew, &id, editor, &change);
    let deletion = slow.faults.while_held(async {
        let deleting = scene.clock.change();
        assert!(killed.faults.run(killed.store.delete_user(p, &ann, &deleting)).await.is_none());
        killed.settle().await;
        scene.clock.pass(Duration::from_secs(120));
        start.send(()).unwrap();
        is_held.await.unwrap();
    });
    let sweeping = async {
        started.await.unwrap();
        let (now, budget) = (scene.clock.now(), Duration::from_secs(60));
        let hold = sweeper.faults.while_held(async {
            held.send(()).unwrap();
            may_go.await.unwrap();
        });
        tokio::join!(sweeper.store.sweep(now, budget), hold).0.unwrap()
    };
    let updating = async {
        // The answer names a user who does not exist any more.
        let (updated, ()) = tokio::join!(update, deletion);
        assert!(matches!(updated, Err(Error::MembershipNotFound)), "{updated:?}");
        let rows = scene.table.rows();
        let member = rows.iter().find(|row| row.pk() == "U#p#ann" && row.sk().starts_with("M#crew#")).unwrap();
        assert_eq!(member.list("roles"), ["editor"], "the roles were set between reading and ending");
        go.send(()).unwrap();
    };
    let ((), swept) = tokio::join!(updating, sweeping);
    assert_eq!(swept.left, 0);
    assert_eq!(scene.observer.store.get_team(p, &crew).await.unwrap().total, 1);
    scene.table.check(EXACT, "after the sweeper");
}
