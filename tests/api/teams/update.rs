//! PUT /v1/teams/{teamId}

use super::team;
use crate::app::TestApp;
use crate::expected::{NAME, START, TEAM_ID, invalid_ids, missing, with};
use serde_json::json;

#[tokio::test]
async fn a_team_is_renamed() {
    let (app, _) = TestApp::with_a_team().await;
    app.pass(10);
    let named = async |name: &str| app.put("/v1/teams/crew").key().json(json!({ "name": name })).send().await;
    named("The choir").await.ok();
    let renamed = with(team("crew", "The band", 2), json!({ "$updatedAt": START + 10 }));
    named("The band").await.is(200, renamed.clone());
    app.get("/v1/teams/crew").key().send().await.is(200, renamed.clone());
    let found = async |term: &str| app.get(&format!("/v1/teams?search={term}")).key().send().await.ok();
    assert_eq!(found("band").await, json!({ "total": 1, "teams": [renamed] }));
    assert_eq!((&found("choir").await["total"], &found("crew").await["total"]), (&json!(0), &json!(1)));
    let memberships = app.get("/v1/users/bob/memberships").key().send().await.ok();
    assert_eq!(memberships["memberships"][0]["teamName"], "The band");
    app.check("renamed");
}

#[tokio::test]
async fn only_an_owner_renames_a_team() {
    let (app, _) = TestApp::with_a_team().await;
    let rename = async |user: &str, name: &str| {
        let token = app.sign_in(user).await;
        app.put("/v1/teams/crew").session(&token).json(json!({ "name": name })).send().await
    };
    rename("bob", "Of Bob").await.is_unauthorized();
    rename("eve", "Of Eve").await.is_no_team();
    rename("ann", "Of Ann").await.is(200, team("crew", "Of Ann", 2));
    app.get("/v1/teams/crew").key().send().await.is(200, team("crew", "Of Ann", 2));
}

#[tokio::test]
async fn parameters_are_checked_before_the_team() {
    let (app, _) = TestApp::with_a_team().await;
    for id in invalid_ids() {
        app.put(&format!("/v1/teams/{id}")).key().json(json!({ "name": 5 })).send().await.is_invalid(TEAM_ID);
    }
    let token = app.sign_in("bob").await;
    app.put("/v1/teams/unknown").key().json(json!({})).send().await.is_invalid(&missing("name"));
    let long = json!({ "name": "x".repeat(129) });
    app.put("/v1/teams/unknown").key().json(long.clone()).send().await.is_invalid(NAME);
    app.put("/v1/teams/crew").session(&token).json(long).send().await.is_invalid(NAME);
    app.put("/v1/teams/unknown").key().json(json!({ "name": "x" })).send().await.is_no_team();
}
