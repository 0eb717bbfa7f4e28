//! DELETE /v1/teams/{teamId}

use crate::app::TestApp;
use crate::expected::{TEAM_ID, invalid_ids};
use serde_json::json;

#[tokio::test]
async fn a_team_is_deleted_with_its_memberships() {
    let (app, [membership, _]) = TestApp::with_a_team().await;
    app.delete("/v1/teams/crew").key().send().await.is_done();
    app.get("/v1/teams/crew").key().send().await.is_no_team();
    app.get("/v1/teams/crew/memberships").key().send().await.is_no_team();
    app.get(&format!("/v1/teams/crew/memberships/{membership}")).key().send().await.is_no_team();
    app.get("/v1/teams").key().send().await.is(200, json!({ "total": 0, "teams": [] }));
    app.get("/v1/teams?search=crew").key().send().await.is(200, json!({ "total": 0, "teams": [] }));
    for user in ["ann", "bob"] {
        let list = app.get(&format!("/v1/users/{user}/memberships")).key().send().await;
        list.is(200, json!({ "total": 0, "memberships": [] }));
    }
    app.delete("/v1/teams/crew").key().send().await.is_no_team();
    app.check("a deleted team");
}

#[tokio::test]
async fn only_an_owner_deletes_a_team() {
    let (app, _) = TestApp::with_a_team().await;
    let delete = async |user: &str| {
        let token = app.sign_in(user).await;
        app.delete("/v1/teams/crew").session(&token).send().await
    };
    delete("bob").await.is_unauthorized();
    delete("eve").await.is_no_team();
    assert_eq!(app.total_of("crew").await, 2);
    delete("ann").await.is_done();
    app.get("/v1/teams/crew").key().send().await.is_no_team();
}

#[tokio::test]
async fn an_invalid_id_is_rejected() {
    let app = TestApp::start().await;
    for id in invalid_ids() {
        app.delete(&format!("/v1/teams/{id}")).key().send().await.is_invalid(TEAM_ID);
    }
}

#[tokio::test]
async fn a_deleted_user_is_no_longer_counted_as_a_member() {
    let (app, _) = TestApp::with_a_team().await;
    app.delete("/v1/users/bob").key().send().await.is_done();
    assert_eq!(app.total_of("crew").await, 1);
    let list = app.get("/v1/teams/crew/memberships").key().send().await.ok();
    assert_eq!((&list["total"], &list["memberships"][0]["userId"]), (&json!(1), &json!("ann")));
    app.check("a deleted member");
}
