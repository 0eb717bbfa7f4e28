//! Sweeping: the work of the scheduled function.

use roster_api::{App, Metric, Metrics, log_line};
use roster_core::Error;
use serde::Serialize;
use serde_json::{Value, json};
use std::time::Duration;

/// How long a sweep works: less than the function's timeout (240 s in `template.yaml`), so that one last job can end.
const BUDGET: Duration = Duration::from_secs(180);

/// The metrics that the backlog alarms watch.
const METRICS: [Metric; 2] = [Metric::count("jobs.left"), Metric::seconds("jobs.oldest_age_s")];

/// The log line of a sweep, which also carries its metrics.
#[derive(Serialize)]
struct Line<'a> {
    level: &'static str,
    message: &'static str,
    #[serde(rename = "jobs.finished")]
    finished: u64,
    #[serde(rename = "jobs.left")]
    left: u64,
    #[serde(rename = "jobs.oldest_age_s")]
    oldest_age: u64,
    #[serde(rename = "_aws", skip_serializing_if = "Option::is_none")]
    metrics: Option<Metrics<'a>>,
}

/// Finishes the deletions that no request works on any more. Returns how many were finished and how many are left.
///
/// # Errors
/// When the jobs cannot be read; the next scheduled call tries again.
pub async fn sweep(app: &App) -> Result<Value, Error> {
    let swept = app.store.sweep(app.now(), BUDGET).await?;
    let now = app.now();
    log_line(&Line {
        level: "INFO",
        message: "swept",
        finished: swept.finished,
        left: swept.left,
        oldest_age: swept.oldest_left.map_or(0, |oldest| now.as_secs().saturating_sub(oldest.as_secs())),
        metrics: app.metrics.as_deref().map(|namespace| Metrics::new(now, namespace, &[], &METRICS)),
    });
    Ok(json!({ "finished": swept.finished, "left": swept.left }))
}
