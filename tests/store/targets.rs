//! Stored targets: unique, limited in number, read with their user, and deleted with their user.

use crate::operations::{Scene, large_prefs};
use roster_core::{Error, Identifier, Limit, ListUsers, Proof, Result, Target, TargetChange, TargetId, TargetKind};
use roster_tests::clock::{bare, full, target, user_id};
use roster_tests::invariants::EXACT;
use std::time::Duration;

impl Scene {
    async fn create(&self, user: &str, target: &Target) -> Result<()> {
        self.observer.store.create_target(&self.project.id, &user_id(user), target, &self.clock.change()).await
    }

    async fn targets_of(&self, user: &str) -> Vec<String> {
        let user = self.observer.store.get_user(&self.project.id, &user_id(user)).await.unwrap();
        user.targets.into_iter().map(|target| target.identifier).collect()
    }
}

fn email(id: &str, address: &str) -> Target {
    target(id, TargetKind::Email, address)
}

#[tokio::test]
async fn an_identifier_belongs_to_one_target_or_one_user() {
    let scene = Scene::set().await;
    let taken = [
        email("t-2", "second@example.com"),
        target("t-2", TargetKind::Push, "second@example.com"),
        email("t-2", "ann@example.com"),
        email("t-2", "bob@example.com"),
        target("t-2", TargetKind::Sms, "+4911111"),
    ];
    for (user, taken) in ["ann", "bob"].into_iter().flat_map(|user| taken.iter().map(move |taken| (user, taken))) {
        let rejected = scene.create(user, taken).await;
        assert!(matches!(rejected, Err(Error::TargetAlreadyExists)), "{user}, {taken:?}: {rejected:?}");
    }
    let moved = TargetChange { identifier: Some(Identifier::parse("Bob@example.com").unwrap()), name: None };
    let (p, ann, id) = (&scene.project.id, user_id("ann"), TargetId::parse("t-1").unwrap());
    let rejected = scene.observer.store.update_target(p, &ann, &id, &moved, &scene.clock.change()).await;
    assert!(matches!(rejected, Err(Error::TargetAlreadyExists)), "{rejected:?}");
    assert_eq!(scene.targets_of("ann").await, ["second@example.com"]);
    assert!(scene.targets_of("bob").await.is_empty());
    scene.table.check(EXACT, "after the errors");
}

#[tokio::test]
async fn a_target_id_is_unique_only_among_the_targets_of_its_user() {
    let scene = Scene::set().await;
    let again = scene.create("ann", &email("t-1", "third@example.com")).await;
    assert!(matches!(again, Err(Error::TargetAlreadyExists)), "{again:?}");
    scene.create("bob", &email("t-1", "third@example.com")).await.unwrap();
    assert_eq!(scene.targets_of("bob").await, ["third@example.com"]);
    scene.table.check(EXACT, "two targets of one id");
}

#[tokio::test]
async fn every_read_of_a_user_returns_the_targets() {
    let scene = Scene::set().await;
    let (store, p) = (&scene.observer.store, &scene.project.id);
    for n in 2..5 {
        scene.create("ann", &target(&format!("t-{n}"), TargetKind::Push, &format!("device {n}"))).await.unwrap();
    }
    let ann = store.get_user(p, &user_id("ann")).await.unwrap();
    assert_eq!(ann.targets.len(), 4);
    assert_eq!(ann.prefs, large_prefs(1));
    let listed = store.list_users(&scene.project, &ListUsers { limit: Limit::default(), ..ListUsers::default() }).await;
    assert!(listed.unwrap().items.contains(&ann));
    let changed = store.update_email(p, &ann.id, ann.email.clone(), &Proof::Key, &scene.clock.change()).await.unwrap();
    assert_eq!(changed.targets, ann.targets);
    scene.table.check(EXACT, "four targets");
}

#[tokio::test]
async fn the_targets_of_a_user_are_limited_and_deleted_with_the_user() {
    let scene = Scene::set().await;
    for n in 1..Target::MOST {
        scene.create("ann", &target(&format!("d-{n}"), TargetKind::Push, &format!("device {n}"))).await.unwrap();
    }
    let one_more = scene.create("ann", &target("d-50", TargetKind::Push, "device 50")).await;
    assert!(matches!(one_more, Err(Error::TooManyTargets)), "{one_more:?}");
    scene.table.check(EXACT, "at the limit");
    scene.observer.store.delete_user(&scene.project.id, &user_id("ann"), &scene.clock.change()).await.unwrap();
    let left = scene.table.rows().into_iter().filter(|row| row.pk().starts_with("D#") || row.sk().starts_with("V#"));
    assert_eq!(left.count(), 0);
    scene.table.check(EXACT, "the user is deleted");
}

#[tokio::test]
async fn a_later_user_with_the_same_id_has_no_target_of_the_deleted_one() {
    let scene = Scene::set().await;
    let (store, p, ann) = (&scene.observer.store, &scene.project.id, user_id("ann"));
    let killed = scene.table.caller();
    killed.faults.add(roster_tests::faults::Rule::new(roster_tests::faults::Fault::KillAfter).on("TransactWriteItems"));
    let change = scene.clock.change();
    assert!(killed.faults.run(killed.store.delete_user(p, &ann, &change)).await.is_none());
    killed.settle().await;
    store.create_user(&scene.project, bare("ann"), &scene.clock.change()).await.unwrap();
    scene.create("ann", &email("t-1", "second@example.com")).await.unwrap();
    assert_eq!(scene.targets_of("ann").await, ["second@example.com"]);
    let codes = store.get_recovery_codes(p, &ann).await;
    assert!(matches!(codes, Err(Error::RecoveryCodesNotFound)), "{codes:?}");
    scene.clock.pass(Duration::from_secs(120));
    store.sweep(scene.clock.now(), Duration::from_secs(60)).await.unwrap();
    assert_eq!(
        scene.targets_of("ann").await,
        ["second@example.com"],
        "the sweeper removed only the targets of the deleted user"
    );
    scene.table.check(EXACT, "another ann");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_concurrent_requests_for_one_identifier_one_succeeds() {
    let scene = Scene::set().await;
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..12 {
        let id = format!("writer-{n}");
        scene.observer.store.create_user(&scene.project, bare(&id), &scene.clock.change()).await.unwrap();
        let (store, p, change) = (scene.observer.store.clone(), scene.project.id.clone(), scene.clock.change());
        tasks.spawn(
            async move { store.create_target(&p, &user_id(&id), &email("t", "wanted@example.com"), &change).await },
        );
    }
    let won = tasks.join_all().await.into_iter().filter(|outcome| match outcome {
        Ok(()) => true,
        Err(Error::TargetAlreadyExists | Error::Contention) => false,
        Err(error) => panic!("{error:?}"),
    });
    assert_eq!(won.count(), 1);
    scene.table.check(EXACT, "after the race");
}

/// A new email belongs to a user or a target, whichever is written first; a target never prevents the creation of a
/// user.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_target_never_gets_the_email_of_an_existing_user() {
    let scene = Scene::set().await;
    for round in 0..10 {
        let (address, number) = (format!("race-{round}@example.com"), format!("+4970000{round:02}"));
        let (id, store) = (format!("racer-{round}"), &scene.observer.store);
        let new = full(&id, &address, &number, "Race R");
        let (changes, wanted) = ([scene.clock.change(), scene.clock.change()], email(&format!("r-{round}"), &address));
        let bob = user_id("bob");
        let (created, kept) = tokio::join!(
            store.create_user(&scene.project, new, &changes[0]),
            store.create_target(&scene.project.id, &bob, &wanted, &changes[1]),
        );
        created.unwrap();
        assert!(matches!(kept, Ok(()) | Err(Error::TargetAlreadyExists)), "{kept:?}");
        let again = scene.create("ann", &email(&format!("again-{round}"), &address)).await;
        assert!(matches!(again, Err(Error::TargetAlreadyExists)), "{again:?}");
    }
    scene.table.check(EXACT, "after the races");
}
