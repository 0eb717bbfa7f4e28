//! What a new password must not be.

use super::v1;
use crate::answer::Answer;
use crate::app::{PROJECT, TestApp};
use crate::request::Request;
use crate::signing_in::PASSWORD;
use roster_core::{PasswordRules, ProjectRules};
use serde_json::json;

const COMMON: &str = "Password must be between 8 and 265 characters long, and should not be one of the commonly used \
                      password.";

fn dictionary(rules: &mut ProjectRules) {
    rules.passwords.dictionary = true;
}

fn personal_data(rules: &mut ProjectRules) {
    rules.passwords.personal_data = true;
}

/// A user changes their own password.
fn change<'a>(app: &'a TestApp, token: &str, old: &str, new: &str) -> Request<'a> {
    app.patch("/v1/account/password").session(token).json(json!({ "oldPassword": old, "password": new }))
}

/// A server sets the password of ann.
fn set<'a>(app: &'a TestApp, new: &str) -> Request<'a> {
    app.patch("/v1/users/ann/password").key().json(json!({ "password": new }))
}

/// Somebody signs up as cat.
fn sign_up<'a>(app: &'a TestApp, password: &str) -> Request<'a> {
    let body = json!({ "userId": "cat", "email": "moe@example.com", "name": "Moe", "password": password });
    app.post("/v1/account").project(PROJECT).json(body)
}

/// A server creates cat.
fn create<'a>(app: &'a TestApp, password: &str) -> Request<'a> {
    let body = json!({ "userId": "cat", "email": "moe@example.com", "name": "Moe", "password": password });
    app.post("/v1/users").key().json(body)
}

#[track_caller]
fn is_recent(answer: &Answer) {
    let message = "The password you are trying to use is similar to your previous password. For your security, please \
                   choose a different password and try again.";
    answer.is_error(400, "password_recently_used", message);
}

#[track_caller]
fn is_personal(answer: &Answer) {
    let message = "The password you are trying to use contains references to your name, email, phone or userID. For \
                   your security, please choose a different password and try again.";
    answer.is_error(400, "password_personal_data", message);
}

#[tokio::test]
async fn a_common_password_is_an_invalid_parameter_wherever_one_is_set() {
    let app = TestApp::with_rules(dictionary).await;
    app.create("ann").await;
    let token = app.sign_in("ann").await;
    // The old password is wrong, and is not compared.
    let requests = || {
        let own = change(&app, &token, "wrong horse", "iloveyou");
        [sign_up(&app, "iloveyou"), create(&app, "iloveyou"), set(&app, "iloveyou"), own]
    };
    for request in requests() {
        request.send().await.is_invalid(&format!("Invalid password: {COMMON}"));
    }
    for request in requests() {
        v1(request).send().await.is_v1_invalid("password", COMMON);
    }
    app.get("/v1/users/cat").key().send().await.is_no_user();
    // The list is compared exactly, and a password that was set before still signs in.
    sign_up(&app, "Iloveyou").send().await.ok();
    app.sign_in("ann").await;
    change(&app, &token, PASSWORD, "a better horse").send().await.ok();
}

#[tokio::test]
async fn a_first_password_follows_the_rules_too() {
    let app = TestApp::with_rules(|rules| {
        dictionary(rules);
        personal_data(rules);
    })
    .await;
    v1(app.post("/v1/users").key().json(json!({ "userId": "dan" }))).send().await.ok();
    let made = app.post("/v1/users/dan/sessions").key().format("1.9.6").send().await.ok();
    let token = made["secret"].as_str().unwrap();
    let first = |password: &str| {
        let body = json!({ "email": "dan@example.com", "password": password });
        v1(app.patch("/v1/account/email").session(token).json(body))
    };
    first("iloveyou").send().await.is_v1_invalid("password", COMMON);
    assert_eq!(first("my dan 1234").send().await.body()["type"], "password_personal_data");
    first("correct horse").send().await.ok();
}

#[tokio::test]
async fn one_of_the_last_passwords_is_rejected_and_an_older_one_is_not() {
    let app = TestApp::with_rules(|rules| rules.passwords.history = Some(3)).await;
    app.create("ann").await;
    let token = app.sign_in("ann").await;
    is_recent(&change(&app, &token, PASSWORD, PASSWORD).send().await);
    change(&app, &token, PASSWORD, "second horse").send().await.ok();
    is_recent(&change(&app, &token, "second horse", PASSWORD).send().await);
    // A server keeps the same history.
    is_recent(&set(&app, PASSWORD).send().await);
    set(&app, "third horse").send().await.ok();
    is_recent(&change(&app, &token, "third horse", "second horse").send().await);
    assert_eq!(v1(set(&app, PASSWORD)).send().await.body()["type"], "password_recently_used");
    // A wrong old password comes first.
    change(&app, &token, "wrong horse", PASSWORD).send().await.is_wrong_password();
    change(&app, &token, "third horse", "fourth horse").send().await.ok();
    change(&app, &token, "fourth horse", PASSWORD).send().await.ok();
    app.check("a history of passwords");
}

#[tokio::test]
async fn a_password_that_was_removed_is_not_set_again() {
    let app = TestApp::with_rules(|rules| rules.passwords.history = Some(2)).await;
    app.create("ann").await;
    v1(set(&app, "")).send().await.ok();
    is_recent(&set(&app, PASSWORD).send().await);
    set(&app, "second horse").send().await.ok();
}

#[tokio::test]
async fn a_history_of_one_is_the_present_password_and_is_stored_nowhere_else() {
    let app = TestApp::with_rules(|rules| rules.passwords.history = Some(1)).await;
    app.create("ann").await;
    is_recent(&set(&app, PASSWORD).send().await);
    set(&app, "second horse").send().await.ok();
    set(&app, PASSWORD).send().await.ok();
    assert!(app.table.rows().iter().all(|row| !row.sk().starts_with("F#")));
}

#[tokio::test]
async fn former_passwords_are_deleted_with_their_user() {
    let app = TestApp::with_rules(|rules| rules.passwords.history = Some(3)).await;
    app.create("ann").await;
    set(&app, "second horse").send().await.ok();
    let kept = || app.table.rows().iter().filter(|row| row.sk().starts_with("F#")).count();
    assert_eq!(kept(), 1);
    app.delete("/v1/users/ann").key().send().await.is_done();
    assert_eq!(kept(), 0);
    // A new user with the id has no history.
    app.create("ann").await;
    set(&app, "second horse").send().await.ok();
    app.check("a new user with a former id");
}

#[tokio::test]
async fn a_password_with_data_of_its_user_is_rejected() {
    let mut app = TestApp::start().await;
    app.create("ann").await;
    let token = app.sign_in("ann").await;
    app.set_rules(personal_data).await;
    for personal in ["my CAT is 7", "MOE@example.com", "xx moe xx"] {
        is_personal(&sign_up(&app, personal).send().await);
        is_personal(&create(&app, personal).send().await);
    }
    app.get("/v1/users/cat").key().send().await.is_no_user();
    sign_up(&app, "correct horse").send().await.ok();
    for personal in ["xxANNxxx", "ann lee 12"] {
        is_personal(&set(&app, personal).send().await);
        is_personal(&change(&app, &token, PASSWORD, personal).send().await);
        change(&app, &token, "wrong horse", personal).send().await.is_wrong_password();
    }
    change(&app, &token, PASSWORD, "another horse").send().await.ok();
}

#[tokio::test]
async fn the_history_comes_before_personal_data_and_after_the_dictionary() {
    let mut app = TestApp::start().await;
    let new = json!({ "userId": "ann", "email": "ann@example.com", "password": "anniloveyou" });
    app.post("/v1/users").key().json(new).send().await.ok();
    app.set_rules(|rules| {
        rules.passwords = PasswordRules { history: Some(2), dictionary: true, personal_data: true };
    })
    .await;
    is_recent(&set(&app, "anniloveyou").send().await);
    set(&app, "iloveyou").send().await.is_invalid(&format!("Invalid password: {COMMON}"));
    is_personal(&set(&app, "my ann 1234").send().await);
}

#[tokio::test]
async fn without_rules_any_password_is_taken() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let token = app.sign_in("ann").await;
    sign_up(&app, "iloveyou").send().await.ok();
    for password in ["ann lee 12", "iloveyou", "iloveyou", PASSWORD] {
        set(&app, password).send().await.ok();
    }
    change(&app, &token, PASSWORD, PASSWORD).send().await.ok();
}
