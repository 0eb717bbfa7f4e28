//! The costs of signing in and of checking a session.

use super::Ledger;
use roster_core::{
    AttemptCounter, KeptSession, NewPassword, OtherSessions, Proof, RateLimit, SecretHash, Session, SessionToken,
    SignInEffects, Target, TargetKind, UserId,
};
use roster_tests::clock::{email, full, hash, target};
use std::time::Duration;

/// The number of the user who signs in.
const BEA: usize = 1_000_003;

pub(super) async fn sign_in(ledger: &mut Ledger) {
    let (store, project, now) = (ledger.store(), ledger.project.clone(), ledger.clock.now());
    let (p, bea) = (&project.id, super::generated_id(BEA));
    let new = full(&bea, "bea@example.net", "+4933", "Bea Ng");
    let bea = store.create_user(&project, new, &ledger.clock.change()).await.unwrap().id;
    let counter = AttemptCounter { what: "sign-in", who: SecretHash::of("bea"), limit: RateLimit::an_hour(10) };
    ledger.enter("count a sign-in attempt", store.count_attempt(p, &counter, now)).await;
    ledger.enter("show a counter with an error of a parameter", store.read_attempts(p, &counter, now)).await;
    ledger.enter("find a user by email", store.find_by_email(p, &email("bea@example.net"))).await;
    ledger.enter("find a user by email, unknown email", store.find_by_email(p, &email("nobody@example.net"))).await;
    let sessions: Vec<_> = (0..5).map(|n| ledger.clock.session(&bea, &format!("s-{n}")).0).collect();
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
    Box::pin(sign_in_in_v1(ledger, &sessions, counter)).await;
    ledger.enter("check a session", store.find_signed_in(p, &token, now)).await;
    let except = Some(KeptSession { id: sessions[0].id.clone(), epoch: 0 });
    let new = NewPassword { hash: Some(hash("bGFzdA")), sessions: OtherSessions::End { except }, history: None };
    let change = ledger.clock.change();
    let row = "PATCH password, the other sessions end (1.x)";
    ledger.enter(row, Box::pin(store.update_password(p, &bea, new, &Proof::Key, &change))).await;
    ledger.enter("check the session that stays", store.find_signed_in(p, &token, now)).await;
    Box::pin(extend_and_end(ledger, &bea, &sessions[0])).await;
}

/// The effects of a sign-in in the 1.x dialect, and the sign-in of a user who was read before.
async fn sign_in_in_v1(ledger: &mut Ledger, sessions: &[Session], counter: AttemptCounter) {
    let (store, p, secret) = (ledger.store(), ledger.project.id.clone(), SecretHash::of("another"));
    let known = Proof::Password { verified: hash("bmV3"), upgraded: None };
    let none = SignInEffects::default();
    let access = SignInEffects { is_access: true, ..none.clone() };
    let forgets = SignInEffects { forgets: Some(counter), is_access: true, alert: None };
    let found = store.find_to_sign_in(&p, &email("bea@example.net")).await.unwrap();
    for (row, found, session, effects) in [
        ("create a session of a user who was just read", found, &sessions[2], &none),
        ("… and record the access (1.x, once a day), the user is read", None, &sessions[3], &access),
        ("… and forget the attempts (1.x), the user is read", None, &sessions[4], &forgets),
    ] {
        let change = ledger.clock.change();
        ledger.enter(row, Box::pin(store.sign_in(&p, found, (session, &secret), &known, effects, &change))).await;
    }
}

/// The extension of a session, a push target that belongs to it, and its end.
async fn extend_and_end(ledger: &mut Ledger, bea: &UserId, session: &Session) {
    let (store, p) = (ledger.store(), ledger.project.id.clone());
    let (until, change) = (ledger.clock.now().after(Duration::from_hours(48)), ledger.clock.change());
    let extend = store.extend_session(&p, bea, &session.id, until, &change);
    ledger.enter("extend a session", extend).await;
    let phone = Target { session: Some(session.id.clone()), ..target("t", TargetKind::Push, "a device of bea") };
    let changes = [ledger.clock.change(), ledger.clock.change()];
    ledger.enter("POST account/targets/push", store.create_target(&p, bea, &phone, &changes[0])).await;
    let end = store.delete_session(&p, bea, &session.id, &changes[1]);
    ledger.enter("DELETE session, with a push target", end).await;
}
