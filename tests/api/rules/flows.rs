//! The rules at the other ways of signing in, and at the recovery of a password.

use super::v1;
use crate::app::{PROJECT, TestApp};
use crate::inbox::WithInbox;
use crate::request::Request;
use crate::signing_in::PASSWORD;
use roster_core::{AuthMethod, ProjectRules};
use serde_json::{Value, json};
use std::time::Duration;

const URL: &str = "https://localhost/page";
const ANONYMOUS: &str = "/v1/account/sessions/anonymous";

async fn with_rules(edit: impl Fn(&mut ProjectRules)) -> WithInbox {
    let mut app = WithInbox::start().await;
    app.create("ann").await;
    app.set_rules(edit).await;
    app
}

fn ask<'a>(app: &'a TestApp, path: &str, body: Value) -> Request<'a> {
    v1(app.post(path).project(PROJECT).json(body))
}

/// Requests that would make a user, each in another way.
fn new_users(app: &TestApp) -> Vec<Request<'_>> {
    let by_email = |id: &str| json!({ "userId": id, "email": format!("{id}@example.com"), "url": URL });
    vec![
        ask(app, "/v1/account/tokens/magic-url", by_email("m1")),
        ask(app, "/v1/account/tokens/email", by_email("m2")),
        ask(app, "/v1/account/tokens/phone", json!({ "userId": "m3", "phone": "+4930901820" })),
        ask(app, ANONYMOUS, json!({})),
        ask(app, "/v1/account", json!({ "userId": "m5", "email": "m5@example.com", "password": PASSWORD })),
    ]
}

async fn nobody_comes_in(app: &WithInbox, kind: &str) {
    for request in new_users(app) {
        let shown = format!("{request:?}");
        let answer = request.send().await;
        assert_eq!(answer.body()["type"], kind, "{shown}");
        assert!(answer.cookies().is_empty(), "{shown}");
    }
    assert_eq!((app.total("/v1/users").await, app.count().await), (1, 0));
    // A user is not asked.
    let known = json!({ "userId": "unique()", "email": "ann@example.com", "url": URL });
    assert_eq!(ask(app, "/v1/account/tokens/magic-url", known).send().await.status, 201);
    app.check("nobody has come in");
}

#[tokio::test]
async fn in_a_full_project_nobody_becomes_a_user_in_any_way() {
    let app = with_rules(|rules| rules.users_limit = Some(1)).await;
    nobody_comes_in(&app, "user_count_exceeded").await;
}

#[tokio::test]
async fn where_sign_up_is_off_nobody_becomes_a_user_in_any_way() {
    let app = with_rules(|rules| rules.sign_up = false).await;
    nobody_comes_in(&app, "user_auth_method_unsupported").await;
}

#[tokio::test]
async fn links_and_codes_make_users_of_allowed_domains_alone() {
    let app = with_rules(|rules| rules.email_domains = Some(vec!["example.net".to_owned()])).await;
    for (path, id) in [("/v1/account/tokens/magic-url", "m1"), ("/v1/account/tokens/email", "m2")] {
        let body = |domain: &str| json!({ "userId": id, "email": format!("{id}@{domain}"), "url": URL });
        let other = ask(&app, path, body("example.com")).send().await;
        assert_eq!((other.status.as_u16(), &other.body()["type"]), (401, &json!("user_email_not_whitelisted")));
        assert_eq!(ask(&app, path, body("example.net")).send().await.status, 201);
    }
    assert_eq!((app.total("/v1/users").await, app.count().await), (3, 2));
}

#[tokio::test]
async fn anonymous_sessions_that_are_switched_off_are_not_made() {
    let app = with_rules(|rules| rules.methods = rules.methods.without(AuthMethod::Anonymous)).await;
    let message = "Anonymous authentication is disabled for this project";
    let off = ask(&app, ANONYMOUS, json!({})).send().await;
    off.is_v1_error(501, "user_auth_method_unsupported", message);
    let older = app.post(ANONYMOUS).project(PROJECT).send().await;
    older.is_error(501, "user_auth_method_unsupported", message);
    assert_eq!(app.total("/v1/users").await, 1);
}

#[tokio::test]
async fn a_link_signs_in_for_as_long_as_the_project_says_and_ends_the_oldest_session() {
    let mut app = WithInbox::start().await;
    app.create("ann").await;
    let old = app.sign_in("ann").await;
    app.set_rules(|rules| {
        rules.session_duration = Duration::from_secs(600);
        rules.session_limit = Some(1);
    })
    .await;
    let known = json!({ "userId": "ann", "email": "ann@example.com", "url": URL });
    ask(&app, "/v1/account/tokens/magic-url", known).send().await.ok();
    let link = app.link("ann@example.com").await;
    let body = json!({ "userId": link.user(), "secret": link.secret() });
    let new = ask(&app, "/v1/account/sessions/token", body).send().await.token();
    assert!(app.accepts(&new).await && !app.accepts(&old).await);
    app.pass(600);
    assert!(!app.accepts(&new).await);
}

#[tokio::test]
async fn a_recovered_password_follows_the_dictionary_and_the_history_but_may_have_personal_data() {
    let app = with_rules(|rules| {
        rules.passwords.dictionary = true;
        rules.passwords.history = Some(3);
        rules.passwords.personal_data = true;
    })
    .await;
    let request = json!({ "email": "ann@example.com", "url": URL });
    ask(&app, "/v1/account/recovery", request).send().await.ok();
    let link = app.link("ann@example.com").await;
    let recover = |password: &str| {
        let body = json!({ "userId": link.user(), "secret": link.secret(), "password": password });
        v1(app.put("/v1/account/recovery").project(PROJECT).json(body))
    };
    let common = "Password must be between 8 and 265 characters long, and should not be one of the commonly used \
                  password.";
    recover("iloveyou").send().await.is_v1_invalid("password", common);
    assert_eq!(recover(PASSWORD).send().await.body()["type"], "password_recently_used");
    // The link is still good, and the next password is kept.
    recover("my ann 1234").send().await.ok();
    let set = app.patch("/v1/users/ann/password").key().json(json!({ "password": PASSWORD })).send().await;
    assert_eq!(set.body()["type"], "password_recently_used");
    app.check("a recovered password");
}
