//! GET and DELETE /v1/teams/{teamId}/memberships/{membershipId}, PATCH .../status

use super::member;
use crate::answer::Answer;
use crate::expected::{TEAM_ID, USER_ID, bad_ids, missing};
use crate::world::World;
use serde_json::json;

const MEMBERSHIP_ID: &str = "Invalid membershipId: UID must contain at most 36 chars. Valid chars are a-z, A-Z, 0-9, \
                             and underscore. Can't start with a leading underscore";

#[track_caller]
fn is_no_membership(answer: &Answer) {
    answer.is_refused(404, "membership_not_found", "Membership not found");
}

fn path(team: &str, id: &str) -> String {
    format!("/v1/teams/{team}/memberships/{id}")
}

#[tokio::test]
async fn a_membership_is_shown_to_keys_and_members() {
    let (world, [_, bob]) = World::with_a_crew().await;
    let expected = member(&json!(bob), "bob", "crew", &["cook"]);
    world.get(&path("crew", &bob)).key().send().await.is(200, expected.clone());
    let token = world.sign_in("ann").await;
    world.get(&path("crew", &bob)).session(&token).send().await.is(200, expected);
}

#[tokio::test]
async fn a_membership_is_found_in_its_own_team_only() {
    let (world, [ann, bob]) = World::with_a_crew().await;
    world.make_team("band").await;
    for (team, id) in [("band", bob.as_str()), ("crew", "unknown"), ("band", &ann)] {
        is_no_membership(&world.get(&path(team, id)).key().send().await);
        is_no_membership(&world.delete(&path(team, id)).key().send().await);
    }
    world.get(&path("unknown", &bob)).key().send().await.is_no_team();
    world.delete(&path("unknown", &bob)).key().send().await.is_no_team();
    assert_eq!(world.total_of("crew").await, 2);
}

#[tokio::test]
async fn malformed_ids_are_refused_the_teams_first() {
    let (world, _) = World::with_a_crew().await;
    for id in bad_ids() {
        for request in [world.get(&path(&id, "-x")), world.delete(&path(&id, "-x"))] {
            request.key().send().await.is_invalid(TEAM_ID);
        }
        for request in [world.get(&path("unknown", &id)), world.delete(&path("crew", &id))] {
            request.key().send().await.is_invalid(MEMBERSHIP_ID);
        }
    }
}

#[tokio::test]
async fn a_key_removes_a_member() {
    let (world, [_, bob]) = World::with_a_crew().await;
    world.delete(&path("crew", &bob)).key().send().await.is_done();
    assert_eq!(world.total_of("crew").await, 1);
    assert_eq!(world.events("bob").await[0], "users.bob.memberships.delete");
    is_no_membership(&world.delete(&path("crew", &bob)).key().send().await);
    assert_eq!(world.total_of("crew").await, 1);
    world.join("crew", "bob", &[]).await.ok();
    assert_eq!(world.total_of("crew").await, 2);
    world.check("gone and back");
}

#[tokio::test]
async fn an_owner_removes_anybody_and_everybody_may_leave() {
    let (world, [ann, bob]) = World::with_a_crew().await;
    let (anns, bobs) = (world.sign_in("ann").await, world.sign_in("bob").await);
    world.delete(&path("crew", &ann)).session(&bobs).send().await.is_unauthorized();
    world.delete(&path("crew", &bob)).session(&bobs).send().await.is_done();
    world.get("/v1/teams/crew").session(&bobs).send().await.is_no_team();
    let eve = world.join("crew", "eve", &["cook"]).await.ok()["$id"].as_str().unwrap().to_owned();
    world.delete(&path("crew", &eve)).session(&anns).send().await.is_done();
    assert_eq!(world.total_of("crew").await, 1);
    world.delete(&path("crew", &ann)).session(&anns).send().await.is_done();
    assert_eq!(world.total_of("crew").await, 0);
    world.check("an empty team");
}

#[tokio::test]
async fn no_secret_confirms_who_was_not_invited_by_mail() {
    let (world, [_, bob]) = World::with_a_crew().await;
    let token = world.sign_in("bob").await;
    let confirm = async |id: &str, user: &str, secret: &str| {
        let body = json!({ "userId": user, "secret": secret });
        world.patch(&format!("{}/status", path("crew", id))).session(&token).json(body).send().await
    };
    let confirmed = confirm(&bob, "bob", "x").await;
    confirmed.is_refused(409, "team_invite_already_exists", "User is already a member of this team");
    confirm(&bob, "eve", "x").await.is_refused(401, "team_invalid_secret", "Secret key not valid");
    is_no_membership(&confirm("unknown", "bob", "x").await);
    confirm(&bob, "-x", "").await.is_invalid(USER_ID);
    confirm(&bob, "", "x").await.is_invalid(&missing("userId"));
    confirm(&bob, "bob", "").await.is_invalid(&missing("secret"));
    let nowhere = world.patch(&format!("{}/status", path("unknown", &bob))).session(&token);
    nowhere.json(json!({ "userId": "bob", "secret": "x" })).send().await.is_no_team();
}
