//! Requests that make the function `messages` do all of its calls to the table.

use super::account::guest;
use super::{Step, begin_by, factors, set_large_prefs, step, walk, walk_as};
use crate::deployment::{Credential, Deployment};
use roster_core::{Invitation, NewMembership, OutboxContent, OutboxEntry, SecretHash, SignInToken, TokenKind};
use roster_tests::clock::{full, membership, user_id};
use serde_json::{Value, json};

const VERIFICATIONS: [(&str, TokenKind); 4] = [
    ("/v1/account/verification", TokenKind::EmailVerification),
    ("/v1/account/verifications/email", TokenKind::EmailVerification),
    ("/v1/account/verification/phone", TokenKind::PhoneVerification),
    ("/v1/account/verifications/phone", TokenKind::PhoneVerification),
];
const RECOVERY: &str = "/v1/account/recovery";
const URL: &str = "https://localhost/page";

/// The calls of the function `messages`.
pub async fn of_messages(deployment: &Deployment) {
    for id in ["ada", "grace"] {
        deployment.add_user(id).await;
    }
    set_large_prefs(deployment, "ada").await;
    begin_by(deployment, "POST", RECOVERY).await;
    verify(deployment).await;
    recover(deployment).await;
    walk_as(deployment, &guest(), asking_to_sign_in()).await;
    sign_in(deployment).await;
    factors::challenges(deployment).await;
    invite(deployment).await;
}

/// Stores a token with this secret, as if it had been sent to ada.
async fn send(deployment: &Deployment, kind: TokenKind, secret: &str) -> Value {
    let (store, p, clock) = (deployment.other_caller().store, &deployment.project.id, &deployment.clock);
    let ada = store.get_user(p, &user_id("ada")).await.unwrap();
    let token = clock.token(&ada.id, kind.as_str(), secret);
    let token = SignInToken { kind, bound_to: SignInToken::binding(kind, &ada), ..token };
    store.create_account_token(p, None, (&token, None), &clock.change()).await.unwrap();
    json!({ "userId": "ada", "secret": secret })
}

async fn verify(deployment: &Deployment) {
    let ada = Credential::session_of("ada");
    for (number, (path, kind)) in VERIFICATIONS.into_iter().enumerate() {
        walk_as(deployment, &ada, [step(201, "POST", path, json!({ "url": URL }))]).await;
        let right = send(deployment, kind, &format!("00000{number}")).await;
        let wrong = json!({ "userId": "ada", "secret": "wrong" });
        walk_as(deployment, &guest(), [step(401, "PUT", path, wrong), step(200, "PUT", path, right)]).await;
    }
}

async fn recover(deployment: &Deployment) {
    let ask = |email: &str| step(201, "POST", RECOVERY, json!({ "email": email, "url": URL }));
    walk_as(deployment, &guest(), [ask("ada@example.com"), ask("nobody@example.com")]).await;
    let mut body = send(deployment, TokenKind::Recovery, "recovery").await;
    for (name, value) in [("password", "long enough"), ("passwordAgain", "long enough")] {
        body[name] = json!(value);
    }
    let unknown =
        json!({ "userId": "nobody", "secret": "x", "password": "long enough", "passwordAgain": "long enough" });
    walk_as(deployment, &guest(), [step(404, "PUT", RECOVERY, unknown), step(200, "PUT", RECOVERY, body)]).await;
}

fn asking_to_sign_in() -> Vec<Step> {
    let by_email = |id: &str, email: &str| json!({ "userId": id, "email": email, "url": URL });
    let by_phone = |id: &str, number: &str| json!({ "userId": id, "number": number });
    vec![
        step(201, "POST", "/v1/account/tokens/magic-url", by_email("one", "one@example.com")),
        step(201, "POST", "/v1/account/sessions/magic-url", by_email("two", "ada@example.com")),
        step(409, "POST", "/v1/account/sessions/magic-url", by_email("one", "other@example.com")),
        step(201, "POST", "/v1/account/tokens/email", by_email("three", "three@example.com")),
        step(201, "POST", "/v1/account/tokens/phone", by_phone("four", "+4930901820")),
        step(201, "POST", "/v1/account/sessions/phone", by_phone("five", "+4930901820")),
    ]
}

async fn sign_in(deployment: &Deployment) {
    let by_link = send(deployment, TokenKind::MagicUrl, "a link").await;
    let by_code = send(deployment, TokenKind::EmailCode, "135791").await;
    let path = |kind: &str| format!("/v1/account/sessions/{kind}");
    let used = by_link.clone();
    let steps = [
        step(201, "PUT", path("magic-url"), by_link),
        step(401, "PUT", path("magic-url"), used),
        step(201, "PUT", path("phone"), by_code),
    ];
    walk_as(deployment, &guest(), steps).await;
    // In 1.x a success forgets the attempts before it, and the first access of a day is recorded.
    let last = send(deployment, TokenKind::MagicUrl, "another link").await;
    assert_eq!(deployment.call_v1_as(&guest(), "PUT", &path("magic-url"), last).await.status, 201);
}

/// Adds members by a key and by an invitation.
async fn invite(deployment: &Deployment) {
    const OF_ADA: &str = "/v1/teams/team-of-ada/memberships";
    let member = |email: &str| json!({ "email": email, "roles": ["editor"], "url": "http://localhost/accept" });
    walk(
        deployment,
        [
            step(201, "POST", OF_ADA, member("grace@example.com")),
            step(409, "POST", OF_ADA, member("grace@example.com")),
            step(201, "POST", OF_ADA, member("new@example.com")),
            step(404, "POST", "/v1/teams/nobody/memberships", member("grace@example.com")),
        ],
    )
    .await;
    let ada = Credential::session_of("ada");
    walk_as(deployment, &ada, [step(201, "POST", OF_ADA, member("invited@example.com"))]).await;
    let (path, body) = invited(deployment).await;
    let wrong = json!({ "userId": "nobody", "secret": "guessed" });
    let unknown = step(404, "PATCH", format!("{OF_ADA}/unknown/status"), wrong);
    walk_as(deployment, &guest(), [unknown, step(200, "PATCH", path, body)]).await;
}

/// Stores an invitation of a new user whose secret is known: the path and the body of its acceptance.
async fn invited(deployment: &Deployment) -> (String, Value) {
    let (store, p, change) = (deployment.other_caller().store, &deployment.project, deployment.clock.change());
    let lin = full("lin", "lin@example.com", "+4930901821", "Lin Ng");
    let lin = store.create_user(p, lin, &deployment.clock.change()).await.unwrap().id;
    let membership = NewMembership { confirmed: false, ..membership("m-lin", &lin, "team-of-ada") };
    let (secret, sent_to) = (SecretHash::of("a link"), SecretHash::of("lin@example.com"));
    let content = OutboxContent::Sealed(vec![1]);
    let message = OutboxEntry { id: change.id, content, made_at: change.at, give_up_at: change.at };
    store.invite(&p.id, &Invitation { membership, secret, sent_to }, &message, &change).await.unwrap();
    let path = "/v1/teams/team-of-ada/memberships/m-lin/status".to_owned();
    (path, json!({ "userId": "lin", "secret": "a link" }))
}
