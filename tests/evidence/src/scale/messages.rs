//! Links and codes that are sent, and what they are used for.

use crate::scale::cost_table::{CostTable, case};
use crate::scale::fixture::{PAGE, Sender};
use crate::scale::users::{ANN, PASSWORD};
use serde_json::{Value, json};

/// A user whose email and phone are verified, and who signs in by both.
const MIA: &str = "mia";
const EMAIL: &str = "mia@haystack.example";
const PHONE: &str = "+15550042";

pub(crate) async fn measure(costs: &mut CostTable<'_>) {
    let new = json!({ "userId": MIA, "email": EMAIL, "phone": PHONE, "password": PASSWORD, "name": "Mia Unsent" });
    costs.prepare(case("POST /v1/users").body(new)).await;
    costs.set("{userId}", MIA);
    let session = costs.prepare(case("POST /v1/users/{userId}/sessions").body(json!({}))).await;
    let mia = Sender::Session(session["secret"].as_str().expect("a token").to_owned());
    emails(costs, &mia).await;
    phones(costs, &mia).await;
    recovery(costs).await;
    sign_ins(costs).await;
    costs.measure(case("POST /v1/account/sessions/anonymous").by(&Sender::Guest).body(json!({}))).await;
    costs.set("{userId}", ANN);
}

async fn emails(costs: &mut CostTable<'_>, mia: &Sender) {
    for [ask, confirm] in [
        ["POST /v1/account/verifications/email", "PUT /v1/account/verifications/email"],
        ["POST /v1/account/verification", "PUT /v1/account/verification"],
    ] {
        costs.measure(case(ask).by(mia).body(json!({ "url": PAGE }))).await;
        let body = by_link(costs).await;
        costs.measure(case(confirm).by(&Sender::Guest).body(body)).await;
        let unverified = json!({ "emailVerification": false });
        costs.prepare(case("PATCH /v1/users/{userId}/verification").body(unverified)).await;
    }
}

async fn phones(costs: &mut CostTable<'_>, mia: &Sender) {
    for [ask, confirm] in [
        ["POST /v1/account/verifications/phone", "PUT /v1/account/verifications/phone"],
        ["POST /v1/account/verification/phone", "PUT /v1/account/verification/phone"],
    ] {
        costs.measure(case(ask).by(mia).body(json!({}))).await;
        let body = by_code(costs).await;
        costs.measure(case(confirm).by(mia).body(body)).await;
        let unverified = json!({ "phoneVerification": false });
        costs.prepare(case("PATCH /v1/users/{userId}/verification/phone").body(unverified)).await;
    }
}

async fn recovery(costs: &mut CostTable<'_>) {
    let ask = case("POST /v1/account/recovery").by(&Sender::Guest);
    costs.measure(ask.body(json!({ "email": EMAIL, "url": PAGE }))).await;
    let mut body = by_link(costs).await;
    body["password"] = json!(PASSWORD);
    costs.measure(case("PUT /v1/account/recovery").by(&Sender::Guest).body(body)).await;
    let unknown = case("POST /v1/account/recovery").note("unknown email").by(&Sender::Guest);
    costs.measure(unknown.body(json!({ "email": "nobody@haystack.example", "url": PAGE }))).await;
}

async fn sign_ins(costs: &mut CostTable<'_>) {
    let (guest, by_email) = (&Sender::Guest, json!({ "userId": "unused", "email": EMAIL, "url": PAGE }));
    costs.measure(case("POST /v1/account/tokens/magic-url").by(guest).body(by_email.clone())).await;
    costs.measure(case("POST /v1/account/sessions/magic-url").by(guest).body(by_email.clone())).await;
    let body = by_link(costs).await;
    costs.measure(case("PUT /v1/account/sessions/magic-url").by(guest).body(body)).await;
    costs.measure(case("POST /v1/account/tokens/email").by(guest).body(by_email)).await;
    let body = by_code(costs).await;
    let signs_in = case("POST /v1/account/sessions/token").note("by a code").by(guest);
    costs.measure(signs_in.body(body)).await;
    let by_phone = json!({ "userId": "unused", "phone": PHONE });
    costs.measure(case("POST /v1/account/tokens/phone").by(guest).body(by_phone.clone())).await;
    costs.measure(case("POST /v1/account/sessions/phone").by(guest).body(by_phone)).await;
    let body = by_code(costs).await;
    costs.measure(case("PUT /v1/account/sessions/phone").by(guest).body(body)).await;
    let stranger = json!({ "userId": "stranger", "email": "stranger@haystack.example" });
    costs.measure(case("POST /v1/account/tokens/email").note("user is created").by(guest).body(stranger)).await;
}

/// User and secret of the newest link.
async fn by_link(costs: &CostTable<'_>) -> Value {
    let link = costs.mailbox().link().await;
    json!({ "userId": link["userId"], "secret": link["secret"] })
}

/// User and secret of the newest code.
async fn by_code(costs: &CostTable<'_>) -> Value {
    json!({ "userId": MIA, "secret": costs.mailbox().code().await })
}
