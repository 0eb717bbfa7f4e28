//! The costs of signing in and of checking a session.

use super::Ledger;
use roster_core::{
    AttemptCounter, NewPassword, OtherSessions, Proof, RateLimit, SecretHash, SessionToken, SignInEffects, Target,
    TargetKind,
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
    let sessions: Vec<_> = (0..4).map(|n| ledger.clock.session(&bea, &format!("s-{n}")).0).collect();
    let token = SessionToken::create(bea.clone(), sessions[0].id.clone(), [7; 32]);
    let known = Proof::Password { verified: hash("c2FsdA"), upgraded: None };
    let better = Proof::Password { verified: hash("c2FsdA"), upgraded: Some(hash("bmV3")) };
    let changes = [ledger.clock.change(), ledger.clock.change(), ledger.clock.change(), ledger.clock.change()];
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
    let known = Proof::Password { verified: hash("bmV3"), upgraded: None };
    let access = SignInEffects { is_access: true, ..SignInEffects::default() };
    let signing_in = store.sign_in(p, None, (&sessions[2], &secret), &known, &access, &changes[2]);
    ledger.enter("… and record the access (1.x, once a day)", signing_in).await;
    let forgets = SignInEffects { forgets: Some(counter), is_access: true };
    let signing_in = store.sign_in(p, None, (&sessions[3], &secret), &known, &forgets, &changes[3]);
    ledger.enter("… and forget the attempts (1.x)", signing_in).await;
    let found = store.find_to_sign_in(p, &email("bea@example.net")).await.unwrap();
    let last = ledger.clock.session(&bea, "s-known").0;
    let (none, change) = (SignInEffects::default(), ledger.clock.change());
    let signing_in = store.sign_in(p, found, (&last, &secret), &known, &none, &change);
    ledger.enter("create a session of a user who was just read", signing_in).await;
    ledger.enter("check a session", store.find_signed_in(p, &token, now)).await;
use roster_core::{
    AttemptCounter, NewPassword, OtherSessions, Proof, RateLimit, SecretHash, SessionToken, SignInEffects, Target,
    TargetKind,
};
use roster_tests::clock::{email, full, hash, target};
use std::time::Duration;
}
