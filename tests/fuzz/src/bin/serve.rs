//! The routers of all functions on a port of the loopback, over the embedded table: what schemathesis calls. Says in one line of
//! JSON where it is and what opens it; when its input ends, looks through the table and says whether it is whole, and how often
//! it answered what.

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use roster_api::RequestContext;
use roster_fuzz::population::{People, populate, revive, tick};
use roster_fuzz::product::serve;
use roster_fuzz::world::PROJECT;
use roster_tests::clock::TestClock;
use roster_tests::invariants::EXACT;
use roster_tests::table::Table;
use std::collections::BTreeMap;
use std::io::Read as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::net::TcpListener;

/// After so many requests whoever was deleted is created again, so that most of them meet somebody.
const REVIVE_EVERY: usize = 20;

/// What stands around the routers.
struct Around {
    time: Arc<TestClock>,
    people: People,
    requests: AtomicUsize,
    answers: Mutex<BTreeMap<u16, usize>>,
}

async fn around(State(around): State<Arc<Around>>, mut request: Request, next: Next) -> Response {
    tick(&around.time);
    if around.requests.fetch_add(1, Ordering::Relaxed).is_multiple_of(REVIVE_EVERY) {
        revive(&around.people, &around.time).await;
    }
    request.extensions_mut().insert(RequestContext::default());
    let response = next.run(request).await;
    let mut answers = around.answers.lock().unwrap_or_else(PoisonError::into_inner);
    *answers.entry(response.status().as_u16()).or_default() += 1;
    drop(answers);
    response
}

#[tokio::main]
async fn main() -> std::process::ExitCode {
    let (table, time) = (Table::create().await, Arc::new(TestClock::new(7)));
    let people = populate(table.caller().store, &time).await;
    let (key, session) = (people.key.clone(), people.session.clone());
    let (clock, chance) = (Arc::clone(&time), Arc::clone(&time));
    let router = serve(table.caller().store, move || clock.now(), move || chance.bits());
    let state = Arc::new(Around { time, people, requests: AtomicUsize::new(0), answers: Mutex::default() });
    let router = Router::new().fallback_service(router).layer(from_fn_with_state(Arc::clone(&state), around));
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port of the loopback");
    let port = listener.local_addr().expect("an address").port();
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
