//! `X-Appwrite-Response-Format` since 1.0: the exact fields that each older version does not have.

use crate::app::TestApp;
use crate::formats::with_ann;
use serde_json::{Value, json};

/// Every model in this version.
async fn models(app: &TestApp, version: &str) -> Value {
    let get = async |path: &str| app.get(&format!("/v1/{path}")).key().format(version).send().await.ok();
    json!({
        "user": get("users/ann").await,
        "users": get("users").await["users"][0],
        "session": get("users/ann/sessions").await["sessions"][0],
        "log": get("users/ann/logs").await["logs"][0],
        "membership": get("users/ann/memberships").await["memberships"][0],
        "member": get("teams/crew/memberships").await["memberships"][0],
        "team": get("teams/crew").await,
    })
}

/// Checks that the models of these versions are those of 1.9.6 without these fields.
async fn lack(versions: &[&str], missing: &[(&str, &[&str])]) {
    let app = with_ann().await;
    let mut expected = models(&app, "1.9.6").await;
    for (model, fields) in missing {
        for field in *fields {
            expected[model].as_object_mut().unwrap().remove(*field).unwrap_or_else(|| panic!("{model} has no {field}"));
        }
    }
    for version in versions {
        assert_eq!(models(&app, version).await, expected, "{version}");
    }
}

const NOT_BEFORE_9: &[&str] = &["impersonator", "impersonatorUserId"];
const NOT_BEFORE_5: &[&str] = &["impersonator", "impersonatorUserId", "targets", "mfa"];
const MEMBER_NOT_BEFORE_5: &[&str] = &["userPhone", "mfa"];

#[tokio::test]
async fn the_1_9_6_models_are_complete() {
    let app = with_ann().await;
    let models = models(&app, "1.9.6").await;
    let session = &models["session"];
    assert_eq!(
        (&session["factors"], &session["secret"], &session["mfaUpdatedAt"]),
        (&json!(["password"]), &json!(""), &json!(""))
    );
    assert_eq!((&session["$createdAt"], &session["current"]), (&session["$updatedAt"], &json!(false)));
    let log = &models["log"];
    assert_eq!(
        (&log["event"], &log["userType"], &log["mode"]),
        (&json!("membership.create"), &json!("keyProject"), &json!("admin"))
    );
    assert!(log["time"].as_str().unwrap().starts_with("2030-03-17T17:46:40."));
    let member = &models["member"];
    assert_eq!(
        (&member["userPhone"], &member["mfa"], &member["userAccessedAt"]),
        (&json!(""), &json!(false), &json!(""))
    );
    assert_eq!((&member["confirm"], &member["invited"]), (&json!(true), &member["joined"]));
    assert_eq!((&models["team"]["prefs"], &models["team"]["total"]), (&json!({}), &json!(1)));
    lack(&["1.9.2", "1.9.5", "1.9.7", "2.5.0"], &[]).await;
}

#[tokio::test]
async fn up_to_1_9_2_memberships_have_no_phone() {
    lack(&["1.9.0", "1.9.1"], &[("membership", &["userPhone"]), ("member", &["userPhone"])]).await;
}

#[tokio::test]
async fn up_to_1_9_users_have_no_impersonator() {
    let missing = [
        ("user", NOT_BEFORE_9),
        ("users", NOT_BEFORE_9),
        ("membership", &["userPhone"][..]),
        ("member", &["userPhone"][..]),
    ];
    lack(&["1.5.0", "1.6.2", "1.8.1"], &missing).await;
}

/// The own account always has both.
#[tokio::test]
async fn the_own_account_has_targets_and_factors_in_every_form() {
    let app = with_ann().await;
    let token = app.post("/v1/users/ann/sessions").key().send().await.ok()["secret"].as_str().unwrap().to_owned();
    let account = async |version: &str| app.get("/v1/account").session(&token).format(version).send().await.ok();
    let mut expected = account("1.9.6").await;
    for field in NOT_BEFORE_9 {
        expected.as_object_mut().unwrap().remove(*field).unwrap();
    }
    assert_eq!((&expected["mfa"], expected["targets"].as_array().map(Vec::len)), (&json!(false), Some(1)));
    for version in ["1.0.0", "1.2.1", "1.4.13", "1.5.0", "1.8.1"] {
        assert_eq!(account(version).await, expected, "{version}");
    }
    let new = json!({ "userId": "eve", "email": "eve@example.com", "password": "correct horse" });
    let created = app.post("/v1/account").project("p").format("1.0.0").json(new).send().await.ok();
    let renamed = app.patch("/v1/account/name").session(&token).format("1.4.0").json(json!({ "name": "Ann" }));
    for shown in [created, renamed.send().await.ok()] {
        assert!(shown.get("mfa").is_some() && shown.get("targets").is_some(), "{shown}");
        assert!(shown.get("impersonator").is_none(), "{shown}");
    }
}

#[tokio::test]
async fn up_to_1_5_models_have_neither_targets_nor_factors() {
    let missing = [
        ("user", NOT_BEFORE_5),
        ("users", NOT_BEFORE_5),
        ("membership", MEMBER_NOT_BEFORE_5),
        ("member", MEMBER_NOT_BEFORE_5),
        ("session", &["factors", "secret"][..]),
    ];
    lack(&["1.0.0", "1.0.0-RC1", "1.3.8", "1.4.14"], &missing).await;
}
