//! `roster users`: imports, exports, and explanations of lists.
//!
//! An import opens the files ([`source::file`]), recognises their format ([`formats::detect`]), reads every record with it as a
//! [`source::SourceUser`], validates it and drops duplicates ([`import::rows`]), writes the valid rows to the table in batches
//! ([`import::writer`]), and adds the result of every row to a report ([`import::report`]).

mod explain;
mod export;
mod formats;
mod import;
mod source;

use crate::connection::Connection;
use roster::failure::Outcome;
use roster::output::Output;
use std::process::ExitCode;

/// The commands of `roster users`.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Import users from a file; after an interruption, run it again.
    Import(Box<import::options::ImportOptions>),
    /// Export the users of a project to a file.
    Export(export::Options),
    /// Show how a list of users is read, and what that costs: the list is read, and its users are not shown.
    Explain(explain::Options),
}

/// Runs one of the commands. An import that has not imported every row ends with 1.
pub async fn run(command: Command, connection: &Connection, output: Output) -> Outcome<ExitCode> {
    match command {
        Command::Import(options) => import::run(&options, connection, output).await,
        Command::Explain(options) => explain::run(&options, connection, output).await.map(|()| ExitCode::SUCCESS),
        Command::Export(options) => export::run(&options, connection, output).await.map(|()| ExitCode::SUCCESS),
    }
}
