//! The user that an account at a provider signs in (docs/decisions/0036-sign-in-with-others.md).

use super::{Browser, COOKIE_FORM};
use crate::app::TestApp;
use roster_tests::issuer::Person;
use serde_json::{Value, json};

const EMAIL: &str = "ann@example.com";

impl TestApp {
    /// A user of a server, with these fields beside the email.
    async fn made(&self, fields: Value) -> String {
        let mut body = json!({ "userId": "ann", "email": EMAIL });
        body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        let made = self.post("/v1/users").key().format("1.9.6").json(body).send().await;
        assert_eq!(made.status, 201, "{}", made.text());
        "ann".into()
    }

    async fn verify(&self, is_verified: bool) {
        let body = json!({ "emailVerification": is_verified });
        self.patch("/v1/users/ann/verification").key().format("1.9.6").json(body).send().await.ok();
    }

    pub async fn identity_count(&self) -> u64 {
        self.get("/v1/users/identities").key().format("1.9.6").send().await.ok()["total"].as_u64().unwrap()
    }
}

async fn sign_in<'a>(
    app: &'a TestApp,
    issuer: &roster_tests::issuer::Issuer,
    person: &Person,
) -> (Browser<'a>, Option<String>) {
    let browser = Browser::new(app);
    let back = browser.sign_in(issuer, COOKIE_FORM, person).await;
    let error = back.parameter("error").map(|_| back.error()["type"].as_str().unwrap().to_owned());
    (browser, error)
}

#[tokio::test]
async fn a_verified_email_joins_the_user_who_has_verified_it() {
    let (app, issuer) = TestApp::with_issuer().await;
    app.made(json!({ "password": "password" })).await;
    app.verify(true).await;
    let (browser, error) = sign_in(&app, &issuer, &Person::verified("sub-ann", EMAIL)).await;
    assert_eq!(error, None);
    assert_eq!(browser.account().await.ok()["$id"], "ann");
    assert!(app.try_sign_in(EMAIL, "password").send().await.status == 201, "the password stays");
    assert_eq!(app.identity_count().await, 1);
    app.check("a joined account");
}

#[tokio::test]
async fn an_email_that_the_provider_has_not_verified_joins_nobody() {
    let (app, issuer) = TestApp::with_issuer().await;
    app.made(json!({})).await;
    app.verify(true).await;
    let (browser, error) = sign_in(&app, &issuer, &Person::unverified("sub-attacker", EMAIL)).await;
    assert_eq!(error.as_deref(), Some("general_bad_request"));
    assert!(browser.session().is_none());
    assert_eq!(app.identity_count().await, 0);
}

#[tokio::test]
async fn a_user_with_the_email_of_somebody_else_keeps_no_access() {
    for planted in [json!({ "password": "password" }), json!({ "phone": "+4930901820" })] {
        let (app, issuer) = TestApp::with_issuer().await;
        app.made(planted.clone()).await;
        let (browser, error) = sign_in(&app, &issuer, &Person::verified("sub-ann", EMAIL)).await;
        assert_eq!(error.as_deref(), Some("user_already_exists"), "{planted}");
        assert!(browser.session().is_none() && app.identity_count().await == 0);
    }
}

#[tokio::test]
async fn a_user_without_any_other_way_in_is_joined_and_their_sessions_end() {
    let (app, issuer) = TestApp::with_issuer().await;
    app.made(json!({})).await;
    let session = app.post("/v1/users/ann/sessions").key().format("1.9.6").json(json!({})).send().await.body();
    let planted = session["secret"].as_str().unwrap().to_owned();
    assert!(app.accepts(&planted).await);
    let (browser, error) = sign_in(&app, &issuer, &Person::verified("sub-ann", EMAIL)).await;
    assert_eq!(error, None);
    let user = browser.account().await.ok();
    assert_eq!((&user["$id"], &user["emailVerification"]), (&json!("ann"), &json!(true)));
    assert!(!app.accepts(&planted).await, "whoever had a session has not shown that the email is theirs");
    app.check("a joined account of an unverified user");
}

#[tokio::test]
async fn a_new_user_has_the_email_only_if_the_provider_has_verified_it() {
    let (app, issuer) = TestApp::with_issuer().await;
    let (browser, error) = sign_in(&app, &issuer, &Person::unverified("sub-attacker", EMAIL)).await;
    assert_eq!(error, None);
    let attacker = browser.account().await.ok();
    assert_eq!((&attacker["email"], &attacker["emailVerification"]), (&json!(""), &json!(false)));
    let (browser, error) = sign_in(&app, &issuer, &Person::verified("sub-ann", EMAIL)).await;
    assert_eq!(error, None);
    let ann = browser.account().await.ok();
    assert_eq!((&ann["email"], &ann["emailVerification"]), (&json!(EMAIL), &json!(true)));
    assert_ne!(ann["$id"], attacker["$id"]);
    app.check("an email that was not verified");
}

#[tokio::test]
async fn an_account_without_an_email_makes_no_user() {
    let (app, issuer) = TestApp::with_issuer().await;
    let person = Person { email: None, ..Person::verified("sub-ann", EMAIL) };
    let (_, error) = sign_in(&app, &issuer, &person).await;
    assert_eq!(error.as_deref(), Some("user_unauthorized"));
}

#[tokio::test]
async fn a_blocked_user_does_not_sign_in() {
    let (app, issuer) = TestApp::with_issuer().await;
    let person = Person::verified("sub-ann", EMAIL);
    let (browser, _) = sign_in(&app, &issuer, &person).await;
    let id = browser.account().await.ok()["$id"].as_str().unwrap().to_owned();
    let path = format!("/v1/users/{id}/status");
    app.patch(&path).key().format("1.9.6").json(json!({ "status": false })).send().await.ok();
    let (browser, error) = sign_in(&app, &issuer, &person).await;
    assert_eq!(error.as_deref(), Some("user_blocked"));
    assert!(browser.session().is_none());
}

#[tokio::test]
async fn two_browsers_at_once_make_one_user_of_one_account() {
    let (app, issuer) = TestApp::with_issuer().await;
    let browsers: Vec<_> = (0..6).map(|_| Browser::new(&app)).collect();
    let person = Person::verified("sub-ann", EMAIL);
    let ways = browsers.iter().map(|browser| browser.sign_in(&issuer, COOKIE_FORM, &person));
    futures_util::future::join_all(ways).await;
    let mut ids = Vec::new();
    for browser in &browsers {
        ids.push(browser.account().await.ok()["$id"].as_str().unwrap().to_owned());
    }
    ids.dedup();
    assert_eq!(ids.len(), 1, "{ids:?}");
    assert_eq!(app.identity_count().await, 1);
    assert_eq!(app.get("/v1/users").key().send().await.ok()["total"], 1);
    app.check("parallel sign-ins with one account");
}

#[tokio::test]
async fn the_rules_of_the_project_hold_for_new_users() {
    let (mut app, issuer) = TestApp::with_issuer().await;
    app.set_rules(|rules| rules.sign_up = false).await;
    let (_, error) = sign_in(&app, &issuer, &Person::verified("sub-ann", EMAIL)).await;
    assert!(error.is_some(), "nobody can sign up");
    app.made(json!({})).await;
    app.verify(true).await;
    let (browser, error) = sign_in(&app, &issuer, &Person::verified("sub-ann", EMAIL)).await;
    assert!(error.is_none() && browser.session().is_some(), "who is known signs in");
}
