//! The steps, and whether they passed.

use std::process::ExitCode;
use std::time::{Duration, Instant};

/// The result of a step: a sentence when it failed.
pub type Outcome<T = ()> = Result<T, String>;

/// The steps so far.
#[derive(Default)]
pub struct Report {
    passed: usize,
    failed: Vec<String>,
}

impl Report {
    /// Runs a step and shows its result.
    pub fn step<T>(&mut self, name: impl Into<String>, work: impl FnOnce() -> Outcome<T>) -> Option<T> {
        let (name, began) = (name.into(), Instant::now());
        println!("\n-- {name} ...");
        let outcome = work();
        self.note(name, outcome, began.elapsed())
    }

    /// Notes a suite that has ended: a step, and as many tests as it counted.
    pub fn suite(&mut self, name: &str, outcome: Outcome<usize>, took: Duration) {
        let named = outcome.as_ref().map_or_else(|_| name.to_owned(), |tests| format!("{name}: {tests} tests"));
        self.passed += self.note(named, outcome, took).unwrap_or(0);
    }

    /// Shows that something is left out, and why. It counts neither as passed nor as failed.
    pub fn omit(&self, name: &str, why: &str) {
        println!("\n-- NOT RUN: {name}: {why}");
    }

    fn note<T>(&mut self, name: String, outcome: Outcome<T>, took: Duration) -> Option<T> {
        let seconds = took.as_secs_f32();
        match outcome {
            Ok(done) => {
                println!("-- ok: {name} ({seconds:.1} s)");
                self.passed += 1;
                Some(done)
            }
            Err(why) => {
                println!("-- FAILED: {name} ({seconds:.1} s): {why}");
                self.failed.push(name);
                None
            }
        }
    }

    /// Whether nothing has failed yet.
    pub fn is_clean(&self) -> bool {
        self.failed.is_empty()
    }

    /// Prints the steps that failed, and how many passed and failed.
    pub fn close(self) -> ExitCode {
        println!();
        for name in &self.failed {
            println!("failed: {name}");
        }
        println!("{} passed, {} failed", self.passed, self.failed.len());
        if self.failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}
