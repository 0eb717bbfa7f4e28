//! GET /v1/teams/{teamId}

use super::team;
use crate::expected::{TEAM_ID, bad_ids};
use crate::world::World;

#[tokio::test]
async fn a_team_is_shown_to_keys_and_members() {
    let (world, _) = World::with_a_crew().await;
    world.get("/v1/teams/crew").key().send().await.is(200, team("crew", "The crew", 2));
    for user in ["ann", "bob"] {
        let token = world.sign_in(user).await;
        world.get("/v1/teams/crew").session(&token).send().await.is(200, team("crew", "The crew", 2));
    }
    let head = world.head("/v1/teams/crew").key().send().await;
    assert_eq!((head.status.as_u16(), head.text()), (200, ""));
}

#[tokio::test]
async fn a_team_that_is_not_there_is_not_found() {
    let (world, token) = World::with_ann().await;
    world.make_team("crew").await;
    for id in ["unknown", "Crew"] {
        world.get(&format!("/v1/teams/{id}")).key().send().await.is_no_team();
        world.get(&format!("/v1/teams/{id}")).session(&token).send().await.is_no_team();
    }
    for id in bad_ids() {
        world.get(&format!("/v1/teams/{id}")).key().send().await.is_invalid(TEAM_ID);
        world.get(&format!("/v1/teams/{id}")).session(&token).send().await.is_invalid(TEAM_ID);
    }
}
