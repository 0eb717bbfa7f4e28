//! POST /v1/teams

use super::{ROLES, member, team};
use crate::app::TestApp;
use crate::expected::{NAME, START, missing};
use serde_json::{Value, json};

const TEAM_ID_CHOSEN: &str = "Invalid teamId: Parameter must contain at most 36 chars. Valid chars are a-z, A-Z, 0-9, \
                              period, hyphen, and underscore. Can't start with a special char";
fn new_team() -> Value {
    json!({ "teamId": "crew", "name": "The crew" })
}

#[tokio::test]
async fn a_team_that_an_api_key_creates_has_no_members() {
    let app = TestApp::start().await;
    let answer = app.post("/v1/teams").key().json(new_team()).send().await;
    answer.is(201, team("crew", "The crew", 0));
    answer.has_fields_in_order(&["$id", "$createdAt", "$updatedAt", "name", "total"]);
    let members = app.get("/v1/teams/crew/memberships").key().send().await;
    members.is(200, json!({ "total": 0, "memberships": [] }));
    app.check("a team");
}

#[tokio::test]
async fn a_user_who_creates_a_team_is_its_owner() {
    let (app, token) = TestApp::with_ann().await;
    app.post("/v1/teams").session(&token).json(new_team()).send().await.is(201, team("crew", "The crew", 1));
    let list = app.get("/v1/teams/crew/memberships").session(&token).send().await;
    let id = list.body()["memberships"][0]["$id"].clone();
    list.is(200, json!({ "total": 1, "memberships": [member(&id, "ann", "crew", &["owner"])] }));
    assert_eq!(app.events("ann").await[0], "teams.crew.create");
    let log = app.v1(app.get("/v1/users/ann/logs")).send().await.ok();
    assert_eq!(log["logs"][0]["event"], "team.create");
    app.put("/v1/teams/crew").session(&token).json(json!({ "name": "Hers" })).send().await.ok();
    app.check("a team of ann");
}

#[tokio::test]
async fn a_user_can_create_a_team_with_other_roles() {
    let (app, token) = TestApp::with_ann().await;
    let new = json!({ "teamId": "crew", "name": "The crew", "roles": ["cook", "dev.ops"] });
    app.post("/v1/teams").session(&token).json(new).send().await.is(201, team("crew", "The crew", 1));
    let list = app.get("/v1/users/ann/memberships").key().send().await.ok();
    assert_eq!(list["memberships"][0]["roles"], json!(["cook", "dev.ops"]));
    app.delete("/v1/teams/crew").session(&token).send().await.is_unauthorized();
}

#[tokio::test]
async fn in_the_newer_dialect_a_user_who_creates_a_team_is_always_an_owner() {
    let (app, token) = TestApp::with_ann().await;
    for (n, sent, expected) in [
        (0, json!(["cook"]), json!(["cook", "owner"])),
        (1, json!(["owner", "cook"]), json!(["owner", "cook"])),
        (2, json!([]), json!(["owner"])),
        (3, Value::Null, json!(["owner"])),
    ] {
        let new = json!({ "teamId": format!("t{n}"), "name": "T", "roles": sent });
        app.post("/v1/teams").session(&token).format("1.9.6").json(new).send().await.ok();
        let list = app.get(&format!("/v1/teams/t{n}/memberships")).key().send().await.ok();
        assert_eq!(list["memberships"][0]["roles"], expected);
        let renamed = app.put(&format!("/v1/teams/t{n}")).session(&token).json(json!({ "name": "Hers" }));
        renamed.send().await.ok();
    }
}

#[tokio::test]
async fn before_0_12_an_id_is_always_generated() {
    let (app, token) = TestApp::with_ann().await;
    for body in [json!({ "name": "T", "roles": ["cook"] }), json!({ "teamId": "crew", "name": "T" })] {
        for request in [app.post("/v1/teams").key(), app.post("/v1/teams").session(&token)] {
            let made = request.format("0.11.0").json(body.clone()).send().await.ok();
            assert_eq!((made["$id"].as_str().unwrap().len(), &made["name"]), (20, &json!("T")));
        }
    }
    let without_id = app.post("/v1/teams").key().format("0.12.0").json(json!({ "name": "T" })).send().await;
    assert_eq!((without_id.status.as_u16(), app.total("/v1/teams").await), (400, 4));
}

#[tokio::test]
async fn an_id_is_generated_on_request() {
    let app = TestApp::start().await;
    let team_body = app.post("/v1/teams").key().json(json!({ "teamId": "unique()", "name": "T" })).send().await.ok();
    let id = team_body["$id"].as_str().unwrap();
    assert!(id.len() == 20 && id.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)), "{id}");
    app.get(&format!("/v1/teams/{id}")).key().send().await.is(200, team(id, "T", 0));
}

#[tokio::test]
async fn parameters_are_checked_in_their_order() {
    let app = TestApp::start().await;
    let with = |changes: Value| crate::expected::with(new_team(), changes);
    for (body, message) in [
        (json!({}), missing("teamId")),
        (json!({ "teamId": "crew" }), missing("name")),
        (with(json!({ "teamId": "-x", "name": 5, "roles": 5 })), TEAM_ID_CHOSEN.to_owned()),
        (with(json!({ "teamId": "x".repeat(37) })), TEAM_ID_CHOSEN.to_owned()),
        (with(json!({ "name": 5, "roles": 5 })), NAME.to_owned()),
        (with(json!({ "name": "x".repeat(129) })), NAME.to_owned()),
        (with(json!({ "name": "" })), missing("name")),
        (with(json!({ "roles": "owner" })), ROLES.to_owned()),
        (with(json!({ "roles": { "a": "owner" } })), ROLES.to_owned()),
        (with(json!({ "roles": [5] })), ROLES.to_owned()),
        (with(json!({ "roles": ["not a role"] })), ROLES.to_owned()),
        (with(json!({ "roles": ["x".repeat(37)] })), ROLES.to_owned()),
        (with(json!({ "roles": vec!["x"; 101] })), ROLES.to_owned()),
    ] {
        app.post("/v1/teams").key().json(body).send().await.is_invalid(&message);
    }
    app.get("/v1/teams").key().send().await.is(200, json!({ "total": 0, "teams": [] }));
}

#[tokio::test]
async fn an_id_in_use_is_a_conflict() {
    let (app, token) = TestApp::with_ann().await;
    app.make_team("crew").await;
    for request in [app.post("/v1/teams").key(), app.post("/v1/teams").session(&token)] {
        let answer = request.json(json!({ "teamId": "crew", "name": "Another" })).send().await;
        answer.is_error(409, "team_already_exists", "Team already exists");
    }
    app.get("/v1/teams/crew").key().send().await.is(200, team("crew", "The crew", 0));
    app.post("/v1/teams").key().json(json!({ "teamId": "Crew", "name": "Another" })).send().await.ok();
    app.check("two teams");
}

#[tokio::test]
async fn a_team_can_be_created_by_a_form() {
    let (app, token) = TestApp::with_ann().await;
    let form = "teamId=crew&name=The+crew&roles[]=cook&roles[]=owner";
    let request = app.post("/v1/teams").session(&token).body("application/x-www-form-urlencoded", form);
    request.send().await.is(201, team("crew", "The crew", 1));
    let list = app.get("/v1/users/ann/memberships").key().send().await.ok();
    assert_eq!(
        (&list["memberships"][0]["roles"], &list["memberships"][0]["joined"]),
        (&json!(["cook", "owner"]), &json!(START))
    );
}
