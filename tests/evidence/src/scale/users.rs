//! Requests of servers about single users, and about what belongs to a user.

use crate::scale::cost_table::{CostTable, case};
use roster_tests::random::Random;
use serde_json::{Map, Value, json};

const USER: &str = "{userId}";
/// The user of most requests: has a name of two words, an email and a phone; no other user has any of their words.
pub(crate) const ANN: &str = "ann";
/// The number of users with the label `vip` and a name that begins with `Needle`.
pub(crate) const FEW: usize = 10;
/// The password of each user that has one.
pub(crate) const PASSWORD: &str = "correct horse battery";

/// The routes that create a user with an existing hash, each with an example event.
const HASH_ROUTES: [(&str, &str); 7] = [
    ("POST /v1/users/argon2", include_str!("../../../../events/create-user-argon2.json")),
    ("POST /v1/users/bcrypt", include_str!("../../../../events/create-user-bcrypt.json")),
    ("POST /v1/users/md5", include_str!("../../../../events/create-user-md5.json")),
    ("POST /v1/users/phpass", include_str!("../../../../events/create-user-phpass.json")),
    ("POST /v1/users/scrypt", include_str!("../../../../events/create-user-scrypt.json")),
    ("POST /v1/users/scrypt-modified", include_str!("../../../../events/create-user-scrypt-modified.json")),
    ("POST /v1/users/sha", include_str!("../../../../events/create-user-sha.json")),
];

fn new(id: &str, phone: &str, name: &str) -> Value {
    let email = format!("{id}@haystack.example");
    json!({ "userId": id, "email": email, "phone": phone, "password": PASSWORD, "name": name })
}

/// Preferences of a few kilobytes that do not compress well.
pub(crate) fn large_prefs() -> Value {
    let mut random = Random::new(9);
    (0..200).map(|n| (n.to_string(), json!(format!("{:x}", random.bits())))).collect::<Map<_, _>>().into()
}

/// Creations, and changes of single fields. The other functions use the users that are created here.
pub(crate) async fn measure(costs: &mut CostTable<'_>) {
    costs.prepare(case("GET /v1/users")).await;
    costs.measure(case("POST /v1/users").body(new(ANN, "+15550001", "Quentin Unusual"))).await;
    let taken = json!({ "userId": "other", "email": "ann@haystack.example", "password": PASSWORD });
    costs.measure(case("POST /v1/users").note("rejected: taken").body(taken).rejected(409)).await;
    for (n, (route, event)) in HASH_ROUTES.into_iter().enumerate() {
        costs.measure(case(route).body(with_hash(event, n))).await;
    }
    for n in 0..FEW {
        let id = format!("needle{n}");
        costs.prepare(case("POST /v1/users").body(new(&id, &format!("+15551{n:03}"), "Needle Unusual"))).await;
        costs.set(USER, id);
        costs.prepare(case("PUT /v1/users/{userId}/labels").body(json!({ "labels": ["vip"] }))).await;
    }
    costs.set(USER, ANN);
    costs.measure(case("GET /v1/users/{userId}")).await;
    for (route, body) in [
        ("PATCH /v1/users/{userId}/email", json!({ "email": "annie@haystack.example" })),
        ("PATCH /v1/users/{userId}/phone", json!({ "number": "+15550002" })),
        ("PATCH /v1/users/{userId}/name", json!({ "name": "Quincy Uncommon" })),
        ("PATCH /v1/users/{userId}/password", json!({ "password": PASSWORD })),
        ("PATCH /v1/users/{userId}/status", json!({ "status": true })),
        ("PATCH /v1/users/{userId}/verification", json!({ "emailVerification": true })),
        ("PATCH /v1/users/{userId}/verification/phone", json!({ "phoneVerification": true })),
        ("PATCH /v1/users/{userId}/impersonator", json!({ "impersonator": false })),
        ("PUT /v1/users/{userId}/labels", json!({ "labels": ["vip", "early"] })),
    ] {
        costs.measure(case(route).body(body)).await;
    }
}

fn with_hash(event: &str, n: usize) -> Value {
    let event: Value = serde_json::from_str(event).expect("an event");
    let mut body: Value = serde_json::from_str(event["body"].as_str().expect("a body")).expect("JSON");
    body["userId"] = json!(format!("foreign{n}"));
    body["email"] = json!(format!("foreign{n}@haystack.example"));
    body
}

/// What belongs to a user: preferences, sessions, targets, factors, tokens, logs, identities.
pub(crate) async fn measure_parts(costs: &mut CostTable<'_>) {
    costs.set(USER, ANN);
    prefs_and_sessions(costs).await;
    targets(costs).await;
    factors(costs).await;
    costs.measure(case("POST /v1/users/{userId}/tokens").body(json!({}))).await;
    costs.measure(case("POST /v1/users/{userId}/jwts").body(json!({}))).await;
    let recent = json!({ "sessionId": "recent" });
    costs.measure(case("POST /v1/users/{userId}/jwts").note("for the latest session").body(recent)).await;
    costs.measure(case("GET /v1/users/{userId}/logs")).await;
    costs.measure(case("GET /v1/users/identities")).await;
    costs.set("{identityId}", "none");
    costs.measure(case("DELETE /v1/users/identities/{identityId}").note("unknown").rejected(404)).await;
}

async fn prefs_and_sessions(costs: &mut CostTable<'_>) {
    costs.measure(case("PATCH /v1/users/{userId}/prefs").body(json!({ "prefs": { "theme": "dark" } }))).await;
    costs.measure(case("GET /v1/users/{userId}/prefs")).await;
    let large = json!({ "prefs": large_prefs() });
    costs.measure(case("PATCH /v1/users/{userId}/prefs").note("4 kB").body(large)).await;
    costs.measure(case("GET /v1/users/{userId}/prefs").note("4 kB")).await;
    costs.prepare(case("PATCH /v1/users/{userId}/prefs").body(json!({ "prefs": {} }))).await;
    let session = costs.measure(case("POST /v1/users/{userId}/sessions").body(json!({}))).await;
    for _ in 0..4 {
        costs.prepare(case("POST /v1/users/{userId}/sessions").body(json!({}))).await;
    }
    costs.measure(case("GET /v1/users/{userId}/sessions").note("5 of them")).await;
    costs.set("{sessionId}", session["$id"].as_str().expect("an id"));
    costs.measure(case("DELETE /v1/users/{userId}/sessions/{sessionId}")).await;
    costs.measure(case("DELETE /v1/users/{userId}/sessions").note("4 of them")).await;
    costs.prepare(case("POST /v1/users/{userId}/sessions").body(json!({}))).await;
}

async fn targets(costs: &mut CostTable<'_>) {
    let target = json!({ "targetId": "second", "providerType": "email", "identifier": "second@haystack.example" });
    costs.measure(case("POST /v1/users/{userId}/targets").body(target)).await;
    costs.set("{targetId}", "second");
    costs.measure(case("GET /v1/users/{userId}/targets")).await;
    costs.measure(case("GET /v1/users/{userId}/targets/{targetId}")).await;
    let changed = json!({ "identifier": "third@haystack.example" });
    costs.measure(case("PATCH /v1/users/{userId}/targets/{targetId}").body(changed)).await;
    costs.measure(case("DELETE /v1/users/{userId}/targets/{targetId}")).await;
}

async fn factors(costs: &mut CostTable<'_>) {
    costs.measure(case("PATCH /v1/users/{userId}/mfa").body(json!({ "mfa": false }))).await;
    costs.measure(case("PATCH /v1/users/{userId}/mfa/recovery-codes").body(json!({}))).await;
    costs.measure(case("PUT /v1/users/{userId}/mfa/recovery-codes").body(json!({}))).await;
    costs.measure(case("GET /v1/users/{userId}/mfa/recovery-codes")).await;
    costs.measure(case("GET /v1/users/{userId}/mfa/factors")).await;
    costs.set("{type}", "totp");
    costs.set("{challengeId}", "none");
    let unknown = "unknown";
    costs.measure(case("DELETE /v1/users/{userId}/mfa/authenticators/{type}").note(unknown).rejected(404)).await;
    costs.measure(case("GET /v1/users/{userId}/mfa/challenges/{challengeId}").note(unknown).rejected(404)).await;
}

/// Deletions, statistics and health checks.
pub(crate) async fn measure_deletions(costs: &mut CostTable<'_>) {
    costs.set(USER, ANN);
    costs.measure(case("DELETE /v1/users/{userId}").note("with all of the above")).await;
    costs.set(USER, "foreign0");
    costs.measure(case("DELETE /v1/users/{userId}").note("nothing attached")).await;
    costs.measure(case("GET /v1/users/usage")).await;
    costs.measure(case("GET /v1/health")).await;
    costs.measure(case("GET /v1/health/db")).await;
    // The test clock is in another year than the clock of the table.
    costs.fixture.time.set(costs.fixture.caller.store.clock().await.expect("the table's clock"));
    costs.measure(case("GET /v1/health/time")).await;
}
