//! What servers do with single users, and what lies below them.

use crate::scale::ledger::{Ledger, line};
use roster_tests::random::Random;
use serde_json::{Map, Value, json};

const USER: &str = "{userId}";
/// Who is asked about, mostly: a name of two words, an address and a number that nobody else has a word of.
pub(crate) const ANN: &str = "ann";
/// Users with the label `vip`, and a name that begins with `Needle`.
pub(crate) const FEW: usize = 10;
/// The password of everybody who has one.
pub(crate) const PASSWORD: &str = "correct horse battery";

/// The schemes of hashes that come along, with what is sent.
const ARRIVALS: [(&str, &str); 7] = [
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

/// Preferences of some kilobytes that cannot be packed well.
pub(crate) fn large_prefs() -> Value {
    let mut random = Random::new(9);
    (0..200).map(|n| (n.to_string(), json!(format!("{:x}", random.bits())))).collect::<Map<_, _>>().into()
}

/// Creations and single fields. Whoever is made here is asked about by the others.
pub(crate) async fn enter(ledger: &mut Ledger<'_>) {
    ledger.prepare(line("GET /v1/users")).await;
    ledger.enter(line("POST /v1/users").body(new(ANN, "+15550001", "Quentin Unusual"))).await;
    let taken = json!({ "userId": "other", "email": "ann@haystack.example", "password": PASSWORD });
    ledger.enter(line("POST /v1/users").note("refused: taken").body(taken).refused(409)).await;
    for (n, (route, event)) in ARRIVALS.into_iter().enumerate() {
        ledger.enter(line(route).body(arrival(event, n))).await;
    }
    for n in 0..FEW {
        let id = format!("needle{n}");
        ledger.prepare(line("POST /v1/users").body(new(&id, &format!("+15551{n:03}"), "Needle Unusual"))).await;
        ledger.name(USER, id);
        ledger.prepare(line("PUT /v1/users/{userId}/labels").body(json!({ "labels": ["vip"] }))).await;
    }
    ledger.name(USER, ANN);
    ledger.enter(line("GET /v1/users/{userId}")).await;
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
        ledger.enter(line(route).body(body)).await;
    }
}

fn arrival(event: &str, n: usize) -> Value {
    let event: Value = serde_json::from_str(event).expect("an event");
    let mut body: Value = serde_json::from_str(event["body"].as_str().expect("a body")).expect("JSON");
    body["userId"] = json!(format!("arrival{n}"));
    body["email"] = json!(format!("arrival{n}@haystack.example"));
    body
}

/// What lies below a user.
pub(crate) async fn enter_parts(ledger: &mut Ledger<'_>) {
    ledger.name(USER, ANN);
    prefs_and_sessions(ledger).await;
    targets(ledger).await;
    factors(ledger).await;
    ledger.enter(line("POST /v1/users/{userId}/tokens").body(json!({}))).await;
    ledger.enter(line("POST /v1/users/{userId}/jwts").body(json!({}))).await;
    let recent = json!({ "sessionId": "recent" });
    ledger.enter(line("POST /v1/users/{userId}/jwts").note("for the latest session").body(recent)).await;
    ledger.enter(line("GET /v1/users/{userId}/logs")).await;
    ledger.enter(line("GET /v1/users/identities")).await;
    ledger.name("{identityId}", "none");
    ledger.enter(line("DELETE /v1/users/identities/{identityId}").note("there is none").refused(404)).await;
}

async fn prefs_and_sessions(ledger: &mut Ledger<'_>) {
    ledger.enter(line("PATCH /v1/users/{userId}/prefs").body(json!({ "prefs": { "theme": "dark" } }))).await;
    ledger.enter(line("GET /v1/users/{userId}/prefs")).await;
    let large = json!({ "prefs": large_prefs() });
    ledger.enter(line("PATCH /v1/users/{userId}/prefs").note("4 kB").body(large)).await;
    ledger.enter(line("GET /v1/users/{userId}/prefs").note("4 kB")).await;
    ledger.prepare(line("PATCH /v1/users/{userId}/prefs").body(json!({ "prefs": {} }))).await;
    let session = ledger.enter(line("POST /v1/users/{userId}/sessions").body(json!({}))).await;
    for _ in 0..4 {
        ledger.prepare(line("POST /v1/users/{userId}/sessions").body(json!({}))).await;
    }
    ledger.enter(line("GET /v1/users/{userId}/sessions").note("5 of them")).await;
    ledger.name("{sessionId}", session["$id"].as_str().expect("an id"));
    ledger.enter(line("DELETE /v1/users/{userId}/sessions/{sessionId}")).await;
    ledger.enter(line("DELETE /v1/users/{userId}/sessions").note("4 of them")).await;
    ledger.prepare(line("POST /v1/users/{userId}/sessions").body(json!({}))).await;
}

async fn targets(ledger: &mut Ledger<'_>) {
    let target = json!({ "targetId": "second", "providerType": "email", "identifier": "second@haystack.example" });
    ledger.enter(line("POST /v1/users/{userId}/targets").body(target)).await;
    ledger.name("{targetId}", "second");
    ledger.enter(line("GET /v1/users/{userId}/targets")).await;
    ledger.enter(line("GET /v1/users/{userId}/targets/{targetId}")).await;
    let moved = json!({ "identifier": "third@haystack.example" });
    ledger.enter(line("PATCH /v1/users/{userId}/targets/{targetId}").body(moved)).await;
    ledger.enter(line("DELETE /v1/users/{userId}/targets/{targetId}")).await;
}

async fn factors(ledger: &mut Ledger<'_>) {
    ledger.enter(line("PATCH /v1/users/{userId}/mfa").body(json!({ "mfa": false }))).await;
    ledger.enter(line("PATCH /v1/users/{userId}/mfa/recovery-codes").body(json!({}))).await;
    ledger.enter(line("PUT /v1/users/{userId}/mfa/recovery-codes").body(json!({}))).await;
    ledger.enter(line("GET /v1/users/{userId}/mfa/recovery-codes")).await;
    ledger.enter(line("GET /v1/users/{userId}/mfa/factors")).await;
    ledger.name("{type}", "totp");
    ledger.name("{challengeId}", "none");
    let none = "there is none";
    ledger.enter(line("DELETE /v1/users/{userId}/mfa/authenticators/{type}").note(none).refused(404)).await;
    ledger.enter(line("GET /v1/users/{userId}/mfa/challenges/{challengeId}").note(none).refused(404)).await;
}

/// Deletions, and what needs another clock.
pub(crate) async fn enter_ends(ledger: &mut Ledger<'_>) {
    ledger.name(USER, ANN);
    ledger.enter(line("DELETE /v1/users/{userId}").note("with all of the above")).await;
    ledger.name(USER, "arrival0");
    ledger.enter(line("DELETE /v1/users/{userId}").note("nothing attached")).await;
    ledger.enter(line("GET /v1/users/usage")).await;
    ledger.enter(line("GET /v1/health")).await;
    ledger.enter(line("GET /v1/health/db")).await;
    // The clocks of towns run in another year.
    ledger.town.time.set(ledger.town.caller.store.clock().await.expect("the table's clock"));
    ledger.enter(line("GET /v1/health/time")).await;
}
