//! `/v1/account/identities` and `/v1/users/identities`.

use super::{Browser, COOKIE_FORM};
use crate::answer::Answer;
use crate::app::{PROJECT, TestApp};
use roster_tests::issuer::{Issuer, Person};
use serde_json::{Value, json};

impl TestApp {
    /// Sets up a provider for an app that exists.
    pub async fn add_issuer(&self) -> Issuer {
        let issuer = Issuer::start(&self.time).await;
        self.set_provider("oidc", [("endpoint", issuer.url().as_str())], true).await;
        issuer
    }

    async fn identities(&self, query: &str) -> Value {
        self.get(&format!("/v1/users/identities?{query}")).key().format("1.9.6").send().await.ok()
    }
}

async fn people<'a>(app: &'a TestApp, issuer: &Issuer, count: usize) -> Vec<Browser<'a>> {
    let mut browsers = Vec::new();
    for number in 0..count {
        let browser = Browser::new(app);
        let person = Person::verified(&format!("sub-{number}"), &format!("user{number}@example.com"));
        browser.sign_in(issuer, COOKIE_FORM, &person).await;
        browsers.push(browser);
    }
    browsers
}

async fn own(browser: &Browser<'_>) -> Value {
    browser.send(browser.app.get("/v1/account/identities").project(PROJECT)).await.ok()
}

async fn delete(browser: &Browser<'_>, id: &str) -> Answer {
    browser.send(browser.app.delete(&format!("/v1/account/identities/{id}")).project(PROJECT)).await
}

#[track_caller]
fn is_missing(answer: &Answer) {
    assert_eq!((answer.status.as_u16(), &answer.body()["type"]), (404, &json!("user_identity_not_found")));
}

fn query(json: &Value) -> String {
    let mut serializer = form_urlencoded::Serializer::new(String::new());
    serializer.append_pair("queries[]", &json.to_string());
    serializer.finish()
}

#[tokio::test]
async fn an_identity_has_the_fields_of_the_model() {
    let (app, issuer) = TestApp::with_issuer().await;
    let browser = &people(&app, &issuer, 1).await[0];
    let list = own(browser).await;
    let identity = &list["identities"][0];
    let fields = [
        "$id",
        "$createdAt",
        "$updatedAt",
        "userId",
        "provider",
        "providerUid",
        "providerEmail",
        "providerAccessToken",
        "providerAccessTokenExpiry",
        "providerRefreshToken",
    ];
    assert_eq!(identity.as_object().unwrap().len(), fields.len());
    assert!(fields.iter().all(|field| !identity[field].as_str().unwrap().is_empty()), "{identity}");
    assert_eq!(identity["providerEmail"], "user0@example.com");
    let session = browser.send(app.get("/v1/account/sessions/current").project(PROJECT)).await.ok();
    assert_eq!(identity["providerAccessToken"], session["providerAccessToken"]);
    assert_eq!(app.identities("").await["identities"][0], *identity, "a server sees the same");
}

#[tokio::test]
async fn a_server_finds_identities() {
    let (app, issuer) = TestApp::with_issuer().await;
    let browsers = people(&app, &issuer, 5).await;
    let id = browsers[3].account().await.ok()["$id"].clone();
    let uids = |list: &Value| -> Vec<String> {
        let identities = list["identities"].as_array().unwrap().iter();
        identities.map(|identity| identity["providerUid"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(uids(&app.identities("").await), ["sub-0", "sub-1", "sub-2", "sub-3", "sub-4"]);
    for filter in [
        json!({ "method": "equal", "attribute": "userId", "values": [id] }),
        json!({ "method": "equal", "attribute": "providerUid", "values": ["sub-3"] }),
        json!({ "method": "equal", "attribute": "providerEmail", "values": ["user3@example.com"] }),
    ] {
        let found = app.identities(&query(&filter)).await;
        assert_eq!((uids(&found), &found["total"]), (vec!["sub-3".to_owned()], &json!(1)), "{filter}");
    }
    for term in ["user3@example.com", id.as_str().unwrap(), "sub-3"] {
        assert_eq!(uids(&app.identities(&format!("search={term}")).await), ["sub-3"], "{term}");
    }
    assert_eq!(app.identities("search=nobody").await["total"], 0);
    let page = query(&json!({ "method": "limit", "values": [2] }));
    let first = app.identities(&page).await;
    assert_eq!((uids(&first), &first["total"]), (vec!["sub-0".to_owned(), "sub-1".to_owned()], &json!(5)));
    let cursor = query(&json!({ "method": "cursorAfter", "values": [first["identities"][1]["$id"]] }));
    assert_eq!(uids(&app.identities(&format!("{page}&{cursor}")).await), ["sub-2", "sub-3"]);
    assert_eq!(app.identities("total=false").await["total"], 0);
}

#[tokio::test]
async fn a_user_deletes_only_their_own() {
    let (app, issuer) = TestApp::with_issuer().await;
    let browsers = people(&app, &issuer, 2).await;
    let (ann, bob) = (&browsers[0], &browsers[1]);
    let id = own(ann).await["identities"][0]["$id"].as_str().unwrap().to_owned();
    is_missing(&delete(bob, &id).await);
    is_missing(&delete(bob, "unknown").await);
    delete(ann, &id).await.is_done();
    is_missing(&delete(ann, &id).await);
    assert_eq!(own(ann).await["total"], 0);
    assert_eq!(ann.account().await.status, 200, "the session stays");
    app.check("a deleted identity");
}

#[tokio::test]
async fn a_server_deletes_an_identity_and_the_account_is_free() {
    let (app, issuer) = TestApp::with_issuer().await;
    let browser = &people(&app, &issuer, 1).await[0];
    let id = app.identities("").await["identities"][0]["$id"].as_str().unwrap().to_owned();
    let path = format!("/v1/users/identities/{id}");
    app.delete(&path).key().format("1.9.6").send().await.is_done();
    let first = browser.account().await.ok()["$id"].clone();
    let again = Browser::new(&app);
    again.sign_in(&issuer, COOKIE_FORM, &Person::verified("sub-0", "user0@example.com")).await;
    assert_eq!(again.account().await.ok()["$id"], first, "by the email, which is verified");
    app.check("an identity deleted by a server");
}

#[tokio::test]
async fn identities_go_with_their_user() {
    let (app, issuer) = TestApp::with_issuer().await;
    let browser = &people(&app, &issuer, 1).await[0];
    let id = browser.account().await.ok()["$id"].as_str().unwrap().to_owned();
    app.delete(&format!("/v1/users/{id}")).key().send().await.is_done();
    assert_eq!(app.identities("").await["total"], 0);
    let again = Browser::new(&app);
    again.sign_in(&issuer, COOKIE_FORM, &Person::verified("sub-0", "user0@example.com")).await;
    assert_ne!(again.account().await.ok()["$id"], json!(id), "a new user");
    app.check("identities of a deleted user");
}
