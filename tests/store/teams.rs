//! Teams with concurrent joins and leaves, and deleted teams.

use crate::operations::{Scene, member};
use roster_core::{Error, Limit, ListMembers, ListTeams, Listing, Membership, Result, Roles, Team, TeamId};
use roster_store::Store;
use roster_tests::caller::Caller;
use roster_tests::clock::{bare, founder, membership, name, team_id, user_id};
use roster_tests::faults::{Fault, Rule};
use roster_tests::invariants::EXACT;
use std::time::Duration;
use tokio::task::JoinSet;

/// A scene with this many users who are in no team.
async fn scene_with(users: usize) -> Scene {
    let scene = Scene::set().await;
    for n in 0..users {
        let new = bare(&format!("user-{n}"));
        scene.observer.store.create_user(&scene.project, new, &scene.clock.change()).await.unwrap();
    }
    scene
}

impl Scene {
    async fn team(&self, id: &TeamId) -> Team {
        self.observer.store.get_team(&self.project.id, id).await.unwrap()
    }

    async fn members(&self, id: &TeamId) -> Listing<Membership> {
        let everybody = ListMembers { limit: Limit::new(100).unwrap(), ..ListMembers::default() };
        self.observer.store.list_members(&self.project.id, id, &everybody).await.unwrap()
    }

    async fn found_by(&self, term: &str) -> Vec<String> {
        let query = ListTeams { search: Some(term.into()), ..ListTeams::default() };
        let found = self.observer.store.list_teams(&self.project.id, &query).await.unwrap();
        found.items.into_iter().map(|team| team.id.to_string()).collect()
    }

    /// Sweeps after every request has ended.
    async fn sweep(&self) {
        self.clock.pass(Duration::from_secs(120));
        let swept = self.observer.store.sweep(self.clock.now(), Duration::from_secs(60)).await.unwrap();
        assert_eq!(swept.left, 0);
    }

    fn has_rows(&self, pk: &str, sk: &str) -> bool {
        self.table.rows().iter().any(|row| row.pk().starts_with(pk) && row.sk().starts_with(sk))
    }

    /// A caller that is killed right after its transaction.
    fn killed(&self) -> Caller {
        let killed = self.table.caller();
        killed.faults.add(Rule::new(Fault::KillAfter).on("TransactWriteItems"));
        killed
    }

    async fn delete_team_and_stop(&self, id: &TeamId) {
        let (killed, change) = (self.killed(), self.clock.change());
        assert!(killed.faults.run(killed.store.delete_team(&self.project.id, id, &change)).await.is_none());
        killed.settle().await;
    }
}

/// Joins; two of three users leave again, and half of those join again. Returns whether the user is in the team.
async fn join_and_leave(store: &Store, scene: &Scene, n: usize) -> bool {
    let (p, band, user) = (&scene.project.id, team_id("band"), user_id(&format!("user-{n}")));
    let (first, second) = (membership(&format!("m-{n}"), &user, "band"), membership(&format!("n-{n}"), &user, "band"));
    store.create_membership(p, &first, &scene.clock.change()).await.unwrap();
    if n.is_multiple_of(3) {
        return true;
    }
    store.delete_membership(p, &band, &first.id, &scene.clock.change()).await.unwrap();
    if n % 2 == 1 {
        return false;
    }
    store.create_membership(p, &second, &scene.clock.change()).await.unwrap();
    true
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_concurrent_joins_and_leaves_are_counted() {
    let scene = std::sync::Arc::new(scene_with(50).await);
    let caller = scene.table.caller();
    caller.faults.seed(71);
    caller.faults.add(Rule::new(Fault::Conflict).on("TransactWriteItems").with_chance(0.2));
    let mut tasks = JoinSet::new();
    for n in 0..50 {
        let (store, scene) = (caller.store.clone(), scene.clone());
        tasks.spawn(async move { join_and_leave(&store, &scene, n).await });
    }
    let expected = tasks.join_all().await.into_iter().filter(|is_in| *is_in).count();
    let (team, members) = (scene.team(&team_id("band")).await, scene.members(&team_id("band")).await);
    assert!(expected > 20 && expected < 50, "{expected}");
    // The list also has the invitation of bob.
    let listed = expected + 1;
    assert_eq!((team.total, members.total, members.items.len()), (expected as u64, listed as u64, listed));
    scene.table.check(EXACT, "after the joins and leaves");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rename_during_joins_loses_no_change() {
    let scene = scene_with(20).await;
    let (p, band) = (&scene.project.id, team_id("band"));
    let caller = scene.table.caller();
    caller.faults.seed(72);
    caller.faults.add(Rule::new(Fault::Conflict).on("TransactWriteItems").with_chance(0.1));
    caller.faults.add(Rule::new(Fault::Delay(Duration::from_millis(5))).with_chance(0.3));
    let mut tasks = JoinSet::new();
    for n in 0..20 {
        let (store, p, change) = (caller.store.clone(), p.clone(), scene.clock.change());
        let joined = membership(&format!("m-{n}"), &user_id(&format!("user-{n}")), "band");
        tasks.spawn(async move { store.create_membership(&p, &joined, &change).await.map(drop) });
    }
    for n in 0..5 {
        let (store, p, band, change) = (caller.store.clone(), p.clone(), band.clone(), scene.clock.change());
        let called = name(&format!("Orchestra {n}"));
        tasks.spawn(async move { store.update_team_name(&p, &band, called, &change).await.map(drop) });
    }
    tasks.join_all().await.into_iter().collect::<Result<Vec<_>>>().unwrap();
    let team = scene.team(&band).await;
    assert_eq!(team.total, 20);
    assert!(team.name.as_str().starts_with("Orchestra "), "{:?}", team.name);
    assert_eq!(scene.found_by(team.name.as_str()).await, ["band"]);
    assert_eq!(scene.found_by("the band").await, [""; 0]);
    scene.table.check(EXACT, "after the joins");
}

/// One change of a team during its deletion.
async fn change_team(store: &Store, scene: &Scene, n: usize) -> Result<()> {
    let (p, change) = (&scene.project.id, scene.clock.change());
    match n {
        0 => store.delete_team(p, &team_id("band"), &change).await,
        1 | 2 => store.delete_user(p, &user_id(&format!("user-{n}")), &change).await,
        3 => store.update_team_name(p, &team_id("band"), name("Sudden Orchestra"), &change).await.map(drop),
        4 => {
            let roles = Roles::parse(vec!["editor".into()]).unwrap();
            store.update_roles(p, &team_id("band"), &member("m-4"), roles, &change).await.map(drop)
        }
        5 => store.delete_membership(p, &team_id("band"), &member("m-5"), &change).await,
        _ => {
            let joined = membership(&format!("m-{n}"), &user_id(&format!("user-{n}")), "band");
            store.create_membership(p, &joined, &change).await.map(drop)
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deletion_during_joins_renames_and_deletions_of_users_leaves_no_item() {
    for seed in 0..12 {
        let scene = std::sync::Arc::new(scene_with(9).await);
        for n in 1..=5 {
            let joined = membership(&format!("m-{n}"), &user_id(&format!("user-{n}")), "band");
            scene.observer.store.create_membership(&scene.project.id, &joined, &scene.clock.change()).await.unwrap();
        }
        let caller = scene.table.caller();
        caller.faults.seed(seed);
        caller.faults.add(Rule::new(Fault::Conflict).on("TransactWriteItems").with_chance(0.1));
        caller.faults.add(Rule::new(Fault::Delay(Duration::from_millis(10))).with_chance(0.4));
        let mut tasks = JoinSet::new();
        for n in 0..9 {
            let (store, scene) = (caller.store.clone(), scene.clone());
            tasks.spawn(async move { (n, change_team(&store, &scene, n).await) });
        }
        for (n, outcome) in tasks.join_all().await {
            let fits = match outcome {
                Ok(()) => true,
                Err(Error::TeamNotFound) => n > 2,
                Err(Error::MembershipNotFound) => n == 4 || n == 5,
                Err(_) => false,
            };
            assert!(fits, "seed {seed}: {n}");
        }
        scene.table.check(EXACT, &format!("seed {seed}, at once"));
        scene.sweep().await;
        scene.table.check(EXACT, &format!("seed {seed}, after the sweeper"));
        assert!(!scene.has_rows("J#", "") && !scene.has_rows("U#", "M#band#"), "seed {seed}");
    }
}

/// The deletion has read the team; before it is written, the name changes, and so do the postings.
#[tokio::test]
async fn a_rename_just_before_a_deletion_leaves_no_posting() {
    let scene = Scene::set().await;
    let (p, band) = (&scene.project.id, team_id("band"));
    let slow = scene.table.caller();
    slow.faults.add(Rule::new(Fault::Hold).on("TransactWriteItems").times(1));
    let (deleted, renamed) = (scene.clock.change(), scene.clock.change());
    let rename = scene.observer.store.update_team_name(p, &band, name("Sudden Orchestra"), &renamed);
    let (deletion, rename) = tokio::join!(slow.store.delete_team(p, &band, &deleted), slow.faults.while_held(rename));
    assert_eq!(rename.unwrap().name, name("Sudden Orchestra"));
    deletion.unwrap();
    scene.table.check(EXACT, "after both");
    scene.sweep().await;
    assert!(!scene.has_rows("V#p#or", "orchestra"));
}

#[tokio::test]
async fn a_large_team_disappears_at_once_and_leaves_no_item() {
    let scene = scene_with(60).await;
    let (store, p, band) = (&scene.observer.store, &scene.project.id, team_id("band"));
    for n in 0..60 {
        let joined = membership(&format!("m-{n}"), &user_id(&format!("user-{n}")), "band");
        store.create_membership(p, &joined, &scene.clock.change()).await.unwrap();
    }
    assert_eq!(
        (scene.members(&band).await.total, scene.members(&band).await.items.len()),
        (61, 61),
        "with the invitation of bob"
    );
    store.delete_team(p, &band, &scene.clock.change()).await.unwrap();
    assert!(matches!(store.get_team(p, &band).await, Err(Error::TeamNotFound)));
    assert_eq!(store.list_memberships(p, &user_id("user-7")).await.unwrap().total, 0);
    assert_eq!(scene.found_by("band").await, [""; 0]);
    scene.sweep().await;
    assert!(!scene.has_rows("U#", "M#band#") && !scene.has_rows("V#p#ba", "band") && !scene.has_rows("J#", ""));
    scene.table.check(EXACT, "after the sweeper");
}

/// The new team has the id of the deleted one, whose members are still in the table.
#[tokio::test]
async fn a_new_team_with_the_id_of_a_deleted_one_shows_none_of_its_members() {
    let scene = scene_with(2).await;
    let (store, p, crew, ann) = (&scene.observer.store, &scene.project.id, team_id("crew"), user_id("ann"));
    scene.delete_team_and_stop(&crew).await;
    assert!(scene.has_rows("U#p#ann", "M#crew#"), "the other items still exist");
    let owner = founder(&user_id("user-0"), "m-owner");
    let again = store.create_team(p, &crew, &name("The crew"), Some(&owner), &scene.clock.change()).await.unwrap();
    assert_eq!(again.total, 1);
    let members: Vec<_> = scene.members(&crew).await.items.into_iter().map(|one| one.id.to_string()).collect();
    assert_eq!(members, ["m-owner"]);
    assert_eq!(store.list_memberships(p, &ann).await.unwrap().total, 0);
    let former = store.get_membership(p, &crew, &member("m-ann")).await;
    assert!(matches!(former, Err(Error::MembershipNotFound)), "{former:?}");
    let former = store.delete_membership(p, &crew, &member("m-ann"), &scene.clock.change()).await;
    assert!(matches!(former, Err(Error::MembershipNotFound)), "{former:?}");
    assert_eq!(scene.found_by("crew").await, ["crew"]);
    let own = store.list_teams_of(p, &ann, &ListTeams::default()).await.unwrap();
    assert!(own.items.iter().all(|team| team.id != crew), "a member of the deleted team");

    store.create_membership(p, &membership("m-new", &ann, "crew"), &scene.clock.change()).await.unwrap();
    scene.table.check(EXACT, "beside the deleted one");
    scene.sweep().await;
    assert_eq!((scene.team(&crew).await.total, scene.members(&crew).await.total), (2, 2));
    assert_eq!(scene.found_by("crew").await, ["crew"]);
    scene.table.check(EXACT, "after the sweeper");
}

/// The user is deleted, but the membership item still exists: it is neither shown nor can it be changed.
#[tokio::test]
async fn the_membership_of_a_deleted_user_does_not_exist() {
    let scene = Scene::set().await;
    let (store, p, crew) = (&scene.observer.store, &scene.project.id, team_id("crew"));
    let (killed, change) = (scene.killed(), scene.clock.change());
    assert!(killed.faults.run(killed.store.delete_user(p, &user_id("ann"), &change)).await.is_none());
    killed.settle().await;
    assert!(scene.has_rows("U#p#ann", "M#crew#"), "the other items still exist");
    let shown: Vec<_> = scene.members(&crew).await.items.into_iter().map(|one| one.id.to_string()).collect();
    assert_eq!(shown, ["m-bob"]);
    let read = store.get_membership(p, &crew, &member("m-ann")).await;
    assert!(matches!(read, Err(Error::MembershipNotFound)), "{read:?}");
    let roles = store.update_roles(p, &crew, &member("m-ann"), Roles::owner(), &scene.clock.change()).await;
    assert!(matches!(roles, Err(Error::MembershipNotFound)), "{roles:?}");
    let removed = store.delete_membership(p, &crew, &member("m-ann"), &scene.clock.change()).await;
    assert!(matches!(removed, Err(Error::MembershipNotFound)), "{removed:?}");
    scene.sweep().await;
    assert_eq!(scene.team(&crew).await.total, 1);
    scene.table.check(EXACT, "after the sweeper");
}

#[tokio::test]
async fn a_team_with_an_unknown_founder_is_not_created() {
    let scene = Scene::set().await;
    let (store, p) = (&scene.observer.store, &scene.project.id);
    let nobody = founder(&user_id("nobody"), "m-1");
    let made = store.create_team(p, &team_id("choir"), &name("Choir"), Some(&nobody), &scene.clock.change()).await;
    assert!(matches!(made, Err(Error::UserNotFound)), "{made:?}");
    let taken = store.create_team(p, &team_id("crew"), &name("Choir"), None, &scene.clock.change()).await;
    assert!(matches!(taken, Err(Error::TeamAlreadyExists)), "{taken:?}");
    assert_eq!(scene.found_by("choir").await, [""; 0]);
    scene.table.check(EXACT, "after the errors");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_concurrent_creations_of_one_team_id_one_succeeds() {
    let scene = scene_with(12).await;
    let mut tasks = JoinSet::new();
    for n in 0..12 {
        let (store, p, change) = (scene.observer.store.clone(), scene.project.id.clone(), scene.clock.change());
        let owner = founder(&user_id(&format!("user-{n}")), &format!("m-{n}"));
        let called = name(&format!("Choir {n}"));
        tasks.spawn(async move { store.create_team(&p, &team_id("choir"), &called, Some(&owner), &change).await });
    }
    let outcomes = tasks.join_all().await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    assert!(outcomes.iter().all(|outcome| matches!(outcome, Ok(_) | Err(Error::TeamAlreadyExists))), "{outcomes:?}");
    assert_eq!(scene.members(&team_id("choir")).await.total, 1);
    scene.table.check(EXACT, "after the race");
}
