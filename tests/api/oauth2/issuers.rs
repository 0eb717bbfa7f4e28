//! What a provider can answer.

use super::{Browser, COOKIE_FORM, FAILURE, callback, is_page, redirected};
use crate::app::{PROJECT, TestApp};
use crate::secrets::Lines;
use roster_api::log_lines;
use roster_tests::issuer::{Mood, Person};
use serde_json::{Value, json};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;

fn ann() -> Person {
    Person::verified("sub-ann", "ann@example.com")
}

#[tokio::test]
async fn who_refuses_at_the_provider_comes_back_to_the_page_of_failure() {
    let (app, _issuer) = TestApp::with_issuer().await;
    let browser = Browser::new(&app);
    let login = browser.begin(COOKIE_FORM).await;
    let refused = [("error", "access_denied"), ("error_description", "<b>no</b>")];
    let step = browser.follow(&callback(&login, &refused)).await;
    let back = redirected(browser.open(&step.url).await);
    assert!(back.url.starts_with(FAILURE));
    let text = "The OpenID Connect OAuth2 provider returned an error: access_denied: <b>no</b>";
    assert_eq!(back.error(), json!({ "message": text, "type": "user_oauth2_bad_request", "code": 400 }));
    // Without a page of failure, it is shown.
    let login = browser.follow(&format!("{COOKIE_FORM}?project={PROJECT}")).await.url;
    let step = browser.follow(&callback(&login, &refused)).await;
    is_page(&browser.open(&step.url).await, 400, "access_denied: &lt;b&gt;no&lt;/b&gt;");
}

#[tokio::test]
async fn a_provider_that_sends_no_code_is_an_error() {
    let (app, _issuer) = TestApp::with_issuer().await;
    let browser = Browser::new(&app);
    let login = browser.begin(COOKIE_FORM).await;
    let step = browser.follow(&callback(&login, &[])).await;
    let back = redirected(browser.open(&step.url).await);
    assert!(back.error()["message"].as_str().unwrap().starts_with("Missing OAuth2 code."));
}

#[tokio::test]
async fn what_is_no_answer_is_an_error_and_nothing_is_written() {
    let (app, issuer) = TestApp::with_issuer().await;
    for (mood, kind, code) in [
        (Mood::Refusing, "user_oauth2_bad_request", 400),
        (Mood::Rubbish, "user_oauth2_provider_error", 424),
        (Mood::Huge, "user_oauth2_provider_error", 424),
        (Mood::Silent, "user_oauth2_provider_error", 424),
    ] {
        issuer.set_mood(Mood::Good);
        let browser = Browser::new(&app);
        let login = browser.begin(COOKIE_FORM).await;
        let sent = issuer.sign_in(&login, &ann());
        issuer.set_mood(mood);
        let begin = std::time::Instant::now();
        let back = redirected(browser.come_back(&login, &sent).await);
        assert_eq!((&back.error()["type"], &back.error()["code"]), (&json!(kind), &json!(code)), "{mood:?}");
        assert!(begin.elapsed().as_secs() < 20, "{mood:?}: it is not waited for");
        assert!(browser.session().is_none());
    }
    assert_eq!(app.get("/v1/users").key().send().await.ok()["total"], 0);
    app.check("providers that answer rubbish");
}

#[tokio::test]
async fn a_provider_changes_its_keys() {
    let (app, issuer) = TestApp::with_issuer().await;
    Browser::new(&app).sign_in(&issuer, COOKIE_FORM, &ann()).await;
    issuer.change_keys();
    app.pass(61);
    let browser = Browser::new(&app);
    browser.sign_in(&issuer, COOKIE_FORM, &ann()).await;
    assert!(browser.session().is_some());
    let asked = |path: &str| issuer.calls().iter().filter(|called| *called == path).count();
    assert_eq!((asked("/.well-known/openid-configuration"), asked("/keys")), (1, 2), "documents are kept");
}

#[tokio::test]
async fn a_provider_that_is_switched_off_meanwhile_signs_nobody_in() {
    let (app, issuer) = TestApp::with_issuer().await;
    let browser = Browser::new(&app);
    let login = browser.begin(COOKIE_FORM).await;
    let code = issuer.sign_in(&login, &ann());
    app.set_provider("oidc", [("endpoint", issuer.url().as_str())], false).await;
    let back = redirected(browser.come_back(&login, &code).await);
    assert_eq!(back.error()["type"], "project_provider_disabled");
    assert!(browser.session().is_none());
}

#[tokio::test]
async fn a_callback_passes_on_what_is_short_enough() {
    let (app, _issuer) = TestApp::with_issuer().await;
    let path = |code: &str| format!("/v1/account/sessions/oauth2/callback/oidc/{PROJECT}?state=s&code={code}&other=1");
    let step = redirected(app.get(&path("a%26b%3D1%23")).format("1.9.6").send().await);
    let expected = "/v1/account/sessions/oauth2/oidc/redirect?project=p&code=a%26b%3D1%23&state=s";
    assert_eq!(step.url, expected);
    let long = app.get(&path(&"x".repeat(2_049))).format("1.9.6").send().await;
    is_page(&long, 400, "Invalid `code` param");
}

#[tokio::test]
async fn the_log_says_what_the_provider_answered_and_nothing_of_its_description() {
    let (app, issuer) = TestApp::with_issuer().await;
    issuer.set_mood(Mood::Refusing);
    let lines = Lines::default();
    let warnings = Targets::new().with_target("oauth2", LevelFilter::WARN);
    let collected = tracing_subscriber::registry().with(log_lines(lines.writer())).with(warnings);
    let collecting = tracing::subscriber::set_default(collected);
    Browser::new(&app).sign_in(&issuer, COOKIE_FORM, &ann()).await;
    drop(collecting);
    let text = lines.text();
    let line: Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
    assert_eq!((&line["level"], &line["message"]), (&json!("WARN"), &json!("a sign-in with a provider failed")));
    assert_eq!(line["cause"], "OpenID Connect answered 400 with the error server_busy");
    assert!(!text.contains("said by the tests"), "{text}");
}
