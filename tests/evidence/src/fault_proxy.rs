//! A table that fails on purpose: TLS and HTTP as AWS has them, in front of the real one, with the faults of a plan between.

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

/// How long an answer is held back that is to come too late.
const STALL: Duration = Duration::from_secs(5);

/// A call that arrived.
#[derive(Debug, Clone)]
pub struct Call {
    /// What was asked (`GetItem`).
    pub operation: String,
    /// What is the same for all attempts of it.
    pub name: String,
    /// The partition key of the one item that it is for; empty when it is for several.
    pub partition: String,
    /// When it was here.
    pub at: Instant,
    /// When it was answered, if it was.
    pub answered: Option<Instant>,
    /// What went wrong with it on purpose.
    pub fault: Option<Fault>,
}

/// The front. Goes away when it is dropped.
pub struct FaultProxy {
    /// What goes wrong.
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
    /// A front for the table at this address.
    ///
    /// # Panics
    /// When there is no port left.
    pub async fn open(identity: &Identity, inside: &str) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port on the loopback");
        let port = listener.local_addr().expect("an address").port();
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

    /// Where it is.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("https://localhost:{}", self.port)
    }

    /// Changes what is wrong with every call.
    pub fn set(&self, gate: Gate) {
        *lock(&self.state.gate) = gate;
    }

    /// The calls since this was last asked.
    #[must_use]
    pub fn take_calls(&self) -> Vec<Call> {
        std::mem::take(&mut *lock(&self.state.calls))
    }

    /// Forgets plan, gate and calls.
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

/// A connection. Whatever ends it is the caller's to notice: at once, without a word.
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
        let asked = Request::from_parts(parts, body);
        let operation = operation(&asked);
        let fault = self.faults.next(&operation);
        let number = self.note(&asked, &operation, fault);
        let gate = *lock(&self.gate);
        let mut answer = match gate.refusal(&asked) {
            Some(refusal) => refusal,
            None => self.exchange(asked, &operation, fault).await?,
        };
        gate.date(&mut answer);
        if let Some(call) = lock(&self.calls).get_mut(number) {
            call.answered = Some(Instant::now());
        }
        Ok(answer)
    }

    /// Attempts of one call have the same id; those of one transaction, however it is tried, the same token.
    fn note(&self, asked: &Request<Bytes>, operation: &str, fault: Option<Fault>) -> usize {
        let header = |name: &str| asked.headers().get(name).and_then(|value| value.to_str().ok());
        let body = parse(asked.body());
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
        asked: Request<Bytes>,
        operation: &str,
        fault: Option<Fault>,
    ) -> Result<Response<Full<Bytes>>, Broken> {
        let writes = parse(asked.body())["TransactItems"].as_array().map_or(0, Vec::len);
        let made_up = match fault {
            None => return self.forward(asked).await,
            Some(Fault::Delay(pause)) => {
                tokio::time::sleep(pause).await;
                return self.forward(asked).await;
            }
            Some(Fault::Hold) => {
                self.faults.hold().await;
                return self.forward(asked).await;
            }
            Some(Fault::LateAnswer) => {
                let answer = self.forward(asked).await;
                tokio::time::sleep(STALL).await;
                return answer;
            }
            Some(Fault::LostAnswer | Fault::KillAfter) => return self.forward(asked).await.and(Err(Broken)),
            Some(Fault::Reset | Fault::KillBefore) => return Err(Broken),
            Some(Fault::HalfDone) => return self.half(asked, operation).await,
            Some(Fault::Conflict) => conflict(writes),
            Some(Fault::Cancelled(code)) if writes > 0 => cancelled(writes, |place| (place == 0).then_some(code)),
            Some(Fault::Cancelled(code) | Fault::Refused(code)) => refused(400, code),
            Some(Fault::ServerError) => refused(500, "InternalServerError"),
        };
        let made_up = made_up.try_into_http1x().expect("an answer");
        Ok(made_up.map(|body| Full::new(Bytes::copy_from_slice(body.bytes().unwrap_or_default()))))
    }

    async fn half(&self, asked: Request<Bytes>, operation: &str) -> Result<Response<Full<Bytes>>, Broken> {
        let (parts, body) = asked.into_parts();
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

    /// In a task of its own: what is sent is sent, even when the caller goes away.
    async fn forward(&self, asked: Request<Bytes>) -> Result<Response<Full<Bytes>>, Broken> {
        let (mut parts, body) = asked.into_parts();
        parts.uri = self.inside.parse().expect("an address");
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

fn operation(asked: &Request<Bytes>) -> String {
    let target = asked.headers().get("x-amz-target").and_then(|value| value.to_str().ok()).unwrap_or_default();
    target.rsplit('.').next().unwrap_or_default().to_owned()
}

fn parse(body: &[u8]) -> Value {
    serde_json::from_slice(body).unwrap_or_default()
}
