//! The headers of every answer, and the answer to a preflight request of a browser.

use crate::answers::dialect::Dialect;
use crate::app::App;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};

const ALLOWED_METHODS: &str = "GET, POST, PUT, PATCH, DELETE";
const ALLOWED_HEADERS: &str = "Origin, Cookie, Set-Cookie, X-Requested-With, Content-Type, Access-Control-Allow-Origin, \
                               Access-Control-Request-Headers, Accept, X-Appwrite-Project, X-Appwrite-Key, \
                               X-Appwrite-Locale, X-Appwrite-Mode, X-Appwrite-JWT, X-Appwrite-Response-Format, \
                               X-SDK-Version, X-Appwrite-ID, Content-Range, Range, Cache-Control, Expires, Pragma";
const ALLOWED_HEADERS_V1: &str = "Accept, Origin, Cookie, Set-Cookie, Content-Type, Content-Range, X-Appwrite-Project, X-Appwrite-Key, \
     X-Appwrite-Dev-Key, X-Appwrite-Locale, X-Appwrite-Mode, X-Appwrite-JWT, X-Appwrite-Organization, \
     X-Appwrite-Response-Format, X-Appwrite-Timeout, X-Appwrite-ID, X-Appwrite-Timestamp, X-Appwrite-Session, \
     X-Appwrite-Platform, X-Appwrite-Impersonate-User-Id, X-Appwrite-Impersonate-User-Email, \
     X-Appwrite-Impersonate-User-Phone, X-SDK-Version, X-SDK-Name, X-SDK-Language, X-SDK-Platform, X-SDK-GraphQL, \
     X-SDK-Profile, Range, Cache-Control, Expires, Pragma, X-Fallback-Cookies, X-Requested-With, X-Forwarded-For, \
     X-Forwarded-User-Agent";
const FALLBACK_COOKIES: &str = "X-Fallback-Cookies";
const EXPOSED_HEADERS_V1: &str = "X-Appwrite-Session, X-Fallback-Cookies";
/// The time for which a browser caches the answer to a preflight request, in seconds (source:
/// docs/reference/appwrite/requests.md#response-headers).
const MAX_AGE: &str = "86400";

/// Answers OPTIONS itself, without an API key, and adds the headers that every answer has (source:
/// docs/reference/appwrite/requests.md#response-headers). Whether a web page may read an answer is decided with its
/// project, which a preflight request does not name yet.
pub(crate) async fn add(app: &App, request: Request, next: impl AsyncFnOnce(Request) -> Response) -> Response {
    let is_v1 = Dialect::of(request.headers(), app.default_dialect).is_v1();
    let mut response = match *request.method() {
        Method::OPTIONS => preflight(request.headers()),
        _ => {
            let mut response = next(request).await;
            let allowed = if is_v1 { ALLOWED_HEADERS_V1 } else { ALLOWED_HEADERS };
            set(response.headers_mut(), header::ACCESS_CONTROL_ALLOW_HEADERS, allowed);
            response
        }
    };
    let headers = response.headers_mut();
    set(headers, header::SERVER, "Appwrite");
    set(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    // Appwrite's value for calls by https; browsers ignore it in all other cases.
    set(headers, header::STRICT_TRANSPORT_SECURITY, "max-age=10886400");
    set(headers, header::ACCESS_CONTROL_ALLOW_METHODS, ALLOWED_METHODS);
    let exposed = if is_v1 { EXPOSED_HEADERS_V1 } else { FALLBACK_COOKIES };
    set(headers, header::ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
    headers.append(header::VARY, HeaderValue::from_static("Origin"));
    response
}

/// A preflight request has no dialect. The headers that the browser wants to send show which one it is.
fn preflight(requested: &HeaderMap) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    set(headers, header::CONTENT_TYPE, "text/plain; charset=UTF-8");
    if wants_v1_headers(requested) {
        set(headers, header::ACCESS_CONTROL_ALLOW_HEADERS, ALLOWED_HEADERS_V1);
        set(headers, header::ACCESS_CONTROL_MAX_AGE, MAX_AGE);
    } else if let Ok(allowed) = HeaderValue::from_str(&format!("{ALLOWED_HEADERS}, {FALLBACK_COOKIES}")) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, allowed);
    }
    if let Some(origin) = requested.get(header::ORIGIN) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        set(headers, header::ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
    }
    response
}

fn wants_v1_headers(requested: &HeaderMap) -> bool {
    let wanted = requested.get(header::ACCESS_CONTROL_REQUEST_HEADERS).and_then(|names| names.to_str().ok());
    let allows = |list: &str, name: &str| list.split(", ").any(|allowed| allowed.eq_ignore_ascii_case(name));
    wanted.into_iter().flat_map(|names| names.split(',')).map(str::trim).any(|name| {
        allows(ALLOWED_HEADERS_V1, name) && !allows(ALLOWED_HEADERS, name) && !allows(FALLBACK_COOKIES, name)
    })
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.insert(name, HeaderValue::from_static(value));
}
