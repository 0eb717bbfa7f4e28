//! GET and DELETE /v1/teams/{teamId}/memberships/{membershipId}, PATCH .../status

use super::member;
use crate::answer::Answer;
use crate::app::TestApp;
use crate::expected::{TEAM_ID, USER_ID, invalid_ids, missing};
use serde_json::json;

const MEMBERSHIP_ID: &str = "Invalid membershipId: UID must contain at most 36 chars. Valid chars are a-z, A-Z, 0-9, \
                             and underscore. Can't start with a leading underscore";

#[track_caller]
fn is_no_membership(answer: &Answer) {
    answer.is_error(404, "team_invite_not_found", "Invite not found");
}

fn path(team: &str, id: &str) -> String {
    format!("/v1/teams/{team}/memberships/{id}")
}

#[tokio::test]
async fn api_keys_and_members_read_a_membership() {
    let (app, [_, bob]) = TestApp::with_a_team().await;
    let expected = member(&json!(bob), "bob", "crew", &["cook"]);
    app.get(&path("crew", &bob)).key().send().await.is(200, expected.clone());
    let token = app.sign_in("ann").await;
    app.get(&path("crew", &bob)).session(&token).send().await.is(200, expected);
}

#[tokio::test]
async fn a_membership_is_found_in_its_own_team_only() {
    let (app, [ann, bob]) = TestApp::with_a_team().await;
    app.make_team("band").await;
    for (team, id) in [("band", bob.as_str()), ("crew", "unknown"), ("band", &ann)] {
        is_no_membership(&app.get(&path(team, id)).key().send().await);
        is_no_membership(&app.delete(&path(team, id)).key().send().await);
    }
    app.get(&path("unknown", &bob)).key().send().await.is_no_team();
    app.delete(&path("unknown", &bob)).key().send().await.is_no_team();
    assert_eq!(app.total_of("crew").await, 2);
}

#[tokio::test]
async fn a_membership_that_is_gone_is_an_unknown_invitation_in_both_dialects() {
    let (app, [_, bob]) = TestApp::with_a_team().await;
    app.delete(&path("crew", &bob)).key().send().await.is_done();
    let (get, roles) =
        (|| app.get(&path("crew", &bob)), || app.patch(&path("crew", &bob)).json(json!({ "roles": [] })));
    for request in [get(), roles(), app.delete(&path("crew", &bob))] {
        is_no_membership(&request.key().send().await);
    }
    let message = "The requested team invitation could not be found.";
    for request in [get(), roles(), app.delete(&path("crew", &bob))] {
        app.v1(request).send().await.is_v1_error(404, "team_invite_not_found", message);
    }
    let status = app.patch(&format!("{}/status", path("crew", &bob))).json(json!({ "userId": "bob", "secret": "x" }));
    let unknown = "Membership with the requested ID could not be found.";
    app.v1(status).send().await.is_v1_error(404, "membership_not_found", unknown);
}

#[tokio::test]
async fn invalid_ids_are_rejected_that_of_the_team_first() {
    let (app, _) = TestApp::with_a_team().await;
    for id in invalid_ids() {
        for request in [app.get(&path(&id, "-x")), app.delete(&path(&id, "-x"))] {
            request.key().send().await.is_invalid(TEAM_ID);
        }
        for request in [app.get(&path("unknown", &id)), app.delete(&path("crew", &id))] {
            request.key().send().await.is_invalid(MEMBERSHIP_ID);
        }
    }
}

#[tokio::test]
async fn an_api_key_removes_a_member() {
    let (app, [_, bob]) = TestApp::with_a_team().await;
    app.delete(&path("crew", &bob)).key().send().await.is_done();
    assert_eq!(app.total_of("crew").await, 1);
    assert_eq!(app.events("bob").await[0], "users.bob.memberships.delete");
    is_no_membership(&app.delete(&path("crew", &bob)).key().send().await);
    assert_eq!(app.total_of("crew").await, 1);
    app.join("crew", "bob", &[]).await.ok();
    assert_eq!(app.total_of("crew").await, 2);
    app.check("a member removed and added again");
}

#[tokio::test]
async fn an_owner_removes_every_member_and_a_member_only_themselves() {
    let (app, [ann, bob]) = TestApp::with_a_team().await;
    let (ann_token, bob_token) = (app.sign_in("ann").await, app.sign_in("bob").await);
    app.delete(&path("crew", &ann)).session(&bob_token).send().await.is_unauthorized();
    app.delete(&path("crew", &bob)).session(&bob_token).send().await.is_done();
    app.get("/v1/teams/crew").session(&bob_token).send().await.is_no_team();
    let eve = app.join("crew", "eve", &["cook"]).await.ok()["$id"].as_str().unwrap().to_owned();
    app.delete(&path("crew", &eve)).session(&ann_token).send().await.is_done();
    assert_eq!(app.total_of("crew").await, 1);
    app.delete(&path("crew", &ann)).session(&ann_token).send().await.is_done();
    assert_eq!(app.total_of("crew").await, 0);
    app.check("an empty team");
}

#[tokio::test]
async fn no_secret_confirms_a_membership_without_an_invitation() {
    let (app, [_, bob]) = TestApp::with_a_team().await;
    let token = app.sign_in("bob").await;
    let confirm = async |id: &str, user: &str, secret: &str| {
        let body = json!({ "userId": user, "secret": secret });
        app.patch(&format!("{}/status", path("crew", id))).session(&token).json(body).send().await
    };
    confirm(&bob, "bob", "x").await.is_error(401, "team_invalid_secret", "Secret key not valid");
    confirm(&bob, "eve", "x").await.is_error(401, "team_invalid_secret", "Secret key not valid");
    confirm("unknown", "bob", "x").await.is_error(404, "membership_not_found", "Membership not found");
    confirm(&bob, "-x", "").await.is_invalid(USER_ID);
    confirm(&bob, "", "x").await.is_invalid(&missing("userId"));
    confirm(&bob, "bob", "").await.is_invalid(&missing("secret"));
    let nowhere = app.patch(&format!("{}/status", path("unknown", &bob))).session(&token);
    nowhere.json(json!({ "userId": "bob", "secret": "x" })).send().await.is_no_team();
}
