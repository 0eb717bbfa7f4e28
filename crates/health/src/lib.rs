//! The function `health`: `/v1/health` and `/v1/ping`, whether the API, the table and the clock work.
//!
//! A failed check is answered with an error, so that a monitor need not read the body. Roster has no caches, queues, storage
//! or virus scanner, and therefore no routes for them.

use axum::extract::State;
use axum::routing::get;
use roster_api::{App, AuthedCaller, Group, Health, Policy, Refusal, View};
use roster_core::{Error, Timestamp};
use serde_json::json;
use std::time::Instant;

/// The largest accepted difference between the clocks of function and table, in seconds: well below what makes signed calls
/// fail.
const TOLERATED_GAP: u64 = 15;

/// The routes of this function.
#[must_use]
pub fn routes() -> Group {
    Group::new(Policy::Health)
        .route("/v1/health", get(get_http))
        .route("/v1/health/db", get(get_db))
        .route("/v1/health/time", get(get_time))
        .public_route("/v1/health/version", get(get_version))
        .public_route("/v1/ping", get(ping))
}

/// GET /v1/health
async fn get_http(_caller: AuthedCaller) -> Result<View, Refusal> {
    // Reaching this line is the check: the API key was read from the table for this request, or at most a minute ago.
    Ok(View::health(Health { name: "http", ping_ms: 0 }))
}

/// GET /v1/health/db
async fn get_db(State(app): State<App>, _caller: AuthedCaller) -> Result<View, Refusal> {
    let start = Instant::now();
    app.store.schema_version().await?;
    Ok(View::database_health(Health { name: "table", ping_ms: start.elapsed().as_millis() as u64 }))
}

/// GET /v1/health/time
async fn get_time(State(app): State<App>, _caller: AuthedCaller) -> Result<View, Refusal> {
    let (remote, local) = (app.store.clock().await?, app.now());
    let gap = gap(remote, local);
    if gap.unsigned_abs() > TOLERATED_GAP {
        return Err(Error::internal(format!("the clock is {gap} s away from the table's")).into());
    }
    Ok(View::json(json!({ "remoteTime": remote.as_secs(), "localTime": local.as_secs(), "diff": gap })))
}

/// How far the table's clock is ahead of this machine's, in seconds.
fn gap(remote: Timestamp, local: Timestamp) -> i64 {
    remote.as_secs().cast_signed() - local.as_secs().cast_signed()
}

/// GET /v1/health/version
///
/// Command lines ask for it, without a key, to find out whether an Appwrite server answers at an endpoint.
async fn get_version() -> View {
    View::version()
}

/// GET /v1/ping
async fn ping() -> View {
    View::text("Pong!")
}
