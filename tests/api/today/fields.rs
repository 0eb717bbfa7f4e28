//! PATCH /v1/users/{userId}/...: fields may be cleared, and what is required is required.

use super::expected::{ann, with_hash};
use crate::answer::Answer;
use crate::world::World;
use serde_json::{Value, json};

async fn patch(world: &World, field: &str, body: Value) -> Answer {
    world.today(world.patch(&format!("/v1/users/ann/{field}"))).json(body).send().await
}

async fn with_ann() -> World {
    let world = World::begin().await;
    world.create("ann").await;
    patch(&world, "phone", json!({ "number": "+4930901820" })).await.ok();
    patch(&world, "verification", json!({ "emailVerification": true })).await.ok();
    world
}

#[tokio::test]
async fn the_empty_text_clears_a_field() {
    let world = with_ann().await;
    let cleared = [
        ("name", json!({ "name": "" })),
        ("email", json!({ "email": "" })),
        ("phone", json!({ "number": "" })),
        ("password", json!({ "password": "" })),
    ];
    for (field, body) in cleared {
        let shown = patch(&world, field, body.clone()).await.ok();
        assert!(shown[field] == "" || (field == "password" && shown[field].is_null()), "{field}: {shown}");
        // Once more is as good as once.
        patch(&world, field, body).await.ok();
    }
    let shown = world.today(world.get("/v1/users/ann")).send().await.ok();
    assert_eq!((&shown["hash"], &shown["hashOptions"]), (&json!(null), &json!(null)));
    assert_eq!((&shown["emailVerification"], &shown["targets"]), (&json!(false), &json!([])));
    // What was given up is free for others.
    let new = json!({ "userId": "bob", "email": "ann@example.com", "phone": "+4930901820" });
    assert_eq!(world.today(world.post("/v1/users")).json(new).send().await.status, 201);
    world.try_sign_in("ann@example.com", "correct horse").send().await.is_wrong_password();
    world.check("a user who gave up everything");
}

#[tokio::test]
async fn a_password_can_be_set_where_there_was_none() {
    let world = with_ann().await;
    patch(&world, "password", json!({ "password": "" })).await.ok();
    world.try_sign_in("ann@example.com", "correct horse").send().await.is_wrong_password();
    patch(&world, "password", json!({ "password": "battery staple" })).await.ok();
    assert_eq!(world.try_sign_in("ann@example.com", "battery staple").send().await.status, 201);
}

#[tokio::test]
async fn a_cleared_user_is_whole_in_the_0_15_dialect() {
    let world = with_ann().await;
    for (field, param) in [("email", "email"), ("phone", "number"), ("password", "password"), ("name", "name")] {
        patch(&world, field, json!({ param: "" })).await.ok();
    }
    let shown = world.read("ann").await;
    assert_eq!([&shown["email"], &shown["phone"], &shown["name"]], ["", "", ""]);
    assert!(shown["passwordUpdate"].is_u64() && shown.get("labels").is_none());
}

#[tokio::test]
async fn null_clears_nothing() {
    let world = with_ann().await;
    let texts = [
        ("email", "email", "Value must be a valid email address"),
        ("phone", "number", "Phone number must start with a '+' can have a maximum of fifteen digits."),
        ("password", "password", "Password must be between 8 and 256 characters long."),
        ("name", "name", "Value must be a valid string and no longer than 128 chars"),
        ("status", "status", "Value must be a valid boolean"),
        ("verification", "emailVerification", "Value must be a valid boolean"),
        ("prefs", "prefs", "Value must be a valid object."),
    ];
    for (field, param, message) in texts {
        patch(&world, field, json!({ param: null })).await.is_invalid_today(param, message);
        let missing = patch(&world, field, json!({})).await;
        let text = format!("Param \"{param}\" is not optional.");
        missing.is_refused_today(400, "general_argument_invalid", &text);
    }
}

#[tokio::test]
async fn a_taken_address_or_number_says_which() {
    let world = with_ann().await;
    world.create("bob").await;
    patch(&world, "email", json!({ "email": "bob@example.com" })).await.is_refused_today(
        409,
        "user_email_already_exists",
        "A user with the same email already exists in the current project.",
    );
    world
        .today(world.patch("/v1/users/bob/phone"))
        .json(json!({ "number": "+4930901820" }))
        .send()
        .await
        .is_refused_today(
            409,
            "user_phone_already_exists",
            "A user with the same phone number already exists in the current project.",
        );
    // The value that a user has already succeeds (0.2 row 5).
    let same = patch(&world, "email", json!({ "email": "ann@example.com" })).await.ok();
    assert_eq!(same["emailVerification"], false);
}

#[tokio::test]
async fn a_change_shows_the_whole_user() {
    let world = World::begin().await;
    world.create("ann").await;
    let shown = patch(&world, "name", json!({ "name": "Ann" })).await.ok();
    let mut expected = with_hash(ann(&shown), &shown);
    expected["name"] = json!("Ann");
    expected["targets"][0]["$updatedAt"] = shown["$updatedAt"].clone();
    expected["$updatedAt"] = shown["$updatedAt"].clone();
    assert_eq!(shown, expected);
    assert!(shown["$updatedAt"].as_str() > shown["$createdAt"].as_str());
}
