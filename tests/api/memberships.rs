//! GET /v1/users/{userId}/memberships

use crate::expected::{START, USER_ID, bad_ids};
use crate::world::World;
use roster_core::{NewMembership, Scope};
use roster_tests::world::{membership, name, team_id, user_id};
use serde_json::{Value, json};

const PATH: &str = "/v1/users/ann/memberships";

/// Ann is a member of the crew; bob is not.
async fn with_a_member() -> World {
    let world = World::begin().await;
    world.create("ann").await;
    world.create("bob").await;
    make_team(&world, "crew", "The crew").await;
    join(&world, &membership("m1", &user_id("ann"), "crew")).await;
    world
}

async fn make_team(world: &World, id: &str, called: &str) {
    let change = world.time.change();
    world.store.create_team(&world.project.id, &team_id(id), &name(called), None, &change).await.unwrap();
}

async fn join(world: &World, new: &NewMembership) {
    world.store.create_membership(&world.project.id, new, &world.time.change()).await.unwrap();
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
async fn memberships_are_listed_whole() {
    let world = with_a_member().await;
    let answer = world.get(PATH).key().send().await;
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
    let nobodys = world.get("/v1/users/bob/memberships").key().send().await;
    nobodys.is(200, json!({ "total": 0, "memberships": [] }));
}

#[tokio::test]
async fn an_open_invitation_is_not_confirmed() {
    let world = with_a_member().await;
    make_team(&world, "band", "The band").await;
    let roles = vec!["singer".to_owned(), "owner".to_owned()];
    let invited = NewMembership { confirmed: false, roles, ..membership("m2", &user_id("bob"), "band") };
    join(&world, &invited).await;
    let listed = world.get("/v1/users/bob/memberships").key().send().await.ok();
    let open = &listed["memberships"][0];
    assert_eq!((&open["joined"], &open["confirm"]), (&json!(0), &json!(false)));
    assert_eq!((&open["invited"], &open["roles"]), (&json!(START), &json!(["singer", "owner"])));
}

#[tokio::test]
async fn names_are_those_of_today() {
    let world = with_a_member().await;
    world.patch("/v1/users/ann/name").key().json(json!({ "name": "Anna" })).send().await.ok();
    world.patch("/v1/users/ann/email").key().json(json!({ "email": "anna@example.com" })).send().await.ok();
    let membership = world.get(PATH).key().send().await.ok()["memberships"][0].clone();
    assert_eq!((&membership["userName"], &membership["userEmail"]), (&json!("Anna"), &json!("anna@example.com")));
}

#[tokio::test]
async fn every_team_of_the_user_is_listed() {
    let world = with_a_member().await;
    for n in 0..12 {
        make_team(&world, &format!("t{n}"), &format!("Team {n}")).await;
        join(&world, &membership(&format!("m-{n}"), &user_id("ann"), &format!("t{n}"))).await;
    }
    let listed = world.get(PATH).key().send().await.ok();
    assert_eq!((&listed["total"], listed["memberships"].as_array().unwrap().len()), (&json!(13), 13));
}

#[tokio::test]
async fn who_is_not_there_is_not_found() {
    let world = with_a_member().await;
    world.get("/v1/users/nobody/memberships").key().send().await.is_no_user();
    world.make_project("q").await;
    let secret = world.make_key("q", &Scope::ALL, None).await;
    world.get(PATH).project("q").secret(&secret).send().await.is_no_user();
    for id in bad_ids() {
        world.get(&format!("/v1/users/{id}/memberships")).key().send().await.is_invalid(USER_ID);
    }
}

#[tokio::test]
async fn the_query_does_not_matter() {
    let world = with_a_member().await;
    let answer = world.get("/v1/users/ann/memberships?limit=abc&search[]=x").key().send().await;
    answer.is(200, json!({ "total": 1, "memberships": [shown()] }));
}
