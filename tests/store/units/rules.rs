//! The costs of invitations, and of what the rules of a project add.

use super::Ledger;
use roster_core::{
    Acceptance, Invitation, LastPasswords, NewMembership, NewPassword, OtherSessions, OutboxContent, OutboxEntry,
    PasswordHistory, Project, Proof, SecretHash, TeamId, Ulid, UserId,
};
use roster_store::FirstSession;
use roster_tests::clock::{email, full, hash, membership, name, team_id};
use std::time::Duration;

/// The numbers of single users.
const LEA: usize = 1_000_007;
const KIM: usize = 1_000_008;
/// The team that invites. It has a generated id: words of a chosen one have postings.
const TEAM: &str = "65b1f0c2a3b4c5d6e7fa";
/// The bytes of an encrypted message with a link.
const SEALED: usize = 800;

pub(super) async fn rules(ledger: &mut Ledger) {
    let (store, project) = (ledger.store(), ledger.project.clone());
    let lea = full(&super::generated_id(LEA), "lea@example.net", "+4977", "Lea Ng");
    let lea = store.create_user(&project, lea, &ledger.clock.change()).await.unwrap().id;
    store.create_team(&project.id, &team_id(TEAM), &name("Inviting"), None, &ledger.clock.change()).await.unwrap();
    Box::pin(invitations(ledger, &lea)).await;
    Box::pin(passwords(ledger, &lea)).await;
    Box::pin(sessions(ledger, &lea)).await;
    Box::pin(sign_ups(ledger)).await;
}

fn invitation(user: &UserId, secret: &str) -> Invitation {
    let membership = NewMembership { confirmed: false, ..membership("m-open", user, TEAM) };
    Invitation { membership, secret: SecretHash::of(secret), sent_to: SecretHash::of("lea@example.net") }
}

async fn invitations(ledger: &mut Ledger, lea: &UserId) {
    let (store, p) = (ledger.store(), ledger.project.id.clone());
    let changes: Vec<_> = (0..4).map(|_| ledger.clock.change()).collect();
    let message = |at: usize| {
        let content = OutboxContent::Sealed(vec![7; SEALED]);
        let give_up_at = changes[at].at.after(Duration::from_hours(24));
        OutboxEntry { id: changes[at].id, content, made_at: changes[at].at, give_up_at }
    };
    let (first, second) = (invitation(lea, "first"), invitation(lea, "second"));
    let (entry, next) = (message(0), message(1));
    ledger.enter("invite a user, with the message", store.invite(&p, &first, &entry, &changes[0])).await;
    ledger.enter("invite a user again", store.invite(&p, &second, &next, &changes[1])).await;
    let (team, membership): (TeamId, _) = (team_id(TEAM), second.membership.id.clone());
    let acceptance =
        Acceptance { team, membership, user: lea.clone(), secret: SecretHash::of("second"), signed_in: None };
    ledger.enter("find an invitation", store.find_invitation(&p, &acceptance)).await;
    let open = store.find_invitation(&p, &acceptance).await.unwrap();
    let (session, secret) = ledger.clock.session(lea, "s-invited");
    let begins = roster_core::Change { id: Ulid::from_parts(changes[2].id.timestamp_ms(), 9), ..changes[2].clone() };
    let session = FirstSession { session: &session, secret: &secret, change: &begins, is_access: false };
    let accepted = store.accept_invitation(&p, &acceptance, open, Some(&session), &changes[2]);
    ledger.enter("accept an invitation that was just read, with a session", accepted).await;
}

async fn passwords(ledger: &mut Ledger, lea: &UserId) {
    let (store, p) = (ledger.store(), ledger.project.id.clone());
    let changes = [ledger.clock.change(), ledger.clock.change()];
    ledger.enter("read the last password (history of 1)", store.last_passwords(&p, lea, 1)).await;
    ledger.enter("read the last passwords (history of 5)", store.last_passwords(&p, lea, 5)).await;
    let last = store.last_passwords(&p, lea, 5).await.unwrap();
    let new = |last: LastPasswords, salt: &str| NewPassword {
        hash: Some(hash(salt)),
        sessions: OtherSessions::Stay,
        history: Some(PasswordHistory::after(last, 5)),
    };
    let change = store.update_password(&p, lea, new(last, "bmV3"), &Proof::Key, &changes[0]);
    ledger.enter("PATCH password, and keep the former one", change).await;
}

async fn sessions(ledger: &mut Ledger, lea: &UserId) {
    let (store, p) = (ledger.store(), ledger.project.id.clone());
    let mut newest = None;
    for n in 0..3 {
        let (session, secret) = ledger.clock.session(lea, &format!("s-{n}"));
        store.create_session(&p, &session, &secret, &Proof::Key, &ledger.clock.change()).await.unwrap();
        newest = Some(session.id);
    }
    let known = store.find_to_sign_in(&p, &email("lea@example.net")).await.unwrap().unwrap();
    let another = store.has_live_session(&p, &known, ledger.clock.now());
    ledger.enter("session alerts, look for another session", another).await;
    let (newest, change) = (newest.unwrap(), ledger.clock.change());
    // Three sessions and that of the invitation.
    let kept = store.end_oldest_sessions(&p, lea, (&newest, 4), &change);
    ledger.enter("session limit, nothing to end", kept).await;
    let ended = store.end_oldest_sessions(&p, lea, (&newest, 3), &change);
    ledger.enter("session limit, the oldest session ends", ended).await;
}

async fn sign_ups(ledger: &mut Ledger) {
    let (store, open) = (ledger.store(), ledger.project.clone());
    let mut project: Project = open.clone();
    project.rules.users_limit = Some(1_000_000);
    let new = |number: usize, at: &str, phone: &str| full(&super::generated_id(number), at, phone, "Kim Ray");
    let kim = new(KIM, "kim@example.net", "+4988");
    let (kim, change) = (roster_core::NewUser { phone: None, ..kim }, ledger.clock.change());
    let sign_up = async {
        store.ensure_below_limit(&project).await?;
        store.ensure_free(&project.id, &kim.id, Some(&email("kim@example.net")), None).await?;
        store.sign_up(&project, kim.clone(), false, &change).await
    };
    ledger.enter("POST account, in a project with a limit of users", sign_up).await;
}
