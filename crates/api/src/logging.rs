//! The log of a function: JSON lines, a message and dotted fields. No line holds a secret, an e-mail, a phone, a name or
//! a body.

use crate::config::Config;
use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use std::time::Instant;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// Starts the log. Other crates speak only of what went wrong: at lower levels they would print events and headers.
pub fn init(config: &Config) {
    let level = config.log_level.parse().unwrap_or(LevelFilter::INFO);
    let ours = ["roster_api", "roster_store", "roster_agents", "sweeper"].map(|name| (name, level));
    let lines = tracing_subscriber::fmt::layer().json().flatten_event(true).without_time();
    let spoken = Targets::new().with_default(LevelFilter::ERROR).with_targets(ours);
    let started = tracing_subscriber::registry().with(lines).with(spoken).try_init();
    // A log that was started before, by a test, is good enough.
    drop(started);
    std::panic::set_hook(Box::new(|panic| {
        // The text of a panic may quote what a caller sent: only the place is logged.
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(panic.place = place, "a panic");
    }));
}

/// Logs each request with its route, never its path: a path holds ids, and whatever a caller puts there.
pub(crate) async fn log(request: Request, next: Next) -> Response {
    let start = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let response = next.run(request).await;
    tracing::info!(
        http.method = method.as_str(),
        http.route = route,
        http.status = response.status().as_u16(),
        duration_ms = start.elapsed().as_millis() as u64,
        "request"
    );
    response
}
