//! Linking an account at a provider with a user who is signed in.

use super::{Browser, COOKIE_FORM, FAILURE, SUCCESS, redirected};
use crate::app::{PROJECT, TestApp};
use roster_tests::issuer::Person;
use serde_json::json;

fn person() -> Person {
    Person::verified("sub-ann", "ann.at.the.provider@example.com")
}

#[tokio::test]
async fn a_signed_in_user_gets_the_account_as_an_identity() {
    let (app, token) = TestApp::with_ann().await;
    let issuer = app.add_issuer().await;
    let browser = Browser::new(&app).with_session(&token);
    let back = browser.sign_in(&issuer, COOKIE_FORM, &person()).await;
    assert_eq!(back.url, SUCCESS);
    let user = browser.account().await.ok();
    assert_eq!((&user["$id"], &user["email"]), (&json!("ann"), &json!("ann@example.com")));
    assert!(!app.accepts(&token).await, "another session takes the place of the former one");
    let own = browser.send(app.get("/v1/account/identities").project(PROJECT)).await.ok();
    assert_eq!((&own["total"], &own["identities"][0]["providerUid"]), (&json!(1), &json!("sub-ann")));
    let later = Browser::new(&app);
    later.sign_in(&issuer, COOKIE_FORM, &person()).await;
    assert_eq!(later.account().await.ok()["$id"], "ann");
    app.check("a linked account");
}

#[tokio::test]
async fn an_account_or_an_email_of_another_user_is_not_linked() {
    let (app, token) = TestApp::with_ann().await;
    let issuer = app.add_issuer().await;
    let other = Person::verified("sub-bob", "bob@example.com");
    Browser::new(&app).sign_in(&issuer, COOKIE_FORM, &other).await;
    for theirs in [other.clone(), Person::verified("sub-new", "bob@example.com")] {
        let browser = Browser::new(&app).with_session(&token);
        let back = browser.sign_in(&issuer, COOKIE_FORM, &theirs).await;
        assert!(back.url.starts_with(FAILURE));
        assert_eq!(back.error()["type"], "user_already_exists");
        assert_eq!(browser.account().await.ok()["$id"], "ann", "the session stays");
    }
    app.check("accounts of another user");
}

#[tokio::test]
async fn a_page_of_nobody_we_know_links_nothing() {
    let (app, token) = TestApp::with_ann().await;
    let issuer = app.add_issuer().await;
    for referer in [Some("https://evil.example/"), None] {
        let browser = Browser::new(&app).with_session(&token);
        let path = format!("{COOKIE_FORM}?project={PROJECT}&success={SUCCESS}&failure={FAILURE}");
        let request = app.get(&path);
        let request = match referer {
            Some(referer) => request.header("referer", referer),
            None => request,
        };
        let login = redirected(browser.send(request).await).url;
        let code = issuer.sign_in(&login, &Person::verified("sub-attacker", "attacker@example.com"));
        redirected(browser.come_back(&login, &code).await);
        assert_ne!(browser.account().await.ok()["$id"], "ann", "whoever that is, it is not an account of ann");
    }
    let identities = app.get("/v1/users/identities").key().format("1.9.6").send().await.ok();
    assert!(identities["identities"].as_array().unwrap().iter().all(|identity| identity["userId"] != "ann"));
}

#[tokio::test]
async fn nothing_is_linked_after_the_session_has_ended() {
    let (app, token) = TestApp::with_ann().await;
    let issuer = app.add_issuer().await;
    let browser = Browser::new(&app).with_session(&token);
    let login = browser.begin(COOKIE_FORM).await;
    let code = issuer.sign_in(&login, &person());
    app.delete("/v1/users/ann/sessions").key().send().await.is_done();
    let back = redirected(browser.come_back(&login, &code).await);
    assert_eq!(back.error()["type"], "user_session_not_found");
    let identities = app.get("/v1/users/identities").key().format("1.9.6").send().await.ok();
    assert_eq!(identities["total"], 0);
}
