//! A proxy in front of the emulator, as API Gateway is in front of Lambda.
//!
//! The emulator can queue at most 100 requests for a function; after one more it never responds again. So fewer than that are
//! passed on at once. The others wait here, where AWS would start more functions.

use crate::{console, docs};
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use http::uri::{Authority, PathAndQuery, Scheme};
use http::{HeaderValue, StatusCode, Uri, header};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use roster::failure::{Failure, Outcome};
use roster_inbox::Inbox;
use std::convert::Infallible;
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// Requests that the emulator has at one time: fewer than it can queue, as some may be left from callers that disconnected.
const AT_ONCE: usize = 80;
/// How long a function may take (the limit of an HTTP API of API Gateway).
const TIME_LIMIT: Duration = Duration::from_secs(30);
/// The largest body of a request, in bytes (the limit of API Gateway).
const MAX_BODY: usize = 10 * 1024 * 1024;
/// The responses of API Gateway when a function takes longer, when it cannot be called, and when a body is too large.
const TOO_LATE: &str = r#"{"message":"Service Unavailable"}"#;
const BROKEN: &str = r#"{"message":"Internal Server Error"}"#;
const TOO_LARGE: &str = r#"{"message":"Request Entity Too Large"}"#;

/// The port of the API, claimed: callers that connect before everything is ready wait.
pub struct Gateway {
    listener: TcpListener,
    inbox: Option<Inbox>,
}

/// The connection to the emulator.
#[derive(Clone)]
struct Upstream {
    client: Client<HttpConnector, Body>,
    emulator: Authority,
    permits: Arc<Semaphore>,
}

impl Gateway {
    /// Claims the port on the loopback interface.
    pub fn claim(port: u16) -> Outcome<Self> {
        let listen = || {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
            listener.set_nonblocking(true)?;
            Ok(Self { listener, inbox: None })
        };
        listen().map_err(|cause: std::io::Error| {
            Failure::new(format!("port {port} cannot be used ({cause}): free it, or choose another with PORT=..."))
        })
    }

    /// Also serves an inbox, at `/inbox`.
    pub fn with_inbox(self, inbox: Option<Inbox>) -> Self {
        Self { inbox, ..self }
    }

    /// Passes requests on to the emulator, and responses back. Serves the web pages at `/console` and `/docs` itself. `project` is the
    /// one that the console proposes.
    pub async fn serve(self, emulator: u16, root: &Path, project: &str) -> Outcome<Infallible> {
        let broken =
            |cause: &dyn std::error::Error| Failure::new(format!("the port of the API cannot be served: {cause}"));
        let upstream = Upstream {
            client: Client::builder(TokioExecutor::new()).build_http(),
            emulator: format!("127.0.0.1:{emulator}").parse().map_err(|cause| broken(&cause))?,
            permits: Arc::new(Semaphore::new(AT_ONCE)),
        };
        let listener = tokio::net::TcpListener::from_std(self.listener).map_err(|cause| broken(&cause))?;
        let console = console::pages(root, project, self.inbox.is_some());
        let inbox = self.inbox.map_or_else(Router::new, |inbox| inbox.routes());
        let pages = docs::pages(root).merge(console).merge(inbox);
        let service = pages.fallback(pass).with_state(upstream);
        axum::serve(listener, service).await.map_err(|cause| broken(&cause))?;
        Err(Failure::new("the port of the API is no longer served"))
    }
}

/// Passes one request on, in a task of its own: when the caller disconnects, the emulator still has the request, which must stay
/// counted.
async fn pass(State(upstream): State<Upstream>, request: Request) -> Response {
    tokio::spawn(upstream.pass(request)).await.unwrap_or_else(|_| error(StatusCode::INTERNAL_SERVER_ERROR, BROKEN))
}

impl Upstream {
    async fn pass(self, request: Request) -> Response {
        let Ok(mut request) = with_whole_body(request).await else {
            return error(StatusCode::PAYLOAD_TOO_LARGE, TOO_LARGE);
        };
        // The semaphore is never closed, so this cannot fail.
        let _permit = self.permits.acquire().await;
        *request.uri_mut() = self.to_emulator(request.uri());
        request.headers_mut().remove(header::CONNECTION);
        match tokio::time::timeout(TIME_LIMIT, self.client.request(request)).await {
            Ok(Ok(answer)) => answer.map(Body::new),
            Ok(Err(_)) => error(StatusCode::INTERNAL_SERVER_ERROR, BROKEN),
            Err(_) => error(StatusCode::SERVICE_UNAVAILABLE, TOO_LATE),
        }
    }

    /// The URI at the emulator: path and query stay the same, byte for byte.
    fn to_emulator(&self, uri: &Uri) -> Uri {
        let mut parts = http::uri::Parts::default();
        parts.scheme = Some(Scheme::HTTP);
        parts.authority = Some(self.emulator.clone());
        parts.path_and_query = Some(uri.path_and_query().cloned().unwrap_or(PathAndQuery::from_static("/")));
        // Scheme, authority and path always make a valid URI.
        Uri::from_parts(parts).unwrap_or_default()
    }
}

/// The same request with its body read. API Gateway passes a body that is not UTF-8 as base64. The emulator does so for
/// some content types and fails for the others, so such a body gets one of the former that means the same.
async fn with_whole_body(request: Request) -> Result<Request, axum::Error> {
    let (mut parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, MAX_BODY).await?;
    // The length is known now.
    parts.headers.remove(header::TRANSFER_ENCODING);
    if std::str::from_utf8(&body).is_err() {
        let sent = parts.headers.get(header::CONTENT_TYPE).map_or(&[][..], HeaderValue::as_bytes);
        if let Some(binary) = binary_type(sent) {
            parts.headers.insert(header::CONTENT_TYPE, binary);
        }
    }
    Ok(Request::from_parts(parts, Body::from(body)))
}

/// The content type that has the emulator pass a body as base64; `None` if the given one does. Content types are compared
/// without regard to case, but not by the emulator.
fn binary_type(sent: &[u8]) -> Option<HeaderValue> {
    if sent.is_empty() {
        return Some(HeaderValue::from_static("application/octet-stream"));
    }
    let is_text = sent.starts_with(b"text/") || sent.starts_with(b"application/json");
    let in_other_case = |(first, rest): (&u8, &[u8])| [&[first.to_ascii_uppercase()], rest].concat();
    let other = sent.split_first().filter(|_| is_text).map(in_other_case)?;
    HeaderValue::from_bytes(&other).ok()
}

fn error(status: StatusCode, body: &'static str) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http_client::HttpClient;
    use futures_util::future::join_all;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn a_taken_port_is_reported_with_its_number() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        let failure = Gateway::claim(port).err().unwrap().to_string();
        assert!(failure.starts_with(&format!("port {port} cannot be used")), "{failure}");
        drop(taken);
        assert!(Gateway::claim(port).is_ok());
    }

    /// An emulator that counts its concurrent requests, and keeps the maximum.
    async fn counting_emulator(maximum: Arc<AtomicUsize>) -> u16 {
        let now = Arc::new(AtomicUsize::new(0));
        let answer = move || async move {
            maximum.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            tokio::time::sleep(Duration::from_millis(20)).await;
            now.fetch_sub(1, Ordering::SeqCst);
        };
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async { axum::serve(listener, axum::Router::new().fallback(answer)).await });
        port
    }

    #[tokio::test]
    async fn the_emulator_gets_a_limited_number_of_requests_at_once() {
        let maximum = Arc::new(AtomicUsize::new(0));
        let emulator = counting_emulator(Arc::clone(&maximum)).await;
        let gateway = Gateway::claim(0).unwrap();
        let http = HttpClient::new(gateway.listener.local_addr().unwrap().port());
        tokio::spawn(async move { gateway.serve(emulator, Path::new("/no/such/folder"), "local").await });

        let calls = (0..AT_ONCE * 3).map(|_| http.get("/v1/users", &[]));
        for status in join_all(calls).await {
            assert_eq!(status, Ok(StatusCode::OK));
        }
        assert_eq!(maximum.load(Ordering::SeqCst), AT_ONCE);
    }

    #[test]
    fn a_binary_body_gets_a_content_type_that_means_the_same() {
        let of = |sent: &str| binary_type(sent.as_bytes()).map(|value| value.to_str().unwrap().to_owned());
        assert_eq!(of("").as_deref(), Some("application/octet-stream"));
        assert_eq!(of("application/json; charset=utf-8").as_deref(), Some("Application/json; charset=utf-8"));
        assert_eq!(of("text/plain").as_deref(), Some("Text/plain"));
        assert_eq!((of("multipart/form-data; boundary=x"), of("application/x-www-form-urlencoded")), (None, None));
    }

    #[tokio::test]
    async fn only_a_body_that_is_not_utf_8_gets_another_content_type() {
        for (body, content_type) in
            [(&b"{\"a\":1}"[..], "application/json"), (b"\xff", "Application/json"), (b"", "application/json")]
        {
            let request = http::Request::post("/").header(header::CONTENT_TYPE, "application/json");
            let request = with_whole_body(request.body(Body::from(body)).unwrap()).await.unwrap();
            assert_eq!(request.headers()[header::CONTENT_TYPE], content_type);
            assert_eq!(axum::body::to_bytes(request.into_body(), MAX_BODY).await.unwrap(), body);
        }
    }

    #[tokio::test]
    async fn a_body_that_is_too_large_is_not_read() {
        let body = Body::from(vec![b'a'; MAX_BODY + 1]);
        assert!(with_whole_body(http::Request::post("/").body(body).unwrap()).await.is_err());
    }

    #[tokio::test]
    async fn the_pages_are_served_without_an_emulator() {
        let gateway = Gateway::claim(0).unwrap();
        let http = HttpClient::new(gateway.listener.local_addr().unwrap().port());
        tokio::spawn(async move { gateway.serve(1, Path::new("/no/such/folder"), "local").await });
        for (path, status) in [
            ("/docs", StatusCode::PERMANENT_REDIRECT),
            ("/docs/", StatusCode::OK),
            ("/docs/start.js", StatusCode::OK),
            ("/docs/openapi.json", StatusCode::NOT_FOUND),
            ("/", StatusCode::TEMPORARY_REDIRECT),
            ("/console", StatusCode::TEMPORARY_REDIRECT),
            ("/console/", StatusCode::NOT_FOUND),
            ("/console/package.json", StatusCode::NOT_FOUND),
        ] {
            assert_eq!(http.get(path, &[]).await, Ok(status), "{path}");
        }
    }

    #[tokio::test]
    async fn without_an_emulator_the_response_is_that_of_a_broken_integration() {
        let unused = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let emulator = unused.local_addr().unwrap().port();
        drop(unused);
        let gateway = Gateway::claim(0).unwrap();
        let http = HttpClient::new(gateway.listener.local_addr().unwrap().port());
        tokio::spawn(async move { gateway.serve(emulator, Path::new("/no/such/folder"), "local").await });
        assert_eq!(http.get("/v1/users", &[]).await, Ok(StatusCode::INTERNAL_SERVER_ERROR));
    }
}
