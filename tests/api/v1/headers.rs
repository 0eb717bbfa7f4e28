//! Headers of the 1.x dialect.

use super::expected::VERSION;
use crate::app::TestApp;

const ORIGIN: &str = "http://localhost:5173";

#[tokio::test]
async fn the_headers_of_the_1_x_web_sdk_are_allowed() {
    let app = TestApp::start().await;
    let wanted = "x-appwrite-project,x-appwrite-response-format,x-sdk-language,x-sdk-name,x-sdk-platform,x-sdk-version";
    let request = app.request("OPTIONS".parse().unwrap(), "/v1/account").header("origin", ORIGIN);
    let answer = request.header("access-control-request-headers", wanted).send().await;
    let allowed = answer.header("access-control-allow-headers").unwrap().to_lowercase();
    for name in wanted.split(',') {
        assert!(allowed.split(", ").any(|allowed| allowed == name), "{name} in {allowed}");
    }
    assert_eq!(answer.header("access-control-max-age"), Some("86400"));
    assert_eq!(answer.header("access-control-allow-origin"), Some(ORIGIN));
}

#[tokio::test]
async fn the_headers_of_the_0_15_web_sdk_get_the_0_15_answer() {
    let app = TestApp::start().await;
    let request = app.request("OPTIONS".parse().unwrap(), "/v1/account").header("origin", ORIGIN);
    let wanted = "x-appwrite-project,x-appwrite-response-format,x-sdk-version,x-fallback-cookies";
    let answer = request.header("access-control-request-headers", wanted).send().await;
    assert!(!answer.header("access-control-allow-headers").unwrap().contains("X-SDK-Name"));
    assert_eq!(answer.header("access-control-max-age"), None);
}

#[tokio::test]
async fn answers_in_v1_list_allowed_and_exposed_headers() {
    let app = TestApp::start().await;
    let v1 = app.v1(app.get("/v1/users")).send().await;
    assert_eq!(v1.header("access-control-expose-headers"), Some("X-Appwrite-Session, X-Fallback-Cookies"));
    assert!(v1.header("access-control-allow-headers").unwrap().contains("X-Appwrite-Impersonate-User-Id"));
    let v0_15 = app.get("/v1/users").key().format("0.15.0").send().await;
    assert_eq!(v0_15.header("access-control-expose-headers"), Some("X-Fallback-Cookies"));
    let unknown = app.get("/unknown").format(VERSION).send().await;
    assert_eq!(unknown.header("access-control-expose-headers"), Some("X-Appwrite-Session, X-Fallback-Cookies"));
}
