//! DELETE /v1/users/{userId}

use crate::app::TestApp;
use crate::expected::{START, USER_ID, invalid_ids, user, with};
use roster_core::{Proof, Scope};
use roster_tests::clock::{membership, name, team_id, user_id};
use serde_json::json;

/// Creates a user with a phone, large preferences, a session and a membership.
async fn create_with_everything(app: &TestApp) {
    app.create("ann").await;
    app.patch("/v1/users/ann/phone").key().json(json!({ "number": "+4930901820" })).send().await.ok();
    let random: String = (0..300).map(|_| format!("{:x}", app.time.bits())).collect();
    app.patch("/v1/users/ann/prefs").key().json(json!({ "prefs": { "random": random } })).send().await.ok();
    let (p, change) = (&app.project.id, || app.time.change());
    let (session, secret) = app.time.session(&user_id("ann"), "s1");
    app.store.create_session(p, &session, &secret, &Proof::Key, &change()).await.unwrap();
    app.store.create_team(p, &team_id("crew"), &name("Crew"), None, &change()).await.unwrap();
    app.store.create_membership(p, &membership("m1", &user_id("ann"), "crew"), &change()).await.unwrap();
}

#[tokio::test]
async fn a_user_is_deleted_once() {
    let app = TestApp::start().await;
    app.create("ann").await;
    app.delete("/v1/users/ann").key().send().await.is_done();
    app.get("/v1/users/ann").key().send().await.is_no_user();
    app.delete("/v1/users/ann").key().send().await.is_no_user();
    app.get("/v1/users").key().send().await.is(200, json!({ "total": 0, "users": [] }));
    app.get("/v1/users?search=lee").key().send().await.is(200, json!({ "total": 0, "users": [] }));
    app.check("no user left");
}

#[tokio::test]
async fn all_data_of_a_user_is_deleted() {
    let app = TestApp::start().await;
    create_with_everything(&app).await;
    app.delete("/v1/users/ann").key().send().await.is_done();
    for path in ["", "/prefs", "/sessions", "/logs", "/memberships"] {
        app.get(&format!("/v1/users/ann{path}")).key().send().await.is_no_user();
    }
    assert_eq!(app.store.get_team(&app.project.id, &team_id("crew")).await.unwrap().total, 0);
    assert!(app.table.rows().iter().all(|item| !item.pk().starts_with("U#")), "an item of the user is left");
    app.check("a deleted user with data");
}

#[tokio::test]
async fn a_new_user_can_have_id_email_and_phone_of_a_deleted_one_and_none_of_its_data() {
    let app = TestApp::start().await;
    create_with_everything(&app).await;
    app.delete("/v1/users/ann").key().send().await.is_done();
    assert_eq!(app.create("ann").await, user("ann"));
    let phone = app.patch("/v1/users/ann/phone").key().json(json!({ "number": "+4930901820" })).send().await;
    phone.is(200, with(user("ann"), json!({ "phone": "+4930901820" })));
    app.get("/v1/users/ann/prefs").key().send().await.is(200, json!({}));
    app.get("/v1/users/ann/sessions").key().send().await.is(200, json!({ "total": 0, "sessions": [] }));
    app.get("/v1/users/ann/memberships").key().send().await.is(200, json!({ "total": 0, "memberships": [] }));
    assert_eq!(app.events("ann").await, ["users.ann.update.phone", "users.ann.create"]);
    app.check("a new user of the same id");
}

#[tokio::test]
async fn other_users_are_not_deleted() {
    let app = TestApp::start().await;
    let bob = app.create("bob").await;
    app.create("ann").await;
    app.delete("/v1/users/ann").key().send().await.is_done();
    app.get("/v1/users").key().send().await.is(200, json!({ "total": 1, "users": [bob] }));
}

#[tokio::test]
async fn the_audit_has_an_entry_without_personal_data() {
    let app = TestApp::start().await;
    create_with_everything(&app).await;
    app.delete("/v1/users/ann").key().send().await.is_done();
    let day = format!("A#p#{}", START / 86_400);
    let items = app.table.rows();
    let entry = items.iter().find(|item| item.pk() == day && format!("{item:?}").contains("users.delete"));
    let entry = format!("{:?}", entry.expect("an entry in the audit of the day"));
    assert!(entry.contains("\"ann\"") && !entry.contains("example.com") && !entry.contains("Lee"), "{entry}");
    assert!(!entry.contains("+49"), "{entry}");
}

#[tokio::test]
async fn an_unknown_user_is_404() {
    let app = TestApp::start().await;
    app.delete("/v1/users/nobody").key().send().await.is_no_user();
    app.create("ann").await;
    app.make_project("q").await;
    let secret = app.make_key("q", &Scope::ALL, None).await;
    app.delete("/v1/users/ann").project("q").secret(&secret).send().await.is_no_user();
    assert_eq!(app.read("ann").await, user("ann"));
}

#[tokio::test]
async fn an_invalid_id_is_rejected() {
    let app = TestApp::start().await;
    for id in invalid_ids() {
        app.delete(&format!("/v1/users/{id}")).key().send().await.is_invalid(USER_ID);
    }
}
