//! The costs of signing in and of checking a session.

use super::Ledger;
use roster_core::{Proof, SecretHash, SessionToken, Target, TargetKind};
use roster_tests::clock::{email, full, hash, target};
use std::time::Duration;

/// The number of the user who signs in.
const BEA: usize = 1_000_003;

pub(super) async fn sign_in(ledger: &mut Ledger) {
    let (store, project, now) = (ledger.store(), ledger.project.clone(), ledger.clock.now());
    let (p, bea) = (&project.id, super::generated_id(BEA));
    let new = full(&bea, "bea@example.net", "+4933", "Bea Ng");
    let bea = store.create_user(&project, new, &ledger.clock.change()).await.unwrap().id;
    ledger.enter("count a sign-in attempt", store.count_attempt(p, "sign-in", &SecretHash::of("bea"), 10, now)).await;
    ledger.enter("find a user by email", store.find_by_email(p, &email("bea@example.net"))).await;
    ledger.enter("find a user by email, unknown email", store.find_by_email(p, &email("nobody@example.net"))).await;
    let sessions: Vec<_> = (0..2).map(|n| ledger.clock.session(&bea, &format!("s-{n}")).0).collect();
    let token = SessionToken::create(bea.clone(), sessions[0].id.clone(), [7; 32]);
    let known = Proof::Password { verified: hash("c2FsdA"), upgraded: None };
    let better = Proof::Password { verified: hash("c2FsdA"), upgraded: Some(hash("bmV3")) };
    let changes = [ledger.clock.change(), ledger.clock.change()];
    ledger
        .enter(
            "create a session with a password",
            store.create_session(p, &sessions[0], &token.hash(), &known, &changes[0]),
        )
        .await;
    let secret = SecretHash::of("another");
    ledger
        .enter("… and replace the password hash", store.create_session(p, &sessions[1], &secret, &better, &changes[1]))
        .await;
    ledger.enter("check a session", store.find_signed_in(p, &token, now)).await;
    let (until, change) = (now.after(Duration::from_hours(48)), ledger.clock.change());
    let extend = store.extend_session(p, &bea, &sessions[0].id, until, &change);
    ledger.enter("extend a session", extend).await;
    let phone = Target { session: Some(sessions[0].id.clone()), ..target("t", TargetKind::Push, "a device of bea") };
    let changes = [ledger.clock.change(), ledger.clock.change()];
    ledger.enter("POST account/targets/push", store.create_target(p, &bea, &phone, &changes[0])).await;
    let end = store.delete_session(p, &bea, &sessions[0].id, &changes[1]);
    ledger.enter("DELETE session, with a push target", end).await;
}
