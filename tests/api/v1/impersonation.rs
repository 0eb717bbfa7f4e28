//! `X-Appwrite-Impersonate-User-Id`, `-Email`, `-Phone`: a user with the right acts as another user.

use super::expected::VERSION;
use crate::answer::Answer;
use crate::app::TestApp;
use roster_core::Proof;
use roster_tests::clock::{phone, user_id};
use serde_json::json;

/// An app with the impersonator ann and the user bob; the session token of ann.
async fn with_ann_and_bob() -> (TestApp, String) {
    let (app, token) = TestApp::with_ann().await;
    app.create("bob").await;
    let p = &app.project.id;
    app.store.update_impersonator(p, &user_id("ann"), true, &app.time.change()).await.unwrap();
    app.store.update_phone(p, &user_id("bob"), phone("+4930901820"), &Proof::Key, &app.time.change()).await.unwrap();
    (app, token)
}

async fn account_as(app: &TestApp, token: &str, header: &'static str, name: &str) -> Answer {
    app.get("/v1/account").session(token).format(VERSION).header(header, name).send().await
}

const BY_ID: &str = "x-appwrite-impersonate-user-id";

#[tokio::test]
async fn the_other_user_is_found_by_id_email_or_phone() {
    let (app, token) = with_ann_and_bob().await;
    for (header, name) in [
        (BY_ID, "bob"),
        ("x-appwrite-impersonate-user-email", "Bob@example.com"),
        ("x-appwrite-impersonate-user-phone", "+4930901820"),
    ] {
        let account = account_as(&app, &token, header, name).await.ok();
        assert_eq!((&account["$id"], &account["impersonatorUserId"]), (&json!("bob"), &json!("ann")), "{header}");
    }
    let own = app.get("/v1/account").session(&token).format(VERSION).send().await.ok();
    assert_eq!((&own["$id"], &own["impersonatorUserId"]), (&json!("ann"), &json!(null)));
}

#[tokio::test]
async fn changes_are_made_to_the_other_user() {
    let (app, token) = with_ann_and_bob().await;
    let rename = app.patch("/v1/account/name").session(&token).format(VERSION).header(BY_ID, "bob");
    let renamed = rename.json(json!({ "name": "Robert" })).send().await.ok();
    assert_eq!((&renamed["name"], &renamed["impersonatorUserId"]), (&json!("Robert"), &json!("ann")));
    assert_eq!(app.read("bob").await["name"], "Robert");
    assert_eq!(app.read("ann").await["name"], "ann Lee");
    assert_eq!(app.events("bob").await[0], "users.bob.update.name");
    let sessions = app.get("/v1/account/sessions").session(&token).format(VERSION).header(BY_ID, "bob").send().await;
    assert_eq!(sessions.ok()["total"], 0, "the session of ann is not in the list of bob");
    app.check("after an impersonation");
}

#[tokio::test]
async fn a_user_without_the_right_is_rejected_and_not_run_as_themselves() {
    let (app, _) = with_ann_and_bob().await;
    let bob = app.sign_in("bob").await;
    let rejected = account_as(&app, &bob, BY_ID, "ann").await;
    let message = "The current user is not authorized to perform the requested action.";
    rejected.is_v1_error(401, "user_unauthorized", message);
    let rename = app.patch("/v1/account/name").session(&bob).format(VERSION).header(BY_ID, "ann");
    assert_eq!(rename.json(json!({ "name": "X" })).send().await.status, 401);
    assert_eq!([&app.read("ann").await["name"], &app.read("bob").await["name"]], ["ann Lee", "bob Lee"]);
}

#[tokio::test]
async fn an_unknown_or_blocked_user_cannot_be_impersonated() {
    let (app, token) = with_ann_and_bob().await;
    for unknown in ["nobody", "-", "a b"] {
        let rejected = account_as(&app, &token, BY_ID, unknown).await;
        rejected.is_v1_error(404, "user_not_found", "User with the requested ID could not be found.");
    }
    app.patch("/v1/users/bob/status").key().json(json!({ "status": false })).send().await.ok();
    let blocked = account_as(&app, &token, BY_ID, "bob").await;
    blocked.is_v1_error(403, "user_blocked", "The current user has been blocked.");
}

#[tokio::test]
async fn guests_and_api_keys_cannot_impersonate() {
    let (app, _) = with_ann_and_bob().await;
    let guest = app.get("/v1/account").project("p").format(VERSION).header(BY_ID, "bob").send().await;
    assert_eq!(guest.status, 401);
    let list = app.v1(app.get("/v1/users")).header(BY_ID, "bob").send().await;
    assert_eq!(list.ok()["total"], 2);
}
