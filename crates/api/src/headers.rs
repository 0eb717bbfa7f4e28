//! Headers that every answer carries, and the answer to a browser that asks before it calls.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

const ALLOWED_METHODS: &str = "GET, POST, PUT, PATCH, DELETE";
const ALLOWED_HEADERS: &str = "Origin, Cookie, Set-Cookie, X-Requested-With, Content-Type, Access-Control-Allow-Origin, \
                               Access-Control-Request-Headers, Accept, X-Appwrite-Project, X-Appwrite-Key, \
                               X-Appwrite-Locale, X-Appwrite-Mode, X-Appwrite-JWT, X-Appwrite-Response-Format, \
                               X-SDK-Version, X-Appwrite-ID, Content-Range, Range, Cache-Control, Expires, Pragma";
const FALLBACK_COOKIES: &str = "X-Fallback-Cookies";

/// Answers OPTIONS by itself, without a key; adds the headers of api-reference 2.9 to every answer.
pub(crate) async fn add(request: Request, next: Next) -> Response {
    let origin = request.headers().get(header::ORIGIN).cloned();
    let is_preflight = *request.method() == Method::OPTIONS;
    let mut response = if is_preflight { preflight() } else { next.run(request).await };
    let headers = response.headers_mut();
    set(headers, header::SERVER, "Appwrite");
    set(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    // Source: the reference's own value, sent whenever the call came by https; a browser ignores it otherwise.
    set(headers, header::STRICT_TRANSPORT_SECURITY, "max-age=10886400");
    set(headers, header::ACCESS_CONTROL_ALLOW_METHODS, ALLOWED_METHODS);
    set(headers, header::ACCESS_CONTROL_EXPOSE_HEADERS, FALLBACK_COOKIES);
    if !is_preflight {
        set(headers, header::ACCESS_CONTROL_ALLOW_HEADERS, ALLOWED_HEADERS);
    }
    if let Some(origin) = origin {
        // No cookie opens any route yet, so no origin gains anything by credentials: they are not offered.
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.append(header::VARY, HeaderValue::from_static("Origin"));
    }
    response
}

fn preflight() -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    set(response.headers_mut(), header::CONTENT_TYPE, "text/plain; charset=UTF-8");
    let allowed = format!("{ALLOWED_HEADERS}, {FALLBACK_COOKIES}");
    if let Ok(allowed) = HeaderValue::from_str(&allowed) {
        response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_HEADERS, allowed);
    }
    response
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.insert(name, HeaderValue::from_static(value));
}
