//! Whole requests, made of the bytes of an input: most parts are of the kind that belongs there, each may be anything.

use crate::bytes::Bytes;
use crate::world::{self, World};
use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Method, Request, Uri};
use roster_tests::openapi::{Dialect, Document};
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::OnceLock;

const METHODS: [&str; 8] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "PURGE"];
const IDS: [&str; 22] = [
    "ann", "bob", "cat", "ann", "bob", "crew", "s1", "m1", "current", "unique()", "ANN", "-x", "..", ".", "%00", "%2f", "a%20b",
    "%F0%9F%8E%88", "%ff", "totp", "65b1f0c2a3b4c5d6e7f8", "",
];
const FORMATS: [&str; 12] =
    ["0.15.0", "1.9.6", "1.0.0", "1.5.0", "1.9.1", "0.11.0", "0.12.4", "0.13.4", "0.14.0", "9.9.9", "abc", ""];
const HEADERS: [&str; 14] = [
    "x-appwrite-locale", "x-forwarded-for", "x-forwarded-user-agent", "user-agent", "origin", "referer", "accept-encoding",
    "x-appwrite-mode", "x-appwrite-impersonate-user-id", "x-appwrite-impersonate-user-email", "x-fallback-cookies", "cookie",
    "access-control-request-headers", "host",
];
const HEADER_VALUES: [&str; 14] = [
    "gzip", "*;q=0", "2.125.160.9", "https://example.com", "http://localhost:3000", "null", "de", "../../etc/passwd", "ann",
    "bob@example.com", "curl/8.4.0", "{\"a_session_p\":\"x\"}", "a_session_p=x", "x-appwrite-session",
];
const TYPES: [&str; 5] =
    ["application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "", "multipart/form-data"];
/// JSON of every kind, and what some parameter takes.
const VALUES: [&str; 52] = [
    "null", "true", "false", "0", "1", "-1", "2.5", "1e999", "101", "5001", "9223372036854775808", "{}", "[]", "[1]", "[null]",
    "{\"a\":{}}", "\"\"", "\" \"", "\"ann\"", "\"bob\"", "\"crew\"", "\"unique()\"", "\"new-1\"", "\"ann@example.com\"",
    "\"CAT@Example.com\"", "\"new@example.com\"", "\"+49123450\"", "\"+4911\"", "\"short\"", "\"long enough\"", "\"\\ud800\"",
    "\"\\u0000\"", "\"🎈\"", "\"ﷺ\"", "\"after\"", "\"DESC\"", "[\"vip\"]", "[\"owner\",\"x\"]", "\"push\"", "\"email\"", "\"sms\"",
    "\"https://example.com/a\"", "\"24h\"", "[\"limit(1)\"]", "[\"{\\\"method\\\":\\\"isNull\\\",\\\"attribute\\\":\\\"email\\\"}\"]",
    "[\"search(\\\"name\\\", \\\"lee\\\")\",\"orderDesc(\\\"name\\\")\"]", "\"5f4dcc3b5aa765d61d8327deb882cf99\"", "\"md5\"",
    "\"label:vip\"", "\"\\\"ann lee\\\"\"", "65536", "\"2030-01-01\"",
];

/// A request that can be sent, and what its answer depends on.
pub struct Made {
    /// The request.
    pub request: Request<Body>,
    /// The method.
    pub method: String,
    /// The path.
    pub path: String,
    /// The response format that it asks for, if it does and it is text.
    pub format: Option<String>,
    /// All of it, in a line.
    pub told: String,
}

/// The paths of the API with their methods.
fn routes() -> &'static [(String, String)] {
    static ROUTES: OnceLock<Vec<(String, String)>> = OnceLock::new();
    ROUTES.get_or_init(|| Document::of(Dialect::Of1).operations().keys().cloned().collect())
}

/// The names of all parameters.
fn names() -> &'static [&'static str] {
    static NAMES: OnceLock<Vec<&'static str>> = OnceLock::new();
    NAMES.get_or_init(|| {
        let operations = Document::of(Dialect::Of1).operations().values().chain(Document::of(Dialect::Of0_15).operations().values());
        let mut names = BTreeSet::from(["project", "__proto__", "$id"]);
        for operation in operations {
            let parameters = operation.written["parameters"].as_array().into_iter().flatten();
            names.extend(parameters.filter_map(|parameter| parameter["name"].as_str()));
            let body = &operation.written["requestBody"]["content"]["application/json"]["schema"]["properties"];
            names.extend(body.as_object().into_iter().flatten().map(|(name, _)| name.as_str()));
        }
        names.into_iter().collect()
    })
}

/// A request of the next bytes; none when they make no address or no header.
pub fn make(bytes: &mut Bytes<'_>, world: &World) -> Option<Made> {
    let (path, own) = bytes.pick_of_many(&routes().iter().map(|(path, method)| (path.as_str(), method.as_str())).collect::<Vec<_>>());
    let method = if bytes.once_in(8) { bytes.pick(&METHODS) } else { own };
    let mut path = fill(path, bytes);
    if bytes.once_in(16) {
        path = String::from_utf8_lossy(bytes.piece()).into_owned();
    }
    let query = query(bytes);
    let uri: Uri = format!("{path}{query}").parse().ok()?;
    let (content_type, body) = body(bytes);
    let method = Method::from_bytes(method.as_bytes()).ok()?;
    let told = format!("{method} {uri} {content_type} {}", String::from_utf8_lossy(&body));
    let path = uri.path().to_owned();
    let mut request = Request::builder().method(method.clone()).uri(uri).body(Body::from(body)).ok()?;
    let headers = request.headers_mut();
    headers.insert("content-type", HeaderValue::from_static(content_type));
    identify(bytes, world, headers);
    let format = (!bytes.once_in(4)).then(|| bytes.pick(&FORMATS));
    if let Some(format) = format {
        headers.insert("x-appwrite-response-format", HeaderValue::from_static(format));
    }
    for _ in 0..bytes.byte() % 3 {
        let name = HeaderName::from_static(bytes.pick(&HEADERS));
        let any = bytes.once_in(4);
        let value = if any { HeaderValue::from_bytes(bytes.piece()) } else { HeaderValue::from_str(bytes.pick(&HEADER_VALUES)) };
        headers.insert(name, value.ok()?);
    }
    let told = format!("{told} {headers:?}");
    Some(Made { request, method: method.to_string(), path, format: format.map(str::to_owned), told })
}

fn fill(route: &str, bytes: &mut Bytes<'_>) -> String {
    let part = |part: &str, bytes: &mut Bytes<'_>| match part {
        _ if !part.starts_with('{') => part.to_owned(),
        _ if bytes.once_in(16) => form_urlencoded::byte_serialize(bytes.piece()).collect(),
        "{teamId}" => world::TEAM.to_owned(),
        "{sessionId}" if bytes.once_in(2) => world::SESSION.to_owned(),
        _ => bytes.pick(&IDS).to_owned(),
    };
    route.split('/').map(|name| part(name, bytes)).collect::<Vec<_>>().join("/")
}

fn identify(bytes: &mut Bytes<'_>, world: &World, headers: &mut axum::http::HeaderMap) {
    let text = |text: &str| HeaderValue::from_str(text).expect("a secret is text");
    if !bytes.once_in(32) {
        headers.insert("x-appwrite-project", HeaderValue::from_static(world::PROJECT));
    }
    let kind = bytes.byte() % 8;
    if kind < 6 {
        headers.insert("x-appwrite-key", text(world.key()));
    }
    if kind >= 4 {
        headers.insert("x-appwrite-session", text(world.session()));
    }
}

fn query(bytes: &mut Bytes<'_>) -> String {
    let pairs: Vec<String> = (0..bytes.byte() % 4).map(|_| pair(bytes)).collect();
    if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
}

fn pair(bytes: &mut Bytes<'_>) -> String {
    let (name, brackets) = (bytes.pick(names()), bytes.pick(&["", "", "[]", "[0]", "[a]", "[a][]"]));
    let value = if bytes.once_in(8) { bytes.text() } else { bytes.pick(&VALUES).trim_matches('"').replace("\\\"", "\"") };
    let value: String = form_urlencoded::byte_serialize(value.as_bytes()).collect();
    format!("{name}{brackets}={value}")
}

fn body(bytes: &mut Bytes<'_>) -> (&'static str, Vec<u8>) {
    match bytes.byte() % 8 {
        0 => (bytes.pick(&TYPES), bytes.piece().to_vec()),
        1 => (TYPES[1], query(bytes).trim_start_matches('?').as_bytes().to_vec()),
        _ => (TYPES[0], object(bytes).into_bytes()),
    }
}

fn object(bytes: &mut Bytes<'_>) -> String {
    let field = |bytes: &mut Bytes<'_>| {
        let name = bytes.pick(names());
        let value = if bytes.once_in(8) { Value::from(bytes.text()).to_string() } else { bytes.pick(&VALUES).to_owned() };
        format!("\"{name}\":{value}")
    };
    format!("{{{}}}", (0..bytes.byte() % 9).map(|_| field(bytes)).collect::<Vec<_>>().join(","))
}
