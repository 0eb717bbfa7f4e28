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

/// With a password or a device of their own they could act as the user later, and the log would not name them.
#[tokio::test]
async fn an_impersonator_sets_no_first_password_and_no_device() {
    let (app, token) = with_ann_and_bob().await;
    let new = json!({ "userId": "cat", "email": "cat@example.com" });
    app.post("/v1/users").key().format(VERSION).json(new).send().await.ok();
    let push = json!({ "identifier": "another device" });
    let target = json!({ "targetId": "t", "identifier": "a device", "providerType": "push" });
    app.post("/v1/users/cat/targets").key().format(VERSION).json(target).send().await.ok();
    let message = "The current user is not authorized to perform the requested action.";
    let password = "a password of ann";
    for (path, body, is_wrong) in [
        ("email", json!({ "email": "ann2@example.com", "password": password }), true),
        ("phone", json!({ "phone": "+4915177700012", "password": password }), true),
        ("password", json!({ "password": password }), false),
    ] {
        let change = app.patch(&format!("/v1/account/{path}")).session(&token).format(VERSION).header(BY_ID, "cat");
        let rejected = change.json(body).send().await;
        assert_eq!(rejected.status, 401, "{path}");
        let kind = if is_wrong { "user_invalid_credentials" } else { "user_unauthorized" };
        assert_eq!(rejected.body()["type"], kind, "{path}");
    }
    let moved = app.put("/v1/account/targets/t/push").session(&token).format(VERSION).header(BY_ID, "cat");
    moved.json(push).send().await.is_v1_error(401, "user_unauthorized", message);
    assert!(app.store.get_user(&app.project.id, &user_id("cat")).await.unwrap().password.is_none());
    app.check("after an impersonator who asks for too much");
}

/// The cookies of the response are those of the impersonator, whose session goes on.
#[tokio::test]
async fn what_ends_the_sessions_of_the_other_user_leaves_the_cookie_of_the_impersonator() {
    let (app, token) = with_ann_and_bob().await;
    for request in [app.delete("/v1/account/sessions"), app.delete("/v1/account")] {
        let ended = request.session(&token).format(VERSION).header(BY_ID, "bob").send().await;
        assert_eq!((ended.status.as_u16(), ended.headers.get("set-cookie")), (204, None));
    }
    assert!(app.accepts(&token).await);
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

#[tokio::test]
async fn a_read_may_name_the_other_user_in_its_query() {
    let (app, token) = with_ann_and_bob().await;
    let account = async |query: &str, format: &str| {
        app.get(&format!("/v1/account?{query}")).session(&token).format(format).send().await
    };
    for query in [
        "impersonateuserid=bob",
        "impersonateUserId=bob",
        "IMPERSONATEUSERID=bob",
        "impersonateEmail=bob%40example.com",
        "impersonateemail=bob%40example.com&impersonateuserid=",
        "impersonatePHONE=%2B4930901820",
    ] {
        let shown = account(query, VERSION).await.ok();
        assert_eq!((&shown["$id"], &shown["impersonatorUserId"]), (&json!("bob"), &json!("ann")), "{query}");
    }
    let empty = account("impersonateuserid=&impersonateemail=&impersonatephone=", VERSION).await.ok();
    assert_eq!((&empty["$id"], &empty["impersonatorUserId"]), (&json!("ann"), &json!(null)));
    for unknown in ["impersonateuserid=nobody", "impersonateuserid[]=bob", "impersonateemail=bob"] {
        assert_eq!(account(unknown, VERSION).await.status, 404, "{unknown}");
    }
    assert_eq!(account("impersonateuserid=bob", "0.15.0").await.ok()["$id"], "ann", "0.15 has no such parameter");
    let header = app.get("/v1/account?impersonateuserid=nobody").session(&token).format(VERSION).header(BY_ID, "bob");
    assert_eq!(header.send().await.ok()["$id"], "bob", "the header takes precedence");
}

#[tokio::test]
async fn a_write_names_the_other_user_in_its_header_only() {
    let (app, token) = with_ann_and_bob().await;
    let rename = app.patch("/v1/account/name?impersonateuserid=bob").session(&token).format(VERSION);
    rename.json(json!({ "name": "Anna", "impersonateuserid": "bob" })).send().await.ok();
    assert_eq!([&app.read("ann").await["name"], &app.read("bob").await["name"]], ["Anna", "bob Lee"]);
}

#[tokio::test]
async fn a_user_without_the_right_is_also_rejected_by_the_query() {
    let (app, _) = with_ann_and_bob().await;
    let bob = app.sign_in("bob").await;
    let get = |query: &str| app.get(&format!("/v1/account?{query}")).session(&bob).format(VERSION);
    assert_eq!(get("impersonateuserid=ann").send().await.body()["type"], "user_unauthorized");
    assert_eq!(get("impersonateuserid=").send().await.ok()["$id"], "bob");
}

#[tokio::test]
async fn an_impersonator_reads_users_with_and_without_another_user() {
    let (app, token) = with_ann_and_bob().await;
    let get = |path: &str| app.get(path).session(&token).format(VERSION);
    for path in ["/v1/users", "/v1/users/bob", "/v1/users/bob/sessions", "/v1/users/bob/logs", "/v1/users/bob/prefs"] {
        get(path).send().await.ok();
        get(path).header(BY_ID, "bob").send().await.ok();
        get(&format!("{path}?impersonateuserid=bob")).send().await.ok();
        assert_eq!(app.head(path).session(&token).format(VERSION).send().await.status, 200, "{path}");
        assert_eq!(get(path).header(BY_ID, "nobody").send().await.status, 404, "{path}");
    }
    assert_eq!(get("/v1/users").send().await.ok()["total"], 2);
    let jwt = app.post("/v1/account/jwt").session(&token).format(VERSION).send().await.ok()["jwt"].clone();
    app.get("/v1/users").jwt(jwt.as_str().unwrap()).format(VERSION).send().await.ok();
}

#[tokio::test]
async fn an_impersonator_changes_no_user_and_reads_no_secret() {
    let (app, token) = with_ann_and_bob().await;
    let missing = "ann@example.com (role: users) missing scopes ([\"users.write\"])";
    for request in [app.patch("/v1/users/bob/name").json(json!({ "name": "x" })), app.delete("/v1/users/bob")] {
        let rejected = request.session(&token).format(VERSION).send().await;
        rejected.is_v1_error(401, "general_unauthorized_scope", missing);
    }
    let shown = app.get("/v1/users/bob").session(&token).format(VERSION).send().await.ok();
    assert_eq!([&shown["password"], &shown["hash"], &shown["hashOptions"]], [&json!(null); 3]);
    assert!(app.v1(app.get("/v1/users/bob")).send().await.ok()["password"].is_string());
    app.v1(app.patch("/v1/users/bob/mfa/recovery-codes")).send().await.ok();
    let codes = || app.get("/v1/users/bob/mfa/recovery-codes");
    assert_eq!(codes().session(&token).format(VERSION).send().await.body()["type"], "user_unauthorized");
    app.v1(codes()).send().await.ok();
}

#[tokio::test]
async fn only_an_impersonator_reads_users_and_only_in_1_x() {
    let (app, token) = with_ann_and_bob().await;
    let bob = app.sign_in("bob").await;
    let missing = "bob@example.com (role: users) missing scopes ([\"users.read\"])";
    let other = app.get("/v1/users").session(&bob).format(VERSION).send().await;
    other.is_v1_error(401, "general_unauthorized_scope", missing);
    assert_eq!(app.get("/v1/users").session(&token).format("0.15.0").send().await.status, 401);
    for path in ["/v1/health", "/v1/users/usage?range=24h"] {
        let answer = app.get(path).session(&token).format(VERSION).send().await;
        assert_eq!(answer.status == 401, path == "/v1/health", "{path}: {}", answer.text());
    }
    app.patch("/v1/users/ann/status").key().json(json!({ "status": false })).send().await.ok();
    assert_eq!(app.get("/v1/users").session(&token).format(VERSION).send().await.status, 403);
}
