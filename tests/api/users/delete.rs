//! DELETE /v1/users/{userId}

use crate::app::TestApp;
use crate::expected::{START, USER_ID, bad_ids, user, with};
use roster_core::{Proof, Scope};
use roster_tests::clock::{membership, name, team_id, user_id};
use serde_json::json;

/// A user with everything that a user can have: number, large preferences, a session, a membership.
async fn create_rich(app: &TestApp) {
    app.create("ann").await;
    app.patch("/v1/users/ann/phone").key().json(json!({ "number": "+4930901820" })).send().await.ok();
    let noise: String = (0..300).map(|_| format!("{:x}", app.time.bits())).collect();
    app.patch("/v1/users/ann/prefs").key().json(json!({ "prefs": { "noise": noise } })).send().await.ok();
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
    app.check("nobody left");
}

#[tokio::test]
async fn all_that_belongs_to_a_user_goes_with_it() {
    let app = TestApp::start().await;
    create_rich(&app).await;
    app.delete("/v1/users/ann").key().send().await.is_done();
    for path in ["", "/prefs", "/sessions", "/logs", "/memberships"] {
        app.get(&format!("/v1/users/ann{path}")).key().send().await.is_no_user();
    }
    assert_eq!(app.store.get_team(&app.project.id, &team_id("crew")).await.unwrap().total, 0);
    assert!(app.table.rows().iter().all(|row| !row.pk().starts_with("U#")), "something of the user is left");
    app.check("a rich user deleted");
}

#[tokio::test]
async fn id_address_and_number_are_free_at_once_and_nothing_of_the_old_user_is_seen() {
    let app = TestApp::start().await;
    create_rich(&app).await;
    app.delete("/v1/users/ann").key().send().await.is_done();
    assert_eq!(app.create("ann").await, user("ann"));
    let phone = app.patch("/v1/users/ann/phone").key().json(json!({ "number": "+4930901820" })).send().await;
    phone.is(200, with(user("ann"), json!({ "phone": "+4930901820" })));
    app.get("/v1/users/ann/prefs").key().send().await.is(200, json!({}));
    app.get("/v1/users/ann/sessions").key().send().await.is(200, json!({ "total": 0, "sessions": [] }));
    app.get("/v1/users/ann/memberships").key().send().await.is(200, json!({ "total": 0, "memberships": [] }));
    assert_eq!(app.events("ann").await, ["users.ann.update.phone", "users.ann.create"]);
    app.check("a new user of an old id");
}

#[tokio::test]
async fn other_users_stay() {
    let app = TestApp::start().await;
    let bob = app.create("bob").await;
    app.create("ann").await;
    app.delete("/v1/users/ann").key().send().await.is_done();
    app.get("/v1/users").key().send().await.is(200, json!({ "total": 1, "users": [bob] }));
}

#[tokio::test]
async fn the_audit_keeps_a_line_without_anything_personal() {
    let app = TestApp::start().await;
    create_rich(&app).await;
    app.delete("/v1/users/ann").key().send().await.is_done();
    let day = format!("A#p#{}", START / 86_400);
    let rows = app.table.rows();
    let line = rows.iter().find(|row| row.pk() == day && format!("{row:?}").contains("users.delete"));
    let line = format!("{:?}", line.expect("a line in the audit of the day"));
    assert!(line.contains("\"ann\"") && !line.contains("example.com") && !line.contains("Lee"), "{line}");
    assert!(!line.contains("+49"), "{line}");
}

#[tokio::test]
async fn a_user_who_is_not_there_is_not_found() {
    let app = TestApp::start().await;
    app.delete("/v1/users/nobody").key().send().await.is_no_user();
    app.create("ann").await;
    app.make_project("q").await;
    let secret = app.make_key("q", &Scope::ALL, None).await;
    app.delete("/v1/users/ann").project("q").secret(&secret).send().await.is_no_user();
    assert_eq!(app.read("ann").await, user("ann"));
}

#[tokio::test]
async fn a_malformed_id_is_refused() {
    let app = TestApp::start().await;
    for id in bad_ids() {
        app.delete(&format!("/v1/users/{id}")).key().send().await.is_invalid(USER_ID);
    }
}
