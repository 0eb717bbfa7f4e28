//! Random invalid input: every answer is one that the product defines, and no change is written in part.

use crate::answer::Answer;
use crate::app::TestApp;
use crate::request::Request;
use crate::routes::{ROUTES, path_of};
use axum::http::Method;
use roster_tests::random::Random;
use serde_json::json;
use std::collections::BTreeMap;

const SEEDS: u64 = 3;
const REQUESTS: usize = 1_000;
/// After how many requests deleted users are created again.
const RECREATE_EVERY: usize = 50;

const METHODS: [&str; 8] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PURGE"];
const IDS: [&str; 14] =
    ["ann", "bob", "cat", "dan", "ANN", "-x", "..", "%00", "%2f", "a%20b", "%F0%9F%8E%88", "%ff", "s1", "unique()"];
const NAMES: [&str; 20] = [
    "userId",
    "email",
    "password",
    "name",
    "number",
    "status",
    "emailVerification",
    "phoneVerification",
    "prefs",
    "search",
    "limit",
    "offset",
    "cursor",
    "cursorDirection",
    "orderType",
    "total",
    "project",
    "locale",
    "prefs[a]",
    "name[]",
];
const VALUES: [&str; 28] = [
    "null",
    "true",
    "false",
    "0",
    "1",
    "-1",
    "2.5",
    "1e999",
    "101",
    "{}",
    "[]",
    "[1]",
    "{\"a\":{}}",
    "\"\"",
    "\"ann\"",
    "\"cat\"",
    "\"unique()\"",
    "\"cat@example.com\"",
    "\"CAT@Example.com\"",
    "\"+4911\"",
    "\"+49123456789\"",
    "\"short\"",
    "\"long enough\"",
    "\"\\ud800\"",
    "\"\\u0000\"",
    "\"🎈\"",
    "\"after\"",
    "\"DESC\"",
];
const TYPES: [&str; 6] = [
    "application/json",
    "text/plain",
    "",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "multipart/form-data",
];
const HEADERS: [&str; 8] = [
    "x-appwrite-response-format",
    "x-appwrite-locale",
    "x-forwarded-for",
    "user-agent",
    "origin",
    "accept-encoding",
    "accept",
    "x-forwarded-user-agent",
];
const HEADER_VALUES: [&[u8]; 9] =
    [b"0.11.0", b"0.12.4", b"1.8.0", b"abc", b"", b"caf\xe9", b"gzip", b"2.125.160.9", b"../../etc/passwd"];

/// Valid parameters, so that some requests succeed.
const VALID: [(&str, &str); 17] = [
    ("userId", "\"cat\""),
    ("userId", "\"unique()\""),
    ("email", "\"cat@example.com\""),
    ("email", "\"dan@example.com\""),
    // A valid password that is also a valid MD5 hash.
    ("password", "\"3cb4e732631f47e6eb961f34554b7cde\""),
    ("name", "\"Anna\""),
    ("number", "\"+491234567\""),
    ("status", "false"),
    ("emailVerification", "true"),
    ("phoneVerification", "true"),
    ("prefs", "{\"a\":{}}"),
    ("limit", "1"),
    ("labels", "[\"vip\"]"),
    ("targetId", "\"unique()\""),
    ("providerType", "\"push\""),
    ("identifier", "\"a device\""),
    ("mfa", "false"),
];

/// A caller that sends random requests, determined by a seed.
struct RandomCaller(Random);

impl RandomCaller {
    fn id(&mut self) -> &'static str {
        if self.0.chance(0.7) { self.0.pick(&IDS[..3]) } else { self.0.pick(&IDS) }
    }

    /// A method and a path, usually those of a route.
    fn target(&mut self) -> (&'static str, String) {
        let (route, methods) = self.0.pick(&ROUTES);
        let method = if self.0.chance(0.8) { self.0.pick(methods) } else { self.0.pick(&METHODS) };
        let mut path = path_of(route, self.id(), self.id());
        if self.0.chance(0.05) {
            path.push('/');
        }
        if self.0.chance(0.4) {
            path = format!("{path}?{}", self.form());
        }
        (method, path)
    }

    /// `name=value` pairs; the values are those of JSON, without the characters that a URL must not have.
    fn form(&mut self) -> String {
        let pair = |random: &mut Random| {
            let value = random.pick(&VALUES).replace(['"', '\\', '{', '}', '🎈', '[', ']', ' '], "");
            format!("{}={value}", random.pick(&NAMES).replace('[', "%5B").replace(']', "%5D"))
        };
        (0..self.0.below(4)).map(|_| pair(&mut self.0)).collect::<Vec<_>>().join("&")
    }

    /// An object of parameters, usually valid JSON, sometimes with one wrong byte or cut short.
    fn body(&mut self) -> Vec<u8> {
        if self.0.chance(0.15) {
            return self.form().into_bytes();
        }
        let pair = |random: &mut Random| {
            let any = (random.pick(&NAMES), random.pick(&VALUES));
            let (name, value) = if random.chance(0.8) { random.pick(&VALID) } else { any };
            format!("\"{name}\":{value}")
        };
        let pairs: Vec<_> = (0..self.0.below(9)).map(|_| pair(&mut self.0)).collect();
        let mut body = format!("{{{}}}", pairs.join(",")).into_bytes();
        if self.0.chance(0.2) {
            let at = self.0.below(body.len());
            body[at] = self.0.bits() as u8;
        }
        if self.0.chance(0.1) {
            body.truncate(self.0.below(body.len()));
        }
        body
    }

    fn request<'a>(&mut self, app: &'a TestApp) -> Request<'a> {
        let (method, path) = self.target();
        let mut request = app.request(Method::from_bytes(method.as_bytes()).unwrap(), &path);
        if self.0.chance(0.95) {
            request = request.key();
        }
        let (content_type, body) = (self.0.pick(&TYPES), self.body());
        request = request.body(content_type, body);
        for _ in 0..self.0.below(3) {
            request = request.header_bytes(self.0.pick(&HEADERS), self.0.pick(&HEADER_VALUES));
        }
        request
    }
}

/// Checks that an answer is one that the product defines: no server error except 501 for calls that it does not offer,
/// and an error has a complete body.
fn is_defined(answer: &Answer, when: &str) {
    let status = answer.status.as_u16();
    assert!(
        matches!(status, 200 | 201 | 204 | 400 | 401 | 403 | 404 | 409 | 501),
        "{when}: {status} {:?}",
        answer.body
    );
    assert_eq!(answer.header("server"), Some("Appwrite"), "{when}");
    if status >= 400 && !answer.body.is_empty() {
        let body = answer.body();
        let versions = [json!("0.15.3"), json!("1.9.6")];
        assert!(body["code"] == status && versions.contains(&body["version"]), "{when}: {body}");
        assert!(body["message"].as_str().is_some_and(|message| !message.is_empty()), "{when}");
    }
}

/// Creates ann and bob if they do not exist.
async fn recreate(app: &TestApp) {
    for id in ["ann", "bob"] {
        let new = json!({ "userId": id, "email": format!("{id}@example.com"), "password": "correct horse" });
        is_defined(&app.post("/v1/users").key().json(new).send().await, "a user created again");
    }
}

#[tokio::test]
async fn every_random_request_gets_a_defined_answer_and_the_table_stays_consistent() {
    for seed in 0..SEEDS {
        let (app, mut caller) = (TestApp::start().await, RandomCaller(Random::new(seed)));
        let mut statuses = BTreeMap::<u16, usize>::new();
        for number in 0..REQUESTS {
            if number % RECREATE_EVERY == 0 {
                recreate(&app).await;
            }
            let request = caller.request(&app);
            let when = format!("seed {seed}, request {number}: {request:?}");
            let answer = request.send().await;
            is_defined(&answer, &when);
            *statuses.entry(answer.status.as_u16()).or_default() += 1;
        }
        app.check(&format!("seed {seed}"));
        let count = |status| statuses.get(&status).copied().unwrap_or(0);
        assert!(
            count(200) > 75 && count(204) > 20 && count(400) > 200 && count(401) > 5 && count(404) > 100,
            "too few answers of a kind: {statuses:?}"
        );
    }
}
