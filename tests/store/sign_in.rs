//! Signing in, and the check of sessions: only the right secret of a valid session is accepted.

use crate::operations::{Scene, large_prefs};
use roster_core::{Error, PasswordHash, ProjectId, Proof, Result, Session, SessionId, SessionToken, UserId};
use roster_store::SignedIn;
use roster_tests::clock::{bare, email, full, hash, phone, project, user_id};
use roster_tests::faults::{Fault, Rule};
use roster_tests::invariants::EXACT;
use roster_tests::meter::Bill;
use std::time::Duration;

/// The password hash of every user who has a password.
const SALT: &str = "c2FsdA";

fn token(session: &Session, byte: u8) -> SessionToken {
    SessionToken::create(session.user.clone(), session.id.clone(), [byte; 32])
}

/// A session of this user whose token is known.
async fn sign_in(scene: &Scene, user: &str, id: &str) -> SessionToken {
    let (session, _) = scene.clock.session(&user_id(user), id);
    let (token, change) = (token(&session, 7), scene.clock.change());
    let (store, p) = (&scene.observer.store, &scene.project.id);
    store.create_session(p, &session, &token.hash(), &Proof::Key, &change).await.unwrap();
    token
}

async fn known(scene: &Scene, project: &ProjectId, token: &SessionToken) -> Option<SignedIn> {
    scene.observer.store.find_signed_in(project, token, scene.clock.now()).await.unwrap()
}

/// What an observer can measure: the calls, whether they run one after the other or concurrently, and their
/// consistency.
fn outline(bill: &Bill) -> Vec<(String, usize, bool)> {
    let seen = |call: &roster_tests::meter::Call| (call.operation.clone(), call.generation, call.is_consistent());
    bill.calls.iter().map(seen).collect()
}

#[tokio::test]
async fn a_lookup_of_an_unknown_email_makes_the_same_calls_as_one_of_a_known_email() {
    let scene = Scene::set().await;
    let store = &scene.observer.store;
    let former = full("eve", "eve@example.com", "+4955555", "Eve Ox");
    store.create_user(&scene.project, former, &scene.clock.change()).await.unwrap();
    store.delete_user(&scene.project.id, &user_id("eve"), &scene.clock.change()).await.unwrap();
    let mut outlines = Vec::new();
    // A user with small preferences, one with large preferences, an unknown user, and a deleted user.
    let cases = [("bob", Some("bob")), ("ann", Some("ann")), ("nobody", None), ("eve", None)];
    for (local, expected) in cases {
        let caller = scene.table.caller();
        let address = email(&format!("{local}@example.com"));
        let (found, bill) = caller.meter.measure(caller.store.find_by_email(&scene.project.id, &address)).await;
        assert_eq!(found.unwrap().map(|user| user.id.to_string()).as_deref(), expected, "{local}");
        outlines.push(outline(&bill));
    }
    assert_eq!(outlines[0].len(), 2);
    assert!(outlines.iter().all(|outline| *outline == outlines[0]), "{outlines:#?}");
    let elsewhere = store.find_by_email(&project("q").id, &email("ann@example.com")).await.unwrap();
    assert!(elsewhere.is_none(), "another project has users of its own");
}

#[tokio::test]
async fn a_token_is_checked_in_one_consistent_round_trip() {
    let scene = Scene::set().await;
    let caller = scene.table.caller();
    for (user, calls) in [("bob", 1), ("ann", 2)] {
        let token = sign_in(&scene, user, "mine").await;
        let work = caller.store.find_signed_in(&scene.project.id, &token, scene.clock.now());
        let (found, bill) = caller.meter.measure(work).await;
        let found = found.unwrap().unwrap();
        assert_eq!((found.user.id.as_str(), found.session.unwrap().id.as_str()), (user, "mine"));
        let prefs = scene.observer.store.get_user(&scene.project.id, &found.user.id).await.unwrap().prefs;
        assert_eq!(found.user.prefs, prefs);
        // Only large preferences are read in a second step.
        assert_eq!(bill.calls.len(), calls, "{user}");
        assert!(bill.calls.iter().all(|call| call.is_consistent() && call.index().is_none()));
    }
}

#[tokio::test]
async fn only_the_right_secret_of_a_session_of_that_user_is_accepted() {
    let scene = Scene::set().await;
    let token = sign_in(&scene, "bob", "mine").await;
    let p = &scene.project.id;
    assert!(known(&scene, p, &token).await.is_some());
    let of = |user: &str, session: &str, byte| {
        SessionToken::create(user_id(user), SessionId::parse(session).unwrap(), [byte; 32])
    };
    let invalid_tokens = [
        of("bob", "mine", 8),
        of("bob", "another", 7),
        of("ann", "mine", 7),
        of("nobody", "mine", 7),
        // Ann's own session, with the secret of another one.
        of("ann", "s-0", 7),
    ];
    for token in invalid_tokens {
        assert!(known(&scene, p, &token).await.is_none(), "{} {}", token.user, token.session);
    }
    assert!(known(&scene, &project("q").id, &token).await.is_none(), "another project");
}

#[tokio::test]
async fn a_deleted_session_is_rejected_at_once() {
    let scene = Scene::set().await;
    let (store, p, bob) = (&scene.observer.store, &scene.project.id, user_id("bob"));
    let [one, other] = [sign_in(&scene, "bob", "one").await, sign_in(&scene, "bob", "other").await];
    store.delete_session(p, &bob, &one.session, &scene.clock.change()).await.unwrap();
    assert!(known(&scene, p, &one).await.is_none() && known(&scene, p, &other).await.is_some());
    store.delete_sessions(p, &bob, &scene.clock.change()).await.unwrap();
    assert!(known(&scene, p, &other).await.is_none());
    let later = sign_in(&scene, "bob", "later").await;
    assert!(known(&scene, p, &later).await.is_some(), "a new sign-in is accepted");
}

/// The items may still exist: the epoch of the user ends the sessions.
#[tokio::test]
async fn all_sessions_are_invalid_before_their_items_are_removed() {
    let scene = Scene::set().await;
    let (p, bob) = (&scene.project.id, user_id("bob"));
    let token = sign_in(&scene, "bob", "mine").await;
    let killed = scene.table.caller();
    killed.faults.add(Rule::new(Fault::KillAfter).on("TransactWriteItems"));
    let change = scene.clock.change();
    assert!(killed.faults.run(killed.store.delete_sessions(p, &bob, &change)).await.is_none());
    killed.settle().await;
    assert!(scene.table.rows().iter().any(|row| row.sk() == "S#mine"), "the item still exists");
    assert!(known(&scene, p, &token).await.is_none());
    scene.table.check(EXACT, "after the kill");
}

#[tokio::test]
async fn a_session_expires_to_the_second() {
    let scene = Scene::set().await;
    let token = sign_in(&scene, "bob", "mine").await;
    let end = known(&scene, &scene.project.id, &token).await.unwrap().session.unwrap().expires_at;
    let find = |now| scene.observer.store.find_signed_in(&scene.project.id, &token, now);
    assert!(find(end.before(Duration::from_secs(1))).await.unwrap().is_some());
    assert!(find(end).await.unwrap().is_none());
    let by_id = |now| scene.observer.store.find_session_by_id(&scene.project.id, &token.user, &token.session, now);
    assert!(by_id(end.before(Duration::from_secs(1))).await.unwrap().is_some());
    assert!(by_id(end).await.unwrap().is_none());
}

/// Also while the deletion is unfinished, and if the new user has the same epoch as the deleted one.
#[tokio::test]
async fn a_token_is_invalid_for_a_later_user_with_the_same_id() {
    let scene = Scene::set().await;
    let (p, bob) = (&scene.project.id, user_id("bob"));
    let token = sign_in(&scene, "bob", "mine").await;
    let killed = scene.table.caller();
    killed.faults.add(Rule::new(Fault::KillAfter).on("TransactWriteItems"));
    let change = scene.clock.change();
    assert!(killed.faults.run(killed.store.delete_user(p, &bob, &change)).await.is_none());
    killed.settle().await;
    assert!(known(&scene, p, &token).await.is_none(), "a deleted user");
    scene.observer.store.create_user(&scene.project, bare("bob"), &scene.clock.change()).await.unwrap();
    assert!(scene.table.rows().iter().any(|row| row.sk() == "S#mine"), "the item still exists");
    assert!(known(&scene, p, &token).await.is_none(), "the next user of the id");
    let by_id = scene.observer.store.find_session_by_id(p, &bob, &token.session, scene.clock.now()).await.unwrap();
    assert!(by_id.is_none(), "by the id of the session alone");
}

#[tokio::test]
async fn a_blocked_user_is_recognized_as_blocked() {
    let scene = Scene::set().await;
    let token = sign_in(&scene, "bob", "mine").await;
    scene.observer.store.update_status(&scene.project.id, &token.user, false, &scene.clock.change()).await.unwrap();
    let found = known(&scene, &scene.project.id, &token).await.unwrap();
    assert!(!found.user.status);
}

/// A sign-in of bob with the verified hash, with another change between its read and its write.
async fn sign_in_while(
    scene: &Scene,
    upgraded: Option<PasswordHash>,
    meanwhile: impl Future<Output = ()>,
) -> Result<()> {
    let slow = scene.table.caller();
    slow.faults.add(Rule::new(Fault::Hold).on("TransactWriteItems").times(1));
    let (session, secret) = scene.clock.session(&user_id("bob"), "mine");
    let (proof, change) = (Proof::Password { verified: hash(SALT), upgraded }, scene.clock.change());
    let signing_in = slow.store.create_session(&scene.project.id, &session, &secret, &proof, &change);
    let (made, ()) = tokio::join!(signing_in, slow.faults.while_held(meanwhile));
    scene.table.check(EXACT, "after a sign-in");
    made
}

async fn sessions_of(scene: &Scene, user: &UserId) -> u64 {
    scene.observer.store.list_sessions(&scene.project.id, user, scene.clock.now()).await.unwrap().total
}

#[tokio::test]
async fn a_sign_in_fails_if_the_password_changes_meanwhile() {
    for upgraded in [None, Some(hash("dXBncmFkZQ"))] {
        let scene = Scene::set().await;
        let (store, bob) = (&scene.observer.store, user_id("bob"));
        let meanwhile = async {
            store
                .update_password(&scene.project.id, &bob, hash("bmV3"), &Proof::Key, &scene.clock.change())
                .await
                .unwrap();
        };
        let made = sign_in_while(&scene, upgraded, meanwhile).await;
        assert!(matches!(made, Err(Error::CredentialsInvalid)), "{made:?}");
        assert_eq!(sessions_of(&scene, &bob).await, 0);
        let now = store.get_user(&scene.project.id, &bob).await.unwrap();
        assert_eq!(now.password, Some(hash("bmV3")), "the new password stays");
    }
}

#[tokio::test]
async fn a_sign_in_fails_if_the_user_is_blocked_meanwhile() {
    let scene = Scene::set().await;
    let bob = user_id("bob");
    let meanwhile = async {
        let change = scene.clock.change();
        scene.observer.store.update_status(&scene.project.id, &bob, false, &change).await.unwrap();
    };
    let made = sign_in_while(&scene, None, meanwhile).await;
    assert!(matches!(made, Err(Error::UserBlocked)), "{made:?}");
    assert_eq!(sessions_of(&scene, &bob).await, 0);
}

#[tokio::test]
async fn a_sign_in_fails_if_the_user_is_deleted_meanwhile() {
    let scene = Scene::set().await;
    let meanwhile = async {
        let change = scene.clock.change();
        scene.observer.store.delete_user(&scene.project.id, &user_id("bob"), &change).await.unwrap();
    };
    let made = sign_in_while(&scene, None, meanwhile).await;
    assert!(matches!(made, Err(Error::CredentialsInvalid)), "{made:?}");
}

/// Other changes of the user do not fail the sign-in, nor does the end of all earlier sessions.
#[tokio::test]
async fn a_sign_in_succeeds_despite_other_changes_meanwhile() {
    let scene = Scene::set().await;
    let (store, p, bob) = (&scene.observer.store, &scene.project.id, user_id("bob"));
    let meanwhile = async {
        store.delete_sessions(p, &bob, &scene.clock.change()).await.unwrap();
        store.update_email(p, &bob, email("new@example.com"), &Proof::Key, &scene.clock.change()).await.unwrap();
    };
    sign_in_while(&scene, Some(hash("dXBncmFkZQ")), meanwhile).await.unwrap();
    assert_eq!(sessions_of(&scene, &bob).await, 1);
    assert_eq!(store.get_user(p, &bob).await.unwrap().email, Some(email("new@example.com")));
}

#[tokio::test]
async fn an_upgraded_hash_is_stored_with_the_session_and_changes_no_other_field() {
    let scene = Scene::set().await;
    let (store, p, bob) = (&scene.observer.store, &scene.project.id, user_id("bob"));
    store.update_prefs(p, &bob, large_prefs(3), &scene.clock.change()).await.unwrap();
    let before = store.get_user(p, &bob).await.unwrap();
    sign_in_while(&scene, Some(hash("dXBncmFkZQ")), async {}).await.unwrap();
    let after = store.get_user(p, &bob).await.unwrap();
    assert_eq!(after, roster_core::User { password: Some(hash("dXBncmFkZQ")), ..before });
    assert_eq!(sessions_of(&scene, &bob).await, 1);
    assert_eq!(
        (scene.entries_of(&bob, "sessions.mine.create").await, scene.entries_of(&bob, "update.password").await),
        (1, 0)
    );
}

/// Of two changes with the same password as proof, the second one has no valid proof.
#[tokio::test]
async fn a_proof_is_invalid_after_the_password_has_changed() {
    let scene = Scene::set().await;
    let (store, p, bob) = (&scene.observer.store, &scene.project.id, user_id("bob"));
    let proof = Proof::Password { verified: hash(SALT), upgraded: None };
    store.update_password(p, &bob, hash("bmV3"), &proof, &scene.clock.change()).await.unwrap();
    let before = store.get_user(p, &bob).await.unwrap();
    for rejected in [
        store.update_password(p, &bob, hash("b3RoZXI"), &proof, &scene.clock.change()).await,
        store.update_email(p, &bob, email("new@example.com"), &proof, &scene.clock.change()).await,
        store.update_phone(p, &bob, phone("+4977"), &proof, &scene.clock.change()).await,
    ] {
        assert!(matches!(rejected, Err(Error::CredentialsInvalid)), "{rejected:?}");
    }
    let first = store.update_password(p, &bob, hash("b3RoZXI"), &Proof::NoPassword, &scene.clock.change()).await;
    assert!(matches!(first, Err(Error::CredentialsInvalid)), "{first:?}");
    assert_eq!(store.get_user(p, &bob).await.unwrap(), before);
}
