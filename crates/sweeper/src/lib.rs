//! Sweeping: what the scheduled function does, apart from being scheduled.

use roster_api::App;
use roster_core::Error;
use serde_json::{Value, json};
use std::time::Duration;

/// How long a sweep works: under the function's timeout (240 s in `template.yaml`), less the time of one last job.
const BUDGET: Duration = Duration::from_secs(180);

/// Finishes the deletions that no request works on any more; answers how many, and how many are left.
///
/// # Errors
/// When the jobs cannot be read; the next call of the schedule tries again.
pub async fn sweep(app: &App) -> Result<Value, Error> {
    let swept = app.store.sweep(app.now(), BUDGET).await?;
    tracing::info!(jobs.finished = swept.finished, jobs.left = swept.left, "swept");
    Ok(json!({ "finished": swept.finished, "left": swept.left }))
}
