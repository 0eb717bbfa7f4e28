//! Errors that keep a stack from starting: one sentence each, and exit code 1.

use crate::programs::{Finished, run};
use crate::report::Outcome;
use crate::stack::{Folder, roster_local};
use crate::tools::Tools;
use std::fs;
use std::net::TcpListener;
use std::process::Command;
use std::time::Duration;

/// The functions may have to be built before anything else is looked at.
const LIMIT: Duration = Duration::from_mins(15);

/// The file of the database is not a database.
pub fn of_a_broken_database(tools: &Tools) -> Outcome {
    let folder = Folder::create()?;
    let data = folder.path.join("broken");
    let file = data.join("dynamodb.sqlite");
    let text = "This is not a database, but somebody may need it.".repeat(100);
    let write = || fs::create_dir_all(&data).and_then(|()| fs::write(&file, &text));
    write().map_err(|cause| format!("cannot write a broken database: {cause}"))?;
    fails_with(roster_local(tools, folder.port, &data), &["dynamodb.sqlite", "move it away"])?;
    match fs::read_to_string(&file) {
        Ok(now) if now == text => Ok(()),
        _ => Err("the file has been changed".into()),
    }
}

/// Another process listens on the port.
pub fn of_a_taken_port(tools: &Tools, folder: &Folder) -> Outcome {
    let taken = TcpListener::bind(("127.0.0.1", 0)).map_err(|cause| format!("no port is free: {cause}"))?;
    let port = taken.local_addr().map_err(|cause| cause.to_string())?.port();
    fails_with(roster_local(tools, port, &folder.path.join("taken")), &[&port.to_string(), "PORT="])
}

/// The path of cargo-lambda does not exist.
pub fn of_a_missing_tool(tools: &Tools, folder: &Folder) -> Outcome {
    let mut roster = roster_local(tools, folder.port, &folder.path.join("missing"));
    roster.env("CARGO_LAMBDA", folder.path.join("no-such-program"));
    fails_with(roster, &["cargo-lambda is missing", "make dev"])
}

/// Another stack uses the folder.
pub fn of_a_second_stack(tools: &Tools, folder: &Folder) -> Outcome {
    let port = Folder::create()?.port;
    fails_with(roster_local(tools, port, &folder.data()), &["another", "DATA="])?;
    // The first stack must still be published.
    if folder.data().join("env").exists() { Ok(()) } else { Err("env of the running stack is gone".into()) }
}

fn fails_with(roster: Command, words: &[&str]) -> Outcome {
    let Finished { status, text } = run("roster-local", roster, LIMIT)?;
    let errors: Vec<&str> = text.lines().filter(|line| line.starts_with("roster-local: ")).collect();
    let [error] = errors[..] else { return Err(format!("not one error but {errors:?}")) };
    if status.code() != Some(1) || text.lines().last() != Some(error) {
        return Err(format!("it ended with {status}, and not with its error"));
    }
    match words.iter().find(|word| !error.contains(*word)) {
        None => Ok(()),
        Some(word) => Err(format!("its error does not contain {word}")),
    }
}
