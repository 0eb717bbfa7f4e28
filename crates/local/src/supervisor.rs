//! Keeps the emulator and the functions running, and stops them together.

use crate::process::{Process, Program, Sink};
use futures_util::future::{join_all, select_all};
use roster::failure::{Failure, Outcome};
use std::fs::File;
use std::path::PathBuf;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// A function that ended sooner than this after its start is not started again at once.
const SHORTEST_LIFE: Duration = Duration::from_secs(1);

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

    /// Whether anything was started.
    pub fn is_empty(&self) -> bool {
        self.running.is_empty()
    }

    /// Waits until any of the programs ends: during a start, none should. May be dropped and called again.
    pub async fn any_end(&mut self) -> Failure {
        let (index, how) = self.first_end().await;
        self.describe(index, &format!("ended ({how})"))
    }

    /// Starts functions again, until a program ends that must not.
    pub async fn keep_running(&mut self) -> Failure {
        loop {
            let (index, how) = self.first_end().await;
            if self.running[index].at_end == AtEnd::Fail {
                return self.describe(index, &format!("ended ({how})"));
            }
            eprintln!("{}", self.describe(index, &format!("ended ({how}) and is started again")));
            if let Err(failure) = self.start_again(index).await {
                return failure;
            }
        }
    }

    async fn start_again(&mut self, index: usize) -> Outcome {
        let running = &mut self.running[index];
        if running.since.elapsed() < SHORTEST_LIFE {
            sleep(SHORTEST_LIFE).await;
        }
        running.process = Process::start(&running.program, Sink::File(&self.log))?;
        running.since = Instant::now();
        Ok(())
    }

    fn describe(&self, index: usize, what: &str) -> Failure {
        let (name, log) = (&self.running[index].program.name, self.log_path.display());
        Failure::new(format!("{name} {what}: see {log}"))
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
