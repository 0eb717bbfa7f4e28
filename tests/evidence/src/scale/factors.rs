//! Second factors of the user who calls.

use crate::scale::cost_table::{CostTable, case};
use crate::scale::fixture::Sender;
use serde_json::{Value, json};

pub(crate) async fn measure(costs: &mut CostTable<'_>, bea: &Sender) {
    costs.set("{type}", "totp");
    costs.measure(case("GET /v1/account/mfa/factors").by(bea)).await;
    costs.measure(case("POST /v1/account/mfa/authenticators/{type}").by(bea).body(json!({}))).await;
    let wrong = case("PUT /v1/account/mfa/authenticators/{type}").note("rejected: wrong code").rejected(401);
    costs.measure(wrong.by(bea).body(json!({ "otp": "no code" }))).await;
    let codes = costs.measure(case("POST /v1/account/mfa/recovery-codes").by(bea).body(json!({}))).await;
    for (n, path) in ["challenges", "challenge"].into_iter().enumerate() {
        pass(costs, bea, path, &codes["recoveryCodes"][n]).await;
    }
    costs.measure(case("GET /v1/account/mfa/recovery-codes").by(bea)).await;
    costs.measure(case("PATCH /v1/account/mfa/recovery-codes").by(bea).body(json!({}))).await;
    costs.measure(case("DELETE /v1/account/mfa/authenticators/{type}").by(bea)).await;
    costs.measure(case("PATCH /v1/account/mfa").note("on").by(bea).body(json!({ "mfa": true }))).await;
    costs.measure(case("PATCH /v1/account/mfa").note("off").by(bea).body(json!({ "mfa": false }))).await;
}

async fn pass(costs: &mut CostTable<'_>, bea: &Sender, path: &'static str, code: &Value) {
    let (ask, present) = if path == "challenges" {
        ("POST /v1/account/mfa/challenges", "PUT /v1/account/mfa/challenges")
    } else {
        ("POST /v1/account/mfa/challenge", "PUT /v1/account/mfa/challenge")
    };
    let challenge = costs.measure(case(ask).by(bea).body(json!({ "factor": "recoveryCode" }))).await;
    let body = |otp: &Value| json!({ "challengeId": challenge["$id"], "otp": otp });
    let wrong = case(present).note("rejected: wrong code").rejected(401);
    costs.measure(wrong.by(bea).body(body(&json!("0")))).await;
    costs.measure(case(present).by(bea).body(body(code))).await;
}
