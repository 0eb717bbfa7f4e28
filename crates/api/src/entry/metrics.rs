//! Metrics as a log line, in CloudWatch's embedded metric format: they need no calls and no waiting.

use roster_core::Timestamp;
use serde::Serialize;

/// One metric: the field of the line that holds it, and its unit as CloudWatch names it.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Metric {
    name: &'static str,
    unit: &'static str,
}

impl Metric {
    /// A number of events.
    #[must_use]
    pub const fn count(name: &'static str) -> Self {
        Self { name, unit: "Count" }
    }

    /// A time in milliseconds.
    #[must_use]
    pub const fn milliseconds(name: &'static str) -> Self {
        Self { name, unit: "Milliseconds" }
    }

    /// A time in seconds.
    #[must_use]
    pub const fn seconds(name: &'static str) -> Self {
        Self { name, unit: "Seconds" }
    }
}

/// The field `_aws` of a log line, which says to CloudWatch which fields are metrics.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Metrics<'a> {
    timestamp: u64,
    cloud_watch_metrics: [Directive<'a>; 1],
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Directive<'a> {
    namespace: &'a str,
    dimensions: [&'a [&'a str]; 1],
    metrics: &'a [Metric],
}

impl<'a> Metrics<'a> {
    /// The description of these metrics; the dimensions are fields of the line, too.
    #[must_use]
    pub const fn new(at: Timestamp, namespace: &'a str, dimensions: &'a [&'a str], metrics: &'a [Metric]) -> Self {
        let directive = Directive { namespace, dimensions: [dimensions], metrics };
        Self { timestamp: at.as_millis(), cloud_watch_metrics: [directive] }
    }
}
