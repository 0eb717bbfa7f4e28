//! Headers of the 1.x dialect.

use super::expected::TODAY;
use crate::app::TestApp;

const PAGE: &str = "http://localhost:5173";

#[tokio::test]
async fn a_page_with_the_web_sdk_of_today_may_send_what_it_sends() {
    let app = TestApp::start().await;
    let wanted = "x-appwrite-project,x-appwrite-response-format,x-sdk-language,x-sdk-name,x-sdk-platform,x-sdk-version";
    let request = app.request("OPTIONS".parse().unwrap(), "/v1/account").header("origin", PAGE);
    let answer = request.header("access-control-request-headers", wanted).send().await;
    let allowed = answer.header("access-control-allow-headers").unwrap().to_lowercase();
    for name in wanted.split(',') {
        assert!(allowed.split(", ").any(|allowed| allowed == name), "{name} in {allowed}");
    }
    assert_eq!(answer.header("access-control-max-age"), Some("86400"));
    assert_eq!(answer.header("access-control-allow-origin"), Some(PAGE));
}

#[tokio::test]
async fn a_page_of_0_15_is_answered_as_ever() {
    let app = TestApp::start().await;
    let request = app.request("OPTIONS".parse().unwrap(), "/v1/account").header("origin", PAGE);
    let wanted = "x-appwrite-project,x-appwrite-response-format,x-sdk-version,x-fallback-cookies";
    let answer = request.header("access-control-request-headers", wanted).send().await;
    assert!(!answer.header("access-control-allow-headers").unwrap().contains("X-SDK-Name"));
    assert_eq!(answer.header("access-control-max-age"), None);
}

#[tokio::test]
async fn answers_of_today_name_what_pages_may_send_and_read() {
    let app = TestApp::start().await;
    let today = app.today(app.get("/v1/users")).send().await;
    assert_eq!(today.header("access-control-expose-headers"), Some("X-Appwrite-Session, X-Fallback-Cookies"));
    assert!(today.header("access-control-allow-headers").unwrap().contains("X-Appwrite-Impersonate-User-Id"));
    let before = app.get("/v1/users").key().format("0.15.0").send().await;
    assert_eq!(before.header("access-control-expose-headers"), Some("X-Fallback-Cookies"));
    let unknown = app.get("/unknown").format(TODAY).send().await;
    assert_eq!(unknown.header("access-control-expose-headers"), Some("X-Appwrite-Session, X-Fallback-Cookies"));
}
