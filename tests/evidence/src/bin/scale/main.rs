//! What every endpoint costs among a thousand users and among a million, and how many sign-ups shards carry.
#![allow(clippy::print_stderr, clippy::expect_used, reason = "this is a command")]

mod costs;
mod shards;

use clap::Parser;
use roster_evidence::machine;
use roster_evidence::report::Report;
use std::path::PathBuf;
use std::process::ExitCode;

/// Measures units and calls of every endpoint among growing numbers of users; fails when one grows that may not.
#[derive(Parser)]
struct Args {
    /// How many users; each town is loaded into a file that is removed afterwards.
    #[arg(long, value_delimiter = ',', default_value = "1000,100000,1000000")]
    users: Vec<usize>,
    /// How many shards.
    #[arg(long, value_delimiter = ',', default_value = "1,4,8,16,64")]
    shards: Vec<usize>,
    /// How many sign-ups are made, to be repeated by the simulation.
    #[arg(long, default_value = "2000")]
    sign_ups: usize,
    /// Where the towns are loaded, and the JSON is written.
    #[arg(long, default_value = "target/evidence")]
    folder: PathBuf,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let args = Args::parse();
    std::fs::create_dir_all(&args.folder).expect("a folder for what is measured");
    let mut report = Report::default();
    report.head("machine", machine::description());
    shards::simulate(&args.shards, args.sign_ups, &mut report).await;
    let complaints = costs::measure(&args.users, &args.folder, &mut report).await;
    std::fs::write(args.folder.join("scale.json"), report.json().to_string()).expect("the JSON");
    for complaint in &complaints {
        eprintln!("scale: {complaint}");
    }
    if complaints.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
