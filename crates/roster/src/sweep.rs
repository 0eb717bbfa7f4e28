//! `roster sweep`: what the scheduled sweeper does, by hand.

use crate::connection::Connection;
use roster::ambient;
use roster::failure::Outcome;
use roster::output::{Output, record};
use serde_json::json;
use std::time::Duration;

/// Arguments of `roster sweep`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Begin no new job after this long.
    #[arg(long, default_value = "60s", value_name = "SPAN", value_parser = humantime::parse_duration)]
    budget: Duration,
}

/// Finishes what interrupted deletions left.
pub async fn run(options: &Options, connection: &Connection, output: Output) -> Outcome {
    let swept = connection.store.sweep(ambient::now(), options.budget).await?;
    output.one(&record([("finished", json!(swept.finished)), ("left", json!(swept.left))]))
}
