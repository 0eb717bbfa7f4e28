//! The server on this machine.

use crate::console::gate::{Gate, Passage, Rejection};
use crate::console::upstream::Upstream;
use bytes::Bytes;
use http::request::Parts;
use http::{HeaderName, HeaderValue, Method, Request, Response, StatusCode, header};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use roster::failure::Outcome;
use roster_console_files::{Console, PAGE};
use serde_json::json;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};

/// The largest body of a request, in bytes (the limit of API Gateway).
const MAX_BODY: usize = 10 * 1024 * 1024;
/// How long the head of a request may take.
const HEAD: Duration = Duration::from_secs(10);
/// After a connection that the system could not accept.
const PAUSE: Duration = Duration::from_millis(50);
/// Headers of every response but files, which have their own. A response of the API is data: as a page it could do nothing.
const HEADERS: [(HeaderName, &str); 5] = [
    (header::CACHE_CONTROL, "no-store"),
    (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// The page, and the way to the API.
pub struct Server {
    gate: Gate,
    console: Console,
    upstream: Upstream,
}

impl Server {
    /// Puts the parts together.
    pub fn new(gate: Gate, console: Console, upstream: Upstream) -> Self {
        Self { gate, console, upstream }
    }

    /// Serves until it is dropped.
    pub async fn serve(self, listener: TcpListener) -> Outcome {
        let server = Arc::new(self);
        loop {
            match listener.accept().await {
                Ok((stream, _)) => drop(tokio::spawn(Arc::clone(&server).connected(stream))),
                // Too many open files, for instance: it passes.
                Err(_) => tokio::time::sleep(PAUSE).await,
            }
        }
    }

    async fn connected(self: Arc<Self>, stream: TcpStream) {
        let service = service_fn(|request| {
            let server = Arc::clone(&self);
            async move { Ok::<_, Infallible>(server.answer(request).await.map(Full::new)) }
        });
        let mut connection = http1::Builder::new();
        connection.timer(TokioTimer::new()).header_read_timeout(HEAD);
        // A browser that closes a connection is no failure of ours.
        let _ = connection.serve_connection(TokioIo::new(stream), service).await;
    }

    async fn answer(&self, request: Request<Incoming>) -> Response<Bytes> {
        let (parts, body) = request.into_parts();
        match self.gate.pass(&parts) {
            Ok(Passage::File(name)) => self.file(&name, &parts),
            Ok(Passage::Open { cookie, page }) => opened(cookie, page),
            Ok(Passage::Call(target)) => self.call(parts, &target, body).await,
            Err(Rejection { status, why }) => error(status, "console_rejected", why),
        }
    }

    fn file(&self, name: &str, request: &Parts) -> Response<Bytes> {
        let name = if name.is_empty() { PAGE } else { name };
        let response = self.console.answer(name, request.headers.get(header::ACCEPT_ENCODING));
        if request.method == Method::HEAD { response.map(|_| Bytes::new()) } else { response }
    }

    async fn call(&self, parts: Parts, target: &str, body: Incoming) -> Response<Bytes> {
        let Ok(body) = Limited::new(body, MAX_BODY).collect().await else {
            return error(StatusCode::PAYLOAD_TOO_LARGE, "console_body", "The body of the request is too large.");
        };
        match self.upstream.call(parts.method, target, &parts.headers, body.to_bytes()).await {
            Ok(response) => with_headers(response),
            Err(why) => error(StatusCode::BAD_GATEWAY, "console_upstream", why),
        }
    }
}

fn opened(cookie: HeaderValue, page: HeaderValue) -> Response<Bytes> {
    let mut response = with_headers(Response::new(Bytes::new()));
    *response.status_mut() = StatusCode::SEE_OTHER;
    response.headers_mut().insert(header::LOCATION, page);
    if !cookie.is_empty() {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

/// An error in the form of the API, which the page shows.
fn error(status: StatusCode, kind: &str, why: &str) -> Response<Bytes> {
    let body = json!({ "message": why, "code": status.as_u16(), "type": kind });
    let mut response = with_headers(Response::new(Bytes::from(body.to_string())));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
    response
}

fn with_headers(mut response: Response<Bytes>) -> Response<Bytes> {
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
