//! A new password ends the other sessions: at once, however many there are, and also if the function is killed.

use crate::operations::Scene;
use roster_core::{
    AttemptCounter, Change, KeptSession, NewPassword, OtherSessions, Proof, RateLimit, SecretHash, SessionId,
    SessionToken, SignInEffects, Timestamp, User,
};
use roster_tests::clock::{email, hash, phone, user_id};
use roster_tests::faults::{Fault, Rule};
use roster_tests::invariants::EXACT;
use std::time::Duration;

/// The password hash of every user who has a password.
const SALT: &str = "c2FsdA";

/// A session of bob whose token is known.
async fn sign_in(scene: &Scene, id: &str) -> SessionToken {
    let (session, _) = scene.clock.session(&user_id("bob"), id);
    let token = SessionToken::create(session.user.clone(), session.id.clone(), [7; 32]);
    let (store, p) = (&scene.observer.store, &scene.project.id);
    store.create_session(p, &session, &token.hash(), &Proof::Key, &scene.clock.change()).await.unwrap();
    token
}

/// The session of a token, as the check of a caller finds it.
async fn kept(scene: &Scene, token: &SessionToken) -> KeptSession {
    let (store, p) = (&scene.observer.store, &scene.project.id);
    let checked = store.find_signed_in(p, token, scene.clock.now()).await.unwrap();
    KeptSession { id: token.session.clone(), epoch: checked.map_or(0, |checked| checked.epoch()) }
}

/// Sets a password of bob that ends all sessions except this one.
async fn set_password(scene: &Scene, except: Option<&SessionToken>) {
    let except = match except {
        Some(token) => Some(kept(scene, token).await),
        None => None,
    };
    let new = NewPassword { hash: Some(hash("bmV3")), sessions: OtherSessions::End { except }, history: None };
    let (store, p) = (&scene.observer.store, &scene.project.id);
    store.update_password(p, &user_id("bob"), new, &Proof::Key, &scene.clock.change()).await.unwrap();
}

/// Whether each of the sessions is valid: by its token, by its id, and in the list.
async fn are_valid<const COUNT: usize>(scene: &Scene, tokens: [&SessionToken; COUNT]) -> [bool; COUNT] {
    let (store, p, now) = (&scene.observer.store, &scene.project.id, scene.clock.now());
    let listed = store.list_sessions(p, &user_id("bob"), now).await.unwrap().items;
    let mut valid = [false; COUNT];
    for (token, is_valid) in tokens.into_iter().zip(&mut valid) {
        *is_valid = store.find_signed_in(p, token, now).await.unwrap().is_some();
        let by_id = store.find_session_by_id(p, &token.user, &token.session, now).await.unwrap().is_some();
        let is_listed = listed.iter().any(|session| session.id == token.session);
        assert_eq!((by_id, is_listed), (*is_valid, *is_valid), "{}", token.session);
    }
    valid
}

#[tokio::test]
async fn a_new_password_ends_all_sessions_except_the_own_one() {
    let scene = Scene::set().await;
    let [own, other, third] =
        [sign_in(&scene, "own").await, sign_in(&scene, "other").await, sign_in(&scene, "third").await];
    set_password(&scene, Some(&own)).await;
    assert_eq!(are_valid(&scene, [&own, &other, &third]).await, [true, false, false]);
    let later = sign_in(&scene, "later").await;
    assert_eq!(are_valid(&scene, [&own, &later, &other]).await, [true, true, false]);
    scene.table.check(EXACT, "after a new password");
}

#[tokio::test]
async fn a_session_that_stayed_ends_with_all_others() {
    let scene = Scene::set().await;
    let (store, p, bob) = (&scene.observer.store, &scene.project.id, user_id("bob"));
    let own = sign_in(&scene, "own").await;
    set_password(&scene, Some(&own)).await;
    let next = sign_in(&scene, "next").await;
    set_password(&scene, Some(&next)).await;
    assert_eq!(are_valid(&scene, [&own, &next]).await, [false, true], "another session changed the password");
    set_password(&scene, Some(&next)).await;
    assert_eq!(are_valid(&scene, [&next]).await, [true], "the same session, once more");
    store.delete_sessions(p, &bob, &scene.clock.change()).await.unwrap();
    assert_eq!(are_valid(&scene, [&own, &next]).await, [false, false]);
    let last = sign_in(&scene, "last").await;
    set_password(&scene, Some(&last)).await;
    store.delete_session(p, &bob, &last.session, &scene.clock.change()).await.unwrap();
    assert_eq!(are_valid(&scene, [&last]).await, [false], "it is ended like any session");
}

#[tokio::test]
async fn a_new_password_without_an_own_session_ends_all() {
    let scene = Scene::set().await;
    let [one, other] = [sign_in(&scene, "one").await, sign_in(&scene, "other").await];
    set_password(&scene, Some(&one)).await;
    set_password(&scene, None).await;
    assert_eq!(are_valid(&scene, [&one, &other]).await, [false, false]);
}

/// The one transaction of the change is also the last call, so nothing is left undone.
#[tokio::test]
async fn sessions_end_with_the_password_if_the_function_is_killed() {
    let scene = Scene::set().await;
    let [own, other] = [sign_in(&scene, "own").await, sign_in(&scene, "other").await];
    let killed = scene.table.caller();
    killed.faults.add(Rule::new(Fault::KillAfter).on("TransactWriteItems"));
    let sessions = OtherSessions::End { except: Some(kept(&scene, &own).await) };
    let (new, change) = (NewPassword { hash: Some(hash("bmV3")), sessions, history: None }, scene.clock.change());
    let changing = killed.store.update_password(&scene.project.id, &own.user, new, &Proof::Key, &change);
    assert!(killed.faults.run(changing).await.is_none());
    killed.settle().await;
    assert!(scene.table.rows().iter().any(|row| row.sk() == "S#other"), "the item still exists");
    assert_eq!(are_valid(&scene, [&own, &other]).await, [true, false]);
    scene.table.check(EXACT, "after the kill");
}

/// The sign-in read the user before the password changed: it fails, and no session of the old password is left.
#[tokio::test]
async fn a_sign_in_with_the_old_password_does_not_outlive_the_change() {
    let scene = Scene::set().await;
    let slow = scene.table.caller();
    slow.faults.add(Rule::new(Fault::Hold).on("TransactWriteItems").times(1));
    let (session, secret) = scene.clock.session(&user_id("bob"), "late");
    let (proof, change) = (Proof::Password { verified: hash(SALT), upgraded: None }, scene.clock.change());
    let effects = SignInEffects { is_access: true, ..SignInEffects::default() };
    let signing_in = slow.store.sign_in(&scene.project.id, None, (&session, &secret), &proof, &effects, &change);
    let (made, ()) = tokio::join!(signing_in, slow.faults.while_held(set_password(&scene, None)));
    assert!(matches!(made, Err(roster_core::Error::CredentialsInvalid)), "{made:?}");
    let listed = scene.observer.store.list_sessions(&scene.project.id, &user_id("bob"), scene.clock.now()).await;
    assert_eq!(listed.unwrap().total, 0);
}

/// The number of sessions does not change the cost: it is one read and one write.
#[tokio::test]
async fn ending_many_sessions_costs_as_much_as_ending_none() {
    let scene = Scene::set().await;
    let mut bills = Vec::new();
    for sessions in [0, 40] {
        for n in 0..sessions {
            sign_in(&scene, &format!("many-{n}")).await;
        }
        let caller = scene.table.caller();
        let new =
            NewPassword { hash: Some(hash("bmV3")), sessions: OtherSessions::End { except: None }, history: None };
        let (bob, change) = (user_id("bob"), scene.clock.change());
        let changing = caller.store.update_password(&scene.project.id, &bob, new, &Proof::Key, &change);
        let (changed, bill) = caller.meter.measure(changing).await;
        changed.unwrap();
        bills.push((bill.calls.len(), bill.round_trips(), bill.read_units(), bill.write_units()));
    }
    assert_eq!(bills[0], bills[1]);
    assert_eq!(bills[0].0, 2);
}

/// A user who never chose a password gets it with the change; of two such changes one wins.
#[tokio::test]
async fn a_first_password_is_set_with_the_email_or_the_phone() {
    for by_email in [true, false] {
        let scene = Scene::set().await;
        let (store, p, eve) = (&scene.observer.store, &scene.project.id, user_id("eve"));
        store.create_user(&scene.project, roster_tests::clock::bare("eve"), &scene.clock.change()).await.unwrap();
        let first = Proof::FirstPassword(hash("Zmlyc3Q"));
        let change = scene.clock.change();
        let set = async |change: &Change| -> roster_core::Result<User> {
            if by_email {
                store.update_email(p, &eve, email("eve@example.com"), &first, change).await
            } else {
                store.update_phone(p, &eve, phone("+4977"), &first, change).await
            }
        };
        let changed = set(&change).await.unwrap();
        assert_eq!((changed.password, changed.password_updated_at), (Some(hash("Zmlyc3Q")), Some(change.at)));
        let again = set(&scene.clock.change()).await;
        assert!(matches!(again, Err(roster_core::Error::CredentialsInvalid)), "{again:?}");
        scene.table.check(EXACT, "after a first password");
    }
}

async fn sign_in_of(scene: &Scene, id: &str, effects: &SignInEffects) -> User {
    let (session, secret) = scene.clock.session(&user_id("bob"), id);
    let (store, p) = (&scene.observer.store, &scene.project.id);
    store.sign_in(p, None, (&session, &secret), &Proof::Key, effects, &scene.clock.change()).await.unwrap();
    store.get_user(p, &user_id("bob")).await.unwrap()
}

#[tokio::test]
async fn the_first_sign_in_of_a_day_is_an_access_and_no_change_of_the_user() {
    let scene = Scene::set().await;
    let access = SignInEffects { is_access: true, ..SignInEffects::default() };
    let before = sign_in_of(&scene, "none", &SignInEffects::default()).await;
    assert_eq!(before.accessed_at, None);
    let first = sign_in_of(&scene, "first", &access).await;
    let at: Timestamp = first.accessed_at.unwrap();
    assert_eq!(at, scene.clock.now());
    assert_eq!(first, User { accessed_at: Some(at), ..before });
    assert_eq!(sign_in_of(&scene, "second", &access).await.accessed_at, Some(at));
    scene.clock.pass(Duration::from_hours(24));
    assert!(sign_in_of(&scene, "third", &access).await.accessed_at.unwrap() > at);
    scene.table.check(EXACT, "after the accesses");
}

#[tokio::test]
async fn a_sign_in_forgets_the_attempts_of_its_counter_only() {
    let scene = Scene::set().await;
    let (store, p, now) = (&scene.observer.store, &scene.project.id, scene.clock.now());
    let counter =
        |name: &str| AttemptCounter { what: "test", who: SecretHash::of(name), limit: RateLimit::an_hour(10) };
    for _ in 0..3 {
        store.count_attempt(p, &counter("bob"), now).await.unwrap();
        store.count_attempt(p, &counter("client"), now).await.unwrap();
    }
    sign_in_of(
        &scene,
        "first",
        &SignInEffects { forgets: Some(counter("bob")), is_access: false, ..SignInEffects::default() },
    )
    .await;
    assert_eq!(store.read_attempts(p, &counter("bob"), now).await.unwrap().remaining, 10);
    assert_eq!(store.read_attempts(p, &counter("client"), now).await.unwrap().remaining, 7);
}

/// A sign-in succeeds even if the attempts cannot be forgotten; a sign-in that fails forgets none.
#[tokio::test]
async fn attempts_stay_counted_if_they_cannot_be_forgotten_or_the_user_is_blocked() {
    let scene = Scene::set().await;
    let (store, p, now) = (&scene.observer.store, &scene.project.id, scene.clock.now());
    let counter = AttemptCounter { what: "test", who: SecretHash::of("bob"), limit: RateLimit::an_hour(10) };
    let effects = SignInEffects { forgets: Some(counter.clone()), is_access: true, ..SignInEffects::default() };
    store.count_attempt(p, &counter, now).await.unwrap();
    let faulty = scene.table.caller();
    faulty.faults.add(Rule::new(Fault::Refused("ValidationException")).on("DeleteItem"));
    let (session, secret) = scene.clock.session(&user_id("bob"), "one");
    let change = scene.clock.change();
    faulty.store.sign_in(p, None, (&session, &secret), &Proof::Key, &effects, &change).await.unwrap();
    let bob = user_id("bob");
    assert!(store.find_session_by_id(p, &bob, &SessionId::parse("one").unwrap(), now).await.unwrap().is_some());
    store.update_status(p, &bob, false, &scene.clock.change()).await.unwrap();
    let (session, secret) = scene.clock.session(&bob, "two");
    let blocked = store.sign_in(p, None, (&session, &secret), &Proof::Key, &effects, &scene.clock.change()).await;
    assert!(matches!(blocked, Err(roster_core::Error::UserBlocked)), "{blocked:?}");
    assert_eq!(store.read_attempts(p, &counter, now).await.unwrap().remaining, 9);
}

/// A user who was read before the proof was checked is read again if they have changed since.
#[tokio::test]
async fn a_known_user_who_changed_meanwhile_is_read_again() {
    let scene = Scene::set().await;
    let (store, p, bob) = (&scene.observer.store, &scene.project.id, user_id("bob"));
    let proof = Proof::Password { verified: hash(SALT), upgraded: None };
    let effects = SignInEffects { is_access: true, ..SignInEffects::default() };
    let sign_in = async |known, id: &str| {
        let (session, secret) = scene.clock.session(&bob, id);
        store.sign_in(p, known, (&session, &secret), &proof, &effects, &scene.clock.change()).await
    };
    let known = async || store.find_to_sign_in(p, &email("bob@example.com")).await.unwrap();
    let (renamed, blocked, ended, changed) = (known().await, known().await, known().await, known().await);
    store.update_name(p, &bob, roster_tests::clock::name("Robert Ray"), &scene.clock.change()).await.unwrap();
    sign_in(renamed, "one").await.unwrap();
    assert_eq!(store.get_user(p, &bob).await.unwrap().name.as_str(), "Robert Ray", "the change stays");
    store.update_status(p, &bob, false, &scene.clock.change()).await.unwrap();
    assert!(matches!(sign_in(blocked, "two").await, Err(roster_core::Error::UserBlocked)));
    store.update_status(p, &bob, true, &scene.clock.change()).await.unwrap();
    store.delete_sessions(p, &bob, &scene.clock.change()).await.unwrap();
    sign_in(ended, "three").await.unwrap();
    assert_eq!(store.list_sessions(p, &bob, scene.clock.now()).await.unwrap().total, 1, "of the new epoch");
    set_password(&scene, None).await;
    assert!(matches!(sign_in(changed, "four").await, Err(roster_core::Error::CredentialsInvalid)));
    scene.table.check(EXACT, "after the sign-ins");
}

/// The user signs out everywhere while a password is hashed: the session in which they set it has ended as well.
#[tokio::test]
async fn a_session_that_ended_before_the_password_changed_stays_ended() {
    let scene = Scene::set().await;
    let [own, other] = [sign_in(&scene, "own").await, sign_in(&scene, "other").await];
    let checked = kept(&scene, &own).await;
    let killed = scene.table.caller();
    killed.faults.add(Rule::new(Fault::KillAfter).on("TransactWriteItems"));
    let (p, change) = (&scene.project.id, scene.clock.change());
    assert!(killed.faults.run(killed.store.delete_sessions(p, &own.user, &change)).await.is_none());
    killed.settle().await;
    assert!(scene.table.rows().iter().any(|row| row.sk() == "S#own"), "the item still exists");
    let store = &scene.observer.store;
    let later = sign_in(&scene, "later").await;
    let new =
        NewPassword { hash: Some(hash("bmV3")), sessions: OtherSessions::End { except: Some(checked) }, history: None };
    store.update_password(p, &own.user, new, &Proof::Key, &scene.clock.change()).await.unwrap();
    assert_eq!(are_valid(&scene, [&own, &other]).await, [false, false]);
    assert_eq!(are_valid(&scene, [&own, &later]).await, [false, false]);
}
