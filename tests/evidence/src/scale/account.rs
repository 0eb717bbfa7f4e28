//! Requests of users to their own account.

use crate::scale::cost_table::{CostTable, case};
use crate::scale::factors;
use crate::scale::fixture::Sender;
use crate::scale::users::{ANN, PASSWORD};
use serde_json::{Value, json};

fn text(answer: &Value, field: &str) -> String {
    answer[field].as_str().unwrap_or_default().to_owned()
}

pub(crate) async fn measure(costs: &mut CostTable<'_>) {
    let guest = &Sender::Guest;
    let new =
        json!({ "userId": "bea", "email": "bea@haystack.example", "password": PASSWORD, "name": "Beatrix Unheard" });
    costs.measure(case("POST /v1/account").by(guest).body(new)).await;
    let credentials = json!({ "email": "bea@haystack.example", "password": PASSWORD });
    costs.measure(case("POST /v1/account/sessions/email").by(guest).body(credentials.clone())).await;
    costs.measure(case("POST /v1/account/sessions").by(guest).body(credentials.clone())).await;
    let wrong = json!({ "email": "bea@haystack.example", "password": "not the password" });
    let rejected = case("POST /v1/account/sessions/email").note("rejected: wrong password").rejected(401);
    costs.measure(rejected.by(guest).body(wrong)).await;
    let by_server = case("POST /v1/account/sessions/email").note("through a server").body(credentials);
    let bea = Sender::Session(text(&costs.measure(by_server).await, "secret"));
    token(costs).await;
    reading(costs, &bea).await;
    devices(costs, &bea).await;
    factors::measure(costs, &bea).await;
    changing(costs, &bea).await;
    leaving(costs, &bea).await;
}

/// Sign-in with a token that a server created.
async fn token(costs: &mut CostTable<'_>) {
    costs.set("{userId}", ANN);
    let secret = text(&costs.prepare(case("POST /v1/users/{userId}/tokens").body(json!({}))).await, "secret");
    let body = json!({ "userId": ANN, "secret": secret });
    costs.measure(case("POST /v1/account/sessions/token").by(&Sender::Guest).body(body)).await;
}

async fn reading(costs: &mut CostTable<'_>, bea: &Sender) {
    costs.measure(case("GET /v1/account").by(bea)).await;
    costs.measure(case("GET /v1/account/prefs").by(bea)).await;
    costs.measure(case("GET /v1/account/logs").by(bea)).await;
    costs.measure(case("GET /v1/account/sessions").note("3 of them").by(bea)).await;
    costs.set("{sessionId}", "current");
    costs.measure(case("GET /v1/account/sessions/{sessionId}").by(bea)).await;
    costs.measure(case("GET /v1/account/identities").by(bea)).await;
    costs.set("{identityId}", "none");
    let identity = case("DELETE /v1/account/identities/{identityId}").note("unknown");
    costs.measure(identity.by(bea).rejected(404)).await;
    let jwt = costs.measure(case("POST /v1/account/jwt").by(bea).body(json!({}))).await;
    costs.measure(case("POST /v1/account/jwts").by(bea).body(json!({}))).await;
    costs.measure(case("GET /v1/account").note("by a JWT").by(&Sender::Jwt(text(&jwt, "jwt")))).await;
}

/// Push targets, and the end of the session to which they belong.
async fn devices(costs: &mut CostTable<'_>, bea: &Sender) {
    costs.measure(case("PATCH /v1/account/sessions/{sessionId}").by(bea).body(json!({}))).await;
    let device = json!({ "targetId": "phone", "identifier": "token-of-a-device" });
    costs.measure(case("POST /v1/account/targets/push").by(bea).body(device)).await;
    costs.set("{targetId}", "phone");
    let moved = json!({ "identifier": "another-token" });
    costs.measure(case("PUT /v1/account/targets/{targetId}/push").by(bea).body(moved)).await;
    costs.measure(case("DELETE /v1/account/targets/{targetId}/push").by(bea)).await;
}

async fn changing(costs: &mut CostTable<'_>, bea: &Sender) {
    let email = json!({ "email": "trixie@haystack.example", "password": PASSWORD });
    for (route, body) in [
        ("PATCH /v1/account/name", json!({ "name": "Trixie Unread" })),
        ("PATCH /v1/account/email", email),
        ("PATCH /v1/account/phone", json!({ "phone": "+15550003", "password": PASSWORD })),
        ("PATCH /v1/account/password", json!({ "password": PASSWORD, "oldPassword": PASSWORD })),
        ("PATCH /v1/account/prefs", json!({ "prefs": { "theme": "dark" } })),
    ] {
        costs.measure(case(route).by(bea).body(body)).await;
    }
}

async fn leaving(costs: &mut CostTable<'_>, bea: &Sender) {
    let credentials = json!({ "email": "trixie@haystack.example", "password": PASSWORD });
    let again = case("POST /v1/account/sessions/email").body(credentials);
    let other = Sender::Session(text(&costs.prepare(again).await, "secret"));
    costs.measure(case("DELETE /v1/account/sessions/{sessionId}").by(bea)).await;
    costs.measure(case("DELETE /v1/account/sessions").note("3 of them").by(&other)).await;
    costs.set("{userId}", "bea");
    let last = costs.prepare(case("POST /v1/users/{userId}/sessions").body(json!({}))).await;
    let last = Sender::Session(text(&last, "secret"));
    costs.measure(case("PATCH /v1/account/status").by(&last).body(json!({}))).await;
    costs.prepare(case("POST /v1/users").body(json!({ "userId": "gone", "email": "gone@haystack.example" }))).await;
    costs.set("{userId}", "gone");
    let gone = costs.prepare(case("POST /v1/users/{userId}/sessions").body(json!({}))).await;
    let gone = Sender::Session(text(&gone, "secret"));
    costs.measure(case("DELETE /v1/account").by(&gone)).await;
    costs.set("{userId}", ANN);
}
