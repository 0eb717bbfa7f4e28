//! Keeps the emulator and the functions running, and stops them together.

use crate::failure::{Failure, Outcome};
use crate::local::process::{Process, Program, Sink};
use futures_util::future::{join_all, select_all};
use std::fs::File;
use std::path::PathBuf;
use std::time::Duration;
use tokio::time::Instant;

/// A function that ends sooner than this after its start would end again: nothing is won by starting it anew.
const SHORTEST_LIFE: Duration = Duration::from_secs(2);

/// What happens when a program ends by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AtEnd {
    /// It is started again, as Lambda does after a crash.
    StartAgain,
    /// Nothing works without it.
    Fail,
}

/// The programs of a stack.
pub struct Supervisor {
    log: File,
    log_path: PathBuf,
    running: Vec<Running>,
}

struct Running {
    program: Program,
    process: Process,
    at_end: AtEnd,
    since: Instant,
}

impl Supervisor {
    /// A supervisor whose programs print to this log.
    pub fn new(log: File, log_path: PathBuf) -> Self {
        Self { log, log_path, running: Vec::new() }
    }

    /// Starts a program.
    pub fn start(&mut self, program: Program, at_end: AtEnd) -> Outcome {
        let process = Process::start(&program, Sink::File(&self.log))?;
        self.running.push(Running { program, process, at_end, since: Instant::now() });
        Ok(())
    }

    /// Watches over the programs until one ends that should not. May be dropped and called again.
    pub async fn watch(&mut self) -> Failure {
        loop {
            let (index, how) = self.first_end().await;
            let running = &mut self.running[index];
            let name = &running.program.name;
            if running.at_end == AtEnd::Fail || running.since.elapsed() < SHORTEST_LIFE {
                return Failure::new(format!("{name} ended ({how}): its reason stands in {}", self.log_path.display()));
            }
            eprintln!("{name} ended ({how}) and is started again; its reason stands in {}", self.log_path.display());
            match Process::start(&running.program, Sink::File(&self.log)) {
                Ok(process) => (running.process, running.since) = (process, Instant::now()),
                Err(failure) => return failure,
            }
        }
    }

    async fn first_end(&mut self) -> (usize, String) {
        if self.running.is_empty() {
            return std::future::pending().await;
        }
        let ends = self.running.iter_mut().map(|running| Box::pin(running.process.ended()));
        let (how, index, _) = select_all(ends).await;
        (index, how.map_or_else(|cause| cause.to_string(), |status| status.to_string()))
    }

    /// Stops all of them at once.
    pub async fn stop(self) {
        join_all(self.running.into_iter().map(|running| running.process.stop())).await;
    }
}
