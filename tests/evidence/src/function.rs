//! A function: the real binary as a process of its own, at the CPU share of a memory size.

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

/// A function that has not answered by then never will: more than any function's own timeout.
const PATIENCE: Duration = Duration::from_mins(1);

/// Enters its cgroups and the first CPU, says that it is there, and becomes the function when it is told to. So neither the
/// shell's start nor the way into the cgroup counts as the function's.
const SHELL: &str = r#"
program=$1; shift
for door in "$@"; do echo $$ > "$door"; done
taskset -pc 0 $$ > /dev/null 2>&1
echo ready
read go
exec "$program"
"#;

/// What a function is started with.
#[derive(Debug, Clone)]
pub struct Setup {
    /// The binary.
    pub program: PathBuf,
    /// Its environment: nothing else is in it.
    pub env: BTreeMap<String, String>,
    /// How long Lambda would let it work on one event.
    pub timeout: Duration,
    /// Where its log goes to, beside what it says when it dies; nowhere if not said.
    pub log: Option<PathBuf>,
}

/// A process that has not begun yet: it waits at the door.
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
    /// Prepares a process with the CPU share of this memory size, or, where none is given, with all that the machine has.
    ///
    /// # Panics
    /// When no process can be started, or no such cgroup be made.
    pub async fn prepare(&self, memory: Option<u64>) -> Waiting {
        let api = RuntimeApi::start(self.timeout).await;
        let share = memory.map(|mib| Share::of_memory(mib).expect("a cgroup with a CPU quota (needs root)"));
        let doors = share.as_ref().map(Share::doors).unwrap_or_default();
        let log = self.log.as_ref().map_or_else(Stdio::null, |path| open_log(path).into());
        let mut child = Command::new("sh")
            .args(["-c", SHELL, "sh"])
            .arg(&self.program)
            .args(doors)
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

    /// Starts a process and lets it answer its first event, which is not measured.
    pub async fn warm(&self, memory: Option<u64>, first: &Event) -> Function {
        let (function, _) = self.prepare(memory).await.begin(first).await;
        function
    }
}

fn open_log(path: &PathBuf) -> File {
    File::options().append(true).create(true).open(path).expect("a log file")
}

impl Waiting {
    /// The CPU time that the way to the door took.
    #[must_use]
    pub fn cpu(&self) -> Duration {
        self.share.as_ref().map(Share::used).unwrap_or_default()
    }

    /// Begins with this event waiting; answers what came of it and when, counted from the start of the binary.
    ///
    /// # Panics
    /// When the function dies or never answers.
    pub async fn begin(mut self, event: &Event) -> (Function, (Answered, Duration)) {
        let answer = self.api.send(event.text());
        self.keep_reading();
        let started = Instant::now();
        self.go.write_all(b"go\n").await.expect("a shell that waits");
        let function = Function { child: self.child, api: self.api, share: self.share, started };
        let answered = timeout(PATIENCE, answer).await.expect("an answer in time").expect("a function that lives");
        let took = answered.at - function.started;
        (function, (answered, took))
    }

    /// What a function writes to its log is read, or it would wait for that some day.
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
    /// One event.
    ///
    /// # Panics
    /// When the function dies or never answers.
    pub async fn invoke(&self, event: &Event) -> (Answered, Duration) {
        let began = Instant::now();
        let answer = timeout(PATIENCE, self.api.send(event.text())).await;
        let answered = answer.expect("an answer in time").expect("a function that lives");
        let took = answered.at - began;
        (answered, took)
    }

    /// How long it took from the start of the binary until it asked for its first event.
    #[must_use]
    pub fn init(&self) -> Duration {
        self.api.first_asked().map(|at| at - self.started).unwrap_or_default()
    }

    /// The CPU time of the whole process until now; exact only for a function that has a share.
    #[must_use]
    pub fn cpu(&self) -> Duration {
        self.share.as_ref().map(Share::used).unwrap_or_default()
    }

    /// Resident memory now, and the most that it ever was, in KiB.
    ///
    /// # Panics
    /// When the process is gone.
    #[must_use]
    pub fn memory(&self) -> (u64, u64) {
        let id = self.child.id().expect("a process that lives");
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
        // One that is dead already is what was wanted.
        let _ = self.child.kill().await;
    }
}
