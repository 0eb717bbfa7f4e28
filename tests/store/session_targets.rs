//! Targets that belong to a session end with it, and sessions are extended.

use crate::operations::Scene;
use roster_core::{
    Error, KeptSession, NewPassword, OtherSessions, Proof, Result, SessionId, Target, TargetKind, Timestamp, UserId,
};
use roster_tests::clock::{hash, target, user_id};
use roster_tests::faults::{Fault, Rule};
use roster_tests::invariants::EXACT;
use std::time::Duration;

fn session_id(id: &str) -> SessionId {
    SessionId::parse(id).unwrap()
}

fn device(id: &str, session: &str) -> Target {
    Target { session: Some(session_id(session)), ..target(id, TargetKind::Push, &format!("device {id}")) }
}

fn ann() -> UserId {
    user_id("ann")
}

impl Scene {
    async fn register(&self, id: &str, session: &str) -> Result<()> {
        let (store, p) = (&self.observer.store, &self.project.id);
        store.create_target(p, &ann(), &device(id, session), &self.clock.change()).await
    }

    async fn devices(&self) -> Vec<String> {
        let found = self.observer.store.get_user(&self.project.id, &ann()).await.unwrap().targets.into_iter();
        found.filter(|target| target.kind == TargetKind::Push).map(|target| target.id.to_string()).collect()
    }

    async fn live(&self) -> Vec<String> {
        let listed = self.observer.store.list_sessions(&self.project.id, &ann(), self.clock.now()).await.unwrap();
        listed.items.iter().map(|session| session.id.to_string()).collect()
    }

    async fn end(&self, session: &str) -> Result<()> {
        self.observer.store.delete_session(&self.project.id, &ann(), &session_id(session), &self.clock.change()).await
    }

    async fn extend(&self, session: &str, until: Timestamp) -> Result<Timestamp> {
        let (store, p) = (&self.observer.store, &self.project.id);
        let extended = store.extend_session(p, &ann(), &session_id(session), until, &self.clock.change()).await;
        extended.map(|session| session.expires_at)
    }
}

#[tokio::test]
async fn a_target_of_a_session_is_deleted_with_it_and_its_identifier_is_free() {
    let scene = Scene::set().await;
    for (id, session) in [("d-0", "s-0"), ("d-1", "s-1"), ("e-1", "s-1")] {
        scene.register(id, session).await.unwrap();
    }
    scene.end("s-1").await.unwrap();
    assert_eq!(scene.devices().await, ["d-0"]);
    scene.table.check(EXACT, "one session ended");
    scene.register("d-1", "s-2").await.unwrap();
    scene.observer.store.delete_sessions(&scene.project.id, &ann(), &scene.clock.change()).await.unwrap();
    assert!(scene.devices().await.is_empty());
    let kept = scene.observer.store.get_user(&scene.project.id, &ann()).await.unwrap();
    assert_eq!(kept.targets.len(), 1, "the target that a server created");
    scene.table.check(EXACT, "all sessions ended");
}

#[tokio::test]
async fn a_new_password_deletes_the_targets_of_the_sessions_that_it_ends() {
    let scene = Scene::set().await;
    for (id, session) in [("d-0", "s-0"), ("d-1", "s-1")] {
        scene.register(id, session).await.unwrap();
    }
    let sessions = OtherSessions::End { except: Some(KeptSession { id: session_id("s-0"), epoch: 0 }) };
    let new = NewPassword { hash: Some(hash("bmV3")), sessions, history: None };
    let (store, p) = (&scene.observer.store, &scene.project.id);
    let changed = store.update_password(p, &ann(), new, &Proof::Key, &scene.clock.change()).await.unwrap();
    assert_eq!(scene.devices().await, ["d-0"]);
    assert_eq!(changed.targets, store.get_user(p, &ann()).await.unwrap().targets);
    scene.register("d-2", "s-0").await.unwrap();
    let rejected = scene.register("d-3", "s-1").await;
    assert!(matches!(rejected, Err(Error::SessionNotFound)), "{rejected:?}");
    scene.end("s-0").await.unwrap();
    assert!(scene.devices().await.is_empty());
    scene.table.check(EXACT, "after a new password");
}

#[tokio::test]
async fn a_target_needs_a_session_that_lives() {
    let scene = Scene::set().await;
    scene.end("s-1").await.unwrap();
    for session in ["s-1", "s-unknown"] {
        let rejected = scene.register("d-1", session).await;
        assert!(matches!(rejected, Err(Error::SessionNotFound)), "{rejected:?}");
    }
    assert!(scene.devices().await.is_empty());
    scene.table.check(EXACT, "no target");
}

/// The most targets that sessions can have are deleted in one transaction, which may have a hundred writes.
#[tokio::test]
async fn the_most_targets_of_sessions_end_at_once() {
    for all in [false, true] {
        let scene = Scene::set().await;
        for n in 0..Target::MOST_OF_SESSIONS {
            scene.register(&format!("d-{n}"), "s-1").await.unwrap();
        }
        let one_more = scene.register("more", "s-0").await;
        assert!(matches!(one_more, Err(Error::TooManyTargets)), "{one_more:?}");
        let (store, p) = (&scene.observer.store, &scene.project.id);
        if all {
            store.delete_sessions(p, &ann(), &scene.clock.change()).await.unwrap();
        } else {
            scene.end("s-1").await.unwrap();
        }
        assert!(scene.devices().await.is_empty());
        scene.table.check(EXACT, "at the limit");
    }
}

#[tokio::test]
async fn a_killed_end_of_a_session_with_targets_is_whole_or_nothing() {
    for fault in [Fault::KillBefore, Fault::KillAfter, Fault::LostAnswer] {
        let scene = Scene::set().await;
        scene.register("d-1", "s-1").await.unwrap();
        let caller = scene.table.caller();
        caller.faults.add(Rule::new(fault).on("TransactWriteItems").times(1));
        let (p, change) = (&scene.project.id, scene.clock.change());
        let (user, session) = (ann(), session_id("s-1"));
        let ended = caller.faults.run(caller.store.delete_session(p, &user, &session, &change)).await;
        caller.settle().await;
        assert!(ended.is_none_or(|ended| ended.is_ok()));
        scene.table.check(EXACT, "after the fault");
        let lives = scene.live().await.contains(&session.to_string());
        assert_eq!(scene.devices().await.is_empty(), !lives, "both or neither");
    }
}

/// A device that is registered while its session ends is deleted with it, or never created.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_target_outlives_the_session_in_which_it_is_created() {
    for _ in 0..10 {
        let scene = Scene::set().await;
        let (registered, ended) = tokio::join!(scene.register("d-1", "s-1"), scene.end("s-1"));
        ended.unwrap();
        assert!(matches!(registered, Ok(()) | Err(Error::SessionNotFound)), "{registered:?}");
        assert!(scene.devices().await.is_empty());
        scene.table.check(EXACT, "after the race");
    }
}

/// The items of ended sessions are removed after the change that ends them.
#[tokio::test]
async fn a_session_that_was_ended_with_all_others_gets_no_target() {
    let scene = Scene::set().await;
    let killed = scene.table.caller();
    killed.faults.add(Rule::new(Fault::KillBefore).on("BatchWriteItem"));
    let change = scene.clock.change();
    let user = ann();
    assert!(killed.faults.run(killed.store.delete_sessions(&scene.project.id, &user, &change)).await.is_none());
    killed.settle().await;
    let rejected = scene.register("d-1", "s-1").await;
    assert!(matches!(rejected, Err(Error::SessionNotFound)), "{rejected:?}");
    scene.table.check(EXACT, "the items are left");
}

#[tokio::test]
async fn an_extended_session_ends_when_it_says() {
    let scene = Scene::set().await;
    scene.clock.pass(Duration::from_hours(20));
    let until = Timestamp::from_secs(scene.clock.now().as_secs() + 86_400);
    assert_eq!(scene.extend("s-1", until).await.unwrap(), until);
    scene.clock.pass(Duration::from_hours(20));
    assert_eq!(scene.live().await, ["s-1"], "the others have expired");
    scene.clock.pass(Duration::from_hours(5));
    assert!(scene.live().await.is_empty());
    let late = scene.extend("s-1", until).await;
    assert!(matches!(late, Err(Error::SessionNotFound)), "an expired session: {late:?}");
    scene.table.check(EXACT, "after its end");
}

#[tokio::test]
async fn a_session_that_was_ended_is_not_extended() {
    let scene = Scene::set().await;
    let until = Timestamp::from_secs(scene.clock.now().as_secs() + 86_400);
    scene.end("s-0").await.unwrap();
    let ended = scene.extend("s-0", until).await;
    assert!(matches!(ended, Err(Error::SessionNotFound)), "{ended:?}");
    scene.observer.store.delete_sessions(&scene.project.id, &ann(), &scene.clock.change()).await.unwrap();
    let all_ended = scene.extend("s-1", until).await;
    assert!(matches!(all_ended, Err(Error::SessionNotFound)), "{all_ended:?}");
    scene.observer.store.delete_user(&scene.project.id, &ann(), &scene.clock.change()).await.unwrap();
    let deleted = scene.extend("s-2", until).await;
    assert!(matches!(deleted, Err(Error::UserNotFound)), "{deleted:?}");
    scene.table.check(EXACT, "nothing was extended");
}
