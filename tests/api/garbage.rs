//! Bad input of every kind, by chance: whatever comes in, the answer is one of ours, and nothing is half-written.

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
/// How often users who were deleted are created again.
const REVIVE_EVERY: usize = 50;

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

/// What would be taken, so that some of it is.
const GOOD: [(&str, &str); 17] = [
    ("userId", "\"cat\""),
    ("userId", "\"unique()\""),
    ("email", "\"cat@example.com\""),
    ("email", "\"dan@example.com\""),
    // A password, and the MD5 of another.
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

/// One caller who sends garbage, as a seed decides.
struct Monkey(Random);

impl Monkey {
    fn id(&mut self) -> &'static str {
        if self.0.chance(0.7) { self.0.pick(&IDS[..3]) } else { self.0.pick(&IDS) }
    }

    /// A method and a path, most often those of a route.
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

    /// `name=value` pairs; the values are those of JSON, without what an address cannot hold.
    fn form(&mut self) -> String {
        let pair = |random: &mut Random| {
            let value = random.pick(&VALUES).replace(['"', '\\', '{', '}', '🎈', '[', ']', ' '], "");
            format!("{}={value}", random.pick(&NAMES).replace('[', "%5B").replace(']', "%5D"))
        };
        (0..self.0.below(4)).map(|_| pair(&mut self.0)).collect::<Vec<_>>().join("&")
    }

    /// An object of parameters, most often good JSON, sometimes broken somewhere.
    fn body(&mut self) -> Vec<u8> {
        if self.0.chance(0.15) {
            return self.form().into_bytes();
        }
        let pair = |random: &mut Random| {
            let any = (random.pick(&NAMES), random.pick(&VALUES));
            let (name, value) = if random.chance(0.8) { random.pick(&GOOD) } else { any };
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

/// Checks that an answer is one of ours: no failure of ours, and a refusal in its envelope. What is not offered is 501.
fn is_ours(answer: &Answer, when: &str) {
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

/// Creates ann and bob where they are not.
async fn revive(app: &TestApp) {
    for id in ["ann", "bob"] {
        let new = json!({ "userId": id, "email": format!("{id}@example.com"), "password": "correct horse" });
        is_ours(&app.post("/v1/users").key().json(new).send().await, "a user created again");
    }
}

#[tokio::test]
async fn whatever_comes_in_the_answer_is_ours_and_the_table_is_whole() {
    for seed in 0..SEEDS {
        let (app, mut monkey) = (TestApp::start().await, Monkey(Random::new(seed)));
        let mut statuses = BTreeMap::<u16, usize>::new();
        for number in 0..REQUESTS {
            if number % REVIVE_EVERY == 0 {
                revive(&app).await;
            }
            let request = monkey.request(&app);
            let when = format!("seed {seed}, request {number}: {request:?}");
            let answer = request.send().await;
            is_ours(&answer, &when);
            *statuses.entry(answer.status.as_u16()).or_default() += 1;
        }
        app.check(&format!("seed {seed}"));
        let met = |status| statuses.get(&status).copied().unwrap_or(0);
        assert!(
            met(200) > 75 && met(204) > 20 && met(400) > 200 && met(401) > 5 && met(404) > 100,
            "a dull monkey: {statuses:?}"
        );
    }
}
