//! The whole way: with cookies, with a token, and in an app.

use super::{Browser, COOKIE_FORM, SUCCESS, TOKEN_FORM, callback, redirected};
use crate::app::{PROJECT, TestApp};
use roster_tests::issuer::Person;
use serde_json::json;

fn ann() -> Person {
    Person::verified("sub-ann", "ann@example.com")
}

#[tokio::test]
async fn a_session_is_in_the_cookie_and_not_in_the_url() {
    let (app, issuer) = TestApp::with_issuer().await;
    let browser = Browser::new(&app);
    let back = browser.sign_in(&issuer, COOKIE_FORM, &ann()).await;
    assert_eq!(back.url, SUCCESS);
    assert_eq!(back.answer.header("referrer-policy"), Some("no-referrer"));
    assert_eq!(browser.cookie_names(), ["a_session_p", "a_session_p_legacy"], "the cookie of the sign-in is gone");
    let user = browser.account().await.ok();
    assert_eq!(
        (&user["email"], &user["emailVerification"], &user["name"]),
        (&json!("ann@example.com"), &json!(true), &json!("Name of sub-ann"))
    );
    let session = browser.send(app.get("/v1/account/sessions/current").project(PROJECT)).await;
    assert_eq!(session.header("cache-control"), Some("no-store"));
    let session = session.ok();
    assert_eq!((&session["provider"], &session["providerUid"]), (&json!("oidc"), &json!("sub-ann")));
    assert_eq!(session["factors"], json!(["oauth2"]));
    assert!(session["providerAccessToken"].as_str().unwrap().starts_with("access-"));
    assert!(session["providerRefreshToken"].as_str().unwrap().starts_with("refresh-"));
    assert!(!session["providerAccessTokenExpiry"].as_str().unwrap().is_empty());
    app.check("a sign-in with a provider");
}

#[tokio::test]
async fn the_same_account_is_the_same_user() {
    let (app, issuer) = TestApp::with_issuer().await;
    let (one, other) = (Browser::new(&app), Browser::new(&app));
    one.sign_in(&issuer, COOKIE_FORM, &ann()).await;
    let renamed = Person { name: Some("Other".into()), email: Some(("new@example.com".into(), false)), ..ann() };
    other.sign_in(&issuer, COOKIE_FORM, &renamed).await;
    let (first, second) = (one.account().await.ok(), other.account().await.ok());
    assert_eq!(first["$id"], second["$id"]);
    assert_eq!((&second["name"], &second["email"]), (&json!("Name of sub-ann"), &json!("ann@example.com")));
    app.check("two sign-ins with one account");
}

#[tokio::test]
async fn a_token_begins_a_session_once_within_a_minute() {
    let (app, issuer) = TestApp::with_issuer().await;
    let browser = Browser::new(&app);
    let back = browser.sign_in(&issuer, TOKEN_FORM, &ann()).await;
    assert!(back.url.starts_with(SUCCESS) && browser.session().is_none());
    let body = json!({ "userId": back.parameter("userId").unwrap(), "secret": back.parameter("secret").unwrap() });
    let begin = || browser.send(app.post("/v1/account/sessions/token").project(PROJECT).json(body.clone()));
    let session = begin().await;
    assert_eq!(session.status, 201, "{}", session.text());
    let session = session.body();
    assert_eq!((&session["provider"], &session["providerUid"]), (&json!("oidc"), &json!("sub-ann")));
    assert_eq!(begin().await.status, 401, "a token is used once");
    assert_eq!(browser.account().await.ok()["email"], "ann@example.com");

    let late = browser.sign_in(&issuer, TOKEN_FORM, &ann()).await;
    app.pass(62);
    let body = json!({ "userId": late.parameter("userId").unwrap(), "secret": late.parameter("secret").unwrap() });
    let answer = app.post("/v1/account/sessions/token").project(PROJECT).format("1.9.6").json(body).send().await;
    assert_eq!(answer.status, 401, "after a minute it has expired");
    app.check("the token form");
}

#[tokio::test]
async fn a_server_gets_a_token_for_its_browser() {
    let (app, issuer) = TestApp::with_issuer().await;
    let path = format!("{TOKEN_FORM}?project={PROJECT}&success={SUCCESS}");
    let login = redirected(app.get(&path).key().format("1.9.6").send().await).url;
    let code = issuer.sign_in(&login, &ann());
    let back = redirected(Browser::new(&app).come_back(&login, &code).await);
    let body = json!({ "userId": back.parameter("userId").unwrap(), "secret": back.parameter("secret").unwrap() });
    let session = app.post("/v1/account/sessions/token").key().format("1.9.6").json(body).send().await;
    assert_eq!(session.status, 201);
    assert_eq!(session.body()["provider"], "oidc");
    assert!(!session.body()["secret"].as_str().unwrap().is_empty(), "the server passes it on");
}

#[tokio::test]
async fn an_app_gets_the_session_in_the_url_that_it_waits_for() {
    let (app, issuer) = TestApp::with_issuer().await;
    for success in ["", "&success=appwrite-callback-p:///done?x=1"] {
        let browser = Browser::new(&app);
        let login = browser.follow(&format!("{COOKIE_FORM}?project={PROJECT}{success}")).await.url;
        let code = issuer.sign_in(&login, &ann());
        let back = redirected(browser.come_back(&login, &code).await);
        assert!(back.url.starts_with("appwrite-callback-p:///"), "{}", back.url);
        assert_eq!(back.parameter("key").unwrap(), "a_session_p");
        assert_eq!(back.parameter("domain").unwrap(), "roster.example.com");
        assert_eq!(back.parameter("project").unwrap(), "p");
        assert!(app.accepts(&back.parameter("secret").unwrap()).await);
    }
}

#[tokio::test]
async fn a_form_of_the_provider_comes_back_by_a_link() {
    let (app, issuer) = TestApp::with_issuer().await;
    let browser = Browser::new(&app);
    let login = browser.begin(COOKIE_FORM).await;
    let code = issuer.sign_in(&login, &ann());
    let path = format!("/v1/account/sessions/oauth2/callback/oidc/{PROJECT}");
    let url = callback(&login, &[("code", &code)]);
    let form = url.split_once('?').unwrap().1.to_owned();
    // The browser sends no cookie with the form of another site, and names its origin.
    let posted = app.post(&path).header("origin", "https://appleid.apple.com");
    let posted = posted.body("application/x-www-form-urlencoded", form).send().await;
    assert_eq!(posted.status, 303, "{}", posted.text());
    let next = posted.header("location").unwrap().to_owned();
    let back = redirected(browser.open(&next).await);
    assert_eq!(back.url, SUCCESS);
    assert!(browser.session().is_some());
}
