//! Headers of answers, and the answer to a browser's preflight request.

use crate::answer::{Answer, JSON};
use crate::app::TestApp;
use crate::expected::user;
use crate::routes::{ACCOUNT_ROUTES, HEALTH_ROUTES, ROUTES, TEAM_ROUTES, path_of};
use axum::http::Method;
use flate2::read::GzDecoder;
use roster_api::Invocation;
use serde_json::{Value, json};
use std::io::Read;

const ORIGIN: &str = "https://app.example.com";
const ALLOWED: &str = "Origin, Cookie, Set-Cookie, X-Requested-With, Content-Type, Access-Control-Allow-Origin, \
                       Access-Control-Request-Headers, Accept, X-Appwrite-Project, X-Appwrite-Key, X-Appwrite-Locale, \
                       X-Appwrite-Mode, X-Appwrite-JWT, X-Appwrite-Response-Format, X-SDK-Version, X-Appwrite-ID, \
                       Content-Range, Range, Cache-Control, Expires, Pragma";

#[track_caller]
fn has_common_headers(answer: &Answer) {
    for (name, value) in [
        ("server", "Appwrite"),
        ("x-content-type-options", "nosniff"),
        ("strict-transport-security", "max-age=10886400"),
        ("access-control-allow-methods", "GET, POST, PUT, PATCH, DELETE"),
        ("access-control-expose-headers", "X-Fallback-Cookies"),
    ] {
        assert_eq!(answer.header(name), Some(value), "{name}");
    }
}

/// Every value of `Vary`, in lower case.
fn vary(answer: &Answer) -> Vec<String> {
    let values = answer.headers.get_all("vary").iter().map(|value| value.to_str().unwrap().to_lowercase());
    values.flat_map(|list| list.split(',').map(|name| name.trim().to_owned()).collect::<Vec<_>>()).collect()
}

#[tokio::test]
async fn every_answer_carries_the_common_headers() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let answers = [
        app.get("/v1/users/ann").key().send().await,
        app.get("/v1/users").send().await,
        app.get("/v1/users/-x").key().send().await,
        app.get("/unknown").send().await,
        app.head("/v1/users/ann").key().send().await,
        app.delete("/v1/users/ann").key().send().await,
        app.request(Method::OPTIONS, "/v1/users").send().await,
    ];
    for answer in &answers {
        has_common_headers(answer);
        assert_eq!(answer.header("access-control-allow-credentials"), None);
        assert_eq!(answer.header("access-control-allow-origin"), None, "the request has no web origin");
    }
    for answer in &answers[..6] {
        assert_eq!(answer.header("access-control-allow-headers"), Some(ALLOWED));
    }
}

#[tokio::test]
async fn a_preflight_answer_lists_the_allowed_headers() {
    let app = TestApp::start().await;
    let known = ROUTES.into_iter().chain(ACCOUNT_ROUTES).chain(TEAM_ROUTES).chain(HEALTH_ROUTES);
    for (route, _) in known.chain([("/unknown", &["GET"][..]), ("/v1/users/", &["GET"])]) {
        let request = app.request(Method::OPTIONS, &path_of(route, "ann", "s1")).header("origin", ORIGIN);
        let request = request.header("access-control-request-method", "PATCH");
        let answer = request.header("access-control-request-headers", "x-appwrite-project").send().await;
        answer.is_done();
        has_common_headers(&answer);
        assert_eq!(answer.header("access-control-allow-origin"), Some(ORIGIN));
        assert_eq!(answer.header("access-control-allow-credentials"), Some("true"));
        let allowed = format!("{ALLOWED}, X-Fallback-Cookies");
        assert_eq!(answer.header("access-control-allow-headers"), Some(allowed.as_str()));
    }
}

#[tokio::test]
async fn an_answer_varies_by_encoding_and_web_origin() {
    let app = TestApp::start().await;
    for request in [app.get("/v1/users").key(), app.get("/v1/users").key().header("origin", ORIGIN)] {
        let mut both = vary(&request.send().await);
        both.sort();
        assert_eq!(both, ["accept-encoding", "origin"]);
    }
}

#[tokio::test]
async fn an_error_must_not_be_cached_and_a_success_has_no_cache_headers() {
    let app = TestApp::start().await;
    let success = app.get("/v1/users").key().send().await;
    assert_eq!(
        (success.header("cache-control"), success.header("expires"), success.header("pragma")),
        (None, None, None)
    );
    assert_eq!(success.header("content-type"), Some(JSON));
    for request in [app.get("/v1/users/ann").key(), app.get("/v1/users"), app.get("/unknown")] {
        let error = request.send().await;
        assert_eq!(error.header("cache-control"), Some("no-cache, no-store, must-revalidate"));
        assert_eq!((error.header("expires"), error.header("pragma")), (Some("0"), Some("no-cache")));
        assert_eq!(error.header("retry-after"), None);
    }
}

#[tokio::test]
async fn the_answer_to_a_deletion_has_no_body_and_no_json_content_type() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let answer = app.delete("/v1/users/ann").key().header("accept-encoding", "gzip").send().await;
    answer.is_done();
    assert_eq!((answer.header("content-encoding"), answer.header("cache-control")), (None, None));
    assert!(matches!(answer.header("content-length"), None | Some("0")));
}

#[tokio::test]
async fn an_unknown_version_is_answered_like_1_9_6_with_a_warning() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let newest = app.get("/v1/users/ann").key().format("1.9.6").send().await;
    for version in ["3.0.0", "3.1.2", "10.0.0", "abc", "latest", "v1.9.6", "1.x"] {
        let success = app.get("/v1/users/ann").key().format(version).send().await;
        success.is(200, newest.body());
        let missing = app.get("/v1/users/bob").key().format(version).send().await;
        let guest = app.get("/v1/users").format(version).send().await;
        let nowhere = app.get("/unknown").format(version).send().await;
        assert_eq!([&missing, &guest, &nowhere].map(|answer| answer.status.as_u16()), [404, 401, 404]);
        for answer in [success, missing, guest, nowhere] {
            assert!(answer.header("x-appwrite-warning").is_some_and(|text| text.contains("1.9.6")), "{version}");
        }
    }
}

/// SDKs of the same weeks name versions from 1.9.5 to 2.6.2, and some print a warning at every call.
#[tokio::test]
async fn versions_up_to_2_are_answered_without_a_warning() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let newest = app.get("/v1/users/ann").key().format("1.9.6").send().await;
    for version in ["1.9.7", "1.10.0", "2.0", "2.3.0", "2.5.0", "2.6.2", "2.99.0"] {
        let answer = app.get("/v1/users/ann").key().format(version).send().await;
        answer.is(200, newest.body());
        assert_eq!(answer.header("x-appwrite-warning"), None, "{version}");
    }
    for version in ["0.15.0", "0.15.3", "0.14.0", "0.11.0", "0.99.0", "", "1.0.0", "1.8.0", "1.9.5", "1.9.6"] {
        let answer = app.get("/v1/users/ann").key().format(version).send().await;
        assert_eq!(answer.header("x-appwrite-warning"), None, "{version}");
    }
    assert_eq!(app.get("/v1/users/ann").key().send().await.header("x-appwrite-warning"), None);
}

/// An app whose list of users is long enough to be compressed.
async fn with_a_long_list() -> TestApp {
    let app = TestApp::start().await;
    for n in 0..10 {
        app.create(&format!("u{n}")).await;
    }
    app
}

#[tokio::test]
async fn a_long_answer_is_compressed_if_the_caller_accepts_it() {
    let app = with_a_long_list().await;
    let plain = app.get("/v1/users").key().send().await;
    assert_eq!(plain.header("content-encoding"), None);
    for accepted in ["gzip", "gzip, deflate, br", "br;q=1.0, gzip;q=0.5", "*", "GZIP"] {
        let compressed = app.get("/v1/users").key().header("accept-encoding", accepted).send().await;
        assert_eq!(compressed.header("content-encoding"), Some("gzip"), "{accepted}");
        assert_eq!(compressed.header("content-type"), Some(JSON));
        assert_eq!(compressed.header("content-length"), Some(compressed.body.len().to_string().as_str()));
        let mut text = String::new();
        GzDecoder::new(&compressed.body[..]).read_to_string(&mut text).unwrap();
        assert_eq!(text, plain.text());
        assert!(compressed.body.len() < plain.body.len() / 2);
    }
    for accepted in ["", "identity", "br", "gzip;q=0", "gzip; q=0", "gzip;q=0.0", "gzipped"] {
        let answer = app.get("/v1/users").key().header("accept-encoding", accepted).send().await;
        assert_eq!((answer.header("content-encoding"), answer.text()), (None, plain.text()), "{accepted}");
    }
}

#[tokio::test]
async fn a_short_answer_is_not_compressed() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let answer = app.get("/v1/users/ann").key().header("accept-encoding", "gzip").send().await;
    assert_eq!(answer.header("content-encoding"), None);
    answer.is(200, user("ann"));
}

#[tokio::test]
async fn a_compressed_answer_passes_the_gateway() {
    let app = with_a_long_list().await;
    let http = json!({ "method": "GET", "path": "/v1/users", "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1" });
    let headers = json!({ "accept-encoding": "gzip", "x-appwrite-project": "p", "x-appwrite-key": app.key() });
    let event = json!({
        "version": "2.0", "routeKey": "ANY /v1/users", "rawPath": "/v1/users", "rawQueryString": "limit=10",
        "headers": headers, "requestContext": { "http": http, "timeEpoch": 0 }, "isBase64Encoded": false,
    });
    let event = serde_json::value::to_raw_value(&event).unwrap();
    let answer =
        serde_json::to_value(roster_api::serve_event(app.router(), &event, Invocation::default()).await).unwrap();
    assert_eq!((&answer["statusCode"], &answer["isBase64Encoded"]), (&json!(200), &Value::Bool(true)));
    assert_eq!(answer["headers"]["content-encoding"], "gzip");
}
