//! `make bench`: time, CPU, memory and size of Roster's functions, compared with a function that does one `GetItem`.
//!
//! Everything is measured in one run on one machine: ratios are comparable between machines, milliseconds are not.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "an error ends the run")]

mod cold;
mod create;
mod memory;
mod peers;
mod size;
mod warm;
mod watch;

use clap::{Parser, ValueEnum};
use roster_evidence::deployment::Deployment;
use roster_evidence::machine;
use roster_evidence::report::Report;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

/// The number of users in the table before the measurement.
const USERS: usize = 300;

/// Measures the functions that `make build` has built.
#[derive(Debug, Parser)]
struct Options {
    /// What to measure; everything by default.
    parts: Vec<Part>,
    /// The target folder of cargo.
    #[arg(long, default_value = "target")]
    target: PathBuf,
    /// How often everything is measured; the median is reported.
    #[arg(long, default_value_t = 15, default_value_if("parts", "peers", "5"))]
    rounds: usize,
    /// The JSON file for the figures.
    #[arg(long, default_value = "target/evidence/bench.json")]
    json: PathBuf,
    #[command(flatten)]
    peers: peers::PeersOptions,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Bytes of every binary; fails above the limit.
    Size,
    /// From the start of a process to its first response.
    Cold,
    /// CPU and time of a request.
    Warm,
    /// Users with a password, a second.
    Create,
    /// Resident memory.
    Memory,
    /// Requests a second through `cargo lambda watch`.
    Watch,
    /// Requests a second beside user services of others. Alone: it needs all CPUs, and installs what it measures.
    Peers,
}

/// The parts of a run that names none.
const ALL: [Part; 6] = [Part::Size, Part::Cold, Part::Warm, Part::Create, Part::Memory, Part::Watch];

fn main() -> ExitCode {
    let options = Options::parse();
    let builder = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let is_peers = options.parts.contains(&Part::Peers);
    if is_peers && options.parts.len() > 1 {
        eprintln!("bench: the part peers is measured alone");
        return ExitCode::from(2);
    }
    // The services, the client and the table share all CPUs.
    if !is_peers {
        machine::leave_the_first_cpu();
    }
    builder.expect("a runtime").block_on(run(&options))
}

async fn run(options: &Options) -> ExitCode {
    let parts = if options.parts.is_empty() { ALL.to_vec() } else { options.parts.clone() };
    let mut report = Report::default();
    report.head("machine", machine::description());
    report.head("rounds", options.rounds);
    let mut is_small = true;
    let needs_deployment = parts.iter().any(|part| !matches!(part, Part::Size | Part::Peers));
    let deployment = if needs_deployment { Some(filled(options).await) } else { None };
    for part in parts {
        match (part, &deployment) {
            (Part::Size, _) => is_small = size::measure(&options.target, &mut report),
            (Part::Peers, _) => peers::measure(&options.target, options.rounds, &options.peers, &mut report).await,
            (Part::Cold, Some(deployment)) => cold::measure(deployment, options.rounds, &mut report).await,
            (Part::Warm, Some(deployment)) => warm::measure(deployment, options.rounds, &mut report).await,
            (Part::Create, Some(deployment)) => create::measure(deployment, options.rounds, &mut report).await,
            (Part::Memory, Some(deployment)) => memory::measure(deployment, &mut report).await,
            (Part::Watch, Some(deployment)) => watch::measure(deployment, &mut report).await,
            (_, None) => {}
        }
    }
    fs::create_dir_all(options.json.parent().expect("a folder")).expect("a folder for the figures");
    fs::write(&options.json, format!("{:#}\n", report.json())).expect("a file for the figures");
    if is_small { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

async fn filled(options: &Options) -> Deployment {
    let deployment = Deployment::create(&options.target).await;
    for n in 0..USERS {
        deployment.add_user(&format!("user-{n:04}")).await;
    }
    deployment
}
