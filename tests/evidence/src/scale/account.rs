//! What users do for themselves.

use crate::scale::ledger::{Ledger, line};
use crate::scale::town::Who;
use crate::scale::users::{ANN, PASSWORD};
use serde_json::{Value, json};

fn text(answer: &Value, field: &str) -> String {
    answer[field].as_str().unwrap_or_default().to_owned()
}

pub(crate) async fn enter(ledger: &mut Ledger<'_>) {
    let guest = &Who::Guest;
    let new =
        json!({ "userId": "bea", "email": "bea@haystack.example", "password": PASSWORD, "name": "Beatrix Unheard" });
    ledger.enter(line("POST /v1/account").by(guest).body(new)).await;
    let credentials = json!({ "email": "bea@haystack.example", "password": PASSWORD });
    ledger.enter(line("POST /v1/account/sessions/email").by(guest).body(credentials.clone())).await;
    ledger.enter(line("POST /v1/account/sessions").by(guest).body(credentials.clone())).await;
    let wrong = json!({ "email": "bea@haystack.example", "password": "not the password" });
    let refused = line("POST /v1/account/sessions/email").note("refused: wrong password").refused(401);
    ledger.enter(refused.by(guest).body(wrong)).await;
    let by_server = line("POST /v1/account/sessions/email").note("through a server").body(credentials);
    let bea = Who::Session(text(&ledger.enter(by_server).await, "secret"));
    token(ledger).await;
    reading(ledger, &bea).await;
    changing(ledger, &bea).await;
    leaving(ledger, &bea).await;
}

/// Signing in by a token that a server made.
async fn token(ledger: &mut Ledger<'_>) {
    ledger.name("{userId}", ANN);
    let secret = text(&ledger.prepare(line("POST /v1/users/{userId}/tokens").body(json!({}))).await, "secret");
    let shown = json!({ "userId": ANN, "secret": secret });
    ledger.enter(line("POST /v1/account/sessions/token").by(&Who::Guest).body(shown)).await;
}

async fn reading(ledger: &mut Ledger<'_>, bea: &Who) {
    ledger.enter(line("GET /v1/account").note("first of the day").by(bea)).await;
    ledger.enter(line("GET /v1/account").by(bea)).await;
    ledger.enter(line("GET /v1/account/prefs").by(bea)).await;
    ledger.enter(line("GET /v1/account/logs").by(bea)).await;
    ledger.enter(line("GET /v1/account/sessions").note("3 of them").by(bea)).await;
    ledger.name("{sessionId}", "current");
    ledger.enter(line("GET /v1/account/sessions/{sessionId}").by(bea)).await;
    let jwt = ledger.enter(line("POST /v1/account/jwt").by(bea).body(json!({}))).await;
    ledger.enter(line("POST /v1/account/jwts").by(bea).body(json!({}))).await;
    ledger.enter(line("GET /v1/account").note("by a JWT").by(&Who::Jwt(text(&jwt, "jwt")))).await;
}

async fn changing(ledger: &mut Ledger<'_>, bea: &Who) {
    let email = json!({ "email": "trixie@haystack.example", "password": PASSWORD });
    for (route, body) in [
        ("PATCH /v1/account/name", json!({ "name": "Trixie Unread" })),
        ("PATCH /v1/account/email", email),
        ("PATCH /v1/account/phone", json!({ "number": "+15550003", "password": PASSWORD })),
        ("PATCH /v1/account/password", json!({ "password": PASSWORD, "oldPassword": PASSWORD })),
        ("PATCH /v1/account/prefs", json!({ "prefs": { "theme": "dark" } })),
    ] {
        ledger.enter(line(route).by(bea).body(body)).await;
    }
}

async fn leaving(ledger: &mut Ledger<'_>, bea: &Who) {
    let credentials = json!({ "email": "trixie@haystack.example", "password": PASSWORD });
    let again = line("POST /v1/account/sessions/email").body(credentials);
    let other = Who::Session(text(&ledger.prepare(again).await, "secret"));
    ledger.enter(line("DELETE /v1/account/sessions/{sessionId}").by(bea)).await;
    ledger.enter(line("DELETE /v1/account/sessions").note("3 of them").by(&other)).await;
    ledger.name("{userId}", "bea");
    let last = ledger.prepare(line("POST /v1/users/{userId}/sessions").body(json!({}))).await;
    let last = Who::Session(text(&last, "secret"));
    ledger.enter(line("PATCH /v1/account/status").by(&last).body(json!({}))).await;
    ledger.name("{userId}", ANN);
}
