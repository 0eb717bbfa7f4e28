//! HTTP/1.1 to the table, for functions: one origin, a few connections, requests and responses in memory.
//!
//! The SDK's own HTTP client is for everything: HTTP/2, proxies, streams in both directions. DynamoDB uses none of them,
//! and they cost size at every cold start and time at every call.

use aws_smithy_runtime_api::client::connection::{CaptureSmithyConnection, ConnectionMetadata};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::retry::ErrorKind;
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::HOST;
use hyper::http::uri::{Authority, PathAndQuery, Scheme};
use hyper::{Request, Response, Uri};
use hyper_util::rt::TokioIo;
use std::fmt;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, crypto::ring};

/// A connection that was not used for longer than this is not used again: the other side may have forgotten it.
const IDLE: Duration = Duration::from_secs(90);
/// The most calls at a time, and so the most connections.
const MOST_AT_ONCE: usize = 64;
/// The first calls of a process are sent one after the other on one connection: to open a second one takes more CPU time
/// than a whole call, and a function that starts has little of it. These are all the calls of the first request.
const ONE_BY_ONE: usize = 4;

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// The client of a function: opens a connection within `connection`, or fails.
pub(super) fn client(connection: Duration) -> SharedHttpClient {
    SharedHttpClient::new(TableClient(SharedHttpConnector::new(Transport::new(connection))))
}

/// Hands out the one connector.
#[derive(Debug)]
struct TableClient(SharedHttpConnector);

impl HttpClient for TableClient {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        self.0.clone()
    }
}

/// The connector.
#[derive(Clone)]
struct Transport(Arc<Pool>);

struct Pool {
    connection: Duration,
    turns: Semaphore,
    calls: AtomicUsize,
    tls: OnceLock<TlsConnector>,
    idle: Mutex<Vec<Connection>>,
}

/// An open connection.
struct Connection {
    scheme: Scheme,
    authority: Authority,
    sender: SendRequest<Full<Bytes>>,
    used: Instant,
    /// Set by the SDK when a response shows that the other side is in trouble.
    is_poisoned: Arc<AtomicBool>,
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Transport")
    }
}

impl HttpConnector for Transport {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let transport = self.clone();
        HttpConnectorFuture::new(async move { transport.send(request).await })
    }
}

impl Transport {
    fn new(connection: Duration) -> Self {
        let (turns, calls) = (Semaphore::new(1), AtomicUsize::new(0));
        Self(Arc::new(Pool { connection, turns, calls, tls: OnceLock::new(), idle: Mutex::default() }))
    }

    /// Waits until a call may be sent; it is over when the turn is dropped.
    async fn turn(&self) -> Option<SemaphorePermit<'_>> {
        // An error means that the semaphore was closed, which nobody does.
        let turn = self.0.turns.acquire().await.ok();
        if self.0.calls.fetch_add(1, Ordering::Relaxed) + 1 == ONE_BY_ONE {
            self.0.turns.add_permits(MOST_AT_ONCE - 1);
        }
        turn
    }

    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, ConnectorError> {
        let _turn = self.turn().await;
        let captured = request.extension::<CaptureSmithyConnection>().cloned();
        let (uri, mut request) = to_http(request).map_err(ConnectorError::user)?;
        let (scheme, authority) = match (uri.scheme(), uri.authority()) {
            (Some(scheme), Some(authority)) => (scheme, authority),
            _ => return Err(ConnectorError::user("the URL of the table is not absolute".into())),
        };
        loop {
            let reused = self.reuse(scheme, authority).await;
            let is_reused = reused.is_some();
            let mut connection = match reused {
                Some(connection) => connection,
                None => self.open(scheme, authority).await?,
            };
            if let Some(captured) = &captured {
                let is_poisoned = Arc::clone(&connection.is_poisoned);
                captured.set_connection_retriever(move || Some(metadata(&is_poisoned)));
            }
            match connection.sender.try_send_request(request).await {
                Ok(response) => {
                    let response = read(response).await?;
                    self.keep(connection);
                    return Ok(response);
                }
                Err(mut failure) => match failure.take_message().filter(|_| is_reused) {
                    // The other side had closed the connection before anything was sent.
                    Some(unsent) => request = unsent,
                    None => return Err(of_hyper(failure.into_error())),
                },
            }
        }
    }

    /// An open connection that nobody uses; the latest first, so that those no longer needed end.
    async fn reuse(&self, scheme: &Scheme, authority: &Authority) -> Option<Connection> {
        loop {
            let mut connection = self.idle().pop()?;
            let is_same = connection.scheme == *scheme && connection.authority == *authority;
            let is_usable = is_same && connection.used.elapsed() < IDLE;
            if is_usable && !connection.is_poisoned.load(Ordering::Relaxed) && connection.sender.ready().await.is_ok() {
                return Some(connection);
            }
        }
    }

    fn keep(&self, mut connection: Connection) {
        connection.used = Instant::now();
        self.idle().push(connection);
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.0.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn open(&self, scheme: &Scheme, authority: &Authority) -> Result<Connection, ConnectorError> {
        let tls = (*scheme == Scheme::HTTPS).then(|| self.0.tls.get_or_init(tls));
        let opening = async {
            let tcp = connect(authority, tls.is_some()).await?;
            match tls {
                None => start(tcp).await,
                Some(tls) => {
                    let name = ServerName::try_from(authority.host().to_owned())?;
                    start(tls.connect(name, tcp).await?).await
                }
            }
        };
        let opened = tokio::time::timeout(self.0.connection, opening).await;
        let sender = opened.map_err(|late| ConnectorError::timeout(late.into()))?.map_err(ConnectorError::io)?;
        let (scheme, authority) = (scheme.clone(), authority.clone());
        Ok(Connection { scheme, authority, sender, used: Instant::now(), is_poisoned: Arc::default() })
    }
}

/// What the SDK needs to close a connection.
fn metadata(is_poisoned: &Arc<AtomicBool>) -> ConnectionMetadata {
    let is_poisoned = Arc::clone(is_poisoned);
    ConnectionMetadata::builder().proxied(false).poison_fn(move || is_poisoned.store(true, Ordering::Relaxed)).build()
}

/// TLS on ring; HTTP/1.1 only.
fn tls() -> TlsConnector {
    let provider = Arc::new(ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map(|config| config.with_root_certificates(roster_aws::authorities()).with_no_client_auth());
    let mut config = match config {
        Ok(config) => config,
        // Cannot happen: ring has cipher suites for every version of TLS.
        Err(error) => unreachable!("{error}"),
    };
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    TlsConnector::from(Arc::new(config))
}

/// Opens a TCP connection; with IPv4 first, because a function in a VPC may have no route for others.
async fn connect(authority: &Authority, is_tls: bool) -> Result<TcpStream, BoxError> {
    let port = authority.port_u16().unwrap_or(if is_tls { 443 } else { 80 });
    let mut found: Vec<_> = tokio::net::lookup_host((authority.host(), port)).await?.collect();
    found.sort_by_key(std::net::SocketAddr::is_ipv6);
    let tcp = TcpStream::connect(found.as_slice()).await?;
    tcp.set_nodelay(true)?;
    Ok(tcp)
}

/// Starts HTTP on a connection.
async fn start(
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
) -> Result<SendRequest<Full<Bytes>>, BoxError> {
    let (sender, connection) = handshake(TokioIo::new(stream)).await?;
    tokio::spawn(async move {
        // A call that waits for a response gets the error; nobody else needs it.
        let _ = connection.await;
    });
    Ok(sender)
}

/// The request as HTTP/1.1 writes it: the host in a header, and only the path in the first line.
fn to_http(request: HttpRequest) -> Result<(Uri, Request<Full<Bytes>>), BoxError> {
    let (mut parts, body) = request.try_into_http1x()?.into_parts();
    let body = body.bytes().map(Bytes::copy_from_slice).ok_or("the body of a request is a stream")?;
    let uri = std::mem::take(&mut parts.uri);
    let path = uri.path_and_query().cloned().unwrap_or_else(|| PathAndQuery::from_static("/"));
    parts.uri = Uri::from(path);
    if let Some(authority) = uri.authority() {
        parts.headers.insert(HOST, authority.as_str().parse()?);
    }
    parts.extensions.clear();
    Ok((uri, Request::from_parts(parts, Full::new(body))))
}

/// The whole response: its connection is free again.
async fn read(response: Response<Incoming>) -> Result<HttpResponse, ConnectorError> {
    let (parts, body) = response.into_parts();
    let body = body.collect().await.map_err(of_hyper)?.to_bytes();
    let response = Response::from_parts(parts, SdkBody::from(body));
    HttpResponse::try_from(response).map_err(|error| ConnectorError::other(error.into(), None))
}

/// An error of a connection in the classes of the SDK, by which it decides about another attempt.
fn of_hyper(error: hyper::Error) -> ConnectorError {
    let is_io = std::error::Error::source(&error).is_some_and(|cause| cause.is::<io::Error>());
    if error.is_timeout() {
        ConnectorError::timeout(error.into())
    } else if error.is_user() {
        ConnectorError::user(error.into())
    } else if error.is_closed() || error.is_canceled() || is_io {
        ConnectorError::io(error.into())
    } else {
        let is_cut = error.is_incomplete_message() || error.is_body_write_aborted();
        ConnectorError::other(error.into(), is_cut.then_some(ErrorKind::TransientError))
    }
}

#[cfg(test)]
mod tests;
