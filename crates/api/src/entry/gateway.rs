//! The gateway's events as HTTP requests, and responses as events.
//!
//! The conversion is our own: `lambda_http` builds a URL from the `Host` header and the decoded path, and it panics, or
//! reaches another route, when these contain spaces, `?`, `#` or `..`.

use crate::entry::context::{Invocation, RequestContext};
use crate::entry::event::GatewayEvent;
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use http_body_util::BodyExt;
use lambda_http::aws_lambda_events::apigw::ApiGatewayV2httpResponse;
use serde_json::value::RawValue;
use tower::ServiceExt;

/// Characters that need no encoding in the path of a URL (RFC 3986, 3.3), except for `%`: the gateway decodes paths, so
/// a `%` in one is a literal `%`.
const PLAIN: &[u8] = b"-._~!$&'()*+,;=:@/";

/// Answers an event of an HTTP API (payload format 2.0) with a router.
pub async fn serve(router: Router, event: &RawValue, invocation: Invocation) -> ApiGatewayV2httpResponse {
    let request = match read(event.get(), &invocation) {
        Ok(request) => request,
        Err(reason) => {
            let (id, bytes) = (invocation.id.as_str(), event.get().len());
            tracing::warn!(function.request.id = id, event.bytes = bytes, %reason, "an event cannot be read");
            return unreadable();
        }
    };
    match router.oneshot(request).await {
        Ok(response) => to_event(response).await,
        Err(never) => match never {},
    }
}

/// Why an event cannot be read. Says nothing of what is in it.
#[derive(Debug, thiserror::Error)]
enum Unreadable {
    #[error("it is not an event of an HTTP API: column {0}")]
    Form(usize),
    #[error("the body is not base64")]
    Body,
    #[error("the path and the query are not a URL")]
    Url,
}

fn read(event: &str, invocation: &Invocation) -> Result<Request, Unreadable> {
    // The message of the error may quote the event.
    let event = serde_json::from_str(event).map_err(|error| Unreadable::Form(error.column()))?;
    to_request(event, invocation.clone())
}

fn to_request(event: GatewayEvent, invocation: Invocation) -> Result<Request, Unreadable> {
    let body = event.body.unwrap_or_default();
    let body = match event.is_base64_encoded {
        true => BASE64.decode(body).map_err(|_| Unreadable::Body)?,
        false => body.into_bytes(),
    };
    let path = encode_path(event.raw_path.as_deref().unwrap_or_default());
    let query = event.raw_query_string.filter(|query| !query.is_empty()).map(|query| format!("?{query}"));
    let uri: Uri = format!("{path}{}", query.unwrap_or_default()).parse().map_err(|_| Unreadable::Url)?;
    let mut request = Request::new(Body::from(body));
    *request.method_mut() = event.request_context.http.method;
    *request.uri_mut() = uri;
    *request.headers_mut() = event.headers;
    if let Some(cookies) = event.cookies.and_then(|cookies| HeaderValue::from_str(&cookies.join("; ")).ok()) {
        request.headers_mut().insert(header::COOKIE, cookies);
    }
    request.extensions_mut().insert(RequestContext {
        request_id: event.request_context.request_id.unwrap_or_default(),
        source_ip: event.request_context.http.source_ip.unwrap_or_default(),
        // `$default` has no path: the gateway found no route.
        route_key: event.route_key.filter(|key| key.contains(' ')),
        invocation,
        ..RequestContext::default()
    });
    Ok(request)
}

fn encode_path(path: &str) -> String {
    path.bytes().fold(String::with_capacity(path.len()), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || PLAIN.contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
        encoded
    })
}

async fn to_event(response: Response) -> ApiGatewayV2httpResponse {
    let (mut parts, body) = response.into_parts();
    let body = body.collect().await.map(|body| body.to_bytes()).unwrap_or_default();
    let mut event = ApiGatewayV2httpResponse::default();
    event.status_code = i64::from(parts.status.as_u16());
    let cookies = parts.headers.get_all(header::SET_COOKIE);
    event.cookies = cookies.iter().filter_map(|cookie| cookie.to_str().ok().map(str::to_owned)).collect();
    parts.headers.remove(header::SET_COOKIE);
    join(&mut parts.headers);
    event.headers = parts.headers;
    event.body = match String::from_utf8(body.into()) {
        Ok(text) if text.is_empty() => None,
        Ok(text) => Some(text.into()),
        Err(binary) => {
            event.is_base64_encoded = true;
            Some(BASE64.encode(binary.as_bytes()).into())
        }
    };
    event
}

/// The gateway accepts one value for each header: several are joined, as RFC 9110 allows. Most headers have one.
fn join(headers: &mut HeaderMap) {
    if headers.len() == headers.keys_len() {
        return;
    }
    let has_several = |name: &&HeaderName| headers.get_all(*name).iter().nth(1).is_some();
    let several: Vec<_> = headers.keys().filter(has_several).cloned().collect();
    for name in several {
        let values: Vec<_> = headers.get_all(&name).iter().filter_map(|value| value.to_str().ok()).collect();
        if let Ok(value) = HeaderValue::from_str(&values.join(", ")) {
            headers.insert(name, value);
        }
    }
}

/// The answer to an event with a header or body that cannot be read.
fn unreadable() -> ApiGatewayV2httpResponse {
    let mut event = ApiGatewayV2httpResponse::default();
    event.status_code = i64::from(StatusCode::BAD_REQUEST.as_u16());
    event.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json; charset=UTF-8"));
    let body = serde_json::json!({
        "message": "The request cannot be read.",
        "code": 400,
        "type": "general_argument_invalid",
        "version": crate::answers::dialect::Format::default().version(),
    });
    event.body = Some(body.to_string().into());
    event
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decoded_path_keeps_its_meaning() {
        assert_eq!(encode_path("/v1/users/a b?c#d%2f\\é"), "/v1/users/a%20b%3Fc%23d%252f%5C%C3%A9");
        assert_eq!(encode_path("/v1/users/../x"), "/v1/users/../x");
    }

    #[test]
    fn headers_with_several_values_are_joined() {
        let mut headers = HeaderMap::new();
        for (name, value) in [("vary", "Accept-Encoding"), ("a", "1"), ("vary", "Origin"), ("c", "")] {
            headers.append(name, HeaderValue::from_static(value));
        }
        join(&mut headers);
        assert_eq!((headers.len(), headers.keys_len()), (3, 3));
        assert_eq!(headers["vary"], "Accept-Encoding, Origin");
        assert!(headers["a"] == "1" && headers["c"].is_empty());
    }

    #[tokio::test]
    async fn an_event_that_cannot_be_read_is_a_bad_request() {
        let event: Box<RawValue> = serde_json::from_str(r#"{"headers":{"a":"\n"}}"#).unwrap();
        let answer = serve(Router::new(), &event, Invocation::default()).await;
        assert_eq!(answer.status_code, 400);
    }
}
