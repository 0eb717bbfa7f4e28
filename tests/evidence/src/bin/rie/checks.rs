//! The checks of a run.

use crate::emulator::Log;
use serde_json::Value;
use std::process::ExitCode;

/// How many checks passed, and which failed.
#[derive(Default)]
pub struct Checks {
    passed: usize,
    failed: Vec<String>,
}

impl Checks {
    /// Records a check; `seen` is shown if it failed.
    pub fn that(&mut self, what: &str, holds: bool, seen: &Value) {
        if holds {
            println!("ok      {what}");
            self.passed += 1;
        } else {
            let seen: String = seen.to_string().chars().take(600).collect();
            println!("FAILED  {what}: {seen}");
            self.failed.push(what.to_owned());
        }
    }

    /// Records whether two values are equal.
    pub fn equal(&mut self, what: &str, seen: &Value, expected: &Value) {
        self.that(what, seen == expected, seen);
    }

    /// Checks what a function wrote, and its end.
    pub fn log(&mut self, log: Log) {
        let Log { function, lines, foreign, secrets, has_ended, .. } = log;
        self.that(&format!("{function}: every line of the log is JSON"), foreign.is_empty(), &foreign.into());
        self.that(&format!("{function}: no line has a secret"), secrets.is_empty(), &secrets.into());
        let of_panics = lines.iter().filter(|line| line["message"] == "a panic").count();
        self.equal(&format!("{function}: no panic"), &of_panics.into(), &0.into());
        self.that(&format!("{function}: the process ends with the emulator"), has_ended, &has_ended.into());
    }

    /// Prints the result.
    pub fn end(self) -> ExitCode {
        self.failed.iter().for_each(|what| println!("failed: {what}"));
        println!("{} passed, {} failed", self.passed, self.failed.len());
        if self.failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}
