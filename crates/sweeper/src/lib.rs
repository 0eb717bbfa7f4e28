//! Sweeping: the work of the scheduled function. It sends what is left in the outbox, and finishes deletions.

mod alert;
mod messages;

pub use messages::{SweptMessages, send_due};

use roster_api::{App, Metric, Metrics, log_line};
use roster_core::{Error, Timestamp};
use roster_mail::Mailer;
use roster_store::Swept;
use serde::Serialize;
use serde_json::{Value, json};
use std::time::Duration;

/// How long a sweep sends messages.
const BUDGET_OF_MESSAGES: Duration = Duration::from_secs(60);
/// How long a sweep then finishes deletions. Both together are less than the function's timeout (240 s in
/// `template.yaml`), so that one last message and one last job can end.
const BUDGET: Duration = Duration::from_secs(150);

/// The metrics that the alarms of the backlog and of the outbox watch.
const METRICS: [Metric; 5] = [
    Metric::count("jobs.left"),
    Metric::seconds("jobs.oldest_age_s"),
    Metric::count("messages.stuck"),
    Metric::count("messages.given_up"),
    Metric::seconds("messages.oldest_age_s"),
];

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
    #[serde(rename = "messages.sent")]
    sent: u64,
    #[serde(rename = "messages.dropped")]
    dropped: u64,
    #[serde(rename = "messages.given_up")]
    given_up: u64,
    #[serde(rename = "messages.left")]
    messages_left: u64,
    #[serde(rename = "messages.stuck")]
    stuck: u64,
    #[serde(rename = "messages.oldest_age_s")]
    oldest_message: u64,
    #[serde(rename = "_aws", skip_serializing_if = "Option::is_none")]
    metrics: Option<Metrics<'a>>,
}

/// Sends the messages and finishes the deletions that no request works on any more. Returns how many were sent and
/// finished, and how many are left.
///
/// # Errors
/// When the messages or the jobs cannot be read; the next scheduled call tries again. The deletions are finished also if
/// the messages cannot be read.
pub async fn sweep(app: &App, mailer: &Mailer) -> Result<Value, Error> {
    let messages = send_due(app, mailer, BUDGET_OF_MESSAGES).await;
    let swept = app.store.sweep(app.now(), BUDGET).await?;
    let messages = messages?;
    write_log_line(app, &swept, &messages);
    Ok(json!({
        "finished": swept.finished,
        "left": swept.left,
        "sent": messages.sent,
        "messagesLeft": messages.left,
    }))
}

fn write_log_line(app: &App, swept: &Swept, messages: &SweptMessages) {
    let now = app.now();
    let age = |since: Option<Timestamp>| since.map_or(0, |since| now.as_secs().saturating_sub(since.as_secs()));
    log_line(&Line {
        level: "INFO",
        message: "swept",
        finished: swept.finished,
        left: swept.left,
        oldest_age: age(swept.oldest_left),
        sent: messages.sent,
        dropped: messages.dropped,
        given_up: messages.given_up,
        messages_left: messages.left,
        stuck: messages.stuck,
        oldest_message: age(messages.oldest_left),
        metrics: app.metrics.as_deref().map(|namespace| Metrics::new(now, namespace, &[], &METRICS)),
    });
}
