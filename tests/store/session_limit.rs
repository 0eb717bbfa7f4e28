//! The limit of sessions: the oldest end, in whole steps, with the targets that belong to them.

use crate::operations::Scene;
use futures_util::future::join_all;
use roster_core::{KeptSession, NewPassword, OtherSessions, Proof, Session, SessionId, Target, TargetKind, UserId};
use roster_store::metered;
use roster_tests::clock::{hash, target, user_id};
use roster_tests::invariants::EXACT;

/// A user without sessions at first.
fn bob() -> UserId {
    user_id("bob")
}

impl Scene {
    /// Signs bob in.
    async fn begin(&self, n: usize) -> Session {
        let (session, secret) = self.clock.session(&bob(), &format!("n-{n:03}"));
        let (store, p) = (&self.observer.store, &self.project.id);
        store.create_session(p, &session, &secret, &Proof::Key, &self.clock.change()).await.unwrap();
        session
    }

    async fn limit_to(&self, limit: u32, newest: &SessionId) {
        let (store, p) = (&self.observer.store, &self.project.id);
        store.end_oldest_sessions(p, &bob(), (newest, limit), &self.clock.change()).await.unwrap();
    }

    async fn sessions_of_bob(&self) -> Vec<String> {
        let listed = self.observer.store.list_sessions(&self.project.id, &bob(), self.clock.now()).await.unwrap();
        listed.items.iter().map(|session| session.id.to_string()).collect()
    }
}

#[tokio::test]
async fn many_sessions_beyond_the_limit_end_with_their_targets() {
    let scene = Scene::set().await;
    let (store, p) = (&scene.observer.store, &scene.project.id);
    let mut newest = None;
    for n in 0..50 {
        let session = scene.begin(n).await;
        if n < 38 {
            let id = format!("d-{n}");
            let device = target(&id, TargetKind::Push, &format!("device {n}"));
            let device = Target { session: Some(session.id.clone()), ..device };
            store.create_target(p, &bob(), &device, &scene.clock.change()).await.unwrap();
        }
        newest = Some(session.id);
    }
    let newest = newest.unwrap();
    scene.limit_to(14, &newest).await;
    let left = scene.sessions_of_bob().await;
    assert_eq!((left.len(), left[0].as_str(), left[13].as_str()), (14, "n-036", "n-049"));
    let devices = store.get_user(p, &bob()).await.unwrap().targets;
    let devices: Vec<_> = devices.iter().map(|target| target.id.as_str()).collect();
    assert_eq!(devices, ["d-36", "d-37"]);
    scene.table.check(EXACT, "many sessions ended");
    scene.limit_to(1, &newest).await;
    assert_eq!(scene.sessions_of_bob().await, ["n-049"]);
    assert!(store.get_user(p, &bob()).await.unwrap().targets.is_empty());
    scene.table.check(EXACT, "one session is left");
}

/// Both sessions are written before one of the two calls reads: neither ends the session of the other one.
#[tokio::test]
async fn of_two_sign_ins_at_once_the_later_one_stays() {
    let scene = Scene::set().await;
    for limit in 1..3 {
        let first = scene.begin(10 * limit).await.id;
        let (second, third) = (scene.begin(10 * limit + 1).await.id, scene.begin(10 * limit + 2).await.id);
        let limit = u32::try_from(limit).unwrap();
        scene.limit_to(limit, &third).await;
        scene.limit_to(limit, &second).await;
        scene.limit_to(limit, &first).await;
        let stay = [second.to_string(), third.to_string()];
        assert_eq!(scene.sessions_of_bob().await, stay[2 - limit as usize..]);
    }
}

#[tokio::test]
async fn sign_ins_at_once_end_all_but_the_latest_whoever_is_first() {
    let scene = Scene::set().await;
    let (first, second) = (scene.begin(1).await.id, scene.begin(2).await.id);
    tokio::join!(scene.limit_to(1, &first), scene.limit_to(1, &second));
    assert_eq!(scene.sessions_of_bob().await, [second.to_string()]);
}

#[tokio::test]
async fn of_many_sign_ins_at_once_no_more_sessions_are_left_than_the_limit() {
    let scene = Scene::set().await;
    for n in 0..20 {
        scene.begin(n).await;
    }
    let sign_in = |n| {
        let scene = &scene;
        async move { scene.limit_to(3, &scene.begin(n).await.id).await }
    };
    join_all((20..28).map(sign_in)).await;
    assert!(scene.sessions_of_bob().await.len() <= 3);
    scene.table.check(EXACT, "many sign-ins");
}

/// A limit that is set later is enforced by few calls, however many sessions there are.
#[tokio::test]
async fn sessions_are_read_once_and_not_beyond_those_that_end() {
    let scene = Scene::set().await;
    let mut newest = None;
    for n in 0..400 {
        newest = Some(scene.begin(n).await.id);
    }
    let newest = newest.unwrap();
    let (_, spent) = metered(scene.limit_to(20, &newest)).await;
    let left = scene.sessions_of_bob().await;
    assert_eq!((left.len(), left[99].as_str()), (100, "n-399"));
    // The user, the sessions, and twenty transactions of fifteen sessions.
    assert_eq!(spent.calls, 22);
    scene.limit_to(20, &newest).await;
    assert_eq!(scene.sessions_of_bob().await[0], "n-380");
}

/// Their items stay until their time to live.
#[tokio::test]
async fn sessions_that_have_ended_with_all_others_hide_none_that_lives() {
    let scene = Scene::set().await;
    let (store, p) = (&scene.observer.store, &scene.project.id);
    let kept = scene.begin(0).await;
    for n in 1..340 {
        scene.begin(n).await;
    }
    let except = Some(KeptSession { id: kept.id.clone(), epoch: 0 });
    let new = NewPassword { hash: Some(hash("bmV3")), sessions: OtherSessions::End { except }, history: None };
    store.update_password(p, &bob(), new, &Proof::Key, &scene.clock.change()).await.unwrap();
    let newest = scene.begin(340).await.id;
    assert_eq!(scene.sessions_of_bob().await, ["n-000", "n-340"]);
    scene.limit_to(1, &newest).await;
    assert_eq!(scene.sessions_of_bob().await, ["n-340"]);
}
