//! Programs that the tests run, and what they print.

use crate::report::Outcome;
use std::io::{BufRead as _, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// Between two checks of a running program.
pub const PAUSE: Duration = Duration::from_millis(20);

/// Variables that cargo sets for the tests: a nested cargo would compile everything again because of them.
const OF_THE_OUTER_CARGO: [&str; 5] =
    ["CARGO_BIN_", "CARGO_CRATE_", "CARGO_MANIFEST_", "CARGO_PKG_", "LD_LIBRARY_PATH"];

/// A command with the environment of the `cargo test` that runs this.
pub fn command(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("AWS_") || OF_THE_OUTER_CARGO.iter().any(|prefix| text.starts_with(prefix)) {
            command.env_remove(&name);
        }
    }
    // What builds again, builds what is there: see docs/decisions/0028-profiles.md.
    command.env("ROSTER_PROFILE", "test").stdin(Stdio::null());
    command
}

/// A running program. Its lines are shown with its name in front, and kept.
pub struct Running {
    /// The process.
    pub child: Child,
    printed: Arc<Mutex<String>>,
    readers: Vec<JoinHandle<()>>,
}

/// A program that has ended.
pub struct Finished {
    /// How it ended.
    pub status: ExitStatus,
    /// Its whole output.
    pub text: String,
}

impl Running {
    /// Starts a program under a name.
    pub fn start(name: &str, mut command: Command) -> Outcome<Self> {
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|cause| format!("{name} cannot be started: {cause}"))?;
        let printed = Arc::default();
        let (out, err) = (child.stdout.take(), child.stderr.take());
        let readers = out.map(|stream| show(name, stream, &printed)).into_iter();
        let readers = readers.chain(err.map(|stream| show(name, stream, &printed))).collect();
        Ok(Self { child, printed, readers })
    }

    /// Its output so far.
    pub fn text(&self) -> String {
        self.printed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits until it ends. After the limit it is killed.
    pub fn finish(mut self, name: &str, limit: Duration) -> Outcome<Finished> {
        let status = ended(&mut self.child, limit);
        if status.is_none() {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
        let status = status.ok_or_else(|| format!("{name} did not end within {} s", limit.as_secs()))?;
        for reader in self.readers.drain(..) {
            let _ = reader.join();
        }
        Ok(Finished { status, text: self.text() })
    }
}

/// Waits for the end of a process.
pub fn ended(child: &mut Child, limit: Duration) -> Option<ExitStatus> {
    let end = Instant::now() + limit;
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            _ if Instant::now() >= end => return None,
            _ => thread::sleep(PAUSE),
        }
    }
}

/// Runs a program to its end.
pub fn run(name: &str, command: Command, limit: Duration) -> Outcome<Finished> {
    Running::start(name, command)?.finish(name, limit)
}

/// Runs a program that must succeed, and returns its output.
pub fn succeed(name: &str, command: Command, limit: Duration) -> Outcome<String> {
    let finished = run(name, command, limit)?;
    if finished.status.success() { Ok(finished.text) } else { Err(format!("{name} ended with {}", finished.status)) }
}

fn show(name: &str, stream: impl Read + Send + 'static, printed: &Arc<Mutex<String>>) -> JoinHandle<()> {
    let (name, printed) = (name.to_owned(), Arc::clone(printed));
    thread::spawn(move || {
        let mut lines = BufReader::new(stream);
        let mut line = Vec::new();
        while lines.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
            let text = String::from_utf8_lossy(&line);
            println!("{name} | {}", text.trim_end());
            printed.lock().unwrap_or_else(PoisonError::into_inner).push_str(&text);
            line.clear();
        }
    })
}
