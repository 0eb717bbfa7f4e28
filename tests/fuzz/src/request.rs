//! Whole requests from the bytes of an input: most parts have the expected type, any part may be arbitrary.

use crate::bytes::Bytes;
use crate::test_app::{self, TestApp};
use crate::vocabulary::{FORMATS, HEADER_VALUES, HEADERS, IDS, METHODS, TYPES, VALID_VALUES, VALUES};
use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Method, Request, Uri};
use roster_tests::openapi::{Dialect, Document, Operation};
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// A request, and its properties that the checks of the response need.
pub struct Made {
    /// The request.
    pub request: Request<Body>,
    /// The method.
    pub method: String,
    /// The path.
    pub path: String,
    /// The response format of the request, if it has one that is text.
    pub format: Option<String>,
    /// The whole request, in a line.
    pub summary: String,
}

/// A method on a path, and the names of its parameters.
struct Route {
    path: String,
    method: String,
    names: Vec<&'static str>,
}

/// The routes of `openapi.yaml`.
fn routes() -> &'static [Route] {
    static ROUTES: OnceLock<Vec<Route>> = OnceLock::new();
    ROUTES.get_or_init(|| {
        let operations = Document::of(Dialect::Of1).operations().iter();
        let route = |(path, method): &(String, String), operation| Route {
            path: path.clone(),
            method: method.clone(),
            names: names_of(operation).collect(),
        };
        operations.map(|(key, operation)| route(key, operation)).collect()
    })
}

fn names_of(operation: &'static Operation) -> impl Iterator<Item = &'static str> {
    let parameters = operation.written["parameters"].as_array().into_iter().flatten();
    let fields = &operation.written["requestBody"]["content"]["application/json"]["schema"]["properties"];
    let fields = fields.as_object().into_iter().flatten().map(|(name, _)| name.as_str());
    parameters.filter_map(|parameter| parameter["name"].as_str()).chain(fields)
}

/// The names of all parameters.
fn names() -> &'static [&'static str] {
    static NAMES: OnceLock<Vec<&'static str>> = OnceLock::new();
    NAMES.get_or_init(|| {
        let documents = [Dialect::Of1, Dialect::Of0_15].map(Document::of);
        let known = documents.into_iter().flat_map(|document| document.operations().values()).flat_map(names_of);
        known.chain(["project", "__proto__", "$id"]).collect::<BTreeSet<_>>().into_iter().collect()
    })
}

/// A request from the next bytes; `None` when they give an invalid URL or header.
pub fn make(bytes: &mut Bytes<'_>, test_app: &TestApp) -> Option<Made> {
    let route = &routes()[usize::from(bytes.number()) % routes().len()];
    let method = if bytes.once_in(8) { bytes.pick(&METHODS) } else { route.method.as_str() };
    let mut path = fill(&route.path, bytes);
    if bytes.once_in(16) {
        path = String::from_utf8_lossy(bytes.piece()).into_owned();
    }
    let query = query(bytes);
    let uri: Uri = format!("{path}{query}").parse().ok()?;
    let (content_type, body) = body(bytes, &route.names);
    let method = Method::from_bytes(method.as_bytes()).ok()?;
    let summary = format!("{method} {uri} {content_type} {}", String::from_utf8_lossy(&body));
    let path = uri.path().to_owned();
    let mut request = Request::builder().method(method.clone()).uri(uri).body(Body::from(body)).ok()?;
    let headers = request.headers_mut();
    headers.insert("content-type", HeaderValue::from_static(content_type));
    identify(bytes, test_app, &path, headers);
    let format = (!bytes.once_in(4)).then(|| bytes.pick(&FORMATS));
    if let Some(format) = format {
        headers.insert("x-appwrite-response-format", HeaderValue::from_static(format));
    }
    for _ in 0..bytes.byte() % 3 {
        let name = HeaderName::from_static(bytes.pick(&HEADERS));
        let any = bytes.once_in(4);
        let value = if any {
            HeaderValue::from_bytes(bytes.piece())
        } else {
            HeaderValue::from_str(bytes.pick(&HEADER_VALUES))
        };
        headers.insert(name, value.ok()?);
    }
    let summary = format!("{summary} {headers:?}");
    Some(Made { request, method: method.to_string(), path, format: format.map(str::to_owned), summary })
}

fn fill(route: &str, bytes: &mut Bytes<'_>) -> String {
    let part = |part: &str, bytes: &mut Bytes<'_>| match part {
        _ if !part.starts_with('{') => part.to_owned(),
        _ if bytes.once_in(16) => form_urlencoded::byte_serialize(bytes.piece()).collect(),
        "{teamId}" => test_app::TEAM.to_owned(),
        "{sessionId}" if bytes.once_in(2) => test_app::SESSION.to_owned(),
        _ => bytes.pick(&IDS).to_owned(),
    };
    route.split('/').map(|name| part(name, bytes)).collect::<Vec<_>>().join("/")
}

/// Calls to `/v1/account` have a session, other calls an API key; some have the other credentials, or both.
fn identify(bytes: &mut Bytes<'_>, test_app: &TestApp, path: &str, headers: &mut axum::http::HeaderMap) {
    let text = |text: &str| HeaderValue::from_str(text).expect("a secret is text");
    if !bytes.once_in(32) {
        headers.insert("x-appwrite-project", HeaderValue::from_static(test_app::PROJECT));
    }
    let (kind, by_session) = (bytes.byte() % 16, path.starts_with("/v1/account"));
    if kind == 0 || (kind > 1 && !by_session) {
        headers.insert("x-appwrite-key", text(test_app.key()));
    }
    if kind < 2 || by_session {
        headers.insert("x-appwrite-session", text(test_app.session()));
    }
}

fn query(bytes: &mut Bytes<'_>) -> String {
    let pairs: Vec<String> = (0..bytes.byte() % 4).map(|_| pair(bytes)).collect();
    if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
}

fn pair(bytes: &mut Bytes<'_>) -> String {
    let (name, brackets) = (bytes.pick(names()), bytes.pick(&["", "", "[]", "[0]", "[a]", "[a][]"]));
    let value =
        if bytes.once_in(8) { bytes.text() } else { bytes.pick(&VALUES).trim_matches('"').replace("\\\"", "\"") };
    let value: String = form_urlencoded::byte_serialize(value.as_bytes()).collect();
    format!("{name}{brackets}={value}")
}

fn body(bytes: &mut Bytes<'_>, own: &[&'static str]) -> (&'static str, Vec<u8>) {
    match bytes.byte() % 8 {
        0 => (bytes.pick(&TYPES), bytes.piece().to_vec()),
        1 => (TYPES[1], query(bytes).trim_start_matches('?').as_bytes().to_vec()),
        _ => (TYPES[0], object(bytes, own).into_bytes()),
    }
}

/// An object with the fields of the route, most of them valid, or with arbitrary fields.
fn object(bytes: &mut Bytes<'_>, own: &[&'static str]) -> String {
    let names: Vec<&str> = match bytes.byte() % 4 {
        0 => (0..bytes.byte() % 9).map(|_| bytes.pick(names())).collect(),
        _ => own.to_vec(),
    };
    let fields: Vec<_> = names.into_iter().map(|name| format!("\"{name}\":{}", value(bytes, name))).collect();
    format!("{{{}}}", fields.join(","))
}

fn value(bytes: &mut Bytes<'_>, name: &str) -> String {
    let valid: Vec<&str> = VALID_VALUES.iter().filter(|(of, _)| *of == name).map(|(_, value)| *value).collect();
    match bytes.byte() % 8 {
        0 => Value::from(bytes.text()).to_string(),
        1 => bytes.pick(&VALUES).to_owned(),
        _ if valid.is_empty() => bytes.pick(&VALUES).to_owned(),
        _ => bytes.pick(&valid).to_owned(),
    }
}
