//! What every endpoint costs with a thousand and with a million users, and how many sign-ups a second shards allow.
#![allow(clippy::print_stderr, clippy::expect_used, reason = "this is a command")]

mod costs;
mod shards;

use clap::Parser;
use roster_evidence::machine;
use roster_evidence::report::Report;
use std::path::PathBuf;
use std::process::ExitCode;

/// Measures units and calls of every endpoint with growing numbers of users; fails when a cost grows without an allowance.
#[derive(Parser)]
struct Args {
    /// The number of users of each data set; each is loaded into a file that is removed afterwards.
    #[arg(long, value_delimiter = ',', default_value = "1000,100000,1000000")]
    users: Vec<usize>,
    /// The numbers of shards to simulate.
    #[arg(long, value_delimiter = ',', default_value = "1,4,8,16,64")]
    shards: Vec<usize>,
    /// The number of sign-ups that are made, and repeated by the simulation.
    #[arg(long, default_value = "2000")]
    sign_ups: usize,
    /// The folder for the data sets and the JSON file.
    #[arg(long, default_value = "target/evidence")]
    folder: PathBuf,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let args = Args::parse();
    std::fs::create_dir_all(&args.folder).expect("a folder for results");
    let mut report = Report::default();
    report.head("machine", machine::description());
    shards::simulate(&args.shards, args.sign_ups, &mut report).await;
    let failures = costs::measure(&args.users, &args.folder, &mut report).await;
    std::fs::write(args.folder.join("scale.json"), report.json().to_string()).expect("the JSON");
    for failure in &failures {
        eprintln!("scale: {failure}");
    }
    if failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
