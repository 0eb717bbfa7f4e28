//! Requests that make the function `account` do all of its calls to the table.

use super::{Step, begin, get, large_prefs, set_large_prefs, step, walk_as};
use crate::deployment::{Credential, Deployment, PASSWORD};
use roster_core::{HashCost, Password, Proof, SignInToken, TokenId, TokenKind, TokenSecret};
use roster_tests::clock;
use serde_json::{Value, json};
use std::time::Duration;

const ACCOUNT: &str = "/v1/account";
const SESSIONS: &str = "/v1/account/sessions";

/// The calls of the function `account`.
pub async fn of_account(deployment: &Deployment) {
    for id in ["ada", "grace", "hedy"] {
        deployment.add_user(id).await;
    }
    set_large_prefs(deployment, "ada").await;
    begin(deployment, ACCOUNT).await;
    walk_as(deployment, &guest(), signing_up_and_in()).await;
    sign_in_with_an_old_hash(deployment).await;
    sign_in_with_a_token(deployment, "hedy").await;
    let anonymous = format!("{SESSIONS}/anonymous");
    walk_as(deployment, &guest(), [step(201, "POST", &anonymous, json!({}))]).await;
    walk_as(deployment, &Credential::session_of("ada"), [step(401, "POST", anonymous, json!({}))]).await;
    let ada = Credential::session_of("ada");
    walk_as(deployment, &ada, reading()).await;
    call_with_a_jwt(deployment, &ada).await;
    walk_as(deployment, &ada, registering_devices()).await;
    walk_as(deployment, &ada, changing()).await;
    walk_as(deployment, &ada, leaving()).await;
    walk_as(deployment, &Credential::session_of("hedy"), blocking()).await;
    walk_as(deployment, &Credential::session_of("grace"), [step(204, "DELETE", ACCOUNT, json!({}))]).await;
}

/// A caller without a credential.
pub(super) fn guest() -> Credential {
    Credential("accept", "*/*".into())
}

fn sign_in(status: i64, path: &str, id: &str, password: &str) -> Step {
    step(status, "POST", path, json!({ "email": format!("{id}@example.com"), "password": password }))
}

fn signing_up_and_in() -> Vec<Step> {
    let new = |id: &str, email: &str| json!({ "userId": id, "email": email, "password": "long enough", "name": "New" });
    let by_email = format!("{SESSIONS}/email");
    let mut steps = vec![
        step(201, "POST", ACCOUNT, new("new", "new@example.com")),
        step(409, "POST", ACCOUNT, new("new", "other@example.com")),
        step(409, "POST", ACCOUNT, new("other", "new@example.com")),
        sign_in(201, &by_email, "ada", PASSWORD),
        sign_in(201, SESSIONS, "ada", PASSWORD),
        sign_in(401, &by_email, "nobody", PASSWORD),
    ];
    steps.extend((0..10).map(|_| sign_in(401, &by_email, "grace", "not the password")));
    steps.push(sign_in(429, &by_email, "grace", PASSWORD));
    steps
}

/// The sign-in replaces a hash that has another cost.
async fn sign_in_with_an_old_hash(deployment: &Deployment) {
    let (store, project) = (deployment.other_caller().store, &deployment.project.id);
    let cost = HashCost { memory_kib: 16, iterations: 1 };
    let old = cost.hash(&Password::parse(PASSWORD).unwrap(), [9; 16]).unwrap();
    store
        .update_password(project, &clock::user_id("hedy"), old, &Proof::Key, &deployment.clock.change())
        .await
        .unwrap();
    walk_as(deployment, &guest(), [sign_in(201, &format!("{SESSIONS}/email"), "hedy", PASSWORD)]).await;
}

fn reading() -> Vec<Step> {
    vec![
        get(200, ACCOUNT),
        get(200, format!("{ACCOUNT}/prefs")),
        get(200, SESSIONS),
        get(200, format!("{ACCOUNT}/logs")),
        get(200, format!("{ACCOUNT}/logs?limit=1&offset=1")),
    ]
}

/// Signs in with a token that a server created.
async fn sign_in_with_a_token(deployment: &Deployment, id: &str) {
    let (store, clock) = (deployment.other_caller().store, &deployment.clock);
    let secret = TokenSecret::parse("0f1e2d").unwrap();
    let token = SignInToken {
        id: TokenId::parse("token").unwrap(),
        user: clock::user_id(id),
        kind: TokenKind::Server,
        hash: secret.hash(),
        account: None,
        bound_to: None,
        created_at: clock.now(),
        expires_at: clock.now().after(Duration::from_mins(1)),
    };
    store.create_token(&deployment.project.id, &token, &clock.change()).await.unwrap();
    let with = |status, secret: &str| {
        step(status, "POST", format!("{SESSIONS}/token"), json!({ "userId": id, "secret": secret }))
    };
    walk_as(deployment, &guest(), [with(401, "000000"), with(201, "0f1e2d"), with(401, "0f1e2d")]).await;
}

async fn call_with_a_jwt(deployment: &Deployment, who: &Credential) {
    let made = deployment.call_as(who, "POST", "/v1/account/jwt", json!({})).await;
    assert_eq!(made.status, 201, "{}", made.body);
    walk_as(deployment, who, [step(201, "POST", "/v1/account/jwts", json!({}))]).await;
    let jwt = Credential("x-appwrite-jwt", made.body["jwt"].as_str().unwrap().to_owned());
    walk_as(deployment, &jwt, [get(200, ACCOUNT)]).await;
}

fn registering_devices() -> Vec<Step> {
    let (targets, target) = (format!("{ACCOUNT}/targets/push"), format!("{ACCOUNT}/targets/phone/push"));
    let new = || json!({ "targetId": "phone", "identifier": "token-of-a-device" });
    vec![
        step(201, "POST", &targets, new()),
        step(409, "POST", &targets, new()),
        step(200, "PUT", &target, json!({ "identifier": "another-token" })),
        step(204, "DELETE", &target, json!({})),
        step(404, "DELETE", &target, json!({})),
        // It is deleted with its session.
        step(201, "POST", &targets, new()),
    ]
}

fn changing() -> Vec<Step> {
    let patch = |status, field: &str, body: Value| step(status, "PATCH", format!("{ACCOUNT}/{field}"), body);
    vec![
        patch(200, "name", json!({ "name": "Ada King" })),
        patch(409, "email", json!({ "email": "grace@example.com", "password": PASSWORD })),
        patch(401, "email", json!({ "email": "countess@example.com", "password": "not the password" })),
        patch(200, "email", json!({ "email": "countess@example.com", "password": PASSWORD })),
        patch(200, "phone", json!({ "number": "+442079460123", "password": PASSWORD })),
        patch(200, "password", json!({ "password": "bernoulli numbers", "oldPassword": PASSWORD })),
        patch(200, "prefs", json!({ "prefs": large_prefs(2) })),
        patch(200, "prefs", json!({ "prefs": {} })),
    ]
}

fn leaving() -> Vec<Step> {
    let delete = |status, path: String| step(status, "DELETE", path, json!({}));
    vec![delete(204, SESSIONS.to_owned()), delete(401, SESSIONS.to_owned())]
}

fn blocking() -> Vec<Step> {
    vec![step(200, "PATCH", "/v1/account/status", json!({})), get(401, ACCOUNT)]
}
