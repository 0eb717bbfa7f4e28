//! `X-Fallback-Cookies`: only pages of another site get a copy of the session's token, because only there the browser
//! may reject the cookies.

use crate::answer::Answer;
use crate::app::{HOST, TestApp};
use crate::signing_in::PASSWORD;

/// Signs ann in from a page, and out again.
async fn sign_in_and_out(app: &TestApp, headers: &[(&'static str, &str)]) -> [Answer; 2] {
    let attempt = app.try_sign_in("ann@example.com", PASSWORD);
    let entered = headers.iter().fold(attempt, |request, (name, value)| request.header(name, value)).send().await;
    let leave = app.delete("/v1/account/sessions/current").session(&entered.token());
    let left = headers.iter().fold(leave, |request, (name, value)| request.header(name, value)).send().await;
    assert!(left.status == 204 && entered.cookies().len() == 2 && left.cookies().len() == 2, "{}", left.text());
    [entered, left]
}

/// An app with the user ann, in a project that allows pages of several sites.
async fn with_ann() -> TestApp {
    let mut app = TestApp::start().await;
    app.create("ann").await;
    let sites = ["https://*.example.com", "https://example.com", "https://example.org", "https://roster.example.org"];
    app.allow_origins(&sites).await;
    app
}

#[tokio::test]
async fn a_page_of_the_same_site_gets_cookies_alone() {
    let app = with_ann().await;
    for headers in [
        &[("origin", "https://app.example.com")][..],
        &[("origin", "https://example.com:8443")],
        &[("origin", &format!("https://{HOST}"))],
        // Behind a proxy the host is another one; the browser knows better.
        &[("origin", "https://example.org"), ("sec-fetch-site", "same-site")],
        &[("origin", "https://app.example.com"), ("sec-fetch-site", "same-origin")],
    ] {
        for answer in sign_in_and_out(&app, headers).await {
            assert_eq!(answer.header("x-fallback-cookies"), None, "{headers:?}");
        }
    }
}

#[tokio::test]
async fn every_other_client_gets_a_copy_of_the_token() {
    let app = with_ann().await;
    for headers in [
        &[][..],
        &[("origin", "https://example.org")],
        &[("origin", "https://roster.example.org")],
        &[("origin", "http://localhost:3000")],
        &[("origin", "http://localhost:3000"), ("host", "localhost:9000"), ("sec-fetch-site", "same-site")],
        &[("origin", "http://127.0.0.1:3000"), ("host", "127.0.0.1:9000")],
        &[("origin", "exp://192.168.1.2:8081")],
        &[("origin", "https://app.example.com"), ("sec-fetch-site", "cross-site")],
    ] {
        let [entered, left] = sign_in_and_out(&app, headers).await;
        let token = format!("{{\"a_session_p\":\"{}\"}}", entered.token());
        assert_eq!(entered.header("x-fallback-cookies"), Some(token.as_str()), "{headers:?}");
        assert_eq!(left.header("x-fallback-cookies"), Some("[]"), "{headers:?}");
    }
}
