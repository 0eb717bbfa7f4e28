//! A function: the real binary as a process, at the CPU share of a memory size.

use crate::event::Event;
use crate::runtime_api::{Answered, RuntimeApi};
use crate::share::Share;
use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::{Child, ChildStdin, Command};
use tokio::time::timeout;

/// The maximum time until a response: longer than the timeout of any function.
const LONGEST: Duration = Duration::from_mins(1);

/// Moves itself into the cgroups and to the first CPU, prints `ready`, waits for a line, and executes the function. So neither
/// the start of the shell nor the move into the cgroups is measured.
const SHELL: &str = r#"
program=$1; shift
for file in "$@"; do echo $$ > "$file"; done
taskset -pc 0 $$ > /dev/null 2>&1
echo ready
read go
exec "$program"
"#;

/// The parameters of a process.
#[derive(Debug, Clone)]
pub struct Setup {
    /// The binary.
    pub program: PathBuf,
    /// All variables of its environment.
    pub env: BTreeMap<String, String>,
    /// The timeout of one event.
    pub timeout: Duration,
    /// The file for its log; by default the log is dropped.
    pub log: Option<PathBuf>,
}

/// A process that is prepared: the shell waits before it executes the function.
pub struct Waiting {
    child: Child,
    go: ChildStdin,
    api: RuntimeApi,
    share: Option<Share>,
    log: Option<PathBuf>,
}

/// A process that serves events.
pub struct Function {
    child: Child,
    api: RuntimeApi,
    share: Option<Share>,
    started: Instant,
}

impl Setup {
    /// Prepares a process with the CPU share of this memory size, or without a limit of CPU time.
    ///
    /// # Panics
    /// When the process cannot be started, or the cgroup cannot be created.
    pub async fn prepare(&self, memory: Option<u64>) -> Waiting {
        let api = RuntimeApi::start(self.timeout).await;
        let share = memory.map(|mib| Share::of_memory(mib).expect("a cgroup with a CPU quota (needs root)"));
        let files = share.as_ref().map(Share::procs_files).unwrap_or_default();
        let log = self.log.as_ref().map_or_else(Stdio::null, |path| open_log(path).into());
        let mut child = Command::new("sh")
            .args(["-c", SHELL, "sh"])
            .arg(&self.program)
            .args(files)
            .env_clear()
            .envs(&self.env)
            .env("PATH", "/usr/bin:/bin")
            .env("AWS_LAMBDA_RUNTIME_API", api.address())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .expect("a process");
        let go = child.stdin.take().expect("its input");
        let mut said = [0; 6];
        child.stdout.as_mut().expect("its output").read_exact(&mut said).await.expect("a shell that gets ready");
        Waiting { child, go, api, share, log: self.log.clone() }
    }

    /// Starts a process and sends it a first event, which is not measured.
    pub async fn warm(&self, memory: Option<u64>, first: &Event) -> Function {
        let (function, _) = self.prepare(memory).await.begin(first).await;
        function
    }
}

fn open_log(path: &PathBuf) -> File {
    File::options().append(true).create(true).open(path).expect("a log file")
}

impl Waiting {
    /// The CPU time of the preparation.
    #[must_use]
    pub fn cpu(&self) -> Duration {
        self.share.as_ref().map(Share::used).unwrap_or_default()
    }

    /// Starts the binary with this event; returns the function, its response, and the time since the start of the binary.
    ///
    /// # Panics
    /// When the function ends or does not respond.
    pub async fn begin(mut self, event: &Event) -> (Function, (Answered, Duration)) {
        let answer = self.api.send(event.text());
        self.keep_reading();
        let started = Instant::now();
        self.go.write_all(b"go\n").await.expect("a shell that waits");
        let function = Function { child: self.child, api: self.api, share: self.share, started };
        let answered = timeout(LONGEST, answer).await.expect("an answer in time").expect("a running function");
        let took = answered.at - function.started;
        (function, (answered, took))
    }

    /// Reads what the function writes: it would block on a full pipe.
    fn keep_reading(&mut self) {
        let mut output = self.child.stdout.take().expect("its output");
        let log = self.log.as_ref().map(open_log);
        tokio::spawn(async move {
            match log {
                Some(log) => tokio::io::copy(&mut output, &mut tokio::fs::File::from_std(log)).await,
                None => tokio::io::copy(&mut output, &mut tokio::io::sink()).await,
            }
        });
    }
}

impl Function {
    /// Sends one event; returns the response and the time that it took.
    ///
    /// # Panics
    /// When the function ends or does not respond.
    pub async fn invoke(&self, event: &Event) -> (Answered, Duration) {
        let began = Instant::now();
        let answer = timeout(LONGEST, self.api.send(event.text())).await;
        let answered = answer.expect("an answer in time").expect("a running function");
        let took = answered.at - began;
        (answered, took)
    }

    /// The time from the start of the binary until it asked for its first event.
    #[must_use]
    pub fn init(&self) -> Duration {
        self.api.first_asked().map(|at| at - self.started).unwrap_or_default()
    }

    /// The CPU time of the process until now; zero for a function without a CPU share.
    #[must_use]
    pub fn cpu(&self) -> Duration {
        self.share.as_ref().map(Share::used).unwrap_or_default()
    }

    /// Resident memory now and at its peak, in KiB.
    ///
    /// # Panics
    /// When the process has ended.
    #[must_use]
    pub fn memory(&self) -> (u64, u64) {
        let id = self.child.id().expect("a running process");
        let status =
            std::fs::read_to_string(Path::new("/proc").join(id.to_string()).join("status")).expect("its status");
        let field = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
            line.trim_start_matches(':').trim_end_matches("kB").trim().parse().unwrap_or(0)
        };
        (field("VmRSS"), field("VmHWM"))
    }

    /// Ends the process at once, as Lambda does when a sandbox is no longer needed.
    pub async fn kill(mut self) {
        // An error means that the process has already ended.
        let _ = self.child.kill().await;
    }
}
