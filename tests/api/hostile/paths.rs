//! Ids that are none, in every place of every route, as the gateway hands them over: decoded, and with the route that it chose.

use crate::app::{HOST, TestApp};
use crate::signing_in::PASSWORD;
use roster_api::Invocation;
use roster_tests::effort::tell;
use roster_tests::openapi::{Dialect, Document, METHODS};
use roster_tests::product::product;
use serde_json::value::to_raw_value;
use serde_json::{Value, json};

/// What stands in the place of an id. A `/` in it was `%2f` before the gateway decoded it.
const TRICKS: [&str; 26] = [
    "",
    "/",
    "//",
    ".",
    "..",
    "../users",
    "../../v1/users/ann",
    "ann/",
    "/ann",
    "ann/email",
    "ann/sessions/x",
    "ann//email",
    "ann\u{0}",
    "%00",
    "%2f",
    "%2e%2e",
    "ann?x=1",
    "ann#x",
    "ann;x",
    "ann\\x",
    "{userId}",
    " ",
    "ann ",
    "\r\nx: y",
    "ａｎｎ",
    "_ann",
];

/// Signed in, so that what belongs to an account is reached, too.
struct Somebody {
    app: TestApp,
    session: String,
}

impl Somebody {
    async fn call(&self, method: &str, route: &str, path: &str) -> (i64, Value) {
        let mut headers = json!({ "host": HOST, "x-appwrite-project": "p", "content-type": "application/json" });
        let mut cookies = Vec::new();
        if path.starts_with("/v1/account") {
            cookies.push(format!("a_session_p={}", self.session));
        } else {
            headers["x-appwrite-key"] = json!(self.app.key());
        }
        let body = json!({ "email": "mallory@example.com", "password": PASSWORD, "name": "Mallory", "userId": "m" });
        let event = json!({
            "version": "2.0",
            "routeKey": route,
            "rawPath": path,
            "rawQueryString": "",
            "headers": headers,
            "cookies": cookies,
            "requestContext": { "http": { "method": method, "path": path, "sourceIp": "192.0.2.10" }, "timeEpoch": 0 },
            "body": body.to_string(),
            "isBase64Encoded": false,
        });
        let raw = to_raw_value(&event).unwrap();
        let answer = roster_api::serve_event(self.app.router(), &raw, Invocation::default()).await;
        let answer = serde_json::to_value(answer).unwrap();
        let body = answer["body"].as_str().map_or(Value::Null, |body| serde_json::from_str(body).unwrap());
        (answer["statusCode"].as_i64().unwrap(), body)
    }
}

/// The route with the trick in one of its places and good ids in the others.
fn paths_of(route: &str) -> Vec<String> {
    let places: Vec<&str> = route.split('/').filter(|part| part.starts_with('{')).collect();
    let good = |path: &str| {
        let parts = path.split('/').map(|part| match part {
            "{teamId}" => "crew",
            "{type}" => "totp",
            part if part.starts_with('{') => "ann",
            part => part,
        });
        parts.collect::<Vec<_>>().join("/")
    };
    let marked = |place: &str| good(&route.replacen(place, "?", 1));
    places.iter().flat_map(|place| TRICKS.map(|trick| marked(place).replacen('?', trick, 1))).collect()
}

#[tokio::test]
async fn an_id_that_is_none_reaches_nothing_in_any_place_of_any_route() {
    let (app, session) = TestApp::with_ann().await;
    app.make_team("crew").await;
    let (somebody, mut calls) = (Somebody { app, session }, 0);
    let before = somebody.app.table.rows();
    let routes: Vec<_> = product().iter().flat_map(|group| group.paths().collect::<Vec<_>>()).collect();
    for route in routes {
        for path in paths_of(route) {
            for method in METHODS.into_iter().chain(["HEAD"]) {
                let (status, body) = somebody.call(method, &format!("ANY {route}"), &path).await;
                assert!(matches!(status, 400 | 404), "{method} {route} {path:?}: {status} {body}");
                let kind = body["type"].as_str().unwrap_or_default();
                let no_id = ["general_argument_invalid", "general_route_not_found"].contains(&kind);
                // What stands behind these words is not there, and its name need not be an id.
                let never_there = ["{type}", "{challengeId}"].iter().any(|place| route.contains(place));
                assert!(method == "HEAD" || no_id || never_there, "{method} {route} {path:?}: {body}");
                calls += 1;
            }
        }
    }
    assert!(somebody.app.table.rows() == before, "nothing was reached");
    tell(format!("paths: {calls} calls"));
}

#[tokio::test]
async fn a_path_of_other_letters_or_with_more_signs_is_another() {
    let (app, session) = TestApp::with_ann().await;
    let somebody = Somebody { app, session };
    let before = somebody.app.table.rows();
    for (route, method) in Document::of(Dialect::Of1).operations().keys() {
        let path = route.replace(['{', '}'], "");
        let other = [
            format!("{path}/"),
            format!("{path}//"),
            format!("{path}/."),
            format!("{path}\u{0}"),
            format!("{path}%2f"),
            format!("/{path}"),
            format!("/.{path}"),
            path.to_uppercase(),
            path.replacen("/v1", "/v1/", 1),
            path.replacen("/v1", "/x/../v1", 1),
        ];
        for path in other {
            let (status, body) = somebody.call(method, "$default", &path).await;
            assert!(matches!(status, 400 | 404), "{method} {path:?}: {status} {body}");
        }
    }
    assert!(somebody.app.table.rows() == before, "nothing was reached");
}
