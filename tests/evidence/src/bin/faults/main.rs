//! Faults: the behaviour of the real functions when the table fails.
//!
//!     faults [GROUP...] [--seconds 60] [--binaries target/lambda] [--quick]
//!
//! Each group prints a table; failed assertions are printed at the end, and the exit code is 1. `soak` runs only when it is
//! named.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::print_stdout, reason = "a failed setup ends the run")]

mod broken;
mod busy;
mod cold;
mod killed;
mod life;
mod probe;
mod retries;
mod run;
mod soak;
mod stalls;

use clap::{Parser, ValueEnum};
use run::Run;
use std::path::PathBuf;
use std::process::ExitCode;

/// A group of faults.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Group {
    /// A table that throttles, conflicts and leaves batches half done, under load.
    Busy,
    /// Calls that are not answered in time.
    Stalls,
    /// No table, no connection, invalid credentials, a wrong clock.
    Broken,
    /// The number of attempts of a call, and the pauses between them.
    Retries,
    /// Processes that are killed in the middle of a request.
    Killed,
    /// Many processes that start at once.
    Cold,
    /// A load for an hour.
    Soak,
}

#[derive(Debug, Parser)]
struct Arguments {
    /// The groups to run; all but `soak` by default.
    groups: Vec<Group>,
    /// The folder of the functions, with the layout of `cargo lambda build` or `cargo build`.
    #[arg(long, default_value = "target/lambda")]
    binaries: PathBuf,
    /// The folder for results, logs and certificates.
    #[arg(long, default_value = "target")]
    target: PathBuf,
    /// How many seconds a busy table is under load.
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// How many processes start at once.
    #[arg(long, default_value_t = 100)]
    processes: usize,
    /// How many minutes a soak takes.
    #[arg(long, default_value_t = 60)]
    minutes: u64,
    /// Runs fewer processes, and only the quick cases.
    #[arg(long)]
    quick: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    roster_evidence::machine::leave_the_first_cpu();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(run_groups(arguments))
}

async fn run_groups(arguments: Arguments) -> ExitCode {
    const ALL: [Group; 6] = [Group::Busy, Group::Stalls, Group::Broken, Group::Retries, Group::Killed, Group::Cold];
    let groups = if arguments.groups.is_empty() { ALL.to_vec() } else { arguments.groups.clone() };
    let mut run = Run::new(&arguments);
    for group in groups {
        match group {
            Group::Busy => busy::run(&mut run).await,
            Group::Stalls => stalls::run(&mut run).await,
            Group::Broken => broken::run(&mut run).await,
            Group::Retries => retries::run(&mut run).await,
            Group::Killed => killed::run(&mut run).await,
            Group::Cold => cold::run(&mut run).await,
            Group::Soak => soak::run(&mut run, arguments.minutes).await,
        }
    }
    run.end()
}
