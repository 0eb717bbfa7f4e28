//! A proxy in front of the emulator, as API Gateway is in front of Lambda.
//!
//! The emulator can queue at most 100 requests for a function; after one more it never responds again. So fewer than that are
//! passed on at once. The others wait here, where AWS would start more functions.

use crate::docs;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use http::uri::{Authority, PathAndQuery, Scheme};
use http::{StatusCode, Uri, header};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use roster::failure::{Failure, Outcome};
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
/// The responses of API Gateway when a function takes longer, and when it cannot be called.
const TOO_LATE: &str = r#"{"message":"Service Unavailable"}"#;
const BROKEN: &str = r#"{"message":"Internal Server Error"}"#;

/// The port of the API, claimed: callers that connect before everything is ready wait.
pub struct Gateway {
    listener: TcpListener,
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
            Ok(Self { listener })
        };
        listen().map_err(|cause: std::io::Error| {
            Failure::new(format!("port {port} cannot be used ({cause}): free it, or choose another with PORT=..."))
        })
    }

    /// Passes requests on to the emulator, and responses back. Serves the web pages at `/docs` itself.
    pub async fn serve(self, emulator: u16, root: &Path) -> Outcome<Infallible> {
        let broken =
            |cause: &dyn std::error::Error| Failure::new(format!("the port of the API cannot be served: {cause}"));
        let upstream = Upstream {
            client: Client::builder(TokioExecutor::new()).build_http(),
            emulator: format!("127.0.0.1:{emulator}").parse().map_err(|cause| broken(&cause))?,
            permits: Arc::new(Semaphore::new(AT_ONCE)),
        };
        let listener = tokio::net::TcpListener::from_std(self.listener).map_err(|cause| broken(&cause))?;
        let service = docs::pages(root).fallback(pass).with_state(upstream);
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
    async fn pass(self, mut request: Request) -> Response {
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
        tokio::spawn(async move { gateway.serve(emulator, Path::new("/no/such/folder")).await });

        let calls = (0..AT_ONCE * 3).map(|_| http.get("/v1/users", &[]));
        for status in join_all(calls).await {
            assert_eq!(status, Ok(StatusCode::OK));
        }
        assert_eq!(maximum.load(Ordering::SeqCst), AT_ONCE);
    }

    #[tokio::test]
    async fn the_pages_are_served_without_an_emulator() {
        let gateway = Gateway::claim(0).unwrap();
        let http = HttpClient::new(gateway.listener.local_addr().unwrap().port());
        tokio::spawn(async move { gateway.serve(1, Path::new("/no/such/folder")).await });
        for (path, status) in [
            ("/docs", StatusCode::PERMANENT_REDIRECT),
            ("/docs/", StatusCode::OK),
            ("/docs/start.js", StatusCode::OK),
            ("/docs/openapi.json", StatusCode::NOT_FOUND),
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
        tokio::spawn(async move { gateway.serve(emulator, Path::new("/no/such/folder")).await });
        assert_eq!(http.get("/", &[]).await, Ok(StatusCode::INTERNAL_SERVER_ERROR));
    }
}
