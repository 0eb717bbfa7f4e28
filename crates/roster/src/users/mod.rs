//! `roster users`: moving users in, and out.

mod date;
mod export;
mod field;
mod formats;
mod import;
mod newcomer;
mod records;
mod report;

use crate::connection::Connection;
use roster::failure::Outcome;
use roster::output::Output;
use std::process::ExitCode;

/// The commands of `roster users`.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Take users in from a file; can be broken off and called again.
    Import(Box<import::Options>),
    /// Write all users of a project to a file, which holds the hashes of their passwords.
    Export(export::Options),
}

/// Carries out one of the commands. An import that left somebody out ends with 1.
pub async fn run(command: Command, connection: &Connection, output: Output) -> Outcome<ExitCode> {
    match command {
        Command::Import(options) => import::run(&options, connection, output).await,
        Command::Export(options) => export::run(&options, connection, output).await.map(|()| ExitCode::SUCCESS),
    }
}
