//! PATCH /v1/teams/{teamId}/memberships/{membershipId}

use super::{ROLES, member};
use crate::app::TestApp;
use crate::expected::{START, TEAM_ID, missing, with};
use serde_json::json;

fn path(id: &str) -> String {
    format!("/v1/teams/crew/memberships/{id}")
}

#[tokio::test]
async fn roles_are_replaced() {
    let (app, [_, bob]) = TestApp::with_a_team().await;
    app.pass(10);
    for roles in [&["singer", "dev.ops"][..], &[]] {
        let changed = with(member(&json!(bob), "bob", "crew", roles), json!({ "$updatedAt": START + 10 }));
        app.patch(&path(&bob)).key().json(json!({ "roles": roles })).send().await.is(200, changed.clone());
        app.get(&path(&bob)).key().send().await.is(200, changed.clone());
        let list = app.get("/v1/users/bob/memberships").key().send().await;
        list.is(200, json!({ "total": 1, "memberships": [changed] }));
    }
    assert_eq!(app.events("bob").await[0], "users.bob.memberships.update");
    assert_eq!(app.total_of("crew").await, 2);
    app.check("other roles");
}

#[tokio::test]
async fn only_an_owner_sets_roles() {
    let (app, [_, bob]) = TestApp::with_a_team().await;
    let promote = async |user: &str| {
        let token = app.sign_in(user).await;
        app.patch(&path(&bob)).session(&token).json(json!({ "roles": ["owner"] })).send().await
    };
    promote("bob").await.is_unauthorized();
    promote("eve").await.is_no_team();
    promote("ann").await.is(200, member(&json!(bob), "bob", "crew", &["owner"]));
    let token = app.sign_in("bob").await;
    app.put("/v1/teams/crew").session(&token).json(json!({ "name": "Of Bob" })).send().await.ok();
}

#[tokio::test]
async fn parameters_are_checked_before_team_and_membership() {
    let (app, [_, bob]) = TestApp::with_a_team().await;
    let patch = async |path: &str, roles| app.patch(path).key().json(json!({ "roles": roles })).send().await;
    patch("/v1/teams/-x/memberships/-x", json!(5)).await.is_invalid(TEAM_ID);
    patch(&path("unknown"), json!(null)).await.is_invalid(&missing("roles"));
    for invalid in [json!(5), json!("owner"), json!(["a b"]), json!(["_x"]), json!([["owner"]]), json!(vec!["x"; 101])]
    {
        patch(&path("unknown"), invalid.clone()).await.is_invalid(ROLES);
        patch(&path(&bob), invalid).await.is_invalid(ROLES);
    }
    patch(&path("unknown"), json!([])).await.is_error(404, "team_invite_not_found", "Invite not found");
    patch("/v1/teams/unknown/memberships/x", json!([])).await.is_no_team();
}
