//! The log of a function: JSON lines with a message and dotted fields. No line has a secret, an email, a phone, a name
//! or a body.

use crate::config::Config;
use serde::Serialize;
use std::fmt;
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::format::{Format, Json, Writer};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields, MakeWriter};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;

/// The target of events that are already a whole line.
const WHOLE: &str = "roster_api::whole";

/// Our crates with lines below the level of errors.
pub const CRATES: [&str; 6] = ["oauth2", "roster_agents", "roster_api", "roster_mail", "roster_store", "sweeper"];

/// Starts the log. Crates of others log only errors: at lower levels they would log events and headers.
pub fn init(config: &Config) {
    let level = config.log_level.parse().unwrap_or(LevelFilter::INFO);
    let ours = CRATES.map(|name| (name, level));
    // Metrics are a setting of their own: a deployment with few log lines still wants all of them.
    let whole = if config.metrics.is_some() { LevelFilter::INFO } else { level };
    let targets = Targets::new().with_default(LevelFilter::ERROR).with_targets(ours).with_target(WHOLE, whole);
    let started = tracing_subscriber::registry().with(lines(std::io::stdout)).with(targets).try_init();
    // In a test the log may already be started, which is fine.
    drop(started);
    std::panic::set_hook(Box::new(|panic| {
        // The message of a panic may quote what a caller sent: only the place is logged.
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(panic.place = place, "a panic");
    }));
}

/// A layer that writes events as lines of JSON.
pub fn lines<S, W>(writer: W) -> impl Layer<S>
where
    S: Subscriber + for<'span> LookupSpan<'span>,
    W: for<'writer> MakeWriter<'writer> + Send + Sync + 'static,
{
    let json = tracing_subscriber::fmt::layer().json().flatten_event(true).without_time();
    json.map_event_format(Lines).with_writer(writer)
}

/// Logs a value whose JSON is the whole line, at level INFO: metrics are nested, which the fields of an event cannot
/// be.
pub fn log_line(line: &impl Serialize) {
    if tracing::enabled!(target: WHOLE, Level::INFO) {
        // The values that are logged here have only names, texts and numbers, which can always be written as JSON.
        let line = serde_json::to_string(line).unwrap_or_default();
        tracing::info!(target: WHOLE, line = line.as_str());
    }
}

/// The format of the log: events become JSON; those that are already a whole line stay as they are.
struct Lines(Format<Json, ()>);

impl<S, N> FormatEvent<S, N> for Lines
where
    S: Subscriber + for<'span> LookupSpan<'span>,
    N: for<'writer> FormatFields<'writer> + 'static,
{
    fn format_event(&self, context: &FmtContext<'_, S, N>, mut writer: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        if event.metadata().target() != WHOLE {
            return self.0.format_event(context, writer, event);
        }
        let mut copy = Copy { writer: writer.by_ref(), outcome: Ok(()) };
        event.record(&mut copy);
        copy.outcome.and_then(|()| writeln!(writer))
    }
}

/// Copies the one field of an event that is a whole line.
struct Copy<'writer> {
    writer: Writer<'writer>,
    outcome: fmt::Result,
}

impl Visit for Copy<'_> {
    fn record_str(&mut self, _: &Field, line: &str) {
        self.outcome = self.writer.write_str(line);
    }

    fn record_debug(&mut self, _: &Field, _: &dyn fmt::Debug) {}
}
