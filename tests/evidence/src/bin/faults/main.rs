//! Faults: what the real functions do when the table does not do what it should.
//!
//!     faults [GROUP...] [--seconds 60] [--binaries target/lambda] [--quick]
//!
//! Each group prints a table; what does not hold is said at the end, and the exit code is 1. `soak` runs only when it is named.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a stage that cannot be set up ends the run"
)]

mod broken;
mod busy;
mod cold;
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

/// What can be run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Group {
    /// A table that throttles, conflicts and leaves batches half done, under load.
    Busy,
    /// Calls that are not answered in time.
    Stalls,
    /// No table, no connection, credentials that do not hold, a clock that is off.
    Broken,
    /// How often and when a call is sent again.
    Retries,
    /// Many processes that start at once.
    Cold,
    /// A load for an hour.
    Soak,
}

#[derive(Debug, Parser)]
struct Arguments {
    /// Which groups; all but `soak` if none is named.
    groups: Vec<Group>,
    /// Where the functions are, as `cargo lambda build` or `cargo build` leaves them.
    #[arg(long, default_value = "target/lambda")]
    binaries: PathBuf,
    /// Where results, logs and certificates go.
    #[arg(long, default_value = "target")]
    target: PathBuf,
    /// How long a busy table is under load.
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// How many processes start at once.
    #[arg(long, default_value_t = 100)]
    processes: usize,
    /// How long a soak lasts.
    #[arg(long, default_value_t = 60)]
    minutes: u64,
    /// Fewer processes, and only what is quick.
    #[arg(long)]
    quick: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    roster_evidence::machine::leave_the_first_cpu();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(everything(arguments))
}

async fn everything(arguments: Arguments) -> ExitCode {
    const ALL: [Group; 5] = [Group::Busy, Group::Stalls, Group::Broken, Group::Retries, Group::Cold];
    let groups = if arguments.groups.is_empty() { ALL.to_vec() } else { arguments.groups.clone() };
    let mut run = Run::new(&arguments);
    for group in groups {
        match group {
            Group::Busy => busy::run(&mut run).await,
            Group::Stalls => stalls::run(&mut run).await,
            Group::Broken => broken::run(&mut run).await,
            Group::Retries => retries::run(&mut run).await,
            Group::Cold => cold::run(&mut run).await,
            Group::Soak => soak::run(&mut run, arguments.minutes).await,
        }
    }
    run.end()
}
