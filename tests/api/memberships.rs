//! GET /v1/users/{userId}/memberships

use crate::app::TestApp;
use crate::expected::{START, USER_ID, invalid_ids};
use roster_core::{NewMembership, Scope};
use roster_tests::clock::{membership, name, team_id, user_id};
use serde_json::{Value, json};

const PATH: &str = "/v1/users/ann/memberships";

/// An app in which ann is in the team "crew" and bob is not.
async fn with_a_member() -> TestApp {
    let app = TestApp::start().await;
    app.create("ann").await;
    app.create("bob").await;
    make_team(&app, "crew", "The crew").await;
    join(&app, &membership("m1", &user_id("ann"), "crew")).await;
    app
}

async fn make_team(app: &TestApp, id: &str, team_name: &str) {
    let change = app.time.change();
    app.store.create_team(&app.project.id, &team_id(id), &name(team_name), None, &change).await.unwrap();
}

async fn join(app: &TestApp, new: &NewMembership) {
    app.store.create_membership(&app.project.id, new, &app.time.change()).await.unwrap();
}

fn shown() -> Value {
    json!({
        "$id": "m1",
        "$createdAt": START,
        "$updatedAt": START,
        "userId": "ann",
        "userName": "ann Lee",
        "userEmail": "ann@example.com",
        "teamId": "crew",
        "teamName": "The crew",
        "invited": START,
        "joined": START,
        "confirm": true,
        "roles": ["owner"],
    })
}

#[tokio::test]
async fn memberships_are_listed_with_all_fields_in_order() {
    let app = with_a_member().await;
    let answer = app.get(PATH).key().send().await;
    answer.is(200, json!({ "total": 1, "memberships": [shown()] }));
    answer.has_fields_in_order(&[
        "total",
        "memberships",
        "$id",
        "$createdAt",
        "$updatedAt",
        "userId",
        "userName",
        "userEmail",
        "teamId",
        "teamName",
        "invited",
        "joined",
        "confirm",
        "roles",
    ]);
    let empty = app.get("/v1/users/bob/memberships").key().send().await;
    empty.is(200, json!({ "total": 0, "memberships": [] }));
}

#[tokio::test]
async fn an_open_invitation_is_not_confirmed() {
    let app = with_a_member().await;
    make_team(&app, "band", "The band").await;
    let roles = vec!["singer".to_owned(), "owner".to_owned()];
    let invited = NewMembership { confirmed: false, roles, ..membership("m2", &user_id("bob"), "band") };
    join(&app, &invited).await;
    let listed = app.get("/v1/users/bob/memberships").key().send().await.ok();
    let open = &listed["memberships"][0];
    assert_eq!((&open["joined"], &open["confirm"]), (&json!(0), &json!(false)));
    assert_eq!((&open["invited"], &open["roles"]), (&json!(START), &json!(["singer", "owner"])));
}

#[tokio::test]
async fn memberships_show_the_current_name_and_email() {
    let app = with_a_member().await;
    app.patch("/v1/users/ann/name").key().json(json!({ "name": "Anna" })).send().await.ok();
    app.patch("/v1/users/ann/email").key().json(json!({ "email": "anna@example.com" })).send().await.ok();
    let membership = app.get(PATH).key().send().await.ok()["memberships"][0].clone();
    assert_eq!((&membership["userName"], &membership["userEmail"]), (&json!("Anna"), &json!("anna@example.com")));
}

#[tokio::test]
async fn every_team_of_the_user_is_listed() {
    let app = with_a_member().await;
    for n in 0..12 {
        make_team(&app, &format!("t{n}"), &format!("Team {n}")).await;
        join(&app, &membership(&format!("m-{n}"), &user_id("ann"), &format!("t{n}"))).await;
    }
    let listed = app.get(PATH).key().send().await.ok();
    assert_eq!((&listed["total"], listed["memberships"].as_array().unwrap().len()), (&json!(13), 13));
}

#[tokio::test]
async fn an_unknown_user_is_404() {
    let app = with_a_member().await;
    app.get("/v1/users/nobody/memberships").key().send().await.is_no_user();
    app.make_project("q").await;
    let secret = app.make_key("q", &Scope::ALL, None).await;
    app.get(PATH).project("q").secret(&secret).send().await.is_no_user();
    for id in invalid_ids() {
        app.get(&format!("/v1/users/{id}/memberships")).key().send().await.is_invalid(USER_ID);
    }
}

#[tokio::test]
async fn unknown_query_parameters_are_ignored() {
    let app = with_a_member().await;
    let answer = app.get("/v1/users/ann/memberships?limit=abc&search[]=x").key().send().await;
    answer.is(200, json!({ "total": 1, "memberships": [shown()] }));
}
