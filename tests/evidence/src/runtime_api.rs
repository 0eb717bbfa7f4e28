//! The Lambda Runtime API for a function: the function asks for the next event, and posts its response.
//!
//! Each process has its own server and port, so that responses of several functions are not confused.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::Value;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use tokio::net::TcpListener;
use tokio::sync::{Mutex, mpsc, oneshot};
use tokio::task::JoinHandle;

/// The result of an event.
#[derive(Debug)]
pub struct Answered {
    /// The posted body: the response for the gateway, or Lambda's description of a failure.
    pub body: Value,
    /// Whether the function posted a response, not a failure.
    pub is_ok: bool,
    /// The time of the post.
    pub at: Instant,
}

impl Answered {
    /// The status for the caller; 502 when the function failed, as from the gateway.
    #[must_use]
    pub fn status(&self) -> u16 {
        if self.is_ok { self.body["statusCode"].as_u64().unwrap_or(502) as u16 } else { 502 }
    }

    /// The body for the caller, if it is JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        self.body["body"].as_str().and_then(|body| serde_json::from_str(body).ok()).unwrap_or_default()
    }
}

/// The API for one process. Stops when it is dropped.
pub struct RuntimeApi {
    address: SocketAddr,
    events: mpsc::UnboundedSender<Event>,
    state: Arc<ApiState>,
    server: JoinHandle<()>,
}

struct Event {
    body: String,
    answer: oneshot::Sender<Answered>,
}

struct ApiState {
    events: Mutex<mpsc::UnboundedReceiver<Event>>,
    open: Mutex<HashMap<String, oneshot::Sender<Answered>>>,
    /// The timeout, from which the deadline of an event is computed.
    timeout: Duration,
    next: AtomicU64,
    first_asked: OnceLock<Instant>,
}

impl RuntimeApi {
    /// Starts the server; `timeout` is the timeout of each event.
    pub async fn start(timeout: Duration) -> Self {
        let (events, waiting) = mpsc::unbounded_channel();
        let (pending_events, open) = (Mutex::new(waiting), Mutex::default());
        let state = Arc::new(ApiState {
            events: pending_events,
            open,
            timeout,
            next: AtomicU64::new(1),
            first_asked: OnceLock::new(),
        });
        let router = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route("/2018-06-01/runtime/invocation/{id}/response", post(answered))
            .route("/2018-06-01/runtime/invocation/{id}/error", post(failed))
            .with_state(Arc::clone(&state));
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port on the loopback");
        let address = listener.local_addr().expect("a socket address");
        let server = tokio::spawn(async move { axum::serve(listener, router).await.expect("a server") });
        Self { address, events, state, server }
    }

    /// The value of `AWS_LAMBDA_RUNTIME_API`.
    #[must_use]
    pub fn address(&self) -> String {
        self.address.to_string()
    }

    /// The time at which the function asked for its first event: the end of its init.
    #[must_use]
    pub fn first_asked(&self) -> Option<Instant> {
        self.state.first_asked.get().copied()
    }

    /// Sends an event to the function, now or when it asks. The receiver gets an error if the function ends.
    pub fn send(&self, event: String) -> oneshot::Receiver<Answered> {
        let (answer, receiver) = oneshot::channel();
        // Cannot fail: the state exists as long as this.
        let _ = self.events.send(Event { body: event, answer });
        receiver
    }
}

impl Drop for RuntimeApi {
    fn drop(&mut self) {
        self.server.abort();
    }
}

#[expect(clippy::disallowed_methods, reason = "functions have the time of this machine")]
async fn next(State(state): State<Arc<ApiState>>) -> Response {
    state.first_asked.get_or_init(Instant::now);
    let Some(event) = state.events.lock().await.recv().await else { return StatusCode::GONE.into_response() };
    let id = format!("00000000-0000-4000-8000-{:012x}", state.next.fetch_add(1, Ordering::Relaxed));
    state.open.lock().await.insert(id.clone(), event.answer);
    let deadline = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default() + state.timeout;
    let mut headers = HeaderMap::new();
    for (name, value) in [
        ("lambda-runtime-aws-request-id", id),
        ("lambda-runtime-deadline-ms", deadline.as_millis().to_string()),
        ("lambda-runtime-invoked-function-arn", "arn:aws:lambda:eu-central-1:123456789012:function:f".to_owned()),
        ("lambda-runtime-trace-id", "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0".to_owned()),
        ("content-type", "application/json".to_owned()),
    ] {
        headers.insert(name, HeaderValue::from_str(&value).expect("a header"));
    }
    (headers, event.body).into_response()
}

async fn answered(State(state): State<Arc<ApiState>>, Path(id): Path<String>, body: Bytes) -> StatusCode {
    resolve(&state, &id, &body, true).await
}

async fn failed(State(state): State<Arc<ApiState>>, Path(id): Path<String>, body: Bytes) -> StatusCode {
    resolve(&state, &id, &body, false).await
}

async fn resolve(state: &ApiState, id: &str, body: &[u8], is_ok: bool) -> StatusCode {
    let at = Instant::now();
    let Some(answer) = state.open.lock().await.remove(id) else { return StatusCode::FORBIDDEN };
    // Fails if the receiver was dropped.
    let _ = answer.send(Answered { body: serde_json::from_slice(body).unwrap_or_default(), is_ok, at });
    StatusCode::ACCEPTED
}
