//! A program that `roster-local` starts, with all that the program starts in turn.

use crate::environment::Environment;
use roster::failure::{Failure, Outcome};
use rustix::process::{Pid, Signal, kill_process_group};
use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;
use tokio::process::{Child, Command};

/// How long a program may take to end by itself.
const GRACE: Duration = Duration::from_secs(3);

/// What to start.
#[derive(Debug, Clone)]
pub struct Program {
    /// Its name in messages.
    pub name: String,
    /// Its path, or its name on the PATH.
    pub path: PathBuf,
    /// Its arguments.
    pub arguments: Vec<String>,
    /// The folder in which it starts.
    pub folder: PathBuf,
    /// Its whole environment.
    pub environment: Environment,
}

/// Where the output of a program goes.
pub enum Sink<'a> {
    /// Both streams to the end of this file.
    File(&'a File),
    /// Standard output to the reader of [`Process::child`], standard error to the terminal.
    Reader,
}

/// A running program: the leader of a process group, so that one signal reaches all that it starts.
#[derive(Debug)]
pub struct Process {
    child: Child,
    group: Option<Pid>,
}

impl Process {
    /// Starts the program in a process group of its own, where the Ctrl-C of a terminal does not reach it: `roster-local`
    /// decides what ends first. To be called on the main thread only: the kernel takes the end of the calling thread for the
    /// end of the parent.
    pub fn start(program: &Program, sink: Sink<'_>) -> Outcome<Self> {
        let child = command(program, sink).and_then(|mut command| command.spawn());
        let child = child.map_err(|cause| Failure::new(format!("cannot start {}: {cause}", program.name)))?;
        let group = child.id().and_then(|id| Pid::from_raw(id.cast_signed()));
        Ok(Self { child, group })
    }

    /// The process, to read its output.
    pub fn child(&mut self) -> &mut Child {
        &mut self.child
    }

    /// Waits until it ends by itself. May be dropped and called again.
    pub async fn ended(&mut self) -> io::Result<ExitStatus> {
        self.child.wait().await
    }

    /// Ends it, with all that it started: by a request first, by force after a while.
    pub async fn stop(mut self) {
        self.signal(Signal::TERM);
        let _ = tokio::time::timeout(GRACE, self.child.wait()).await;
        // Also the processes that it left behind.
        self.signal(Signal::KILL);
        let _ = self.child.wait().await;
    }

    fn signal(&self, signal: Signal) {
        if let Some(group) = self.group {
            // No process left to signal is what we want.
            let _ = kill_process_group(group, signal);
        }
    }
}

/// The program, started through `die-with-parent`, in a clean environment.
fn command(program: &Program, sink: Sink<'_>) -> io::Result<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    command
        .args(["die-with-parent", "--parent", &std::process::id().to_string(), "--"])
        .arg(&program.path)
        .args(&program.arguments)
        .current_dir(&program.folder)
        .env_clear()
        .envs(program.environment.variables())
        .process_group(0)
        .kill_on_drop(true)
        .stdin(Stdio::null());
    match sink {
        Sink::File(file) => command.stdout(file.try_clone()?).stderr(file.try_clone()?),
        Sink::Reader => command.stdout(Stdio::piped()).stderr(Stdio::inherit()),
    };
    Ok(command)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustix::process::test_kill_process_group;

    /// A process like ours, but not through `die-with-parent`: the tests are another program, without that command.
    fn start(script: &str) -> Process {
        let mut command = Command::new("sh");
        command.args(["-c", script]).process_group(0).kill_on_drop(true).stdout(Stdio::piped());
        let child = command.spawn().unwrap();
        let group = child.id().and_then(|id| Pid::from_raw(id.cast_signed()));
        Process { child, group }
    }

    async fn first_line(process: &mut Process) -> String {
        use tokio::io::{AsyncBufReadExt as _, BufReader};
        let stdout = process.child().stdout.take().unwrap();
        BufReader::new(stdout).lines().next_line().await.unwrap().unwrap()
    }

    #[tokio::test]
    async fn the_processes_of_a_program_are_stopped_with_it() {
        let mut process = start("sleep 600 & echo started; wait");
        assert_eq!(first_line(&mut process).await, "started");
        let group = process.group.unwrap();
        process.stop().await;
        // init reaps the grandchild, which takes a moment.
        for _ in 0..100 {
            if test_kill_process_group(group).is_err() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("a process of the group is alive");
    }

    #[tokio::test]
    async fn a_program_that_ignores_signals_is_killed() {
        let mut process = start("trap '' TERM; echo deaf; while :; do sleep 1; done");
        assert_eq!(first_line(&mut process).await, "deaf");
        let began = tokio::time::Instant::now();
        process.stop().await;
        assert!(began.elapsed() >= GRACE);
        // The program itself would never end; how fast the machine is does not matter.
        assert!(began.elapsed() < GRACE * 20);
    }

    #[tokio::test]
    async fn the_end_of_a_program_is_noticed() {
        let mut process = start("exit 3");
        assert_eq!(process.ended().await.unwrap().code(), Some(3));
    }
}
