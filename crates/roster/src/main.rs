//! The command line for operators: projects, API keys, users and the table.
//!
//! Here belongs what an operator does by hand, each noun in a module of its own. Here does not belong: what a project or an API
//! key is (`core`), how they are stored (`store`), and what runs on one machine (`local`).

mod check;
mod connection;
mod console;
mod generated;
mod identifier;
mod keys;
mod moment;
mod projects;
mod providers;
mod rules;
mod sweep;
mod templates;
mod users;

use crate::connection::ConnectionOptions;
use clap::{CommandFactory as _, Parser, Subcommand};
use roster::failure::{Failure, Outcome};
use roster::output::Output;
use std::process::ExitCode;

/// Manage the projects, API keys and users in a Roster table.
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
    /// Create, list and revoke the API keys of a project.
    #[command(subcommand)]
    Keys(keys::Command),
    /// Set up the providers with which the users of a project sign in.
    #[command(subcommand)]
    Providers(providers::Command),
    /// Import users from other systems, and export them.
    #[command(subcommand)]
    Users(users::Command),
    /// Serve the console, a web page about users, on this machine, with an API key of its own that ends with the command.
    Console(console::Options),
    /// Check that the table is what this version expects; exits with 1 when it is not.
    Check,
    /// Finish interrupted deletions, as the scheduled sweeper does.
    Sweep(sweep::Options),
    #[command(flatten)]
    Generated(generated::Command),
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
        Command::Providers(command) => providers::run(command, &connection.open().await?, output).await?,
        Command::Users(command) => return users::run(command, &connection.open().await?, output).await,
        Command::Console(options) => console::run(options, &connection.open().await?, output).await?,
        Command::Check => return check::run(&connection.open().await?, output).await,
        Command::Sweep(options) => sweep::run(&options, &connection.open().await?, output).await?,
        Command::Generated(command) => generated::run(command, Arguments::command())?,
    }
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn json_and_table_may_follow_the_command() {
        let arguments = Arguments::try_parse_from(["roster", "check", "--json", "--table", "t"]).unwrap();
        assert!(arguments.json);
        assert_eq!(arguments.connection.table, "t");
    }
}
