//! `roster sweep`: runs the scheduled sweeper by hand.

use crate::connection::Connection;
use roster::ambient;
use roster::failure::Outcome;
use roster::output::{Output, record};
use serde_json::json;
use std::time::Duration;

/// Arguments of `roster sweep`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Start no new job after this time.
    #[arg(long, default_value = "60s", value_name = "SPAN", value_parser = humantime::parse_duration)]
    budget: Duration,
}

/// Finishes interrupted deletions.
pub async fn run(options: &Options, connection: &Connection, output: Output) -> Outcome {
    let swept = connection.store.sweep(ambient::now(), options.budget).await?;
    output.one(&record([("finished", json!(swept.finished)), ("left", json!(swept.left))]))
}
