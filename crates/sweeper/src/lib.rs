//! Sweeping: what the scheduled function does, apart from being scheduled.

use roster_api::{App, Metric, Metrics, log_line};
use roster_core::Error;
use serde::Serialize;
use serde_json::{Value, json};
use std::time::Duration;

/// How long a sweep works: under the function's timeout (240 s in `template.yaml`), less the time of one last job.
const BUDGET: Duration = Duration::from_secs(180);

/// What the alarms of the backlog look at.
const METRICS: [Metric; 2] = [Metric::count("jobs.left"), Metric::seconds("jobs.oldest_age_s")];

/// The line that a sweep leaves in the log, which can be its metrics, too.
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

/// Finishes the deletions that no request works on any more; answers how many, and how many are left.
///
/// # Errors
/// When the jobs cannot be read; the next call of the schedule tries again.
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
