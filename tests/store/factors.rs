//! Second factors: each code works once, also for two callers at once, for its own user, and until its end.

use crate::operations::Scene;
use crate::operations::factors::{VERIFIED_AT, challenge, challenge_id};
use roster_core::{Error, Factor, Proof, RecoveryCodes, Result, Session, TotpStep};
use roster_store::{OpenChallenge, Passed, SignedIn};
use roster_tests::clock::{bare, email, user_id};
use roster_tests::invariants::EXACT;
use std::time::Duration;

/// Codes of ann's authenticator after the one that verified it.
const NEXT: Passed = Passed::Totp(TotpStep::from_number(VERIFIED_AT.number() + 1));

impl Scene {
    /// Adds a challenge for ann, who passes it later.
    async fn ask(&self, id: &str, factor: Factor) {
        let ann = self.signed_in("ann", "s-1").await;
        let challenge = challenge(id, &ann.user.id, factor, self.clock.now());
        let store = &self.observer.store;
        store.create_challenge(&self.project.id, &ann, (&challenge, None), &self.clock.change()).await.unwrap();
    }

    async fn open(&self, signed_in: &SignedIn, id: &str) -> Result<OpenChallenge> {
        let (p, now) = (&self.project.id, self.clock.now());
        self.observer.store.find_challenge(p, signed_in, &challenge_id(id), now).await
    }

    async fn pass(&self, signed_in: &SignedIn, open: &OpenChallenge, passed: &Passed) -> Result<Session> {
        let (p, change) = (&self.project.id, self.clock.change());
        self.observer.store.pass_challenge(p, signed_in, (open, passed), &change).await
    }
}

#[track_caller]
fn assert_invalid<T: std::fmt::Debug>(outcome: &Result<T>) {
    assert!(matches!(outcome, Err(Error::CodeInvalid)), "{outcome:?}");
}

#[tokio::test]
async fn a_challenge_is_passed_once() {
    let scene = Scene::set().await;
    let ann = scene.signed_in("ann", "s-1").await;
    let open = scene.open(&ann, "c-totp").await.unwrap();
    let session = scene.pass(&ann, &open, &NEXT).await.unwrap();
    assert_eq!(session.factors, [Factor::Password, Factor::Totp]);
    assert_eq!(session.challenged_at, Some(session.updated_at));
    assert_invalid(&scene.pass(&ann, &open, &NEXT).await);
    assert_invalid(&scene.open(&ann, "c-totp").await);
    let stored = scene.signed_in("ann", "s-1").await.session.unwrap();
    assert_eq!((stored.factors, stored.challenged_at), (session.factors, session.challenged_at));
    assert_eq!(scene.factors_of("ann", "s-2").await, [Factor::Password]);
    scene.table.check(EXACT, "passed");
}

/// Both challenges are read before the first one is passed.
#[tokio::test]
async fn one_code_passes_one_of_two_challenges() {
    let scene = Scene::set().await;
    scene.ask("c-second", Factor::Totp).await;
    let (one, other) = (scene.signed_in("ann", "s-1").await, scene.signed_in("ann", "s-2").await);
    let (first, second) = (scene.open(&one, "c-totp").await.unwrap(), scene.open(&other, "c-second").await.unwrap());
    scene.pass(&one, &first, &NEXT).await.unwrap();
    assert_invalid(&scene.pass(&other, &second, &NEXT).await);
    assert_eq!(scene.factors_of("ann", "s-2").await, [Factor::Password]);
    let again = scene.open(&other, "c-second").await.unwrap();
    assert_eq!(again.authenticator.unwrap().last_step, Some(TotpStep::from_number(VERIFIED_AT.number() + 1)));
}

#[tokio::test]
async fn one_recovery_code_passes_one_of_two_challenges_and_the_last_one_leaves_none() {
    let scene = Scene::set().await;
    scene.ask("c-second", Factor::RecoveryCode).await;
    let (p, ann) = (&scene.project.id, scene.signed_in("ann", "s-1").await);
    let codes = RecoveryCodes::create(&[1; 32]);
    let (first, second) = (scene.open(&ann, "c-code").await.unwrap(), scene.open(&ann, "c-second").await.unwrap());
    let used = |open: &OpenChallenge| Passed::RecoveryCode(open.without_recovery_code(&codes.reveal()[0]).unwrap());
    scene.pass(&ann, &first, &used(&first)).await.unwrap();
    assert_invalid(&scene.pass(&ann, &second, &used(&second)).await);
    let again = scene.open(&ann, "c-second").await.unwrap();
    assert!(again.without_recovery_code(&codes.reveal()[0]).is_none());
    scene.pass(&ann, &again, &Passed::RecoveryCode(RecoveryCodes::from_stored(Vec::new()))).await.unwrap();
    let left = scene.observer.store.get_recovery_codes(p, &ann.user.id).await;
    assert!(matches!(left, Err(Error::RecoveryCodesNotFound)), "{left:?}");
    scene.table.check(EXACT, "without codes");
}

#[tokio::test]
async fn two_factors_that_are_presented_at_once_are_both_kept() {
    for _ in 0..8 {
        let scene = Scene::set().await;
        let (p, ann) = (&scene.project.id, scene.signed_in("ann", "s-1").await);
        scene.observer.store.update_email_verification(p, &ann.user.id, true, &scene.clock.change()).await.unwrap();
        scene.ask("c-email", Factor::Email).await;
        let ann = scene.signed_in("ann", "s-1").await;
        let (totp, sent) = (scene.open(&ann, "c-totp").await.unwrap(), scene.open(&ann, "c-email").await.unwrap());
        let passed = tokio::join!(scene.pass(&ann, &totp, &NEXT), scene.pass(&ann, &sent, &Passed::Sent));
        assert!(passed.0.is_ok() && passed.1.is_ok(), "{passed:?}");
        let factors = scene.factors_of("ann", "s-1").await;
        assert!(
            factors.len() == 3 && factors.contains(&Factor::Totp) && factors.contains(&Factor::Email),
            "{factors:?}"
        );
    }
}

#[tokio::test]
async fn a_challenge_ends_to_the_second() {
    let scene = Scene::set().await;
    let ann = scene.signed_in("ann", "s-1").await;
    let end = scene.open(&ann, "c-totp").await.unwrap().challenge.expires_at.as_secs();
    let left = end - scene.clock.now().as_secs();
    scene.clock.pass(Duration::from_secs(left));
    assert_eq!(scene.clock.now().as_secs(), end);
    assert!(scene.open(&ann, "c-totp").await.is_ok());
    scene.clock.pass(Duration::from_secs(1));
    assert_invalid(&scene.open(&ann, "c-totp").await);
    let (store, id) = (&scene.observer.store, challenge_id("c-totp"));
    let shown = store.get_challenge(&scene.project.id, &ann.user.id, &id, scene.clock.now()).await;
    assert!(matches!(shown, Err(Error::ChallengeNotFound)));
}

#[tokio::test]
async fn a_challenge_is_for_its_own_user() {
    let scene = Scene::set().await;
    let dan = scene.signed_in("dan", "s-dan").await;
    assert_invalid(&scene.open(&dan, "c-totp").await);
    assert_invalid(&scene.open(&scene.signed_in("ann", "s-1").await, "c-other").await);
    assert!(scene.open(&scene.signed_in("ann", "s-1").await, "c-code").await.is_ok());
}

#[tokio::test]
async fn the_factors_of_a_deleted_user_are_not_those_of_a_new_one() {
    let scene = Scene::set().await;
    let (store, p, ann) = (&scene.observer.store, &scene.project.id, scene.signed_in("ann", "s-1").await);
    let open = scene.open(&ann, "c-totp").await.unwrap();
    store.delete_user(p, &ann.user.id, &scene.clock.change()).await.unwrap();
    let late = scene.pass(&ann, &open, &NEXT).await;
    assert!(matches!(late, Err(Error::UserNotFound)), "{late:?}");
    store.create_user(&scene.project, bare("ann"), &scene.clock.change()).await.unwrap();
    let late = scene.pass(&ann, &open, &NEXT).await;
    assert!(matches!(late, Err(Error::UserNotFound)), "{late:?}");
    let (session, secret) = scene.clock.session(&user_id("ann"), "s-new");
    store.create_session(p, &session, &secret, &Proof::Key, &scene.clock.change()).await.unwrap();
    let new = scene.signed_in("ann", "s-new").await;
    assert!(!new.user.totp);
    assert_invalid(&scene.open(&new, "c-totp").await);
    assert!(matches!(store.get_authenticator(p, &new).await, Err(Error::AuthenticatorNotFound)));
    scene.table.check(EXACT, "another ann");
}

#[tokio::test]
async fn a_code_that_was_sent_is_worthless_after_the_email_has_changed() {
    let scene = Scene::set().await;
    let (store, p, ann) = (&scene.observer.store, &scene.project.id, user_id("ann"));
    store.update_email_verification(p, &ann, true, &scene.clock.change()).await.unwrap();
    scene.ask("c-email", Factor::Email).await;
    let before = scene.signed_in("ann", "s-1").await;
    let open = scene.open(&before, "c-email").await.unwrap();
    store.update_email(p, &ann, email("new@example.com"), &Proof::Key, &scene.clock.change()).await.unwrap();
    assert_invalid(&scene.pass(&before, &open, &Passed::Sent).await);
    store.update_email(p, &ann, email("ann@example.com"), &Proof::Key, &scene.clock.change()).await.unwrap();
    assert_invalid(&scene.pass(&before, &open, &Passed::Sent).await);
    store.update_email_verification(p, &ann, true, &scene.clock.change()).await.unwrap();
    scene.pass(&before, &open, &Passed::Sent).await.unwrap();
}

#[tokio::test]
async fn a_session_that_has_ended_gets_no_factor() {
    let scene = Scene::set().await;
    let (store, p, ann) = (&scene.observer.store, &scene.project.id, scene.signed_in("ann", "s-1").await);
    let open = scene.open(&ann, "c-totp").await.unwrap();
    let session = ann.session.as_ref().unwrap().id.clone();
    store.delete_session(p, &ann.user.id, &session, &scene.clock.change()).await.unwrap();
    let late = scene.pass(&ann, &open, &NEXT).await;
    assert!(matches!(late, Err(Error::SessionNotFound)), "{late:?}");
    let late = store.update_own_mfa(p, &ann, true, &scene.clock.change()).await;
    assert!(matches!(late, Err(Error::SessionNotFound)), "{late:?}");
    assert!(!store.get_user(p, &ann.user.id).await.unwrap().mfa);
    let rows = scene.table.rows();
    assert!(!rows.iter().any(|row| row.pk() == "U#p#ann" && row.sk() == format!("S#{session}")), "it stays ended");
}

#[tokio::test]
async fn an_authenticator_that_was_replaced_is_not_verified() {
    let scene = Scene::set().await;
    let (store, p, dan) = (&scene.observer.store, &scene.project.id, scene.signed_in("dan", "s-dan").await);
    let former = store.get_authenticator(p, &dan).await.unwrap();
    store.create_authenticator(p, &dan, vec![1; 40], &scene.clock.change()).await.unwrap();
    let late = store.verify_authenticator(p, &dan, (&former, VERIFIED_AT), &scene.clock.change()).await;
    assert_invalid(&late);
    assert!(!store.get_user(p, &dan.user.id).await.unwrap().totp);
    let ann = scene.signed_in("ann", "s-1").await;
    let again = store.create_authenticator(p, &ann, vec![1; 40], &scene.clock.change()).await;
    assert!(matches!(again, Err(Error::AuthenticatorVerified)), "{again:?}");
    scene.table.check(EXACT, "replaced");
}

#[tokio::test]
async fn a_switched_on_factor_is_in_the_session_of_the_call_and_in_no_other() {
    let scene = Scene::set().await;
    let (store, p, ann) = (&scene.observer.store, &scene.project.id, scene.signed_in("ann", "s-1").await);
    store.update_own_mfa(p, &ann, true, &scene.clock.change()).await.unwrap();
    assert!(!scene.signed_in("ann", "s-1").await.lacks_factors());
    assert!(scene.signed_in("ann", "s-2").await.lacks_factors());
    store.update_own_mfa(p, &ann, false, &scene.clock.change()).await.unwrap();
    assert!(!scene.signed_in("ann", "s-2").await.lacks_factors());
    assert_eq!(scene.factors_of("ann", "s-1").await, [Factor::Password, Factor::Totp], "nothing is removed");
}
