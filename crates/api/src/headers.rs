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

/// Answers OPTIONS by itself, without a key; adds the headers of api-reference 2.9 to every answer. Whether a page may read
/// an answer is decided with its project, which a browser that asks before it calls does not name yet.
pub(crate) async fn add(request: Request, next: Next) -> Response {
    let mut response = match *request.method() {
        Method::OPTIONS => preflight(request.headers().get(header::ORIGIN)),
        _ => {
            let mut response = next.run(request).await;
            set(response.headers_mut(), header::ACCESS_CONTROL_ALLOW_HEADERS, ALLOWED_HEADERS);
            response
        }
    };
    let headers = response.headers_mut();
    set(headers, header::SERVER, "Appwrite");
    set(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    // Source: the reference's own value, sent whenever the call came by https; a browser ignores it otherwise.
    set(headers, header::STRICT_TRANSPORT_SECURITY, "max-age=10886400");
    set(headers, header::ACCESS_CONTROL_ALLOW_METHODS, ALLOWED_METHODS);
    set(headers, header::ACCESS_CONTROL_EXPOSE_HEADERS, FALLBACK_COOKIES);
    headers.append(header::VARY, HeaderValue::from_static("Origin"));
    response
}

fn preflight(origin: Option<&HeaderValue>) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    set(headers, header::CONTENT_TYPE, "text/plain; charset=UTF-8");
    if let Ok(allowed) = HeaderValue::from_str(&format!("{ALLOWED_HEADERS}, {FALLBACK_COOKIES}")) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, allowed);
    }
    if let Some(origin) = origin {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        set(headers, header::ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
    }
    response
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.insert(name, HeaderValue::from_static(value));
}
