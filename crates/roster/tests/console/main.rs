//! `roster console` as an operator and a browser use it: the real program, an embedded table, and the functions `users` and `logs`.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "the whole file is a test, including its helpers")]
#![allow(clippy::disallowed_methods, reason = "the clock of the functions is that of this machine")]

mod rig;

use bytes::Bytes;
use http::{Request, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use rig::{FILES, Rig, listen};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tokio::io::AsyncReadExt as _;
use tokio::process::Child;

/// A running console, and a browser.
struct Session {
    program: Child,
    origin: String,
    /// The path of the page.
    page: String,
    link: String,
    cookie: String,
    printed: Value,
}

/// A response.
struct Got {
    status: StatusCode,
    headers: http::HeaderMap,
    text: String,
}

impl Got {
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("not JSON: {}", self.text))
    }
}

impl Session {
    async fn send(&self, method: &str, url: &str, headers: &[(&str, &str)], body: &str) -> Got {
        let mut request = Request::builder().method(method).uri(url);
        for (name, value) in headers.iter().filter(|(_, value)| !value.is_empty()) {
            request = request.header(*name, *value);
        }
        let client: Client<HttpConnector, Full<Bytes>> = Client::builder(TokioExecutor::new()).build_http();
        let response = client.request(request.body(Full::from(body.to_owned())).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let text = String::from_utf8(body.collect().await.unwrap().to_bytes().into()).unwrap();
        assert!(!text.contains("standard_"), "a response shows an API key: {text}");
        Got { status: parts.status, headers: parts.headers, text }
    }

    /// Opens the link, as a browser does.
    async fn open(&mut self) -> StatusCode {
        let got = self.send("GET", &self.link.clone(), &[("cookie", &self.cookie)], "").await;
        if let Some(cookie) = got.headers.get("set-cookie") {
            let cookie = cookie.to_str().unwrap();
            assert!(cookie.contains("; HttpOnly") && cookie.contains("; SameSite=Strict"), "{cookie}");
            assert!(cookie.contains(&format!("; Path={}", self.page)), "{cookie}");
            self.cookie = cookie.split(';').next().unwrap().to_owned();
            assert_eq!(got.headers["location"], self.page.as_str());
        }
        got.status
    }

    /// Calls the API, as the page does.
    async fn call(&self, method: &str, path: &str, body: &str) -> Got {
        self.call_with(method, path, body, &[]).await
    }

    async fn call_with(&self, method: &str, path: &str, body: &str, more: &[(&str, &str)]) -> Got {
        let origin = if method == "GET" { "" } else { &self.origin };
        let own = [
            ("cookie", self.cookie.as_str()),
            ("content-type", if body.is_empty() { "" } else { "application/json" }),
            ("x-appwrite-response-format", "1.9.6"),
            ("sec-fetch-site", "same-origin"),
            ("origin", origin),
        ];
        let is_other = |(name, _): &&(&str, &str)| more.iter().all(|(other, _)| other != name);
        let headers: Vec<_> = own.iter().filter(is_other).chain(more).copied().collect();
        self.send(method, &format!("{}{}v1{path}", self.origin, self.page), &headers, body).await
    }

    /// Sends a signal, and returns how the program ends and what it still prints.
    async fn end(mut self, signal: Signal) -> (Option<i32>, String) {
        let id = self.program.id().expect("it runs");
        kill_process(Pid::from_raw(id.cast_signed()).unwrap(), signal).unwrap();
        self.ended().await
    }

    async fn ended(&mut self) -> (Option<i32>, String) {
        let mut printed = String::new();
        self.program.stdout.take().unwrap().read_to_string(&mut printed).await.unwrap();
        self.program.stderr.take().unwrap().read_to_string(&mut printed).await.unwrap();
        (self.program.wait().await.unwrap().code(), printed)
    }
}

#[tokio::test]
async fn the_page_calls_the_api_with_a_key_that_it_never_sees_and_that_ends_with_the_command() {
    let rig = Rig::start().await;
    let mut session = rig.console("").await;
    let keys = rig.keys().await;
    let [key] = &keys[..] else { panic!("one key: {keys:?}") };
    assert_eq!((&key["id"], &key["name"]), (&session.printed["key"], &json!("console ann")));
    assert_eq!(key["scopes"].as_array().unwrap().len(), 6);
    assert!(key["expiresAt"].is_string() && !session.printed.to_string().contains("standard_"));

    assert_eq!(session.open().await, StatusCode::SEE_OTHER);
    let page = session.send("GET", &format!("{}{}", session.origin, session.page), &[], "").await;
    assert_eq!(page.status, StatusCode::OK);
    for element in [
        r#"<meta name="session" content="console ann">"#.to_owned(),
        r#"<meta name="project" content="shop">"#.to_owned(),
        format!(r#"<meta name="endpoint" content="{}v1">"#, session.page),
    ] {
        assert!(page.text.contains(&element), "{element}: {}", page.text);
    }

    let made = session.call("POST", "/users", r#"{"userId":"bob","name":"Bob","email":"bob@example.com"}"#).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let listed = session.call("GET", "/users?search=bob", "").await;
    assert_eq!((listed.status, &listed.json()["users"][0]["name"]), (StatusCode::OK, &json!("Bob")));
    assert_eq!(listed.headers["cache-control"], "no-store");
    let log = session.call("GET", "/users/bob/logs", "").await.json();
    assert_eq!((&log["logs"][0]["keyName"], &log["logs"][0]["keyId"]), (&json!("console ann"), &key["id"]));

    let (code, printed) = session.end(Signal::TERM).await;
    assert_eq!(code, Some(0), "{printed}");
    assert!(printed.contains(&format!("the API key {} is revoked", key["id"].as_str().unwrap())), "{printed}");
    assert!(!printed.contains("standard_"), "{printed}");
    assert_eq!(rig.keys().await, [] as [Value; 0]);
}

#[tokio::test]
async fn the_scopes_are_those_that_were_asked_for() {
    let rig = Rig::start().await;
    let mut session = rig.console("--read-only --name looker").await;
    session.open().await;
    assert_eq!(session.call("GET", "/users", "").await.status, StatusCode::OK);
    let made = session.call("POST", "/users", r#"{"userId":"bob"}"#).await;
    assert_eq!((made.status, &made.json()["type"]), (StatusCode::UNAUTHORIZED, &json!("general_unauthorized_scope")));
    assert_eq!(rig.keys().await[0]["scopes"], json!(["users.read", "sessions.read", "teams.read"]));
    let (code, printed) = session.end(Signal::INT).await;
    assert_eq!(code, Some(0), "{printed}");
    assert_eq!(rig.keys().await.len(), 0, "Ctrl-C revokes the key");
}

#[tokio::test]
async fn a_key_that_expires_ends_the_command() {
    let rig = Rig::start().await;
    let begun = Instant::now();
    let mut session = rig.console("--expires 2s --scopes users.read").await;
    let (code, printed) = session.ended().await;
    assert_eq!(code, Some(0), "{printed}");
    assert!(begun.elapsed() >= Duration::from_secs(2), "it lives as long as it may");
    assert_eq!(rig.keys().await.len(), 0);
}

#[tokio::test]
async fn nobody_else_gets_in() {
    let rig = Rig::start().await;
    let mut session = rig.console("").await;
    assert_eq!(session.call("GET", "/users", "").await.status, StatusCode::UNAUTHORIZED, "before the link");
    session.open().await;
    let status = async |method: &str, more: &[(&str, &str)]| {
        session.call_with(method, "/users", "{}", more).await.status.as_u16()
    };
    assert_eq!(status("GET", &[]).await, 200);
    assert_eq!(status("GET", &[("cookie", "")]).await, 401);
    assert_eq!(status("GET", &[("cookie", "roster-console=0000")]).await, 401);
    assert_eq!(status("GET", &[("host", "evil.example")]).await, 421);
    assert_eq!(status("GET", &[("host", "localhost")]).await, 421);
    assert_eq!(status("GET", &[("sec-fetch-site", "cross-site")]).await, 403);
    assert_eq!(status("GET", &[("origin", "http://127.0.0.1:1")]).await, 403);
    assert_eq!(status("POST", &[("origin", "")]).await, 403);
    assert_eq!(status("POST", &[("origin", "https://evil.example")]).await, 403);
    for path in ["/", "/console", "/v1/users", "/index.html"] {
        let got = session.send("GET", &format!("{}{path}", session.origin), &[("cookie", &session.cookie)], "").await;
        assert_eq!(got.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(got.headers["x-content-type-options"], "nosniff");
    }
    assert_eq!(session.open().await, StatusCode::SEE_OTHER, "the same browser may open the link again");
    session.cookie.clear();
    assert_eq!(session.open().await, StatusCode::GONE, "another browser must not");
}

#[tokio::test]
async fn the_project_and_the_key_are_those_of_the_command() {
    let rig = Rig::start().await;
    let other = rig.json("projects create --name Other --id other --with-key").await;
    let mut session = rig.console("").await;
    session.open().await;
    session.call("POST", "/users", r#"{"userId":"bob"}"#).await;
    let secret = other["secret"].as_str().unwrap();
    let got =
        session.call_with("GET", "/users", "", &[("x-appwrite-project", "other"), ("x-appwrite-key", secret)]).await;
    assert_eq!((got.status, &got.json()["total"]), (StatusCode::OK, &json!(1)));
}

#[tokio::test]
async fn without_an_api_the_page_says_so_and_the_key_is_revoked_all_the_same() {
    let mut rig = Rig::start().await;
    let (nobody, unused) = listen().await;
    drop(unused);
    rig.api = format!("{nobody}/v1");
    let mut session = rig.console("").await;
    session.open().await;
    let got = session.call("GET", "/users", "").await;
    assert_eq!(got.status, StatusCode::BAD_GATEWAY);
    assert!(got.json()["message"].as_str().unwrap().contains("cannot be reached"), "{}", got.text);
    assert_eq!(session.end(Signal::HUP).await.0, Some(0));
    assert_eq!(rig.keys().await.len(), 0);
}

#[tokio::test]
async fn a_command_that_cannot_start_leaves_no_key() {
    let rig = Rig::start().await;
    let taken = listen().await.1;
    let port = taken.local_addr().unwrap().port();
    for (line, code, text) in [
        (format!("console --project shop --files {FILES}"), 2, "--url"),
        (format!("console --project shop --files {FILES} --url http://api.example.com/v1"), 2, "https://"),
        (format!("console --project shop --files {FILES} --url {} --expires 9h", rig.api), 2, "1s to 8h"),
        (format!("console --project shop --files {FILES} --url {} --port {port}", rig.api), 1, "cannot be used"),
        (format!("console --project nobody --files {FILES} --url {}", rig.api), 1, "no such project"),
        (format!("console --project shop --files /no/such/folder --url {}", rig.api), 1, "scripts/console build"),
    ] {
        let output = rig.run(&line).await;
        let printed = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{line}: {printed}");
        assert!(printed.contains(text), "{line}: {printed}");
    }
    assert_eq!(rig.keys().await.len(), 0);
}
