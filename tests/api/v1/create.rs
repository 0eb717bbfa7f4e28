//! POST /v1/users, GET /v1/users/{userId}, GET /v1/users

use super::expected::{ann, empty_user, target, with_email, with_hash};
use crate::app::{PROJECT, TestApp};
use serde_json::{Value, json};

const FIELDS: [&str; 26] = [
    "$id",
    "$createdAt",
    "$updatedAt",
    "name",
    "password",
    "hash",
    "hashOptions",
    "registration",
    "status",
    "labels",
    "passwordUpdate",
    "email",
    "phone",
    "emailVerification",
    "emailCanonical",
    "emailIsFree",
    "emailIsDisposable",
    "emailIsCorporate",
    "emailIsCanonical",
    "phoneVerification",
    "mfa",
    "prefs",
    "targets",
    "accessedAt",
    "impersonator",
    "impersonatorUserId",
];

async fn create(app: &TestApp, new: Value) -> Value {
    let answer = app.v1(app.post("/v1/users")).json(new).send().await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.body()
}

#[tokio::test]
async fn a_user_has_all_fields_in_order() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let answer = app.v1(app.get("/v1/users/ann")).send().await;
    let shown = answer.body();
    answer.is(200, with_hash(ann(&shown), &shown));
    let user = answer.text().split("\"targets\":[").next().unwrap();
    let positions: Vec<_> = FIELDS[..22].iter().map(|field| user.find(&format!("\"{field}\":"))).collect();
    assert!(positions.iter().all(Option::is_some) && positions.is_sorted(), "{user}");
}

#[tokio::test]
async fn a_list_shows_no_hash() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let shown = app.v1(app.get("/v1/users/ann")).send().await.body();
    let listed = app.v1(app.get("/v1/users")).send().await;
    listed.is(200, json!({ "total": 1, "users": [ann(&shown)] }));
}

#[tokio::test]
async fn only_the_id_is_required() {
    let app = TestApp::start().await;
    let created = create(&app, json!({ "userId": "empty" })).await;
    assert_eq!(created, empty_user("empty", created["$createdAt"].as_str().unwrap()));
    let generated = create(&app, json!({ "userId": "unique()", "email": null, "phone": null, "password": null })).await;
    assert_eq!(generated["$id"].as_str().unwrap().len(), 20);
    app.check("users with only an id");
}

#[tokio::test]
async fn an_empty_password_is_invalid_wherever_a_user_is_created() {
    let app = TestApp::start().await;
    let no_password = "Password must be between 8 and 256 characters long.";
    let schemes = ["argon2", "bcrypt", "md5", "phpass", "scrypt", "scrypt-modified", "sha"];
    let imports = schemes.map(|scheme| format!("/v1/users/{scheme}"));
    for path in imports.iter().map(String::as_str).chain(["/v1/users", "/v1/account"]) {
        let new = json!({ "userId": "ann", "email": "ann@example.com", "password": "" });
        let in_1_x = app.post(path).project(PROJECT).format("1.9.6").json(new.clone());
        let in_1_x = if path == "/v1/account" { in_1_x } else { in_1_x.secret(app.key()) };
        in_1_x.send().await.is_v1_invalid("password", no_password);
        // In 0.15 the empty text counts as missing.
        let in_0_15 = app.post(path).project(PROJECT).json(new);
        let in_0_15 = if path == "/v1/account" { in_0_15 } else { in_0_15.secret(app.key()) };
        in_0_15.send().await.is_invalid("Param \"password\" is not optional.");
    }
    assert_eq!(app.v1(app.get("/v1/users")).send().await.body()["total"], 0);
}

#[tokio::test]
async fn a_user_can_have_only_a_phone() {
    let app = TestApp::start().await;
    let shown = create(&app, json!({ "userId": "bob", "phone": "+4930901820", "name": "Bob" })).await;
    let mut bob = empty_user("bob", shown["$createdAt"].as_str().unwrap());
    (bob["phone"], bob["name"]) = (json!("+4930901820"), json!("Bob"));
    bob["targets"] = json!([target(&bob, "sms", "+4930901820", &shown["targets"][0]["$id"])]);
    assert_eq!(shown, bob);
    assert_eq!(app.v1(app.get("/v1/users/bob")).send().await.body(), bob);
    let again = json!({ "userId": "eve", "phone": "+4930901820" });
    app.v1(app.post("/v1/users")).json(again).send().await.is_v1_error(
        409,
        "user_already_exists",
        "A user with the same id, email, or phone already exists in this project.",
    );
    // The user exists in the 0.15 dialect, too.
    assert_eq!(app.read("bob").await["phone"], "+4930901820");
    app.check("a user with only a phone");
}

#[tokio::test]
async fn an_email_is_trimmed_lowercased_and_classified() {
    let app = TestApp::start().await;
    let shown = create(&app, json!({ "userId": "ada", "email": " A.da+News@GMail.com " })).await;
    let ada = empty_user("ada", shown["$createdAt"].as_str().unwrap());
    let mut expected = with_email(ada, "a.da+news@gmail.com", &shown);
    expected["emailCanonical"] = json!("ada@gmail.com");
    expected["emailIsFree"] = json!(true);
    expected["emailIsCorporate"] = json!(false);
    expected["emailIsCanonical"] = json!(false);
    assert_eq!(shown, expected);
}

#[tokio::test]
async fn parameters_are_checked_in_their_order() {
    let app = TestApp::start().await;
    let is_invalid = async |new: Value, param: &str, message: &str| {
        app.v1(app.post("/v1/users")).json(new).send().await.is_v1_invalid(param, message);
    };
    let all_invalid = json!({ "userId": "-", "email": "x", "phone": "1", "password": "short", "name": "" });
    let with = |fields: &[(&str, Value)]| {
        let mut new = all_invalid.clone();
        for (field, value) in fields {
            new[field] = value.clone();
        }
        new
    };
    let id = ("userId", json!("ann"));
    let email = ("email", json!("ann@example.com"));
    let phone = ("phone", json!(null));
    let password = ("password", json!("correct horse"));
    let no_id = "Parameter must contain at most 36 chars. Valid chars are a-z, A-Z, 0-9, period, hyphen, and underscore. \
                 Can't start with a special char";
    let no_phone = "Phone number must start with a '+' can have a maximum of fifteen digits. or null";
    let no_name = "Value must be a valid string and at least 1 chars and no longer than 128 chars";
    is_invalid(all_invalid.clone(), "userId", no_id).await;
    is_invalid(with(std::slice::from_ref(&id)), "email", "Value must be a valid email address or null").await;
    is_invalid(with(&[id.clone(), email.clone()]), "phone", no_phone).await;
    let no_password = "Password must be between 8 and 256 characters long.";
    is_invalid(with(&[id.clone(), email.clone(), phone.clone()]), "password", no_password).await;
    is_invalid(with(&[id, email, phone, password]), "name", no_name).await;
    let missing = app.v1(app.post("/v1/users")).json(json!({})).send().await;
    missing.is_v1_error(400, "general_argument_invalid", "Param \"userId\" is not optional.");
    let list = app.v1(app.get("/v1/users")).send().await;
    assert_eq!(list.body()["total"], 0);
}
