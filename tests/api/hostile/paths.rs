//! Invalid ids in every position of every route, as events of the gateway, which decodes the path and chooses the
//! route.

use crate::app::{HOST, TestApp};
use crate::signing_in::PASSWORD;
use roster_api::Invocation;
use roster_tests::effort::print_summary;
use roster_tests::openapi::{Dialect, Document, METHODS};
use roster_tests::pages::error_of_page;
use roster_tests::product::product;
use serde_json::value::to_raw_value;
use serde_json::{Value, json};

/// Texts in place of an id. Each `/` was `%2f` before the gateway decoded it.
const INVALID_IDS: [&str; 26] = [
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

/// A signed-in user with an API key, so that the routes of accounts are reached, too.
struct Client {
    app: TestApp,
    session: String,
}

impl Client {
    async fn call(&self, method: &str, route: &str, path: &str) -> (i64, Value) {
        let mut headers = json!({ "host": HOST, "x-appwrite-project": "p", "content-type": "application/json" });
        let mut cookies = Vec::new();
        // In 0.15 no key may accept an invitation.
        if path.starts_with("/v1/account") || route.ends_with("{membershipId}/status") {
            cookies.push(format!("a_session_p={}", self.session));
        } else if !route.ends_with("/memberships/{membershipId}/status") {
            // In 0.15 no key may accept an invitation.
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
        let body = answer["body"].as_str().map_or(Value::Null, |body| {
            serde_json::from_str(body).ok().or_else(|| error_of_page(body)).expect("an error")
        });
        (answer["statusCode"].as_i64().unwrap(), body)
    }
}

/// The route with each invalid id in one of its parameters and valid ids in the others.
fn paths_of(route: &str) -> Vec<String> {
    let params: Vec<&str> = route.split('/').filter(|part| part.starts_with('{')).collect();
    let fill = |path: &str| {
        let parts = path.split('/').map(|part| match part {
            "{teamId}" => "crew",
            "{type}" => "totp",
            part if part.starts_with('{') => "ann",
            part => part,
        });
        parts.collect::<Vec<_>>().join("/")
    };
    let marked = |param: &str| fill(&route.replacen(param, "?", 1));
    params.iter().flat_map(|param| INVALID_IDS.map(|id| marked(param).replacen('?', id, 1))).collect()
}

/// Whether nothing was reached. That a recent challenge is needed comes before any parameter (source:
/// docs/reference/appwrite/mfa.md#for-users).
fn is_not_found(status: i64, kind: &str) -> bool {
    matches!(status, 400 | 404) || (status, kind) == (401, "user_challenge_required")
}

#[tokio::test]
async fn an_invalid_id_is_rejected_in_every_position_of_every_route() {
    let (app, session) = TestApp::with_ann().await;
    app.make_team("crew").await;
    let (client, mut calls) = (Client { app, session }, 0);
    let before = client.app.table.rows();
    let routes: Vec<_> = product().iter().flat_map(|group| group.paths().collect::<Vec<_>>()).collect();
    for route in routes {
        for path in paths_of(route) {
            for method in METHODS.into_iter().chain(["HEAD"]) {
                let (status, body) = client.call(method, &format!("ANY {route}"), &path).await;
                let kind = body["type"].as_str().unwrap_or_default();
                assert!(is_not_found(status, kind), "{method} {route} {path:?}: {status} {body}");
                let is_rejected = ["general_argument_invalid", "general_route_not_found"].contains(&kind);
                // These parameters are never found, and need not be ids.
                let is_not_an_id = ["{type}", "{challengeId}"].iter().any(|param| route.contains(param));
                assert!(method == "HEAD" || is_rejected || is_not_an_id, "{method} {route} {path:?}: {body}");
                calls += 1;
            }
        }
    }
    assert!(client.app.table.rows() == before, "the table is unchanged");
    print_summary(format!("paths: {calls} calls"));
}

#[tokio::test]
async fn a_path_with_other_case_or_additional_characters_is_rejected() {
    let (app, session) = TestApp::with_ann().await;
    let client = Client { app, session };
    let before = client.app.table.rows();
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
            let (status, body) = client.call(method, "$default", &path).await;
            let kind = body["type"].as_str().unwrap_or_default();
            assert!(is_not_found(status, kind), "{method} {path:?}: {status} {body}");
        }
    }
    assert!(client.app.table.rows() == before, "the table is unchanged");
}
