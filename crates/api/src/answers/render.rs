//! The last step of every answer: a view or an error becomes JSON in the caller's dialect. Failures of the service are
//! logged, once for each request.

use crate::answers::dialect::{Dialect, Format, WARNING};
use crate::answers::encoding;
use crate::answers::page;
use crate::answers::texts;
use crate::answers::view::{JSON, Refusal, View};
use crate::app::App;
use crate::auth::tally;
use crate::entry::context::RequestContext;
use crate::views::catalog::to_json;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use roster_core::{Error, Result};
use serde::Serialize;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

/// The SDKs fail on an empty body with the type of JSON, and some of them on one without a type.
const NO_CONTENT: HeaderValue = HeaderValue::from_static("text/plain; charset=UTF-8");

/// The properties of a request that rendering needs.
struct RenderContext {
    id: String,
    dialect: Dialect,
    host: String,
    takes_gzip: bool,
    is_head: bool,
    /// Whether a browser shows errors of this path to a person.
    is_opened: bool,
}

/// Runs the request and renders its result; a panic of the handler is an error like any other.
pub(crate) async fn render(app: &App, mut request: Request, next: Next) -> Response {
    let context = RenderContext::of(&request, app.default_dialect);
    let ran = match request.extensions_mut().get_mut::<RequestContext>() {
        Some(of_request) => {
            of_request.dialect = Some(context.dialect);
            AssertUnwindSafe(next.run(request)).catch_unwind().await
        }
        None => Ok(Refusal::from(Error::internal("a request has no context")).into_response()),
    };
    let mut response = ran.unwrap_or_else(|_| Refusal::from(Error::internal("a handler panicked")).into_response());
    let refusal = response.extensions_mut().remove::<Refusal>();
    let view = response.extensions_mut().remove::<Arc<View>>();
    let shown = match (&refusal, &view) {
        (None, Some(view)) => {
            let body = view.show(context.dialect.format);
            body.and_then(|body| write(&mut response, body, view.content_type(), &context))
        }
        _ => Ok(()),
    };
    if let Some(error) = refusal.map(|refusal| refusal.0).or(shown.err().map(Arc::new)) {
        refuse(&mut response, &error, &context);
    }
    if context.dialect.is_unknown {
        response.headers_mut().insert("x-appwrite-warning", HeaderValue::from_static(WARNING));
    }
    response
}

impl RenderContext {
    fn of(request: &Request, default_dialect: Dialect) -> Self {
        let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
        let host = header("host").unwrap_or("localhost");
        Self {
            id: RequestContext::of(request.extensions()).map(|of| of.request_id.clone()).unwrap_or_default(),
            dialect: Dialect::of(request.headers(), default_dialect),
            host: host.split(':').next().unwrap_or_default().to_owned(),
            takes_gzip: encoding::accepts_gzip(request.headers()),
            is_head: *request.method() == Method::HEAD,
            is_opened: page::is_opened(request.uri().path()),
        }
    }
}

/// Writes the body of an answer; only its length for a HEAD request.
fn write(response: &mut Response, body: Option<String>, kind: HeaderValue, context: &RenderContext) -> Result<()> {
    let Some(body) = body else {
        response.headers_mut().insert(header::CONTENT_TYPE, NO_CONTENT);
        return Ok(());
    };
    let body = encoding::pack(body.into(), context.takes_gzip, response.headers_mut()).ok_or(Error::AnswerTooLarge)?;
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    *response.body_mut() = if context.is_head { Body::empty() } else { Body::from(body) };
    Ok(())
}

#[derive(Serialize)]
struct ErrorView {
    message: String,
    code: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    r#type: Option<&'static str>,
    version: &'static str,
}

fn refuse(response: &mut Response, error: &Error, context: &RenderContext) {
    let of = if context.dialect.is_v1() { texts::v1::of } else { texts::v0_15::of };
    let (status, kind, message) = of(error, &context.host);
    // A function that a deployment does not offer is not a failure.
    if status.is_server_error() && status != StatusCode::NOT_IMPLEMENTED {
        tracing::error!(request.id = context.id, http.status = status.as_u16(), cause = ?error, "a request failed");
    }
    if context.is_opened {
        // A page is never too large.
        let _ = write(response, Some(page::of(status, kind, &message)), page::HTML, context);
        page::protect(response.headers_mut());
        return finish(response, status, error);
    }
    let kind = Some(kind).filter(|_| context.dialect.format != Format::V0_12);
    let view = ErrorView { message, code: status.as_u16(), r#type: kind, version: context.dialect.format.version() };
    // An error body has no field that JSON cannot hold, and is never too large.
    let _ = to_json(&view).and_then(|json| write(response, Some(json), JSON, context));
    finish(response, status, error);
}

/// An error as a sign-in with a provider hands it to the page of failure (source: docs/reference/appwrite/oauth.md#errors).
#[must_use]
pub fn failure_json(error: &Error, is_v1: bool) -> String {
    let of = if is_v1 { texts::v1::of } else { texts::v0_15::of };
    let (status, kind, message) = of(error, "");
    serde_json::json!({ "message": message, "type": kind, "code": status.as_u16() }).to_string()
}

/// The status of an error, and its headers.
fn finish(response: &mut Response, status: StatusCode, error: &Error) {
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache, no-store, must-revalidate"));
    headers.insert(header::EXPIRES, HeaderValue::from_static("0"));
    headers.insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
    if let Error::TooManyAttempts(attempts) = error {
        tally::write_headers(headers, attempts);
    }
    if matches!(error, Error::Unavailable(_) | Error::Contention) {
        headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    }
}
