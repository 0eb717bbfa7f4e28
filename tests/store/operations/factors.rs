//! Operations on second factors: authenticators, challenges, and the switch of a signed-in user.

use super::{Op, Operation, Scene};
use roster_core::{
    Challenge, ChallengeId, Change, Error, Factor, OutboxContent, OutboxEntry, Project, Proof, RecoveryCodes, Result,
    SecretHash, SentCode, SessionId, Timestamp, TotpStep, UserId,
};
use roster_store::{Passed, SignedIn, Store};
use roster_tests::clock::{TestClock, full, user_id};
use std::time::Duration;

/// The step of the code with which ann's authenticator was verified.
pub const VERIFIED_AT: TotpStep = TotpStep::from_number(1_000);

/// Adds a verified authenticator to ann, with two challenges, and the user dan with a session and an authenticator that is not
/// verified.
pub(super) async fn add_factors(store: &Store, clock: &TestClock, project: &Project) {
    let (p, ann, dan) = (&project.id, user_id("ann"), user_id("dan"));
    store.create_user(project, full("dan", "dan@example.com", "+4966666", "Dan Fox"), &clock.change()).await.unwrap();
    let (session, secret) = clock.session(&dan, "s-dan");
    store.create_session(p, &session, &secret, &Proof::Key, &clock.change()).await.unwrap();
    let dan = store.find_session_by_id(p, &dan, &session.id, clock.now()).await.unwrap().unwrap();
    store.create_authenticator(p, &dan, vec![7; 40], &clock.change()).await.unwrap();
    let ann = store.find_session_by_id(p, &ann, &session_id("s-0"), clock.now()).await.unwrap().unwrap();
    store.create_authenticator(p, &ann, vec![8; 40], &clock.change()).await.unwrap();
    let authenticator = store.get_authenticator(p, &ann).await.unwrap();
    store.verify_authenticator(p, &ann, (&authenticator, VERIFIED_AT), &clock.change()).await.unwrap();
    for (id, factor) in [("c-totp", Factor::Totp), ("c-code", Factor::RecoveryCode)] {
        let challenge = challenge(id, &ann.user.id, factor, clock.now());
        store.create_challenge(p, &ann, (&challenge, None), &clock.change()).await.unwrap();
    }
}

fn session_id(id: &str) -> SessionId {
    SessionId::parse(id).unwrap()
}

pub fn challenge_id(id: &str) -> ChallengeId {
    ChallengeId::parse(id).unwrap()
}

/// A challenge that can be passed for an hour. The code of one for `email` or `phone` is 123456, sent to ann.
pub fn challenge(id: &str, user: &UserId, factor: Factor, now: Timestamp) -> Challenge {
    let to = match factor {
        Factor::Email => Some("ann@example.com"),
        Factor::Phone => Some("+4911111"),
        _ => None,
    };
    Challenge {
        id: challenge_id(id),
        user: user.clone(),
        factor,
        sent: to.map(|to| SentCode { code: SecretHash::of("123456"), to: SecretHash::of(to) }),
        created_at: now,
        expires_at: Timestamp::from_secs(now.as_secs() + 3_600),
    }
}

impl Scene {
    /// A user in this session.
    pub async fn signed_in(&self, user: &str, session: &str) -> SignedIn {
        let (p, now, store) = (&self.project.id, self.clock.now(), &self.observer.store);
        store.find_session_by_id(p, &user_id(user), &session_id(session), now).await.unwrap().unwrap()
    }

    /// The factors of this session.
    pub async fn factors_of(&self, user: &str, session: &str) -> Vec<Factor> {
        self.signed_in(user, session).await.session.unwrap().factors
    }

    /// Bob, who has no session, by a JWT of a server.
    async fn bob(&self) -> SignedIn {
        let (p, bob, store) = (&self.project.id, &user_id("bob"), &self.observer.store);
        let born = store.get_user(p, bob).await.unwrap().created_at;
        store.find_jwt_user(p, bob, born).await.unwrap().unwrap()
    }
}

fn message(change: &Change) -> OutboxEntry {
    let give_up_at = change.at.after(Duration::from_hours(1));
    OutboxEntry { id: change.id, content: OutboxContent::Sealed(vec![1, 2, 3]), made_at: change.at, give_up_at }
}

impl Operation {
    /// Whether it is one of this file.
    pub(super) const fn is_of_factors(self) -> bool {
        matches!(
            self,
            Op::CreateAuthenticator
                | Op::VerifyAuthenticator
                | Op::DeleteAuthenticator
                | Op::CreateChallenge
                | Op::PassByTotp
                | Op::PassByRecoveryCode
                | Op::UpdateOwnMfa
        )
    }

    pub(super) async fn run_factor(self, store: &Store, scene: &Scene, change: &Change) -> Result<()> {
        let p = &scene.project.id;
        match self {
            Op::CreateAuthenticator => store.create_authenticator(p, &scene.bob().await, vec![9; 40], change).await,
            Op::VerifyAuthenticator => {
                let dan = scene.signed_in("dan", "s-dan").await;
                let authenticator = scene.observer.store.get_authenticator(p, &dan).await.unwrap();
                store.verify_authenticator(p, &dan, (&authenticator, VERIFIED_AT), change).await.map(drop)
            }
            Op::DeleteAuthenticator => store.delete_authenticator(p, &user_id("ann"), change).await,
            Op::CreateChallenge => {
                let ann = scene.signed_in("ann", "s-1").await;
                let challenge = challenge("c-new", &ann.user.id, Factor::Email, change.at);
                store.create_challenge(p, &ann, (&challenge, Some(&message(change))), change).await
            }
            Op::PassByTotp => pass(store, scene, "c-totp", change).await,
            Op::PassByRecoveryCode => pass(store, scene, "c-code", change).await,
            Op::UpdateOwnMfa => {
                let ann = scene.signed_in("ann", "s-1").await;
                store.update_own_mfa(p, &ann, true, change).await.map(drop)
            }
            other => panic!("{other:?} is of no factor"),
        }
    }

    pub(super) async fn is_factor_done(self, store: &Store, scene: &Scene) -> bool {
        let (p, ann) = (&scene.project.id, &user_id("ann"));
        let now = store.get_user(p, ann).await.unwrap();
        let is_open = |id: &'static str| async move {
            store.get_challenge(p, ann, &challenge_id(id), scene.clock.now()).await.is_ok()
        };
        match self {
            Op::CreateAuthenticator => store
                .get_authenticator(p, &scene.bob().await)
                .await
                .is_ok_and(|authenticator| !authenticator.is_verified),
            Op::VerifyAuthenticator => {
                let dan = scene.signed_in("dan", "s-dan").await;
                let authenticator = store.get_authenticator(p, &dan).await.unwrap();
                let has_factor = scene.factors_of("dan", "s-dan").await.contains(&Factor::Totp);
                assert_eq!((dan.user.totp, has_factor), (authenticator.is_verified, dan.user.totp), "all or nothing");
                dan.user.totp
            }
            Op::DeleteAuthenticator => {
                let found = store.get_authenticator(p, &scene.signed_in("ann", "s-1").await).await;
                assert_eq!(now.totp, found.is_ok(), "both or neither");
                !now.totp
            }
            Op::CreateChallenge => {
                let made = is_open("c-new").await;
                let sent = scene.table.rows().iter().filter(|row| row.pk().starts_with("O#")).count() > 1;
                assert_eq!(made, sent, "both or neither");
                made
            }
            Op::PassByTotp => {
                let ann = scene.signed_in("ann", "s-1").await;
                let used = store.get_authenticator(p, &ann).await.unwrap().last_step > Some(VERIFIED_AT);
                let passed = ann.session.unwrap().factors.contains(&Factor::Totp);
                assert_eq!((passed, !is_open("c-totp").await), (used, used), "all or nothing");
                passed
            }
            Op::PassByRecoveryCode => {
                let used = store.get_recovery_codes(p, ann).await.unwrap().reveal().len() == 5;
                let passed = scene.factors_of("ann", "s-1").await.contains(&Factor::RecoveryCode);
                assert_eq!((passed, !is_open("c-code").await), (used, used), "all or nothing");
                passed
            }
            Op::UpdateOwnMfa => {
                assert_eq!(now.mfa, scene.factors_of("ann", "s-1").await.contains(&Factor::Totp), "both or neither");
                now.mfa
            }
            other => panic!("{other:?} is of no factor"),
        }
    }

    pub(super) fn is_factor_error_of_repetition(self, error: &Error) -> bool {
        match self {
            Op::VerifyAuthenticator => matches!(error, Error::AuthenticatorVerified),
            Op::DeleteAuthenticator => matches!(error, Error::AuthenticatorNotFound),
            Op::PassByTotp | Op::PassByRecoveryCode => matches!(error, Error::CodeInvalid),
            _ => false,
        }
    }
}

/// Passes a challenge of ann in her session s-1: with the next code of her authenticator, or with her first recovery code.
async fn pass(store: &Store, scene: &Scene, id: &str, change: &Change) -> Result<()> {
    let (p, ann) = (&scene.project.id, scene.signed_in("ann", "s-1").await);
    let open = store.find_challenge(p, &ann, &challenge_id(id), change.at).await?;
    let passed = if open.challenge.factor == Factor::Totp {
        Passed::Totp(TotpStep::from_number(VERIFIED_AT.number() + 1))
    } else {
        let code = RecoveryCodes::create(&[1; 32]).reveal()[0].clone();
        Passed::RecoveryCode(open.without_recovery_code(&code).ok_or(Error::CodeInvalid)?)
    };
    store.pass_challenge(p, &ann, (&open, &passed), change).await.map(drop)
}
