//! GET /v1/teams/{teamId}

use super::team;
use crate::app::TestApp;
use crate::expected::{TEAM_ID, invalid_ids};

#[tokio::test]
async fn api_keys_and_members_read_a_team() {
    let (app, _) = TestApp::with_a_team().await;
    app.get("/v1/teams/crew").key().send().await.is(200, team("crew", "The crew", 2));
    for user in ["ann", "bob"] {
        let token = app.sign_in(user).await;
        app.get("/v1/teams/crew").session(&token).send().await.is(200, team("crew", "The crew", 2));
    }
    let head = app.head("/v1/teams/crew").key().send().await;
    assert_eq!((head.status.as_u16(), head.text()), (200, ""));
}

#[tokio::test]
async fn an_unknown_team_is_404() {
    let (app, token) = TestApp::with_ann().await;
    app.make_team("crew").await;
    for id in ["unknown", "Crew"] {
        app.get(&format!("/v1/teams/{id}")).key().send().await.is_no_team();
        app.get(&format!("/v1/teams/{id}")).session(&token).send().await.is_no_team();
    }
    for id in invalid_ids() {
        app.get(&format!("/v1/teams/{id}")).key().send().await.is_invalid(TEAM_ID);
        app.get(&format!("/v1/teams/{id}")).session(&token).send().await.is_invalid(TEAM_ID);
    }
}
