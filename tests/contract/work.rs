//! Requests that make each function do all of its calls to the table: every route, its success and its main errors.

mod account;
mod factors;
mod messages;
mod oauth2;
mod parts;
mod sweeping;
mod teams;

pub use account::of_account;
pub use factors::of_mfa;
pub use messages::of_messages;
pub use oauth2::{of_identities, of_oauth2};
pub use parts::{of_health, of_jwts, of_locale, of_targets, of_tokens, of_usage};
pub use sweeping::of_the_sweeper;
pub use teams::of_teams;

use crate::deployment::{Credential, Deployment, SESSION};
use crate::sources;
use roster_core::Prefs;
use roster_tests::clock;
use roster_tests::faults::{Fault, Rule};
use roster_tests::random::Random;
use serde_json::{Map, Value, json};

/// A request, and the expected status: with another one, the function might not have made the calls to measure.
struct Step(i64, &'static str, String, Value);

fn step(status: i64, method: &'static str, path: impl Into<String>, body: Value) -> Step {
    Step(status, method, path.into(), body)
}

fn get(status: i64, path: impl Into<String>) -> Step {
    step(status, "GET", path, Value::Null)
}

async fn walk(deployment: &Deployment, steps: impl IntoIterator<Item = Step>) {
    for Step(status, method, path, body) in steps {
        let answer = deployment.call(method, &path, body).await;
        assert_eq!(answer.status, status, "{method} {path}: {}", answer.body);
    }
}

async fn walk_as(deployment: &Deployment, who: &Credential, steps: impl IntoIterator<Item = Step>) {
    for Step(status, method, path, body) in steps {
        let answer = deployment.call_as(who, method, &path, body).await;
        assert_eq!(answer.status, status, "{method} {path}: {}", answer.body);
    }
}

/// Starts the function, and calls it with an unknown API key.
async fn begin(deployment: &Deployment, path: &str) {
    begin_by(deployment, "GET", path).await;
}

async fn begin_by(deployment: &Deployment, method: &str, path: &str) {
    deployment.start().await;
    let rejected = deployment.call_as(&Credential::key("standard_of_nobody"), method, path, Value::Null).await;
    assert_eq!(rejected.status, 401, "{}", rejected.body);
}

/// Preferences that get an item of their own, because they compress badly; they depend on the seed.
fn large_prefs(seed: u64) -> Value {
    let mut random = Random::new(seed);
    (0..2_000).map(|n| (n.to_string(), json!(format!("{:x}", random.bits())))).collect::<Map<_, _>>().into()
}

/// Gives a user large preferences.
async fn set_large_prefs(deployment: &Deployment, id: &str) {
    let (store, project) = (deployment.other_caller().store, &deployment.project.id);
    let prefs = Prefs::parse(&large_prefs(1).to_string()).unwrap();
    let user = clock::user_id(id);
    store.update_prefs(project, &user, prefs, &deployment.clock.change()).await.unwrap();
}

/// The calls of the function `users`.
pub async fn of_users(deployment: &Deployment) {
    for id in ["ada", "grace"] {
        deployment.add_user(id).await;
    }
    set_large_prefs(deployment, "ada").await;
    begin(deployment, "/v1/users").await;
    walk(deployment, listing()).await;
    walk(deployment, creating()).await;
    walk(deployment, importing()).await;
    create_without_an_answer(deployment).await;
    walk(deployment, changing()).await;
    walk(deployment, deleting()).await;
}

fn listing() -> Vec<Step> {
    let queries =
        ["", "?search=lovelace", "?search=ada%20love", "?search=l", "?search=ada", "?search=ada%40example.com"];
    let pages = ["?cursor=ada&cursorDirection=before&orderType=DESC", "?total=false&limit=1&offset=1"];
    let lists = queries.iter().chain(&pages).map(|query| get(200, format!("/v1/users{query}")));
    lists
        .chain([get(400, "/v1/users?cursor=nobody"), get(200, "/v1/users/ada"), get(404, "/v1/users/nobody")])
        .collect()
}

fn creating() -> Vec<Step> {
    let new = |id: &str, email: &str| json!({ "userId": id, "email": email, "password": "long enough", "name": "New" });
    vec![
        step(201, "POST", "/v1/users", new("new", "new@example.com")),
        step(409, "POST", "/v1/users", new("new", "other@example.com")),
        step(409, "POST", "/v1/users", new("other", "new@example.com")),
    ]
}

/// Creates a user with a hash of every scheme, as in the samples of `events/`; then one with an invalid hash, and an
/// existing one.
fn importing() -> Vec<Step> {
    const SCHEMES: [&str; 7] = ["argon2", "bcrypt", "md5", "phpass", "scrypt", "scrypt-modified", "sha"];
    let import = |status, scheme: &str, new: Value| step(status, "POST", format!("/v1/users/{scheme}"), new);
    let imported = SCHEMES.map(|scheme| import(201, scheme, user_with_hash(scheme)));
    let invalid = json!({ "userId": "moved", "email": "moved@example.com", "password": "no hash" });
    // The paths of imports are paths of users, too.
    let users = SCHEMES.map(|id| get(200, format!("/v1/users/{id}")));
    let deleted = [step(204, "DELETE", "/v1/users/sha", Value::Null), get(404, "/v1/users/sha")];
    let rejected = [import(400, "bcrypt", invalid), import(409, "md5", user_with_hash("md5"))];
    imported.into_iter().chain(rejected).chain(users).chain(deleted).collect()
}

/// A user with a hash of this scheme.
fn user_with_hash(scheme: &str) -> Value {
    let event: Value = serde_json::from_str(&sources::read(&format!("events/create-user-{scheme}.json"))).unwrap();
    let mut new: Value = serde_json::from_str(event["body"].as_str().unwrap()).unwrap();
    new["userId"] = json!(scheme);
    new["email"] = json!(format!("{scheme}@example.com"));
    new
}

/// Every response of the table is lost, but the user is created: the function must find out that it was.
async fn create_without_an_answer(deployment: &Deployment) {
    deployment.caller.faults.add(Rule::new(Fault::LostAnswer).on("TransactWriteItems").times(3));
    let new = json!({ "userId": "lost", "email": "lost@example.com", "password": "long enough" });
    walk(deployment, [step(201, "POST", "/v1/users", new)]).await;
    deployment.caller.faults.clear();
}

fn changing() -> Vec<Step> {
    let changes = [
        ("email", json!({ "email": "countess@example.com" })),
        ("impersonator", json!({ "impersonator": true })),
        ("name", json!({ "name": "Ada King" })),
        ("password", json!({ "password": "another one" })),
        ("phone", json!({ "number": "+442079460123" })),
        ("status", json!({ "status": false })),
        ("verification", json!({ "emailVerification": true })),
        ("verification/phone", json!({ "phoneVerification": true })),
    ];
    let of = |id: &'static str, status| {
        let to_step =
            move |(field, body): &(&str, Value)| step(status, "PATCH", format!("/v1/users/{id}/{field}"), body.clone());
        changes.iter().map(to_step).collect::<Vec<_>>()
    };
    let taken = step(409, "PATCH", "/v1/users/ada/email", json!({ "email": "grace@example.com" }));
    let labels = step(200, "PUT", "/v1/users/ada/labels", json!({ "labels": ["vip"] }));
    of("ada", 200).into_iter().chain(of("nobody", 404)).chain([taken, labels]).collect()
}

fn deleting() -> Vec<Step> {
    let delete = |status, id: &str| step(status, "DELETE", format!("/v1/users/{id}"), json!([]));
    vec![delete(204, "ada"), delete(204, "grace"), delete(404, "ada")]
}

/// The calls of the function `prefs`.
pub async fn of_prefs(deployment: &Deployment) {
    const PREFS: &str = "/v1/users/ada/prefs";
    deployment.add_user("ada").await;
    begin(deployment, PREFS).await;
    let put = |status, prefs: Value| step(status, "PATCH", PREFS, json!({ "prefs": prefs }));
    walk(
        deployment,
        [
            get(200, PREFS),
            put(200, json!({ "theme": "dark" })),
            put(200, large_prefs(1)),
            get(200, PREFS),
            put(200, large_prefs(2)),
            put(200, json!({})),
            put(400, json!("no object")),
            get(404, "/v1/users/nobody/prefs"),
            step(404, "PATCH", "/v1/users/nobody/prefs", json!({ "prefs": {} })),
        ],
    )
    .await;
    of_team_prefs(deployment).await;
}

/// With a session, too: in 1.x it writes the time of access.
async fn of_team_prefs(deployment: &Deployment) {
    const PREFS: &str = "/v1/teams/team-of-ada/prefs";
    let put = |status, prefs: Value| step(status, "PUT", PREFS, json!({ "prefs": prefs }));
    let steps = || [get(200, PREFS), put(200, large_prefs(3)), get(200, PREFS), put(200, json!({})), get(200, PREFS)];
    walk(deployment, steps()).await;
    walk_as(deployment, &Credential::session_of("ada"), steps()).await;
    let seen = deployment.call_v1_as(&Credential::session_of("ada"), "GET", PREFS, Value::Null).await;
    assert_eq!(seen.status, 200, "{}", seen.body);
    walk(deployment, [get(404, "/v1/teams/nobody/prefs")]).await;
}

/// The calls of the function `sessions`.
pub async fn of_sessions(deployment: &Deployment) {
    const SESSIONS: &str = "/v1/users/ada/sessions";
    deployment.add_user("ada").await;
    set_large_prefs(deployment, "ada").await;
    begin(deployment, SESSIONS).await;
    let delete = |status, path: &str| step(status, "DELETE", path, json!([]));
    walk(
        deployment,
        [
            get(200, SESSIONS),
            get(404, "/v1/users/nobody/sessions"),
            step(201, "POST", SESSIONS, json!({})),
            step(404, "POST", "/v1/users/nobody/sessions", json!({})),
            delete(204, &format!("{SESSIONS}/{SESSION}")),
            delete(404, &format!("{SESSIONS}/{SESSION}")),
            delete(404, "/v1/users/nobody/sessions/another"),
            delete(204, SESSIONS),
            delete(204, SESSIONS),
            delete(404, "/v1/users/nobody/sessions"),
        ],
    )
    .await;
}

/// The calls of the function `logs`.
pub async fn of_logs(deployment: &Deployment) {
    const LOGS: &str = "/v1/users/ada/logs";
    deployment.add_user("ada").await;
    begin(deployment, LOGS).await;
    let first_of_many = format!("{LOGS}?limit=1");
    let later = format!("{LOGS}?limit=1&offset=1");
    walk(deployment, [get(200, LOGS), get(200, first_of_many), get(200, later), get(404, "/v1/users/nobody/logs")])
        .await;
    const OF_TEAM: &str = "/v1/teams/team-of-ada/logs";
    walk(deployment, [get(200, OF_TEAM), get(404, "/v1/teams/nobody/logs")]).await;
    let ada = Credential::session_of("ada");
    walk_as(deployment, &ada, [get(200, OF_TEAM), get(404, "/v1/teams/nobody/logs")]).await;
    let seen = deployment.call_v1_as(&ada, "GET", OF_TEAM, Value::Null).await;
    assert_eq!(seen.status, 200, "{}", seen.body);
}

/// The calls of the function `memberships`.
pub async fn of_memberships(deployment: &Deployment) {
    const MEMBERSHIPS: &str = "/v1/users/ada/memberships";
    deployment.add_user("ada").await;
    begin(deployment, MEMBERSHIPS).await;
    walk(deployment, [get(200, MEMBERSHIPS), get(404, "/v1/users/nobody/memberships")]).await;
}
