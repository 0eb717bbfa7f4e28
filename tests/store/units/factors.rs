//! The costs of second factors.

use super::Ledger;
use roster_core::{Challenge, ChallengeId, Factor, Proof, RecoveryCodes, Timestamp, TotpStep};
use roster_store::{Passed, SignedIn};
use roster_tests::clock::{full, user_id};

/// The number of the user who has second factors.
const DEE: usize = 1_000_005;

pub(super) async fn factors(ledger: &mut Ledger) {
    let (store, project, now) = (ledger.store(), ledger.project.clone(), ledger.clock.now());
    let (p, dee) = (&project.id, user_id(&super::generated_id(DEE)));
    let new = full(dee.as_str(), "dee@example.net", "+4955", "Dee Fox");
    store.create_user(&project, new, &ledger.clock.change()).await.unwrap();
    let (session, secret) = ledger.clock.session(&dee, "s-dee");
    store.create_session(p, &session, &secret, &Proof::Key, &ledger.clock.change()).await.unwrap();
    let dee = store.find_session_by_id(p, &dee, &session.id, now).await.unwrap().unwrap();
    let changes: Vec<_> = (0..3).map(|_| ledger.clock.change()).collect();
    ledger.enter("GET account/mfa/factors", store.get_own_factors(p, &dee)).await;
    ledger.enter("POST authenticators", store.create_authenticator(p, &dee, vec![7; 240], &changes[0])).await;
    ledger.enter("find an authenticator", store.get_authenticator(p, &dee)).await;
    let authenticator = store.get_authenticator(p, &dee).await.unwrap();
    let verified = (&authenticator, TotpStep::from_number(1));
    ledger.enter("PUT authenticators", store.verify_authenticator(p, &dee, verified, &changes[1])).await;
    let switched = store.update_own_mfa(p, &dee, true, &changes[2]);
    ledger.enter("PATCH account/mfa, switched on", switched).await;
    challenges(ledger, &dee).await;
    let change = ledger.clock.change();
    ledger.enter("DELETE authenticators", store.delete_authenticator(p, &dee.user.id, &change)).await;
}

async fn challenges(ledger: &mut Ledger, dee: &SignedIn) {
    let (store, project, now) = (ledger.store(), ledger.project.clone(), ledger.clock.now());
    let p = &project.id;
    store
        .create_recovery_codes(p, &dee.user.id, &RecoveryCodes::create(&[7; 32]), &ledger.clock.change())
        .await
        .unwrap();
    let changes: Vec<_> = (0..4).map(|_| ledger.clock.change()).collect();
    let (totp, code) = (challenge(dee, "totp", Factor::Totp, now), challenge(dee, "code", Factor::RecoveryCode, now));
    ledger.enter("POST challenges", store.create_challenge(p, dee, (&totp, None), &changes[0])).await;
    store.create_challenge(p, dee, (&code, None), &changes[1]).await.unwrap();
    ledger.enter("PUT challenges, found", store.find_challenge(p, dee, &totp.id, now)).await;
    let unknown = ChallengeId::parse("unknown").unwrap();
    ledger.enter("PUT challenges, rejected: unknown", store.find_challenge(p, dee, &unknown, now)).await;
    let open = store.find_challenge(p, dee, &totp.id, now).await.unwrap();
    let passed = (&open, &Passed::Totp(TotpStep::from_number(2)));
    ledger.enter("… and passed by an authenticator", store.pass_challenge(p, dee, passed, &changes[2])).await;
    let open = store.find_challenge(p, dee, &code.id, now).await.unwrap();
    let left = open.without_recovery_code(&RecoveryCodes::create(&[7; 32]).reveal()[0]).unwrap();
    let passed = Passed::RecoveryCode(left);
    ledger.enter("… and passed by a recovery code", store.pass_challenge(p, dee, (&open, &passed), &changes[3])).await;
}

fn challenge(dee: &SignedIn, id: &str, factor: Factor, now: Timestamp) -> Challenge {
    Challenge {
        id: ChallengeId::parse(id).unwrap(),
        user: dee.user.id.clone(),
        factor,
        sent: None,
        created_at: now,
        expires_at: Timestamp::from_secs(now.as_secs() + 3_600),
    }
}
