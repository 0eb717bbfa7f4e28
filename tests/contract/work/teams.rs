//! Requests that make the function `teams` do all of its calls to the table.

use super::{Step, begin, get, step, walk, walk_as};
use crate::deployment::{Credential, Deployment};
use serde_json::json;

const TEAMS: &str = "/v1/teams";

/// The calls of the function `teams`.
pub async fn of_teams(deployment: &Deployment) {
    for id in ["ada", "grace"] {
        deployment.add_user(id).await;
    }
    begin(deployment, TEAMS).await;
    let ada = Credential::session_of("ada");
    walk(deployment, creating()).await;
    walk_as(deployment, &ada, [step(201, "POST", TEAMS, json!({ "teamId": "own", "name": "Own" }))]).await;
    walk(deployment, listing()).await;
    walk_as(deployment, &ada, as_a_member()).await;
    walk(deployment, joining()).await;
    walk(deployment, leaving()).await;
}

fn creating() -> Vec<Step> {
    vec![
        step(201, "POST", TEAMS, json!({ "teamId": "crew", "name": "The crew" })),
        step(409, "POST", TEAMS, json!({ "teamId": "crew", "name": "Another crew" })),
    ]
}

fn listing() -> Vec<Step> {
    let queries = ["", "?search=crew", "?search=the%20crew", "?search=c", "?cursor=crew&cursorDirection=before"];
    let lists = queries.map(|query| get(200, format!("{TEAMS}{query}")));
    let queries = ["?search=crew&limit=1", "?search=0123456789abcdef0123"];
    let lists = lists.into_iter().chain(queries.map(|query| get(200, format!("{TEAMS}{query}"))));
    let others = [get(400, "/v1/teams?cursor=nobody"), get(200, "/v1/teams/crew"), get(404, "/v1/teams/nobody")];
    lists.chain(others).collect()
}

fn as_a_member() -> Vec<Step> {
    vec![
        get(200, TEAMS),
        get(200, "/v1/teams?search=own"),
        get(200, "/v1/teams/own"),
        get(404, "/v1/teams/crew"),
        get(200, "/v1/teams/own/memberships"),
        step(200, "PUT", "/v1/teams/own", json!({ "name": "Renamed" })),
    ]
}

fn joining() -> Vec<Step> {
    const OF_ADA: &str = "/v1/teams/team-of-ada/memberships";
    let one = format!("{OF_ADA}/membership-of-ada");
    vec![
        get(200, OF_ADA),
        get(200, &one),
        get(404, format!("{OF_ADA}/unknown")),
        step(200, "PATCH", &one, json!({ "roles": ["owner", "editor"] })),
        step(404, "PATCH", format!("{OF_ADA}/unknown"), json!({ "roles": [] })),
        step(204, "DELETE", &one, json!({})),
        step(404, "DELETE", &one, json!({})),
    ]
}

fn leaving() -> Vec<Step> {
    let delete = |status, team: &str| step(status, "DELETE", format!("{TEAMS}/{team}"), json!({}));
    vec![delete(204, "team-of-ada"), delete(204, "crew"), delete(404, "crew")]
}
