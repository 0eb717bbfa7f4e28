//! The gateway, which reports the IP address of the caller: requests become events, and answers to events become
//! answers of HTTP.

use crate::answer::Answer;
use crate::app::{TestApp, noted};
use crate::whole_log;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use http_body_util::BodyExt;
use roster_api::Invocation;
use serde_json::value::to_raw_value;
use serde_json::{Map, Value, json};
use std::time::Duration;

impl TestApp {
    /// Sends a request from this IP address as an event of the gateway, which has cookies in a separate list.
    pub async fn call_from(&self, ip: &str, request: Request<Body>) -> Answer {
        self.time.pass(Duration::from_millis(1));
        let event = to_event(ip, noted(request).await).await;
        let answer =
            roster_api::serve_event(self.router(), &to_raw_value(&event).unwrap(), Invocation::default()).await;
        let answer = to_answer(&serde_json::to_value(answer).unwrap());
        whole_log::note_answer(&answer.headers, &answer.body);
        answer
    }
}

async fn to_event(ip: &str, request: Request<Body>) -> Value {
    let (mut parts, body) = request.into_parts();
    let cookies = parts.headers.remove(header::COOKIE);
    let cookies = cookies.as_ref().map_or("", |jar| jar.to_str().unwrap());
    let cookies: Vec<&str> = cookies.split("; ").filter(|cookie| !cookie.is_empty()).collect();
    let text = |value: &HeaderValue| json!(value.to_str().unwrap());
    let headers: Map<_, _> = parts.headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect();
    let body = body.collect().await.unwrap().to_bytes();
    let (method, path) = (parts.method.as_str(), parts.uri.path());
    let http = json!({ "method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": ip });
    json!({
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": parts.uri.query().unwrap_or_default(),
        "cookies": cookies,
        "headers": headers,
        "requestContext": { "http": http, "timeEpoch": 0 },
        "body": std::str::from_utf8(&body).unwrap(),
        "isBase64Encoded": false,
    })
}

fn to_answer(event: &Value) -> Answer {
    let mut headers = HeaderMap::new();
    for (name, value) in event["headers"].as_object().unwrap() {
        headers.insert(name.parse::<HeaderName>().unwrap(), value.as_str().unwrap().parse().unwrap());
    }
    for cookie in event["cookies"].as_array().into_iter().flatten() {
        headers.append(header::SET_COOKIE, cookie.as_str().unwrap().parse().unwrap());
    }
    let status = StatusCode::from_u16(event["statusCode"].as_u64().unwrap() as u16).unwrap();
    Answer { status, headers, body: event["body"].as_str().unwrap_or_default().to_owned().into() }
}
