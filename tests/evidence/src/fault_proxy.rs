//! A proxy in front of the table that fails on purpose: it uses TLS and HTTP as AWS does, and the faults of a plan.

use crate::gate::Gate;
use crate::tls::Identity;
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::CONTENT_LENGTH;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioIo};
use roster_tests::answers::{cancelled, conflict, halve, name_undone, refused};
use roster_tests::faults::{Fault, Faults};
use serde_json::Value;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

/// The delay of a response that must come too late.
const STALL: Duration = Duration::from_secs(5);

/// A call that arrived.
#[derive(Debug, Clone)]
pub struct Call {
    /// The operation (`GetItem`).
    pub operation: String,
    /// An id that all attempts of the call share.
    pub name: String,
    /// The partition key of the item; empty for a call about several items.
    pub partition: String,
    /// The time of its arrival.
    pub at: Instant,
    /// The time of the response, if there was one.
    pub answered: Option<Instant>,
    /// The fault of this call.
    pub fault: Option<Fault>,
}

/// The proxy. It stops when it is dropped.
pub struct FaultProxy {
    /// The plan of faults.
    pub faults: Faults,
    state: Arc<ProxyState>,
    port: u16,
    server: JoinHandle<()>,
}

struct ProxyState {
    faults: Faults,
    gate: Mutex<Gate>,
    calls: Mutex<Vec<Call>>,
    inside: String,
    client: Client<HttpConnector, Full<Bytes>>,
}

/// The connection ends without an answer.
#[derive(Debug)]
struct Broken;

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("broken on purpose")
    }
}

impl std::error::Error for Broken {}

impl FaultProxy {
    /// A proxy for the table at this URL.
    ///
    /// # Panics
    /// When no port is free.
    pub async fn open(identity: &Identity, inside: &str) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port on the loopback");
        let port = listener.local_addr().expect("a socket address").port();
        let (faults, acceptor) = (Faults::default(), identity.acceptor());
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        let state = Arc::new(ProxyState {
            faults: faults.clone(),
            gate: Mutex::new(Gate::Open),
            calls: Mutex::default(),
            inside: inside.to_owned(),
            client: Client::builder(TokioExecutor::new()).build(connector),
        });
        let served = Arc::clone(&state);
        let server = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(acceptor.clone(), stream, Arc::clone(&served)));
            }
        });
        Self { faults, state, port, server }
    }

    /// The URL of the proxy.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("https://localhost:{}", self.port)
    }

    /// Sets the fault of every call.
    pub fn set(&self, gate: Gate) {
        *lock(&self.state.gate) = gate;
    }

    /// Removes and returns the calls that are recorded.
    #[must_use]
    pub fn take_calls(&self) -> Vec<Call> {
        std::mem::take(&mut *lock(&self.state.calls))
    }

    /// Clears the plan, the gate and the calls.
    pub fn clear(&self) {
        self.faults.clear();
        self.set(Gate::Open);
        drop(self.take_calls());
    }
}

impl Drop for FaultProxy {
    fn drop(&mut self) {
        self.server.abort();
    }
}

fn lock<T>(of: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Serves a connection. An error closes the connection at once, and the caller has to notice that.
async fn serve(acceptor: TlsAcceptor, stream: TcpStream, state: Arc<ProxyState>) {
    let _ = stream.set_nodelay(true);
    let _ = stream.set_zero_linger();
    let Ok(stream) = acceptor.accept(stream).await else { return };
    let answer = service_fn(move |request| {
        let state = Arc::clone(&state);
        async move { state.answer(request).await }
    });
    let _ = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), answer).await;
}

impl ProxyState {
    async fn answer(&self, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Broken> {
        let (parts, body) = request.into_parts();
        let body = body.collect().await.map_err(|_| Broken)?.to_bytes();
        let request = Request::from_parts(parts, body);
        let operation = operation(&request);
        let fault = self.faults.next(&operation);
        let number = self.note(&request, &operation, fault);
        let gate = *lock(&self.gate);
        let mut answer = match gate.rejection(&request) {
            Some(rejection) => rejection,
            None => self.exchange(request, &operation, fault).await?,
        };
        gate.date(&mut answer);
        if let Some(call) = lock(&self.calls).get_mut(number) {
            call.answered = Some(Instant::now());
        }
        Ok(answer)
    }

    /// Records a call. The attempts of one call have the same id; all attempts of a transaction have the same token.
    fn note(&self, request: &Request<Bytes>, operation: &str, fault: Option<Fault>) -> usize {
        let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
        let body = parse(request.body());
        let token = body["ClientRequestToken"].as_str().map(str::to_owned);
        let name = token.unwrap_or_else(|| header("amz-sdk-invocation-id").unwrap_or_default().to_owned());
        let partition = body["Key"]["PK"]["S"].as_str().unwrap_or_default().to_owned();
        let operation = operation.to_owned();
        let mut calls = lock(&self.calls);
        calls.push(Call { operation, name, partition, at: Instant::now(), answered: None, fault });
        calls.len() - 1
    }

    async fn exchange(
        &self,
        request: Request<Bytes>,
        operation: &str,
        fault: Option<Fault>,
    ) -> Result<Response<Full<Bytes>>, Broken> {
        let writes = parse(request.body())["TransactItems"].as_array().map_or(0, Vec::len);
        let made_up = match fault {
            None => return self.forward(request).await,
            Some(Fault::Delay(pause)) => {
                tokio::time::sleep(pause).await;
                return self.forward(request).await;
            }
            Some(Fault::Hold) => {
                self.faults.hold().await;
                return self.forward(request).await;
            }
            Some(Fault::LateAnswer) => {
                let answer = self.forward(request).await;
                tokio::time::sleep(STALL).await;
                return answer;
            }
            Some(Fault::LostAnswer | Fault::KillAfter) => return self.forward(request).await.and(Err(Broken)),
            Some(Fault::Reset | Fault::KillBefore) => return Err(Broken),
            Some(Fault::HalfDone) => return self.half(request, operation).await,
            Some(Fault::Conflict) => conflict(writes),
            Some(Fault::Cancelled(code)) if writes > 0 => cancelled(writes, |place| (place == 0).then_some(code)),
            Some(Fault::Cancelled(code) | Fault::Refused(code)) => refused(400, code),
            Some(Fault::ServerError) => refused(500, "InternalServerError"),
        };
        let made_up = made_up.try_into_http1x().expect("an answer");
        Ok(made_up.map(|body| Full::new(Bytes::copy_from_slice(body.bytes().unwrap_or_default()))))
    }

    async fn half(&self, request: Request<Bytes>, operation: &str) -> Result<Response<Full<Bytes>>, Broken> {
        let (parts, body) = request.into_parts();
        let mut body = parse(&body);
        let left = halve(&mut body);
        let answer = self.forward(Request::from_parts(parts, body.to_string().into())).await?;
        let (mut parts, body) = answer.into_parts();
        let mut body = parse(&body.collect().await.map_err(|_| Broken)?.to_bytes());
        name_undone(operation, &mut body, left);
        parts.headers.remove(CONTENT_LENGTH);
        parts.headers.remove("x-amz-crc32");
        Ok(Response::from_parts(parts, Full::new(body.to_string().into())))
    }

    /// Sends the call in its own task, so that it is done even when the caller closes the connection.
    async fn forward(&self, request: Request<Bytes>) -> Result<Response<Full<Bytes>>, Broken> {
        let (mut parts, body) = request.into_parts();
        parts.uri = self.inside.parse().expect("a URL");
        parts.headers.remove(CONTENT_LENGTH);
        let (client, request) = (self.client.clone(), Request::from_parts(parts, Full::new(body)));
        let sent = tokio::spawn(async move {
            let (parts, body) = client.request(request).await.map_err(|_| Broken)?.into_parts();
            let body = body.collect().await.map_err(|_| Broken)?.to_bytes();
            Ok(Response::from_parts(parts, Full::new(body)))
        });
        sent.await.map_err(|_| Broken)?
    }
}

fn operation(request: &Request<Bytes>) -> String {
    let target = request.headers().get("x-amz-target").and_then(|value| value.to_str().ok()).unwrap_or_default();
    target.rsplit('.').next().unwrap_or_default().to_owned()
}

fn parse(body: &[u8]) -> Value {
    serde_json::from_slice(body).unwrap_or_default()
}
