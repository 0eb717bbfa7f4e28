//! Operations on invitations, and those that the rules of a project add: the history of passwords, the limit of sessions.

use super::{Op, Operation, Scene, member};
use roster_core::{
    Acceptance, Change, Error, Invitation, NewMembership, NewPassword, OtherSessions, OutboxContent, OutboxEntry,
    PasswordHistory, Project, Result, SecretHash, SessionId, Timestamp, Ulid,
};
use roster_store::{FirstSession, Store};
use roster_tests::clock::{TestClock, hash, membership, team_id, user_id};

/// The secret in the link of bob's open invitation to the band.
const SECRET: &str = "the first link";
/// The secret in the link of the next invitation.
const NEXT: &str = "the next link";
/// How many sessions a user may have.
pub(super) const LIMIT: u32 = 2;

/// Invites bob to the band.
pub(super) async fn add_invitation(store: &Store, clock: &TestClock, project: &Project) {
    let change = clock.change();
    store.invite(&project.id, &invitation("bob", "m-open", SECRET), &message(&change), &change).await.unwrap();
}

fn invitation(user: &str, id: &str, secret: &str) -> Invitation {
    let open = NewMembership { confirmed: false, ..membership(id, &user_id(user), "band") };
    let sent_to = SecretHash::of(&format!("{user}@example.com"));
    Invitation { membership: open, secret: SecretHash::of(secret), sent_to }
}

fn message(change: &Change) -> OutboxEntry {
    let (made_at, give_up_at) = (change.at, Timestamp::from_secs(change.at.as_secs() + 86_400));
    OutboxEntry { id: change.id, content: OutboxContent::Sealed(vec![1, 2, 3]), made_at, give_up_at }
}

fn acceptance(secret: &str) -> Acceptance {
    let (team, user, secret) = (team_id("band"), user_id("bob"), SecretHash::of(secret));
    Acceptance { team, membership: member("m-open"), user, secret, signed_in: None }
}

/// The password after ann's, in a project that keeps the present one.
fn next_password() -> NewPassword {
    let history = PasswordHistory { present: Some(hash("c2FsdA")), kept: vec![hash("c2FsdA")] };
    NewPassword { hash: Some(hash("bmV3")), sessions: OtherSessions::Stay, history: Some(history) }
}

impl Operation {
    pub(super) async fn run_rule(self, store: &Store, scene: &Scene, change: &Change) -> Result<()> {
        let p = &scene.project.id;
        match self {
            Op::Invite => store.invite(p, &invitation("ann", "m-new", NEXT), &message(change), change).await.map(drop),
            Op::InviteAgain => {
                store.invite(p, &invitation("bob", "m-open", NEXT), &message(change), change).await.map(drop)
            }
            Op::AcceptInvitation => {
                let (acceptance, open) = (acceptance(SECRET), store.find_invitation(p, &acceptance(SECRET)).await?);
                let (session, _) = scene.clock.session(&user_id("bob"), "s-new");
                let secret = SecretHash::from_stored("5e".repeat(32));
                let begins = Change { id: Ulid::from_parts(change.id.timestamp_ms(), 9), ..change.clone() };
                let first = FirstSession { session: &session, secret: &secret, change: &begins, is_access: true };
                store.accept_invitation(p, &acceptance, open, Some(&first), change).await.map(drop)
            }
            Op::ConfirmMembership => {
                store.confirm_membership(p, (&user_id("bob"), &team_id("band")), change).await.map(drop)
            }
            Op::KeepPassword => {
                let key = &roster_core::Proof::Key;
                store.update_password(p, &user_id("ann"), next_password(), key, change).await.map(drop)
            }
            Op::EndOldestSessions => {
                let newest = SessionId::parse("s-2").unwrap();
                store.end_oldest_sessions(p, &user_id("ann"), (&newest, LIMIT), change).await
            }
            other => panic!("{other:?} is of no rule"),
        }
    }

    pub(super) async fn is_rule_done(self, store: &Store, scene: &Scene) -> bool {
        let (p, now) = (&scene.project.id, scene.clock.now());
        let member_of_band = |id| async move { store.get_membership(p, &team_id("band"), &member(id)).await };
        match self {
            Op::Invite | Op::InviteAgain => {
                let messages = scene.table.rows().iter().filter(|row| row.pk().starts_with("O#")).count();
                let made = match self {
                    Op::Invite => member_of_band("m-new").await.is_ok_and(|member| member.joined_at.is_none()),
                    _ => store.find_invitation(p, &acceptance(NEXT)).await.is_ok(),
                };
                assert_eq!(made, messages > 1, "both or neither");
                assert_eq!(
                    self == Op::InviteAgain && made,
                    store.find_invitation(p, &acceptance(SECRET)).await.is_err()
                );
                made
            }
            Op::AcceptInvitation => {
                let joined = member_of_band("m-open").await.unwrap().joined_at.is_some();
                let verified = store.get_user(p, &user_id("bob")).await.unwrap().email_verified;
                let sessions = store.list_sessions(p, &user_id("bob"), now).await.unwrap().total;
                assert_eq!((verified, sessions), (joined, u64::from(joined)), "all or nothing");
                joined
            }
            Op::ConfirmMembership => member_of_band("m-open").await.unwrap().joined_at.is_some(),
            Op::KeepPassword => {
                let last = store.last_passwords(p, &user_id("ann"), 5).await.unwrap();
                let changed = last.present == Some(hash("bmV3"));
                assert_eq!(last.hashes.len(), if changed { 2 } else { 1 }, "both or neither");
                changed
            }
            Op::EndOldestSessions => store.list_sessions(p, &user_id("ann"), now).await.unwrap().total == 2,
            other => panic!("{other:?} is of no rule"),
        }
    }

    pub(super) fn is_rule_error_of_repetition(self, error: &Error) -> bool {
        match self {
            Op::AcceptInvitation => matches!(error, Error::MembershipConfirmed),
            Op::ConfirmMembership => matches!(error, Error::MembershipAlreadyExists),
            // The password that was compared is no longer the present one.
            Op::KeepPassword => matches!(error, Error::Contention),
            _ => false,
        }
    }
}
