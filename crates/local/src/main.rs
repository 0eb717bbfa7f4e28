//! `roster-local`: all of Roster on one machine, for `make dev`: functions, table, project and API key, without an AWS account
//! and without containers.
//!
//! Here belongs everything that starts, connects and stops the parts of a local stack, one module per part; `stack` says in which
//! order they start and stop. Here does not belong: what operators do with a table (`roster`).

mod build;
mod console;
mod data;
mod database;
mod die_with_parent;
mod docs;
mod emulator;
mod environment;
mod gateway;
mod http_client;
mod messages;
mod process;
mod seed;
mod stack;
mod supervisor;
mod welcome;
mod workspace;

use clap::{Parser, Subcommand};
use roster::failure::Outcome;
use std::process::ExitCode;

/// Run all of Roster on this machine: functions, table, project and API key.
#[derive(Debug, Parser)]
#[command(name = "roster-local", version)]
struct Arguments {
    #[command(flatten)]
    options: stack::Options,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Become another program that dies with the process that started it.
    #[command(hide = true)]
    DieWithParent(die_with_parent::Options),
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(&Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("roster-local: {failure}");
            failure.exit_code()
        }
    }
}

async fn run(arguments: &Arguments) -> Outcome {
    match &arguments.command {
        None => stack::run(&arguments.options).await,
        Some(Command::DieWithParent(options)) => Err(die_with_parent::run(options)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_arguments_are_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn the_stack_is_what_runs_without_a_command() {
        let arguments = Arguments::try_parse_from(["roster-local", "--port", "4000", "--json"]).unwrap();
        assert!(arguments.command.is_none());
        let line = ["roster-local", "die-with-parent", "--parent", "1", "--", "sh", "-c", "exit"];
        assert!(Arguments::try_parse_from(line).unwrap().command.is_some());
    }
}
