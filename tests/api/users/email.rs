//! PATCH /v1/users/{userId}/email

use super::field::Field;
use crate::app::TestApp;
use crate::expected::{EMAIL, START, user, with};
use serde_json::json;

fn email() -> Field {
    Field {
        path: "email",
        param: "email",
        valid: json!("New@Example.ORG"),
        shown: json!({ "email": "new@example.org" }),
        invalid: (json!("x"), EMAIL),
        event: "email",
    }
}

#[tokio::test]
async fn the_email_is_set() {
    email().follows_the_common_rules().await;
}

#[tokio::test]
async fn invalid_emails_are_rejected() {
    let texts = ["a@b", "a..b@x.com", "a@x.com ", "ä@x.com", "a@b@c.com", "a@x.com\u{0}"].map(|text| json!(text));
    let others = [json!(5), json!(true), json!(["a@b.co"]), json!({ "a": "a@b.co" })];
    email().rejects(texts.into_iter().chain(others), EMAIL).await;
}

#[tokio::test]
async fn an_email_of_another_user_is_a_conflict() {
    let app = TestApp::start().await;
    app.create("ann").await;
    app.create("bob").await;
    for taken in ["bob@example.com", "BOB@example.com"] {
        let answer = app.patch("/v1/users/ann/email").key().json(json!({ "email": taken })).send().await;
        answer.is_error(409, "user_email_already_exists", "Email already exists");
    }
    assert_eq!(app.read("ann").await, user("ann"));
    assert_eq!(app.events("ann").await, ["users.ann.create"]);
    app.check("after conflicts");
}

#[tokio::test]
async fn an_unknown_user_is_404_before_a_conflict() {
    let app = TestApp::start().await;
    app.create("bob").await;
    let taken = json!({ "email": "bob@example.com" });
    app.patch("/v1/users/nobody/email").key().json(taken).send().await.is_no_user();
}

#[tokio::test]
async fn a_new_email_is_unverified() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let verify = app.patch("/v1/users/ann/verification").key().json(json!({ "emailVerification": true }));
    assert_eq!(verify.send().await.ok()["emailVerification"], true);
    let answer = app.patch("/v1/users/ann/email").key().json(json!({ "email": "new@example.com" })).send().await;
    answer.is(200, with(user("ann"), json!({ "email": "new@example.com", "emailVerification": false })));
}

#[tokio::test]
async fn setting_the_same_email_succeeds_removes_the_verification_and_is_logged() {
    let app = TestApp::start().await;
    app.create("ann").await;
    app.patch("/v1/users/ann/verification").key().json(json!({ "emailVerification": true })).send().await.ok();
    app.pass(5);
    let same = json!({ "email": "ANN@example.com" });
    let answer = app.patch("/v1/users/ann/email").key().json(same).send().await;
    answer.is(200, with(user("ann"), json!({ "$updatedAt": START + 5 })));
    let events = ["users.ann.update.email", "users.ann.update.verification", "users.ann.create"];
    assert_eq!(app.events("ann").await, events);
    app.check("the same email");
}

#[tokio::test]
async fn other_users_can_have_the_former_email_but_not_the_new_one() {
    let app = TestApp::start().await;
    app.create("ann").await;
    app.patch("/v1/users/ann/email").key().json(json!({ "email": "new@example.com" })).send().await.ok();
    let new = |id: &str, email: &str| json!({ "userId": id, "email": email, "password": "correct horse" });
    let taken = app.post("/v1/users").key().json(new("bob", "new@example.com")).send().await;
    taken.is_error(409, "user_already_exists", "Account already exists");
    app.post("/v1/users").key().json(new("bob", "ann@example.com")).send().await.ok();
    let back = app.patch("/v1/users/ann/email").key().json(json!({ "email": "ann@example.com" })).send().await;
    back.is_error(409, "user_email_already_exists", "Email already exists");
    app.check("an email of a former owner");
}

#[tokio::test]
async fn the_user_is_found_by_the_new_email_only() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let answer = app.patch("/v1/users/ann/email").key().json(json!({ "email": "fresh@elsewhere.org" })).send().await;
    let ann = answer.ok();
    let found = async |term: &str| app.get(&format!("/v1/users?search={term}")).key().send().await.body();
    for term in ["fresh@elsewhere.org", "fresh", "elsewhere.org", "%22fresh@elsewhere.org%22"] {
        assert_eq!(found(term).await, json!({ "total": 1, "users": [ann] }), "{term}");
    }
    for term in ["ann@example.com", "example"] {
        assert_eq!(found(term).await, json!({ "total": 0, "users": [] }), "{term}");
    }
}
