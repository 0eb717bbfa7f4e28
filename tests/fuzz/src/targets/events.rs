//! Events of the gateway: arbitrary JSON, and well-formed events with arbitrary parts.

use crate::answer::SentRequest;
use crate::bytes::Bytes;
use crate::{Pace, Target, echo, test_app};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::value::RawValue;
use serde_json::{Value, json};

pub(crate) const TARGET: Target = Target {
    name: "events",
    run,
    seeds: &[
        br#"J{"version":"2.0","routeKey":"ANY /v1/echo","rawPath":"/v1/echo","rawQueryString":"name=a","headers":{"x-appwrite-project":"p"},"requestContext":{"http":{"method":"GET","path":"/v1/echo","sourceIp":"192.0.2.1"},"timeEpoch":0},"isBase64Encoded":false}"#,
        br#"J{"rawPath":"/v1/users/..","cookies":["a=b","c"],"headers":{"host":"a b","accept-encoding":"gzip"},"requestContext":{"http":{"method":"PATCH"}},"body":"e30=","isBase64Encoded":true}"#,
        b"M\x00\x08/v1/echo\x06name=x\x00\x00",
        b"M\x01\x08/v1/echo\x00\x01\x0cx-appwrite-j\x01a\x00\x02{}\x01",
        b"M\x04\x0d/v1/users/a b\x01?\x00\x03\x04host\x01#",
        "M\x01\x11/v1/users/é/../x\x03%00\x02\x06a=1; b\x00".as_bytes(),
    ],
    pace: Pace::Request,
};

const METHODS: [&str; 8] = ["GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "PURGE"];

fn run(data: &[u8]) {
    match data.split_first() {
        Some((b'J', rest)) => any_json(rest),
        Some((_, rest)) => made(&mut Bytes::new(rest)),
        None => {}
    }
}

/// JSON that is not an event gets the response 400, with the envelope.
fn any_json(bytes: &[u8]) {
    let Ok(event) = serde_json::from_slice::<&RawValue>(bytes) else { return };
    let read = serde_json::from_str::<Value>(event.get()).unwrap_or_default();
    send(event, &read);
}

fn made(bytes: &mut Bytes<'_>) {
    let (method, path, query) = (bytes.pick(&METHODS), bytes.text(), bytes.text());
    let cookies: Vec<String> = (0..bytes.byte() % 4).map(|_| bytes.text()).collect();
    let mut headers = serde_json::Map::new();
    headers.insert("x-appwrite-project".to_owned(), json!(test_app::PROJECT));
    for _ in 0..bytes.byte() % 4 {
        headers.insert(bytes.text().to_lowercase(), json!(bytes.text()));
    }
    let is_packed = bytes.once_in(2);
    let body = if is_packed { STANDARD.encode(bytes.rest()) } else { String::from_utf8_lossy(bytes.rest()).into() };
    let http = json!({ "method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1" });
    let event = json!({
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        "cookies": cookies,
        "headers": headers,
        "requestContext": { "http": http, "timeEpoch": 0 },
        "body": body,
        "isBase64Encoded": is_packed,
    });
    send(&serde_json::value::to_raw_value(&event).expect("an event is JSON"), &event);
}

/// The path is used literally: a character with a special meaning in a URL has none here.
fn send(event: &RawValue, read: &Value) {
    let answer = test_app::with(|test_app| test_app.send_event(event));
    let method = read["requestContext"]["http"]["method"].as_str().unwrap_or("GET");
    let path = read["rawPath"].as_str().unwrap_or_default();
    // The format depends on a header that may be repeated, in any letter case: the target `router` checks responses against the
    // document.
    let sent = SentRequest { method, path: "", format: Some(""), summary: path };
    if answer.header("server").is_none() {
        // The event could not be parsed.
        assert!(answer.status == 400 && answer.json()["code"] == 400, "{answer}");
        return;
    }
    answer.ensure_valid(&sent);
    if path.contains(['?', '#', '\\', ' ']) && path.starts_with(echo::PATH) {
        assert!(answer.status == 404 || method == "OPTIONS", "{path} is not a route: {answer}");
    }
}
