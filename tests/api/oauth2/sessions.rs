//! Sessions that began with a provider: their tokens, and new ones.

use super::{Browser, COOKIE_FORM};
use crate::app::{PROJECT, TestApp};
use roster_tests::issuer::{Mood, Person};
use serde_json::{Value, json};

fn ann() -> Person {
    Person::verified("sub-ann", "ann@example.com")
}

async fn renew(browser: &Browser<'_>) -> crate::answer::Answer {
    let path = "/v1/account/sessions/current";
    browser.send(browser.app.patch(path).project(PROJECT).json(json!({}))).await
}

async fn shown(browser: &Browser<'_>) -> Value {
    browser.send(browser.app.get("/v1/account/sessions/current").project(PROJECT)).await.ok()
}

#[tokio::test]
async fn new_tokens_replace_the_former_ones() {
    let (app, issuer) = TestApp::with_issuer().await;
    for (browser, is_v1) in [(Browser::new(&app), true), (Browser::of_0_15(&app), false)] {
        let person =
            Person { sub: format!("sub-{is_v1}"), email: Some((format!("{is_v1}@example.com"), true)), ..ann() };
        browser.sign_in(&issuer, COOKIE_FORM, &person).await;
        let before = shown(&browser).await;
        app.pass(60);
        let renewed = renew(&browser).await.ok();
        for field in ["providerAccessToken", "providerRefreshToken", "providerAccessTokenExpiry"] {
            assert_ne!(renewed[field], before[field], "{field}");
        }
        assert_eq!(renewed["expire"] == before["expire"], !is_v1, "in 0.15 the session ends as before");
        assert_eq!(shown(&browser).await["providerAccessToken"], renewed["providerAccessToken"], "it is stored");
        let again = renew(&browser).await.ok();
        assert_ne!(again["providerAccessToken"], renewed["providerAccessToken"]);
    }
    app.check("renewed tokens");
}

#[tokio::test]
async fn a_provider_that_gives_no_new_tokens_leaves_the_former_ones() {
    let (app, issuer) = TestApp::with_issuer().await;
    let browser = Browser::new(&app);
    browser.sign_in(&issuer, COOKIE_FORM, &ann()).await;
    let before = shown(&browser).await;
    issuer.set_mood(Mood::Refusing);
    let refused = renew(&browser).await;
    assert_eq!((refused.status.as_u16(), &refused.body()["type"]), (400, &json!("user_oauth2_bad_request")));
    let said = "The OpenID Connect OAuth2 provider returned an error: server_busy: said by the tests";
    assert_eq!(refused.body()["message"], format!("Failed to obtain access token. {said}"));
    assert_eq!(shown(&browser).await, before);
    issuer.set_mood(Mood::Good);
    assert_eq!(renew(&browser).await.status, 200);
}

#[tokio::test]
async fn lists_of_sessions_name_the_provider_and_show_no_tokens() {
    let (app, issuer) = TestApp::with_issuer().await;
    let browser = Browser::new(&app);
    browser.sign_in(&issuer, COOKIE_FORM, &ann()).await;
    let list = browser.send(app.get("/v1/account/sessions").project(PROJECT)).await.ok();
    let session = &list["sessions"][0];
    assert_eq!((&session["provider"], &session["providerUid"]), (&json!("oidc"), &json!("sub-ann")));
    assert_eq!((&session["providerAccessToken"], &session["providerRefreshToken"]), (&json!(""), &json!("")));
}

#[tokio::test]
async fn a_second_factor_is_still_asked_for() {
    let (app, issuer) = TestApp::with_issuer().await;
    let browser = Browser::new(&app);
    browser.sign_in(&issuer, COOKIE_FORM, &ann()).await;
    let on = browser.send(app.patch("/v1/account/mfa").project(PROJECT).json(json!({ "mfa": true }))).await;
    assert_eq!(on.status, 200, "{}", on.text());
    let next = Browser::new(&app);
    next.sign_in(&issuer, COOKIE_FORM, &ann()).await;
    assert_eq!(next.account().await.body()["type"], "user_more_factors_required");
}
