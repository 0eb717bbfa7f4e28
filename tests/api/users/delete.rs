//! DELETE /v1/users/{userId}

use crate::expected::{START, USER_ID, bad_ids, user, with};
use crate::world::World;
use roster_core::{Proof, Scope};
use roster_tests::world::{membership, name, team_id, user_id};
use serde_json::json;

/// A user with everything that a user can have: number, large preferences, a session, a membership.
async fn create_rich(world: &World) {
    world.create("ann").await;
    world.patch("/v1/users/ann/phone").key().json(json!({ "number": "+4930901820" })).send().await.ok();
    let noise: String = (0..300).map(|_| format!("{:x}", world.time.bits())).collect();
    world.patch("/v1/users/ann/prefs").key().json(json!({ "prefs": { "noise": noise } })).send().await.ok();
    let (p, change) = (&world.project.id, || world.time.change());
    let (session, secret) = world.time.session(&user_id("ann"), "s1");
    world.store.create_session(p, &session, &secret, &Proof::Key, &change()).await.unwrap();
    world.store.create_team(p, &team_id("crew"), &name("Crew"), None, &change()).await.unwrap();
    world.store.create_membership(p, &membership("m1", &user_id("ann"), "crew"), &change()).await.unwrap();
}

#[tokio::test]
async fn a_user_is_deleted_once() {
    let world = World::begin().await;
    world.create("ann").await;
    world.delete("/v1/users/ann").key().send().await.is_done();
    world.get("/v1/users/ann").key().send().await.is_no_user();
    world.delete("/v1/users/ann").key().send().await.is_no_user();
    world.get("/v1/users").key().send().await.is(200, json!({ "total": 0, "users": [] }));
    world.get("/v1/users?search=lee").key().send().await.is(200, json!({ "total": 0, "users": [] }));
    world.check("nobody left");
}

#[tokio::test]
async fn all_that_belongs_to_a_user_goes_with_it() {
    let world = World::begin().await;
    create_rich(&world).await;
    world.delete("/v1/users/ann").key().send().await.is_done();
    for path in ["", "/prefs", "/sessions", "/logs", "/memberships"] {
        world.get(&format!("/v1/users/ann{path}")).key().send().await.is_no_user();
    }
    assert_eq!(world.store.get_team(&world.project.id, &team_id("crew")).await.unwrap().total, 0);
    assert!(world.table.rows().iter().all(|row| !row.pk().starts_with("U#")), "something of the user is left");
    world.check("a rich user deleted");
}

#[tokio::test]
async fn id_address_and_number_are_free_at_once_and_nothing_of_the_old_user_is_seen() {
    let world = World::begin().await;
    create_rich(&world).await;
    world.delete("/v1/users/ann").key().send().await.is_done();
    assert_eq!(world.create("ann").await, user("ann"));
    let phone = world.patch("/v1/users/ann/phone").key().json(json!({ "number": "+4930901820" })).send().await;
    phone.is(200, with(user("ann"), json!({ "phone": "+4930901820" })));
    world.get("/v1/users/ann/prefs").key().send().await.is(200, json!({}));
    world.get("/v1/users/ann/sessions").key().send().await.is(200, json!({ "total": 0, "sessions": [] }));
    world.get("/v1/users/ann/memberships").key().send().await.is(200, json!({ "total": 0, "memberships": [] }));
    assert_eq!(world.events("ann").await, ["users.ann.update.phone", "users.ann.create"]);
    world.check("a new user of an old id");
}

#[tokio::test]
async fn other_users_stay() {
    let world = World::begin().await;
    let bob = world.create("bob").await;
    world.create("ann").await;
    world.delete("/v1/users/ann").key().send().await.is_done();
    world.get("/v1/users").key().send().await.is(200, json!({ "total": 1, "users": [bob] }));
}

#[tokio::test]
async fn the_audit_keeps_a_line_without_anything_personal() {
    let world = World::begin().await;
    create_rich(&world).await;
    world.delete("/v1/users/ann").key().send().await.is_done();
    let day = format!("A#p#{}", START / 86_400);
    let rows = world.table.rows();
    let line = rows.iter().find(|row| row.pk() == day && format!("{row:?}").contains("users.delete"));
    let line = format!("{:?}", line.expect("a line in the audit of the day"));
    assert!(line.contains("\"ann\"") && !line.contains("example.com") && !line.contains("Lee"), "{line}");
    assert!(!line.contains("+49"), "{line}");
}

#[tokio::test]
async fn a_user_who_is_not_there_is_not_found() {
    let world = World::begin().await;
    world.delete("/v1/users/nobody").key().send().await.is_no_user();
    world.create("ann").await;
    world.make_project("q").await;
    let secret = world.make_key("q", &Scope::ALL, None).await;
    world.delete("/v1/users/ann").project("q").secret(&secret).send().await.is_no_user();
    assert_eq!(world.read("ann").await, user("ann"));
}

#[tokio::test]
async fn a_malformed_id_is_refused() {
    let world = World::begin().await;
    for id in bad_ids() {
        world.delete(&format!("/v1/users/{id}")).key().send().await.is_invalid(USER_ID);
    }
}
