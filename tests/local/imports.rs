//! Imports of other systems. Each source, in each of its variants, is imported with the command line, exported with its hashes
//! before anybody has signed in, and imported into another project; in both projects the users sign in with the passwords that they
//! had in the source.

mod hashes;
mod result;
mod sources;

use crate::programs::command;
use crate::report::{Outcome, Report};
use crate::request::post;
use crate::stack::Stack;
use crate::stack_table::StackTable;
use crate::tools::{Tools, root};
use result::{Line, SignIns};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

/// No user of the sources has this password.
const WRONG: &str = "a wrong password";
/// The exit code of an import that leaves nothing out and loses nothing.
const ALL_IN: i32 = 0;

/// An import of a source, and what is expected of it.
pub struct Move {
    /// The system that the file is of.
    source: String,
    /// Which of its files, or of its hashes.
    variant: String,
    /// What several moves of one variant differ in. They are one line of the table.
    detail: Option<String>,
    files: Vec<PathBuf>,
    options: Vec<String>,
    /// The exit code of the import.
    code: i32,
    /// The format of the export.
    export: &'static str,
    /// How many rows the import reports.
    rows: u64,
    /// How many users it imports.
    users: u64,
    /// Users with an email and a known password.
    people: Vec<Person>,
}

/// A user who signs in.
struct Person {
    email: String,
    password: String,
    /// Blocked in the source, and so in Roster, which says so only after the right password.
    is_blocked: bool,
}

/// Imports everything, each in a step, and prints a table of the results.
pub fn run(report: &mut Report, tools: &Tools, stack: &Stack) {
    let mut lines = Vec::new();
    let moved = report.step("users of every source are imported and sign in", || {
        let mover = Mover::new(tools, stack)?;
        let moves: Vec<Move> = sources::all().into_iter().chain(hashes::all(&mover.folder)?).collect();
        let mut failed = Vec::new();
        for (number, moving) in moves.iter().enumerate() {
            match mover.make(number, moving) {
                Ok(line) => lines.push(line),
                Err(why) => failed.push(format!("{}, {}: {why}", moving.source, moving.variant)),
            }
        }
        if failed.is_empty() { Ok(()) } else { Err(failed.join("\n")) }
    });
    result::print(lines);
    if moved.is_none() {
        println!("The table has no line for what failed.");
    }
}

/// Makes the moves, on a running stack.
struct Mover<'a> {
    tools: &'a Tools,
    stack: &'a Stack,
    table: StackTable,
    folder: PathBuf,
}

impl<'a> Mover<'a> {
    fn new(tools: &'a Tools, stack: &'a Stack) -> Outcome<Self> {
        let folder = stack.data.join("imports");
        fs::create_dir_all(&folder).map_err(|cause| format!("{}: {cause}", folder.display()))?;
        Ok(Self { tools, stack, table: StackTable::of(stack)?, folder })
    }

    fn make(&self, number: usize, moving: &Move) -> Outcome<Line> {
        let [here, elsewhere] = [format!("source-{number}"), format!("elsewhere-{number}")];
        for project in [&here, &elsewhere] {
            self.table.run(self.table.empty_project(project)).map_err(|error| format!("{project}: {error}"))?;
        }
        let options: Vec<&str> = moving.options.iter().map(String::as_str).collect();
        let (rows, users) = self.import(&here, &moving.files, &options, moving.code)?;
        if (rows, users) != (moving.rows, moving.users) {
            return Err(format!("{rows} rows and {users} users, not {} and {}", moving.rows, moving.users));
        }
        // Before the first sign-in, which replaces the hash.
        let file = self.folder.join(format!("{here}.users"));
        self.export(&here, &file, moving.export)?;
        let copied = self.import(&elsewhere, &[file], &["--format", "appwrite"], ALL_IN)?;
        if copied != (users, users) {
            return Err(format!("of {users} exported users, {copied:?} rows and users are imported elsewhere"));
        }
        let sign_ins = self.sign_in_all(&here, &moving.people)?;
        let elsewhere = (copied.1, self.sign_in_all(&elsewhere, &moving.people)?);
        Ok(Line::new(moving, (rows, users, sign_ins), elsewhere))
    }

    /// Imports files. Returns how many rows there were, and how many of them were imported.
    fn import(&self, project: &str, files: &[PathBuf], options: &[&str], code: i32) -> Outcome<(u64, u64)> {
        let report = self.folder.join(format!("{project}.report"));
        let mut arguments = vec!["import".as_ref(), "--report".as_ref(), report.as_os_str()];
        arguments.extend(files.iter().map(|file| file.as_os_str()));
        arguments.extend(options.iter().map(std::ffi::OsStr::new));
        let counted = self.users(project, &arguments, code)?;
        let of = |name: &str| counted[name].as_u64().unwrap_or(0);
        Ok((of("rows"), of("imported")))
    }

    fn export(&self, project: &str, file: &Path, format: &str) -> Outcome {
        let arguments =
            ["export".as_ref(), "--with-hashes".as_ref(), "--format".as_ref(), format.as_ref(), file.as_os_str()];
        self.users(project, &arguments, ALL_IN).map(drop)
    }

    /// Runs `roster users`, which must end with this code. Returns what it prints.
    fn users(&self, project: &str, arguments: &[&std::ffi::OsStr], code: i32) -> Outcome<Value> {
        let mut roster = command(&self.tools.roster);
        roster.arg("--local").arg(&self.stack.data).args(["--json", "users"]).args(arguments);
        roster.args(["--project", project]).current_dir(root());
        let output = roster.output().map_err(|cause| format!("roster does not run: {cause}"))?;
        if output.status.code() != Some(code) {
            let errors = String::from_utf8_lossy(&output.stderr).into_owned();
            return Err(format!("roster ended with {}, not {code}: {errors}", output.status));
        }
        serde_json::from_slice(&output.stdout).map_err(|cause| format!("roster printed no JSON: {cause}"))
    }

    /// Everybody signs in with their password and, before that, not with another.
    fn sign_in_all(&self, project: &str, people: &[Person]) -> Outcome<SignIns> {
        let (mut seen, mut failed) = (SignIns::default(), Vec::new());
        for Person { email, password, is_blocked } in people {
            let (status, answer) = self.sign_in(project, email, WRONG)?;
            if status != 401 || !answer.contains("\"type\":\"user_invalid_credentials\"") {
                failed.push(format!("{email} with a wrong password in {project}: {status} {answer}"));
            }
            let (status, answer) = self.sign_in(project, email, password)?;
            match (status, is_blocked) {
                (201, false) => seen.worked += 1,
                (_, true) if answer.contains("\"type\":\"user_blocked\"") => seen.blocked += 1,
                _ => failed.push(format!("{email} in {project}: {status} {answer}")),
            }
        }
        if failed.is_empty() { Ok(seen) } else { Err(failed.join("\n")) }
    }

    fn sign_in(&self, project: &str, email: &str, password: &str) -> Outcome<(u16, String)> {
        let headers = [("x-appwrite-project", project), ("content-type", "application/json")];
        let body = json!({ "email": email, "password": password }).to_string();
        post(self.stack.port, "/v1/account/sessions/email", &headers, body.as_bytes())
    }
}
