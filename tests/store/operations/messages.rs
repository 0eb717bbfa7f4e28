//! Operations on what is sent to a user: links and codes, and what their recipient does with them.

use super::{Op, Operation, Scene};
use roster_core::{
    Change, Error, Name, NewPassword, NewUser, OtherSessions, OutboxContent, OutboxEntry, Project, Proof, Result,
    SecretHash, SignInToken, TokenKind, TokenSecret, UserId,
};
use roster_store::Store;
use roster_tests::clock::{TestClock, hash, user_id};
use std::time::Duration;

/// The secrets of the links of ann, and the code of bob.
const VERIFICATION: &str = "verification";
const RECOVERY: &str = "recovery-of-ann";
const CODE: &str = "123456";

/// Sends a verification and a recovery to ann, and a code to bob.
pub(super) async fn add_tokens(store: &Store, clock: &TestClock, project: &Project) {
    for (id, kind, secret) in [
        ("ann", TokenKind::EmailVerification, VERIFICATION),
        ("ann", TokenKind::Recovery, RECOVERY),
        ("bob", TokenKind::EmailCode, CODE),
    ] {
        let token = token(store, clock, project, (&user_id(id), kind, secret)).await;
        store.create_account_token(&project.id, None, (&token, None), &clock.change()).await.unwrap();
    }
}

/// A token of this kind that is bound to what the user has now.
async fn token(
    store: &Store,
    clock: &TestClock,
    project: &Project,
    (user, kind, secret): (&UserId, TokenKind, &str),
) -> SignInToken {
    let bound_to = SignInToken::binding(kind, &store.get_user(&project.id, user).await.unwrap());
    SignInToken { kind, bound_to, ..clock.token(user, kind.as_str(), secret) }
}

fn secret_of(text: &str) -> TokenSecret {
    TokenSecret::parse(text).unwrap()
}

fn password() -> NewPassword {
    NewPassword { hash: Some(hash("bmV3")), sessions: OtherSessions::End { except: None }, history: None }
}

impl Operation {
    /// Whether it is one of this file.
    pub(super) const fn is_of_messages(self) -> bool {
        matches!(self, Op::SendLink | Op::SignInByCode | Op::VerifyByLink | Op::Recover | Op::SignUpWithSession)
    }

    pub(super) async fn run_message(self, store: &Store, scene: &Scene, change: &Change) -> Result<()> {
        let (p, ann, bob) = (&scene.project.id, &user_id("ann"), &user_id("bob"));
        let (observer, clock) = (&scene.observer.store, &scene.clock);
        match self {
            Op::SendLink => {
                let wanted = (bob, TokenKind::MagicUrl, "a new link");
                let token = token(observer, clock, &scene.project, wanted).await;
                let give_up_at = change.at.after(Duration::from_hours(1));
                let content = OutboxContent::Sealed(vec![1, 2, 3]);
                let message = OutboxEntry { id: change.id, content, made_at: change.at, give_up_at };
                store.create_account_token(p, None, (&token, Some(&message)), change).await
            }
            Op::SignInByCode => {
                let (session, _) = clock.session(bob, "s-new");
                let proof = Proof::Token(observer.find_token(p, bob, &secret_of(CODE), change.at).await?.0);
                store.create_session(p, &session, &SecretHash::from_stored("5e".repeat(32)), &proof, change).await
            }
            Op::VerifyByLink => {
                let link = (TokenKind::EmailVerification, &SecretHash::of(VERIFICATION));
                store.verify_with_token(p, ann, link, change).await.map(drop)
            }
            Op::Recover => {
                let token = observer.find_recovery(p, ann, &SecretHash::of(RECOVERY), change.at).await?;
                store.recover(p, &token, &password(), change).await
            }
            Op::SignUpWithSession => {
                let (session, secret) = clock.session(&user_id("guest"), "s-guest");
                let guest =
                    NewUser { id: user_id("guest"), email: None, phone: None, name: Name::default(), password: None };
                store.sign_up_with_session(&scene.project, guest, (&session, &secret), true, change).await.map(drop)
            }
            other => panic!("{other:?} is of no message"),
        }
    }

    pub(super) async fn is_message_done(self, store: &Store, scene: &Scene) -> bool {
        let (p, now, ann, bob) = (&scene.project.id, scene.clock.now(), &user_id("ann"), &user_id("bob"));
        let finds = |user, secret: &'static str| async move {
            store.find_token(p, user, &secret_of(secret), now).await.is_ok()
        };
        let user = |id| async move { store.get_user(p, id).await.unwrap() };
        match self {
            Op::SendLink => {
                let made = finds(bob, "a new link").await;
                let waiting = scene.table.rows().iter().filter(|row| row.pk().starts_with("O#")).count();
                // The message of bob's invitation is there before.
                assert_eq!(made, waiting > 1, "both or neither");
                made
            }
            Op::SignInByCode => {
                let used = !finds(bob, CODE).await;
                assert_eq!(used, user(bob).await.email_verified, "both or neither");
                assert_eq!(used, store.list_sessions(p, bob, now).await.unwrap().total == 1, "both or neither");
                used
            }
            Op::VerifyByLink => user(ann).await.email_verified,
            Op::Recover => {
                let ann_now = user(ann).await;
                let changed = ann_now.password == Some(hash("bmV3"));
                let is_left = store.find_recovery(p, ann, &SecretHash::of(RECOVERY), now).await.is_ok();
                let sessions = store.list_sessions(p, ann, now).await.unwrap().total;
                assert_eq!(
                    (ann_now.email_verified, !is_left, sessions == 0),
                    (changed, changed, changed),
                    "all or nothing"
                );
                changed
            }
            Op::SignUpWithSession => {
                let guest = &user_id("guest");
                let exists = store.get_user(p, guest).await.is_ok();
                let sessions = store.list_sessions(p, guest, now).await.map_or(0, |listing| listing.total);
                assert_eq!(sessions == 1, exists, "both or neither");
                exists
            }
            other => panic!("{other:?} is of no message"),
        }
    }

    pub(super) fn is_message_error_of_repetition(self, error: &Error) -> bool {
        match self {
            Op::SignInByCode => matches!(error, Error::TokenInvalid),
            Op::VerifyByLink => matches!(error, Error::VerificationInvalid),
            Op::Recover => matches!(error, Error::RecoveryInvalid),
            Op::SignUpWithSession => matches!(error, Error::UserAlreadyExists),
            _ => false,
        }
    }
}
