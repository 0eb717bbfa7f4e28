//! `roster users`: imports and exports.
//!
//! An import reads every record of a [`source_file`] with its format as a [`source_user`], validates it and drops duplicates
//! ([`rows`]), writes the valid rows to the table in batches ([`writer`]), and adds the result of every row to a [`report`].

mod date;
mod export;
mod field;
mod formats;
mod import;
mod options;
mod report;
mod rows;
mod source_file;
mod source_user;
mod writer;

use crate::connection::Connection;
use roster::failure::Outcome;
use roster::output::Output;
use std::process::ExitCode;

/// The commands of `roster users`.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Import users from a file; after an interruption, run it again.
    Import(Box<options::ImportOptions>),
    /// Export all users of a project to a file, with their password hashes.
    Export(export::Options),
}

/// Runs one of the commands. An import that has not imported every row ends with 1.
pub async fn run(command: Command, connection: &Connection, output: Output) -> Outcome<ExitCode> {
    match command {
        Command::Import(options) => import::run(&options, connection, output).await,
        Command::Export(options) => export::run(&options, connection, output).await.map(|()| ExitCode::SUCCESS),
    }
}
