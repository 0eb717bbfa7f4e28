//! POST /v1/teams/{teamId}/memberships: who joins is named by id, address or number.

use crate::answer::Answer;
use crate::world::World;
use roster_core::Proof;
use roster_tests::world::{name, phone, team_id, user_id};
use serde_json::{Value, json};

async fn with_crew() -> World {
    let world = World::begin().await;
    for id in ["ann", "bob", "cat"] {
        world.create(id).await;
    }
    let p = &world.project.id;
    world
        .store
        .update_phone(p, &user_id("cat"), phone("+4930901820"), &Proof::Key, &world.time.change())
        .await
        .unwrap();
    world.store.create_team(p, &team_id("crew"), &name("Crew"), None, &world.time.change()).await.unwrap();
    world
}

async fn join(world: &World, who: Value) -> Answer {
    let mut body = who;
    body["roles"] = json!(["crew"]);
    world.today(world.post("/v1/teams/crew/memberships")).json(body).send().await
}

#[tokio::test]
async fn a_member_is_named_by_id_address_or_number() {
    let world = with_crew().await;
    for (who, id) in [
        (json!({ "userId": "ann" }), "ann"),
        (json!({ "email": "bob@example.com" }), "bob"),
        (json!({ "phone": "+4930901820" }), "cat"),
    ] {
        let answer = join(&world, who).await;
        let body = answer.body();
        assert_eq!((answer.status.as_u16(), &body["userId"], &body["confirm"]), (201, &json!(id), &json!(true)));
        assert_eq!(body["userEmail"], format!("{id}@example.com"));
    }
    let again = join(&world, json!({ "userId": "ann" })).await;
    again.is_refused_today(409, "membership_already_confirmed", "Membership is already confirmed.");
    world.check("a crew of three");
}

#[tokio::test]
async fn who_is_new_is_created() {
    let world = with_crew().await;
    let by_phone = join(&world, json!({ "phone": "+4911111", "name": "Dan" })).await;
    assert_eq!((by_phone.status.as_u16(), by_phone.body()["userName"].clone()), (201, json!("Dan")));
    let by_both = join(&world, json!({ "email": "eve@example.com", "phone": "+4922222" })).await.ok();
    assert_eq!((&by_both["userName"], &by_both["userPhone"]), (&json!("eve@example.com"), &json!("+4922222")));
    world.check("new members");
}

#[tokio::test]
async fn who_is_not_named_or_not_there_does_not_join() {
    let world = with_crew().await;
    let message = "At least one of userId, email, or phone is required";
    join(&world, json!({})).await.is_refused_today(400, "general_argument_invalid", message);
    let nobody = join(&world, json!({ "userId": "nobody" })).await;
    nobody.is_refused_today(404, "user_not_found", "User with the requested ID could not be found.");
    let two = join(&world, json!({ "userId": "ann", "email": "bob@example.com" })).await;
    two.is_refused_today(409, "user_already_exists", "Given userId, email and phone don't match");
    let page = join(&world, json!({ "userId": "ann", "url": "https://evil.example.com" })).await;
    page.is_invalid_today("url", "URL host must be one of: localhost");
    assert_eq!(world.today(world.get("/v1/teams/crew")).send().await.ok()["total"], 0);
}
