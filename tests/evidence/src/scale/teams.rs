//! Teams and their memberships.

use crate::scale::cost_table::{CostTable, case};
use crate::scale::fixture::Sender;
use crate::scale::users::{ANN, FEW};
use serde_json::json;

const ROLES: [&str; 1] = ["editor"];

pub(crate) async fn measure(costs: &mut CostTable<'_>) {
    costs.measure(case("POST /v1/teams").body(json!({ "teamId": "crew", "name": "Quiet Crew" }))).await;
    costs.set("{teamId}", "crew");
    let join = |id: &str| json!({ "userId": id, "roles": ROLES });
    let joined = costs.measure(case("POST /v1/teams/{teamId}/memberships").body(join(ANN))).await;
    let new = json!({ "email": "newcomer@haystack.example", "roles": ROLES });
    costs.measure(case("POST /v1/teams/{teamId}/memberships").note("user is created").body(new)).await;
    for n in 0..FEW {
        let member = join(&format!("needle{n}"));
        costs.prepare(case("POST /v1/teams/{teamId}/memberships").body(member)).await;
    }
    costs.set("{membershipId}", joined["$id"].as_str().expect("an id"));
    as_server(costs).await;
    as_user(costs).await;
    costs.measure(case("DELETE /v1/teams/{teamId}/memberships/{membershipId}")).await;
    costs.measure(case("DELETE /v1/teams/{teamId}").note("11 members")).await;
}

async fn as_server(costs: &mut CostTable<'_>) {
    costs.measure(case("GET /v1/teams")).await;
    costs.measure(case("GET /v1/teams").note("search: one word").query(&[("search", "quiet")])).await;
    costs.measure(case("GET /v1/teams/{teamId}")).await;
    costs.measure(case("PUT /v1/teams/{teamId}").body(json!({ "name": "Loud Crew" }))).await;
    costs.measure(case("GET /v1/teams/{teamId}/memberships").note("12 of them")).await;
    costs.measure(case("GET /v1/teams/{teamId}/memberships/{membershipId}")).await;
    let roles = json!({ "roles": ["editor", "owner"] });
    costs.measure(case("PATCH /v1/teams/{teamId}/memberships/{membershipId}").body(roles)).await;
    let guessed = json!({ "userId": ANN, "secret": "guessed" });
    let accept = case("PATCH /v1/teams/{teamId}/memberships/{membershipId}/status").note("a wrong secret");
    costs.measure(accept.body(guessed).rejected(401)).await;
    costs.measure(case("GET /v1/users/{userId}/memberships")).await;
    costs.measure(case("PUT /v1/teams/{teamId}/prefs").body(json!({ "prefs": { "theme": "dark" } }))).await;
    costs.measure(case("GET /v1/teams/{teamId}/prefs")).await;
    costs.measure(case("GET /v1/teams/{teamId}/logs")).await;
}

async fn as_user(costs: &mut CostTable<'_>) {
    let session = costs.prepare(case("POST /v1/users/{userId}/sessions").body(json!({}))).await;
    let ann = Sender::Session(session["secret"].as_str().expect("a token").to_owned());
    costs
        .measure(case("POST /v1/teams").note("by a user").by(&ann).body(json!({ "teamId": "own", "name": "Own" })))
        .await;
    costs.measure(case("GET /v1/teams").note("of a user").by(&ann)).await;
}
