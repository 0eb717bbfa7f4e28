//! The command line of Roster: projects, keys, the table, and everything on a laptop.
//!
//! Here belongs what an operator does by hand, each noun in a module of its own, and `roster local` with all that it starts.
//! Here does not belong: what a project or a key is (`core`) and how they are stored (`store`).

mod ambient;
mod check;
mod connection;
mod failure;
mod generated;
mod identifier;
mod keys;
mod local;
mod moment;
mod output;
mod progress;
mod projects;
mod sweep;
mod users;

use crate::connection::ConnectionOptions;
use crate::failure::{Failure, Outcome};
use crate::output::Output;
use clap::{CommandFactory as _, Parser, Subcommand};
use std::process::ExitCode;

/// Projects, keys and upkeep of a Roster table, and all of Roster on a laptop.
#[derive(Debug, Parser)]
#[command(name = "roster", version, propagate_version = true)]
struct Arguments {
    #[command(flatten)]
    connection: ConnectionOptions,
    /// Print one JSON value instead of text.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Create, list, change and delete projects.
    #[command(subcommand)]
    Projects(projects::Command),
    /// Create, list and revoke the keys of a project.
    #[command(subcommand)]
    Keys(keys::Command),
    /// Move users in from other systems, and out.
    #[command(subcommand)]
    Users(users::Command),
    /// Tell whether the table is what this version expects; exits with 1 when it is not.
    Check,
    /// Finish what interrupted deletions left, as the scheduled sweeper does.
    Sweep(sweep::Options),
    #[command(flatten)]
    Generated(generated::Command),
    /// Run everything on this machine: functions, table, project and key.
    Local(local::Options),
    /// Become another program that dies with the one that started it.
    #[command(hide = true)]
    Leash(local::leash::Options),
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let output = Output::new(arguments.json);
    run(arguments, output).await.unwrap_or_else(|failure: Failure| {
        eprintln!("roster: {failure}");
        failure.exit_code()
    })
}

async fn run(arguments: Arguments, output: Output) -> Outcome<ExitCode> {
    let connection = &arguments.connection;
    match arguments.command {
        Command::Projects(command) => projects::run(command, &connection.open().await?, output).await?,
        Command::Keys(command) => keys::run(command, &connection.open().await?, output).await?,
        Command::Users(command) => return users::run(command, &connection.open().await?, output).await,
        Command::Check => return check::run(&connection.open().await?, output).await,
        Command::Sweep(options) => sweep::run(&options, &connection.open().await?, output).await?,
        Command::Generated(command) => generated::run(command, Arguments::command())?,
        Command::Local(options) => local::run(&options, connection.table(), output).await?,
        Command::Leash(options) => return Err(local::leash::run(&options)),
    }
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_free_of_contradictions() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn json_and_table_may_stand_behind_the_command() {
        let arguments = Arguments::try_parse_from(["roster", "check", "--json", "--table", "t"]).unwrap();
        assert!(arguments.json);
        assert_eq!(arguments.connection.table(), "t");
    }
}
