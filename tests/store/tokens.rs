//! Sign-in tokens: valid once, until they expire, and for their own user only.

use crate::operations::Scene;
use roster_core::{Error, ListIndexes, Proof, Result, SignInEffects, SignInToken, TokenKind, TokenSecret};
use roster_tests::clock::{bare, full, user_id};
use roster_tests::invariants::EXACT;
use std::time::Duration;

/// The secret of bob's token in a scene.
const SECRET: &str = "0f1e2d";

impl Scene {
    async fn show(&self, user: &str, secret: &str) -> Result<Proof> {
        let (p, now) = (&self.project.id, self.clock.now());
        let found = self.observer.store.find_token(p, &user_id(user), &secret_of(secret), now).await;
        found.map(|(token, _)| Proof::Token(token))
    }
}

fn secret_of(text: &str) -> TokenSecret {
    TokenSecret::parse(text).unwrap()
}

#[track_caller]
fn assert_invalid<T: std::fmt::Debug>(outcome: &Result<T>) {
    assert!(matches!(outcome, Err(Error::TokenInvalid)), "{outcome:?}");
}

#[tokio::test]
async fn a_token_is_valid_for_its_user_until_it_expires() {
    let scene = Scene::set().await;
    assert!(scene.show("bob", SECRET).await.is_ok());
    for (user, secret) in [("ann", SECRET), ("bob", "0f1e2c"), ("bob", "x")] {
        assert_invalid(&scene.show(user, secret).await);
    }
    assert!(matches!(scene.show("nobody", SECRET).await, Err(Error::UserNotFound)));
    // The second in which it expires is its last.
    scene.clock.pass(Duration::from_hours(1));
    assert!(scene.show("bob", SECRET).await.is_ok());
    scene.clock.pass(Duration::from_secs(1));
    assert_invalid(&scene.show("bob", SECRET).await);
}

#[tokio::test]
async fn a_wrong_secret_makes_the_same_calls_as_a_right_one() {
    let scene = Scene::set().await;
    let (p, now) = (&scene.project.id, scene.clock.now());
    let measured = async |user: &str, secret: &str| {
        let caller = scene.table.caller();
        let (user, secret) = (user_id(user), secret_of(secret));
        let (_, bill) = caller.meter.measure(caller.store.find_token(p, &user, &secret, now)).await;
        (bill.calls.len(), bill.round_trips(), bill.read_units())
    };
    let right = measured("bob", SECRET).await;
    for (user, secret) in [("bob", "wrong"), ("nobody", SECRET), ("nobody", "wrong")] {
        assert_eq!(measured(user, secret).await, right, "{user}, {secret}");
    }
    // A secret that may be a code is looked for among the codes, too.
    let digits = measured("bob", "123456").await;
    assert_eq!((digits.0, digits.1, measured("nobody", "123456").await), (right.0, right.1, digits));
}

#[tokio::test]
async fn a_token_of_a_deleted_user_is_invalid() {
    let scene = Scene::set().await;
    let (store, p, bob) = (&scene.observer.store, &scene.project.id, user_id("bob"));
    let proof = scene.show("bob", SECRET).await.unwrap();
    store.delete_user(p, &bob, &scene.clock.change()).await.unwrap();
    let (session, secret) = scene.clock.session(&bob, "s-late");
    assert_invalid(&store.create_session(p, &session, &secret, &proof, &scene.clock.change()).await);
    store.create_user(&scene.project, bare("bob"), &scene.clock.change()).await.unwrap();
    assert_invalid(&scene.show("bob", SECRET).await);
    assert_invalid(&store.create_session(p, &session, &secret, &proof, &scene.clock.change()).await);
    let made = store.create_token(p, &scene.clock.token(&user_id("nobody"), "t", "1234"), &scene.clock.change()).await;
    assert!(matches!(made, Err(Error::UserNotFound)), "{made:?}");
    scene.table.check(EXACT, "another bob");
}

#[tokio::test]
async fn a_token_whose_user_is_blocked_is_not_used_up() {
    let scene = Scene::set().await;
    let (store, p, bob) = (&scene.observer.store, &scene.project.id, user_id("bob"));
    store.update_status(p, &bob, false, &scene.clock.change()).await.unwrap();
    let proof = scene.show("bob", SECRET).await.unwrap();
    let (session, secret) = scene.clock.session(&bob, "s-new");
    let blocked = store.create_session(p, &session, &secret, &proof, &scene.clock.change()).await;
    assert!(matches!(blocked, Err(Error::UserBlocked)), "{blocked:?}");
    store.update_status(p, &bob, true, &scene.clock.change()).await.unwrap();
    store.create_session(p, &session, &secret, &proof, &scene.clock.change()).await.unwrap();
    assert_invalid(&scene.show("bob", SECRET).await);
}

/// A magic URL is checked, and the sessions of its user end before the session is written.
#[tokio::test]
async fn a_sent_token_begins_no_session_when_all_sessions_end_in_between() {
    let scene = Scene::set().await;
    let (store, p, bob) = (&scene.observer.store, &scene.project.id, user_id("bob"));
    for (kind, is_valid) in [(TokenKind::MagicUrl, false), (TokenKind::Server, true)] {
        let bound_to = SignInToken::binding(kind, &store.get_user(p, &bob).await.unwrap());
        let token = SignInToken { kind, bound_to, ..scene.clock.token(&bob, "t-sent", "a sent secret") };
        store.create_token(p, &token, &scene.clock.change()).await.unwrap();
        let found = store.find_token(p, &bob, &secret_of("a sent secret"), scene.clock.now()).await;
        let (token, known) = found.unwrap();
        store.delete_sessions(p, &bob, &scene.clock.change()).await.unwrap();
        let ((session, hash), proof) = (scene.clock.session(&bob, kind.as_str()), Proof::Token(token));
        let (effects, change) = (SignInEffects::default(), scene.clock.change());
        let outcome = store.sign_in(p, Some(known), (&session, &hash), &proof, &effects, &change).await;
        if is_valid { outcome.unwrap() } else { assert_invalid(&outcome) }
    }
    assert_eq!(store.list_sessions(p, &bob, scene.clock.now()).await.unwrap().total, 1);
}

#[tokio::test]
async fn a_token_with_the_same_secret_replaces_the_earlier_one() {
    let scene = Scene::set().await;
    let (store, p, bob) = (&scene.observer.store, &scene.project.id, user_id("bob"));
    let former = scene.show("bob", SECRET).await.unwrap();
    store.create_token(p, &scene.clock.token(&bob, "token-2", SECRET), &scene.clock.change()).await.unwrap();
    let (session, secret) = scene.clock.session(&bob, "s-new");
    assert_invalid(&store.create_session(p, &session, &secret, &former, &scene.clock.change()).await);
    let present = scene.show("bob", SECRET).await.unwrap();
    store.create_session(p, &session, &secret, &present, &scene.clock.change()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_concurrent_sign_ins_with_one_token_one_succeeds() {
    let scene = Scene::set().await;
    let bob = user_id("bob");
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..12 {
        let (store, p, change) = (scene.observer.store.clone(), scene.project.id.clone(), scene.clock.change());
        let ((session, hash), secret) = (scene.clock.session(&bob, &format!("s-{n}")), secret_of(SECRET));
        let now = scene.clock.now();
        tasks.spawn(async move {
            let (token, user) = store.find_token(&p, &session.user, &secret, now).await?;
            let proof = Proof::Token(token);
            let effects = SignInEffects { is_access: true, ..SignInEffects::default() };
            store.sign_in(&p, Some(user), (&session, &hash), &proof, &effects, &change).await
        });
    }
    let won = tasks.join_all().await.into_iter().filter(|outcome| match outcome {
        Ok(()) => true,
        Err(Error::TokenInvalid | Error::Contention) => false,
        Err(error) => panic!("{error:?}"),
    });
    assert_eq!(won.count(), 1);
    let sessions = scene.observer.store.list_sessions(&scene.project.id, &bob, scene.clock.now()).await.unwrap();
    assert_eq!(sessions.total, 1);
    scene.table.check(EXACT, "after the race");
}

/// A code and a link that sign in verify the email or phone: the postings of the indexes follow, as for every other change.
#[tokio::test]
async fn a_sign_in_that_verifies_moves_its_user_in_the_indexes_of_verified_users() {
    let scene = Scene::set().await;
    let (store, p, eva) = (&scene.observer.store, &scene.project.id, user_id("eva"));
    let indexes = ListIndexes::parse(["emailVerification", "phoneVerification"]).unwrap();
    let project = store.set_indexes(p, indexes, &scene.clock.change()).await.unwrap();
    let new = full("eva", "eva@example.com", "+4977777", "Eva Orr");
    store.create_user(&project, new, &scene.clock.change()).await.unwrap();
    for (kind, secret) in [(TokenKind::MagicUrl, "a link that signs in"), (TokenKind::PhoneCode, "246810")] {
        let bound_to = SignInToken::binding(kind, &store.get_user(p, &eva).await.unwrap());
        let token = SignInToken { kind, bound_to, ..scene.clock.token(&eva, "t-verifies", secret) };
        store.create_token(p, &token, &scene.clock.change()).await.unwrap();
        let (token, known) = store.find_token(p, &eva, &secret_of(secret), scene.clock.now()).await.unwrap();
        let ((session, hash), proof) = (scene.clock.session(&eva, kind.as_str()), Proof::Token(token));
        let (effects, change) = (SignInEffects::default(), scene.clock.change());
        store.sign_in(p, Some(known), (&session, &hash), &proof, &effects, &change).await.unwrap();
        scene.table.check(EXACT, kind.as_str());
    }
    let user = store.get_user(p, &eva).await.unwrap();
    assert!(user.email_verified && user.phone_verified);
    let rows = scene.table.rows();
    let of_eva = rows.iter().filter(|row| row.pk().starts_with("W#") && row.text("uid") == "eva");
    let mut flags: Vec<&str> = of_eva.filter_map(|row| row.sk().split('#').next()).collect();
    flags.retain(|word| word.starts_with('!'));
    flags.sort_unstable();
    assert_eq!(flags, ["!email+", "!phone+"]);
}
