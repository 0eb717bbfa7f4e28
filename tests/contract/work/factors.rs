//! Requests for all calls to the table about second factors.

use super::{begin_by, get, set_large_prefs, step, walk, walk_as};
use crate::answer::Answer;
use crate::deployment::{Credential, Deployment, SESSION};
use data_encoding::BASE32_NOPAD;
use roster_core::{Challenge, ChallengeId, Factor, RecoveryCodes, SessionId, Timestamp, TotpSecret, TotpStep, UserId};
use roster_store::{Passed, SignedIn};
use roster_tests::clock::user_id;
use serde_json::{Value, json};

const TOTP: &str = "/v1/account/mfa/authenticators/totp";

/// The calls of the function `mfa`.
pub async fn of_mfa(deployment: &Deployment) {
    const MFA: &str = "/v1/users/ada/mfa";
    for id in ["ada", "grace"] {
        deployment.add_user(id).await;
    }
    set_large_prefs(deployment, "ada").await;
    begin_by(deployment, "PATCH", MFA).await;
    let codes = format!("{MFA}/recovery-codes");
    walk(
        deployment,
        [
            step(200, "PATCH", MFA, json!({ "mfa": false })),
            get(200, format!("{MFA}/factors")),
            get(404, &codes),
            step(404, "PUT", &codes, json!({})),
            step(200, "PATCH", &codes, json!({})),
            step(409, "PATCH", &codes, json!({})),
            step(200, "PUT", &codes, json!({})),
            get(200, &codes),
            step(404, "DELETE", format!("{MFA}/authenticators/totp"), json!({})),
            get(404, format!("{MFA}/challenges/unknown")),
        ],
    )
    .await;
    by_the_user(deployment).await;
    enrol(deployment, "ada").await;
    walk(deployment, [step(204, "DELETE", format!("{MFA}/authenticators/totp"), json!({}))]).await;
}

/// What grace does about her own factors.
async fn by_the_user(deployment: &Deployment) {
    let (who, codes) = (&Credential::session_of("grace"), "/v1/account/mfa/recovery-codes");
    enrol(deployment, "grace").await;
    walk_as(
        deployment,
        who,
        [
            get(200, "/v1/account/mfa/factors"),
            step(200, "PATCH", "/v1/account/mfa", json!({ "mfa": true })),
            step(200, "PATCH", "/v1/account/mfa", json!({ "mfa": false })),
            step(201, "POST", codes, json!({})),
            get(401, codes),
        ],
    )
    .await;
    pass_elsewhere(deployment, "grace").await;
    let removed = [get(200, codes), step(200, "PATCH", codes, json!({})), step(204, "DELETE", TOTP, json!({}))];
    walk_as(deployment, who, removed).await;
    // The first call of a day in 1.x.
    assert_eq!(deployment.call_v1_as(who, "GET", "/v1/account/mfa/factors", Value::Null).await.status, 200);
}

/// Creates and verifies an authenticator by the routes of the account.
async fn enrol(deployment: &Deployment, id: &str) -> TotpSecret {
    let who = Credential::session_of(id);
    let call = async |method: &str, body| -> Answer { deployment.call_as(&who, method, TOTP, body).await };
    let created = call("POST", json!({})).await;
    let shown = created.body["secret"].as_str().expect("the secret is shown");
    let secret = TotpSecret::from_stored(&BASE32_NOPAD.decode(shown.as_bytes()).unwrap());
    assert_eq!(call("PUT", json!({ "otp": "no code" })).await.status, 401);
    let code = secret.code_of(TotpStep::at(deployment.clock.now()));
    assert_eq!(call("PUT", json!({ "otp": code })).await.status, 200);
    secret
}

/// Passes a challenge with a recovery code in the session of the user, by another function.
async fn pass_elsewhere(deployment: &Deployment, id: &str) {
    let (store, p, now) = (deployment.other_caller().store, &deployment.project.id, deployment.clock.now());
    let session = SessionId::parse(SESSION).unwrap();
    let user: SignedIn = store.find_session_by_id(p, &user_id(id), &session, now).await.unwrap().unwrap();
    let challenge = challenge(&user.user.id, now);
    store.create_challenge(p, &user, (&challenge, None), &deployment.clock.change()).await.unwrap();
    let open = store.find_challenge(p, &user, &challenge.id, now).await.unwrap();
    let codes: RecoveryCodes = store.get_recovery_codes(p, &user.user.id).await.unwrap();
    let passed = Passed::RecoveryCode(open.without_recovery_code(&codes.reveal()[0]).unwrap());
    store.pass_challenge(p, &user, (&open, &passed), &deployment.clock.change()).await.unwrap();
}

fn challenge(user: &UserId, now: Timestamp) -> Challenge {
    Challenge {
        id: ChallengeId::parse("c1").unwrap(),
        user: user.clone(),
        factor: Factor::RecoveryCode,
        sent: None,
        created_at: now,
        expires_at: Timestamp::from_secs(now.as_secs() + 3_600),
    }
}

/// Challenges: the part of the function `messages` that is about second factors.
pub async fn challenges(deployment: &Deployment) {
    deployment.add_user("kay").await;
    let (store, p, kay) = (deployment.other_caller().store, &deployment.project.id, user_id("kay"));
    let codes = RecoveryCodes::create(&std::array::from_fn(|n| n as u8));
    store.create_recovery_codes(p, &kay, &codes, &deployment.clock.change()).await.unwrap();
    let who = Credential::session_of("kay");
    for path in ["/v1/account/mfa/challenges", "/v1/account/mfa/challenge"] {
        let asked = deployment.call_as(&who, "POST", path, json!({ "factor": "recoveryCode" })).await;
        let present = |code: &str| json!({ "challengeId": asked.body["$id"], "otp": code });
        let code = if path.ends_with('s') { &codes.reveal()[0] } else { &codes.reveal()[1] };
        walk_as(deployment, &who, [step(401, "PUT", path, present("0")), step(200, "PUT", path, present(code))]).await;
    }
}
