//! Forged headers, as proxies set them: only the gateway reports IP address, host and method of a call.

use crate::answer::Answer;
use crate::app::{HOST, PROJECT, TestApp};
use crate::expected::{BRITAIN, user};
use crate::request::Request;
use crate::signing_in::PASSWORD;
use serde_json::json;

/// Headers that proxies set and that servers behind them trust; the product ignores them for callers without an API
/// key.
const FORGED: [(&str, &str); 20] = [
    ("x-forwarded-for", "198.51.100.7"),
    ("forwarded", "for=198.51.100.7;host=evil.example;proto=http"),
    ("x-real-ip", "198.51.100.7"),
    ("x-client-ip", "198.51.100.7"),
    ("x-cluster-client-ip", "198.51.100.7"),
    ("true-client-ip", "198.51.100.7"),
    ("cf-connecting-ip", "198.51.100.7"),
    ("x-originating-ip", "198.51.100.7"),
    ("x-remote-ip", "198.51.100.7"),
    ("x-forwarded-host", "evil.example"),
    ("x-forwarded-proto", "http"),
    ("x-forwarded-port", "80"),
    ("x-forwarded-prefix", "/v1/users"),
    ("x-forwarded-user-agent", "forged/1.0"),
    ("x-original-url", "/v1/users/bob"),
    ("x-rewrite-url", "/v1/users/bob"),
    ("x-http-method-override", "DELETE"),
    ("x-method-override", "DELETE"),
    ("x-appwrite-mode", "admin"),
    ("x-appwrite-user", "bob"),
];

fn forge<'a>(mut request: Request<'a>) -> Request<'a> {
    for (name, value) in FORGED {
        request = request.header(name, value);
    }
    request
}

/// The IP address and the client of the log entry before a new sign-in of ann.
async fn last_origin(app: &TestApp) -> (String, String) {
    let log = app.get("/v1/account/logs").session(&app.sign_in("ann").await).send().await;
    drop(log);
    let log = app.get("/v1/users/ann/logs?limit=2").key().send().await.ok();
    let text = |name: &str| log["logs"][1][name].as_str().unwrap().to_owned();
    (text("ip"), text("clientName"))
}

async fn with_ann_and_bob() -> (TestApp, String) {
    let (app, session) = TestApp::with_ann().await;
    app.create("bob").await;
    (app, session)
}

#[tokio::test]
async fn forged_headers_do_not_change_a_call() {
    let (app, session) = with_ann_and_bob().await;
    let same = |plain: &Answer, forged: &Answer| {
        assert_eq!((plain.status, plain.text(), &plain.headers), (forged.status, forged.text(), &forged.headers));
    };
    let read = || app.get("/v1/users/ann").key();
    same(&read().send().await, &forge(read()).send().await);
    let own = || app.get("/v1/account").session(&session);
    same(&own().send().await, &forge(own()).send().await);
    let guest = || app.get("/v1/users/ann").project(PROJECT);
    same(&guest().send().await, &forge(guest()).send().await);
    let nowhere = || app.post("/v1/users/ann").key();
    same(&nowhere().send().await, &forge(nowhere()).send().await);
    assert_eq!((app.read("ann").await, app.read("bob").await["$id"].clone()), (user("ann"), json!("bob")));
}

#[tokio::test]
async fn a_caller_without_an_api_key_has_the_ip_address_of_the_gateway() {
    let (app, session) = with_ann_and_bob().await;
    let rename = app.patch("/v1/account/name").session(&session).json(json!({ "name": "ann Lee" }));
    forge(rename).from(BRITAIN).send().await.ok();
    let (ip, client) = last_origin(&app).await;
    assert_eq!((ip.as_str(), client.contains("forged")), (BRITAIN, false));
    for n in 0..10 {
        let ip = format!("198.51.100.{n}");
        let attempt = app.try_sign_in("bob@example.com", "wrong password").from(BRITAIN);
        let attempt = forge(attempt).header("x-forwarded-for", &ip).header("x-real-ip", &ip);
        attempt.header("forwarded", &format!("for={ip}")).send().await.is_wrong_password();
    }
    forge(app.try_sign_in("bob@example.com", PASSWORD)).from(BRITAIN).send().await.is_limited();
}

#[tokio::test]
async fn an_invalid_ip_address_from_a_server_is_ignored() {
    let (app, _) = with_ann_and_bob().await;
    for (sent, kept) in [
        ("198.51.100.7", "198.51.100.7"),
        ("198.51.100.7, 203.0.113.9", "198.51.100.7"),
        ("  2001:db8::1  ,x", "2001:db8::1"),
        ("198.51.100.7:443", BRITAIN),
        ("[2001:db8::1]:443", BRITAIN),
        ("", BRITAIN),
        (",198.51.100.7", BRITAIN),
        ("localhost", BRITAIN),
        ("198.51.100", BRITAIN),
        ("0xc6336407", BRITAIN),
        ("198.51.100.007", BRITAIN),
        ("2001:db8::1%eth0", BRITAIN),
        ("<script>alert(1)</script>", BRITAIN),
        ("unknown", BRITAIN),
    ] {
        let rename = app.patch("/v1/users/ann/name").key().json(json!({ "name": "ann Lee" }));
        rename.header("x-forwarded-for", sent).from(BRITAIN).send().await.ok();
        let log = app.get("/v1/users/ann/logs?limit=1").key().send().await.ok();
        assert_eq!(log["logs"][0]["ip"], kept, "{sent:?}");
    }
}

#[tokio::test]
async fn a_forged_host_changes_only_the_text_of_an_error() {
    let (app, _) = with_ann_and_bob().await;
    let secret = app.make_key(PROJECT, &[], None).await;
    for host in ["evil.example", "evil.example:8080", "\"><script>", "{}", "a b", "%00", "localhost"] {
        let valid = app.get("/v1/users/ann").key().header("host", host).send().await;
        valid.is(200, user("ann"));
        let rejected = app.get("/v1/users/ann").project(PROJECT).secret(&secret).header("host", host).send().await;
        let shown = host.split(':').next().unwrap();
        let text = format!("app.p@service.{shown} (role: application) missing scope (users.read)");
        rejected.is_error(401, "general_unauthorized_scope", &text);
        assert!(rejected.header("content-type").is_some_and(|kind| kind.starts_with("application/json")), "{host}");
        assert!(
            rejected.headers.values().all(|value| !value.as_bytes().windows(4).any(|part| part == b"evil")),
            "{host}"
        );
    }
    // A web origin with the same host as the forged header is still unknown.
    let forged = app.patch("/v1/account/name").project(PROJECT).header("host", "evil.example");
    let forged = forged.header("origin", "https://evil.example").json(json!({ "name": "x" })).send().await;
    assert_eq!((forged.status.as_u16(), &forged.body()["type"]), (403, &json!("general_unknown_origin")));
    let own_host = app.patch("/v1/account/name").project(PROJECT).header("origin", &format!("https://{HOST}"));
    assert_eq!(own_host.json(json!({ "name": "x" })).send().await.status, 403);
}
