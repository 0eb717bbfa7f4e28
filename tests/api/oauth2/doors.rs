//! What begins a sign-in, and what does not.

use super::{Browser, COOKIE_FORM, FAILURE, SUCCESS, TOKEN_FORM, is_page, redirected};
use crate::app::{PROJECT, TestApp};

fn begin(parameters: &str) -> String {
    format!("{COOKIE_FORM}?project={PROJECT}&{parameters}")
}

#[tokio::test]
async fn a_browser_is_sent_to_the_provider() {
    let (app, issuer) = TestApp::with_issuer().await;
    let browser = Browser::new(&app);
    let sent = browser.follow(&begin(&format!("success={SUCCESS}&failure={FAILURE}&scopes[]=calendar"))).await;
    assert!(sent.url.starts_with(&format!("{}/auth?", issuer.url())), "{}", sent.url);
    let callback = format!("https://roster.example.com/v1/account/sessions/oauth2/callback/oidc/{PROJECT}");
    assert_eq!(sent.parameter("redirect_uri").unwrap(), callback);
    assert_eq!(sent.parameter("scope").unwrap(), "openid profile email calendar");
    let cookies = sent.answer.cookies();
    let [cookie] = cookies.as_slice() else { panic!("{cookies:?}") };
    for part in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/v1/account/sessions/oauth2;", "Max-Age=600"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let other = browser.follow(&begin("")).await;
    for name in ["state", "nonce", "code_challenge"] {
        assert_ne!(sent.parameter(name).unwrap(), other.parameter(name).unwrap(), "{name}");
    }
    assert_eq!(browser.cookie_names().len(), 2, "two sign-ins can be under way");
}

#[tokio::test]
async fn the_page_must_be_one_of_the_project() {
    let (mut app, _issuer) = TestApp::with_issuer().await;
    app.allow_origins(&["https://shop.example"]).await;
    let browser = Browser::new(&app);
    for allowed in ["https://shop.example/in?x=1", "http://localhost:5173/", "appwrite-callback-p:///x"] {
        browser.follow(&begin(&format!("success={allowed}&failure={allowed}"))).await;
    }
    for foreign in ["https://evil.example", "https://shop.example.evil.example", "appwrite-callback-q://x"] {
        let success = browser.open(&begin(&format!("success={foreign}"))).await;
        is_page(&success, 400, "Invalid redirect URL for OAuth success.");
        let failure = browser.open(&begin(&format!("failure={foreign}"))).await;
        is_page(&failure, 400, "Invalid redirect URL for OAuth failure.");
    }
    for none in ["success=none", "failure=javascript:alert(1)", "success[]=x"] {
        let answer = browser.open(&begin(none)).await;
        assert!(answer.status == 400 || none == "success[]=x", "{none}");
    }
    assert!(browser.cookie_names().len() <= 4);
}

#[tokio::test]
async fn a_provider_must_be_known_set_up_and_switched_on() {
    let (app, _issuer) = TestApp::with_issuer().await;
    let browser = Browser::new(&app);
    let open = |name: &str| format!("/v1/account/sessions/oauth2/{name}?project={PROJECT}");
    is_page(&browser.open(&open("nobody")).await, 400, "Value must be one of (amazon, apple, auth0");
    is_page(&browser.open(&open("google")).await, 412, "Please configure the provider app ID");
    app.set_provider("github", [], false).await;
    is_page(&browser.open(&open("github")).await, 412, "Please enable the provider");
    Browser::of_0_15(&app).follow(&open("oidc")).await;
    is_page(&browser.open("/v1/account/sessions/oauth2/oidc").await, 401, "missing scopes");
    is_page(&browser.open("/v1/account/sessions/oauth2/oidc?project=none").await, 404, "Project with the requested ID");
}

#[tokio::test]
async fn sign_ins_of_one_ip_address_are_counted() {
    let (app, _issuer) = TestApp::with_issuer().await;
    for _ in 0..50 {
        redirected(app.get(&begin("")).format("1.9.6").from("192.0.2.7").send().await);
    }
    let limited = app.get(&begin("")).format("1.9.6").from("192.0.2.7").send().await;
    is_page(&limited, 429, "Rate limit");
    redirected(app.get(&begin("")).format("1.9.6").from("192.0.2.8").send().await);
}

#[tokio::test]
async fn a_server_begins_for_a_browser_that_has_no_cookie() {
    let (app, _issuer) = TestApp::with_issuer().await;
    let path = format!("{TOKEN_FORM}?project={PROJECT}&success={SUCCESS}");
    let sent = redirected(app.get(&path).key().format("1.9.6").send().await);
    assert!(sent.answer.cookies().is_empty());
    let guest = redirected(app.get(&path).format("1.9.6").send().await);
    assert_eq!(guest.answer.cookies().len(), 1, "without a key it is bound to the browser");
}
