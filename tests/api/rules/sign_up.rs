//! Becoming a user: the limit of users, sign-up switched off, the domains of emails.

use super::v1;
use crate::answer::Answer;
use crate::app::{PROJECT, TestApp};
use crate::request::Request;
use crate::signing_in::PASSWORD;
use futures_util::future::join_all;
use roster_core::Slice;
use serde_json::json;
use std::time::Duration;

fn sign_up<'a>(app: &'a TestApp, id: &str, email: &str) -> Request<'a> {
    app.post("/v1/account").project(PROJECT).json(json!({ "userId": id, "email": email, "password": PASSWORD }))
}

#[track_caller]
fn is_full(answer: &Answer) {
    let message = "Project registration is restricted. Contact your administrator for more information.";
    answer.is_error(501, "user_count_exceeded", message);
}

async fn users_of(app: &TestApp) -> u64 {
    app.get("/v1/users").key().send().await.ok()["total"].as_u64().unwrap()
}

#[tokio::test]
async fn nobody_signs_up_in_a_full_project_but_servers_create_users() {
    let app = TestApp::with_rules(|rules| rules.users_limit = Some(2)).await;
    sign_up(&app, "ann", "ann@example.com").send().await.ok();
    app.create("bob").await;
    is_full(&sign_up(&app, "eve", "eve@example.com").send().await);
    let message = "The current project has exceeded the maximum number of users. Please check your user limit in the \
                   Appwrite console.";
    let newer = v1(sign_up(&app, "eve", "eve@example.com")).send().await;
    newer.is_v1_error(400, "user_count_exceeded", message);
    // Not even with an email that is taken: the answer says nothing about users.
    is_full(&sign_up(&app, "eve", "ann@example.com").send().await);
    app.create("cat").await;
    assert_eq!(users_of(&app).await, 3);
    // Existing users are users as before.
    app.sign_in("ann").await;
    for id in ["bob", "cat"] {
        app.delete(&format!("/v1/users/{id}")).key().send().await.is_done();
    }
    sign_up(&app, "eve", "eve@example.com").send().await.ok();
    assert_eq!(users_of(&app).await, 2);
    app.check("a project with a limit of users");
}

#[tokio::test]
async fn nobody_signs_up_with_a_limit_of_zero() {
    let app = TestApp::with_rules(|rules| rules.users_limit = Some(0)).await;
    is_full(&sign_up(&app, "ann", "ann@example.com").send().await);
    assert_eq!(users_of(&app).await, 0);
}

#[tokio::test]
async fn of_many_sign_ups_at_once_no_more_succeed_than_the_limit_allows() {
    let mut app = TestApp::with_rules(|rules| rules.users_limit = Some(3)).await;
    let together = async |app: &TestApp, from: usize| {
        // With an API key, whose sign-ups are not counted.
        let request = |n| v1(sign_up(app, &format!("u{n}"), &format!("u{n}@example.com")).key());
        join_all((from..from + 8).map(|n| request(n).send()))
            .await
            .into_iter()
            .filter(|answer| answer.status == 201)
            .count()
    };
    assert_eq!(together(&app, 0).await, 3);
    app.check("as many users as the limit allows");
    // With several counters some may be rejected that the limit would allow, but never too many succeed.
    let since = app.time.now().after(Duration::from_secs(1));
    app.store.widen_project(&app.project.id, Slice { since, shards: 4 }, &app.time.change()).await.unwrap();
    app.set_rules(|rules| rules.users_limit = Some(9)).await;
    app.pass(2);
    let mut created = 3;
    for round in 1..20 {
        created += together(&app, round * 8).await;
        assert!(created <= 9, "{created} users");
    }
    assert_eq!((created, users_of(&app).await), (9, 9));
    app.check("as many users as the limit allows, in several places");
}

#[tokio::test]
async fn a_limit_costs_one_read_of_the_counters_and_no_limit_costs_nothing() {
    let mut app = TestApp::start().await;
    let bill = async |app: &TestApp, id: &str| {
        let request = sign_up(app, id, &format!("{id}@example.com"));
        let (answer, bill) = app.caller.meter.measure(request.send()).await;
        answer.ok();
        (bill.calls.len(), bill.read_units(), bill.write_units())
    };
    bill(&app, "u0").await;
    let without = bill(&app, "u1").await;
    app.set_rules(|rules| {
        rules.passwords.dictionary = true;
        rules.session_limit = Some(3);
        rules.email_domains = Some(vec!["example.com".to_owned()]);
    })
    .await;
    bill(&app, "u2").await;
    assert_eq!(bill(&app, "u3").await, without, "rules that need no data cost nothing");
    app.set_rules(|rules| rules.users_limit = Some(1_000)).await;
    bill(&app, "u4").await;
    let with = bill(&app, "u5").await;
    assert_eq!((with.0, with.1, with.2), (without.0 + 1, without.1 + 0.5, without.2));
}

#[tokio::test]
async fn nobody_signs_up_where_sign_up_is_off_but_servers_create_users() {
    let app = TestApp::with_rules(|rules| rules.sign_up = false).await;
    let (kind, message) = ("user_auth_method_unsupported", "Sign-up is disabled for this project");
    sign_up(&app, "ann", "ann@example.com").send().await.is_error(501, kind, message);
    v1(sign_up(&app, "ann", "ann@example.com")).send().await.is_v1_error(501, kind, message);
    app.create("ann").await;
    app.sign_in("ann").await;
    assert_eq!(users_of(&app).await, 1);
}

#[tokio::test]
async fn emails_of_other_domains_are_rejected_at_sign_up_and_at_a_change() {
    let mut app = TestApp::start().await;
    app.create("ann").await;
    let token = app.sign_in("ann").await;
    let domains = ["example.com", "*.example.org"].map(str::to_owned).to_vec();
    app.set_rules(|rules| rules.email_domains = Some(domains.clone())).await;
    let message =
        "Registration is restricted to emails of certain domains. Contact your administrator for more information.";
    for email in ["eve@example.net", "eve@example.org", "eve@sub.example.com", "eve@badexample.com"] {
        let rejected = sign_up(&app, "eve", email).send().await;
        rejected.is_error(401, "user_email_not_whitelisted", message);
        let newer = v1(sign_up(&app, "eve", email)).send().await;
        newer.is_v1_error(401, "user_email_not_whitelisted", message);
        let body = json!({ "email": email, "password": PASSWORD });
        let changed = app.patch("/v1/account/email").session(&token).json(body).send().await;
        changed.is_error(401, "user_email_not_whitelisted", message);
    }
    sign_up(&app, "eve", "Eve@Example.COM").send().await.ok();
    sign_up(&app, "dan", "dan@sub.example.org").send().await.ok();
    let body = json!({ "email": "new@a.b.example.org", "password": PASSWORD });
    app.patch("/v1/account/email").session(&token).json(body).send().await.ok();
    // A server sets any email.
    let any = app.patch("/v1/users/ann/email").key().json(json!({ "email": "ann@example.net" })).send().await;
    assert_eq!(any.status, 200, "{}", any.text());
}
