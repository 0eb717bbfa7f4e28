//! The routers of all functions on a port of the loopback, with the embedded table: the server that schemathesis calls. Prints
//! its port and credentials as one line of JSON; when its input ends, checks the table and prints the number of responses by
//! status.

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use roster_api::RequestContext;
use roster_fuzz::fixture::{Fixture, create_fixture, recreate_deleted, tick};
use roster_fuzz::product::serve;
use roster_fuzz::test_app::PROJECT;
use roster_tests::clock::TestClock;
use roster_tests::invariants::EXACT;
use roster_tests::mailbox::Mailbox;
use roster_tests::table::Table;
use std::collections::BTreeMap;
use std::io::Read as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::net::TcpListener;

/// After this number of requests deleted users are created again, so that most requests are about a user that exists.
const RECREATE_EVERY: usize = 20;

/// The state of the middleware.
struct Middleware {
    time: Arc<TestClock>,
    fixture: Fixture,
    requests: AtomicUsize,
    answers: Mutex<BTreeMap<u16, usize>>,
}

async fn middleware(State(state): State<Arc<Middleware>>, mut request: Request, next: Next) -> Response {
    tick(&state.time);
    if state.requests.fetch_add(1, Ordering::Relaxed).is_multiple_of(RECREATE_EVERY) {
        recreate_deleted(&state.fixture, &state.time).await;
    }
    request.extensions_mut().insert(RequestContext::default());
    let response = next.run(request).await;
    let mut answers = state.answers.lock().unwrap_or_else(PoisonError::into_inner);
    *answers.entry(response.status().as_u16()).or_default() += 1;
    drop(answers);
    response
}

#[tokio::main]
async fn main() -> std::process::ExitCode {
    let (table, time) = (Table::create().await, Arc::new(TestClock::new(7)));
    let fixture = create_fixture(table.caller().store, &time).await;
    let (key, session) = (fixture.key.clone(), fixture.session.clone());
    let (clock, chance) = (Arc::clone(&time), Arc::clone(&time));
    let mailbox = Mailbox::open().await;
    let router = serve(table.caller().store, &mailbox.mailer, move || clock.now(), move || chance.bits());
    let state = Arc::new(Middleware { time, fixture, requests: AtomicUsize::new(0), answers: Mutex::default() });
    let router = Router::new().fallback_service(router).layer(from_fn_with_state(Arc::clone(&state), middleware));
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port of the loopback");
    let port = listener.local_addr().expect("a socket address").port();
    println!("{}", serde_json::json!({ "port": port, "project": PROJECT, "key": key, "session": session }));
    let ended = tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new()));
    tokio::select! {
        served = axum::serve(listener, router) => served.expect("requests are served"),
        _ = ended => {}
    }
    table.check(EXACT, "after all calls");
    println!("the table is whole; answers: {:?}", state.answers.lock().unwrap_or_else(PoisonError::into_inner));
    std::process::ExitCode::SUCCESS
}
