//! Teams, and who is in them.

use crate::scale::ledger::{Ledger, line};
use crate::scale::town::Who;
use crate::scale::users::{ANN, FEW};
use serde_json::json;

const ROLES: [&str; 1] = ["editor"];

pub(crate) async fn enter(ledger: &mut Ledger<'_>) {
    ledger.enter(line("POST /v1/teams").body(json!({ "teamId": "crew", "name": "Quiet Crew" }))).await;
    ledger.name("{teamId}", "crew");
    let join = |id: &str| json!({ "userId": id, "roles": ROLES });
    let joined = ledger.enter(line("POST /v1/teams/{teamId}/memberships").body(join(ANN))).await;
    let new = json!({ "email": "newcomer@haystack.example", "roles": ROLES });
    ledger.enter(line("POST /v1/teams/{teamId}/memberships").note("who is created").body(new)).await;
    for n in 0..FEW {
        let member = join(&format!("needle{n}"));
        ledger.prepare(line("POST /v1/teams/{teamId}/memberships").body(member)).await;
    }
    ledger.name("{membershipId}", joined["$id"].as_str().expect("an id"));
    as_server(ledger).await;
    as_user(ledger).await;
    ledger.enter(line("DELETE /v1/teams/{teamId}/memberships/{membershipId}")).await;
    ledger.enter(line("DELETE /v1/teams/{teamId}").note("11 members")).await;
}

async fn as_server(ledger: &mut Ledger<'_>) {
    ledger.enter(line("GET /v1/teams")).await;
    ledger.enter(line("GET /v1/teams").note("search: one word").query(&[("search", "quiet")])).await;
    ledger.enter(line("GET /v1/teams/{teamId}")).await;
    ledger.enter(line("PUT /v1/teams/{teamId}").body(json!({ "name": "Loud Crew" }))).await;
    ledger.enter(line("GET /v1/teams/{teamId}/memberships").note("12 of them")).await;
    ledger.enter(line("GET /v1/teams/{teamId}/memberships/{membershipId}")).await;
    let roles = json!({ "roles": ["editor", "owner"] });
    ledger.enter(line("PATCH /v1/teams/{teamId}/memberships/{membershipId}").body(roles)).await;
    let guessed = json!({ "userId": ANN, "secret": "guessed" });
    let accept = line("PATCH /v1/teams/{teamId}/memberships/{membershipId}/status").note("confirmed already");
    ledger.enter(accept.body(guessed).refused(409)).await;
    ledger.enter(line("GET /v1/users/{userId}/memberships")).await;
}

async fn as_user(ledger: &mut Ledger<'_>) {
    let session = ledger.prepare(line("POST /v1/users/{userId}/sessions").body(json!({}))).await;
    let ann = Who::Session(session["secret"].as_str().expect("a token").to_owned());
    ledger
        .enter(line("POST /v1/teams").note("by a user").by(&ann).body(json!({ "teamId": "own", "name": "Own" })))
        .await;
    ledger.enter(line("GET /v1/teams").note("of a user").by(&ann)).await;
}
