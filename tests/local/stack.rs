//! A stack: `roster-local`, and all that it starts.

use crate::processes::{self, Process};
use crate::programs::{PAUSE, Running, command, ended};
use crate::report::Outcome;
use crate::request::{get, post};
use crate::tools::{Tools, root};
use roster_tests::engine::Engine;
use rustix::process::Signal;
use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// A start that builds the functions for the first time.
const FIRST_START: Duration = Duration::from_mins(15);
/// A start where everything is built already.
const WARM_START: Duration = Duration::from_secs(10);
/// Printed by cargo while another cargo uses the target folder. That time does not count as the start of the stack.
const WAITS_FOR_CARGO: &str = "Blocking waiting for file lock on artifact directory";
/// How long a stack may take from the signal to its end.
const STOP: Duration = Duration::from_secs(15);

/// Lines of the functions' log that are shown after a failure.
const SHOWN_LINES: usize = 50;

/// Paths of functions, and the status while there is no user.
const FIRST_REQUESTS: [(&str, u16); 7] = [
    ("/v1/users", 200),
    ("/v1/users/nobody/prefs", 404),
    ("/v1/users/nobody/sessions", 404),
    ("/v1/users/nobody/logs", 404),
    ("/v1/users/nobody/memberships", 404),
    ("/v1/account", 401),
    ("/v1/teams", 200),
];

/// A folder for the data of these tests, and a port.
pub struct Folder {
    /// The folder.
    pub path: PathBuf,
    /// A port that was free when the folder was created.
    pub port: u16,
}

impl Folder {
    /// Creates an empty folder.
    pub fn create() -> Outcome<Self> {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("local-{}", std::process::id()));
        fs::create_dir_all(&path).map_err(|cause| format!("{} cannot be created: {cause}", path.display()))?;
        let listener = TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr());
        let port = listener.map_err(|cause| format!("no port is free: {cause}"))?.port();
        Ok(Self { path, port })
    }

    /// The data of the stack that most of the tests use.
    pub fn data(&self) -> PathBuf {
        self.path.join("data")
    }

    /// Shows the last lines that the functions printed.
    pub fn show_log(&self) {
        let log = fs::read_to_string(self.data().join("functions.log")).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        println!();
        for line in &lines[lines.len().saturating_sub(SHOWN_LINES)..] {
            println!("functions.log | {line}");
        }
    }

    /// Removes it.
    pub fn remove(self) {
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// `roster-local` on a port and a folder.
pub fn roster_local(tools: &Tools, port: u16, data: &Path) -> Command {
    let mut roster = command(&tools.roster_local);
    let port = port.to_string();
    roster.args(["--port", &port, "--sweep-every", "2s", "--data"]).arg(data).current_dir(root());
    roster.env("CARGO_LAMBDA", &tools.cargo_lambda);
    if let Some(engine) = Engine::chosen() {
        roster.args(["--dynamodb", engine.endpoint()]);
    }
    roster
}

/// A running stack.
pub struct Stack {
    /// The variables of `DATA/env`.
    pub env: HashMap<String, String>,
    /// The port.
    pub port: u16,
    /// The folder of its data.
    pub data: PathBuf,
    roster: Running,
}

impl Stack {
    /// Starts it and waits until it is ready.
    pub fn start(tools: &Tools, folder: &Folder) -> Outcome<Self> {
        Self::start_within(FIRST_START, tools, folder)
    }

    /// The same where everything is built already, within ten seconds.
    pub fn start_warm(tools: &Tools, folder: &Folder) -> Outcome<Self> {
        Self::start_within(WARM_START, tools, folder)
    }

    fn start_within(limit: Duration, tools: &Tools, folder: &Folder) -> Outcome<Self> {
        let (data, port) = (folder.data(), folder.port);
        // A killed stack leaves this file behind.
        let _ = fs::remove_file(data.join("env"));
        let roster = Running::start("roster", roster_local(tools, port, &data))?;
        let mut stack = Self { env: HashMap::new(), port, data, roster };
        let mut end = Instant::now() + limit;
        while !stack.data.join("env").exists() {
            if stack.text().trim_end().ends_with(WAITS_FOR_CARGO) {
                end = Instant::now() + limit;
            }
            if let Some(status) = ended(&mut stack.roster.child, PAUSE) {
                return Err(format!("it ended with {status} before it was ready"));
            }
            if Instant::now() > end {
                return Err(format!("it was not ready within {} s", limit.as_secs()));
            }
        }
        let text = fs::read_to_string(stack.data.join("env")).map_err(|cause| format!("env: {cause}"))?;
        let lines = text.lines().filter_map(|line| line.split_once('='));
        stack.env = lines.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Ok(stack)
    }

    /// Its port.
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// A value of `DATA/env`.
    pub fn env(&self, name: &str) -> &str {
        self.env.get(name).map_or("", String::as_str)
    }

    /// Its output so far.
    pub fn text(&self) -> String {
        self.roster.text()
    }

    /// Gets a path, with the API key of the stack.
    pub fn get(&self, path: &str) -> Outcome<(u16, String)> {
        let headers = [("x-appwrite-project", self.env("PROJECT_ID")), ("x-appwrite-key", self.env("API_KEY"))];
        get(self.port, path, &headers)
    }

    /// No function compiles, starts or connects to the table on its first request.
    pub fn first_requests_are_fast(&self) -> Outcome {
        for (path, expected) in FIRST_REQUESTS {
            let began = Instant::now();
            let (status, answer) = self.get(path)?;
            let took = began.elapsed();
            if status != expected || took > Duration::from_secs(1) {
                return Err(format!("{path} responded with {status} after {} ms: {answer}", took.as_millis()));
            }
        }
        Ok(())
    }

    /// A body that is not UTF-8 gets an error in the form of the API, not in the emulator's, whatever its type is.
    pub fn binary_bodies_are_ours(&self) -> Outcome {
        let key = [("x-appwrite-project", self.env("PROJECT_ID")), ("x-appwrite-key", self.env("API_KEY"))];
        for content_type in ["application/json", "text/plain", "application/octet-stream", ""] {
            let typed = [("content-type", content_type)];
            let headers = [&key[..], if content_type.is_empty() { &[] } else { &typed }].concat();
            let (status, answer) = post(self.port, "/v1/users", &headers, b"{\"userId\":\"\xff\"}")?;
            if status != 400 || !answer.contains("\"type\":\"general_argument_invalid\"") {
                return Err(format!("{content_type:?}: {status} {answer}"));
            }
        }
        Ok(())
    }

    /// Unknown paths get an error in the form of the API, not in the emulator's.
    pub fn unknown_paths_are_ours(&self) -> Outcome {
        for path in ["/nothing", "/v1", "/v1/nothing/here"] {
            let (status, answer) = self.get(path)?;
            if status != 404 || !answer.contains("\"type\":\"general_route_not_found\"") {
                return Err(format!("{path}: {status} {answer}"));
            }
        }
        Ok(())
    }

    /// `DATA/env` has the expected variables, and only its owner can read it.
    pub fn env_is_private(&self) -> Outcome {
        let mode = |name| fs::metadata(self.data.join(name)).map(|file| file.permissions().mode() & 0o777);
        let modes = ["env", "stack.json"].map(|name| mode(name).ok());
        let endpoint = format!("http://127.0.0.1:{}/v1", self.port);
        let names: BTreeSet<&str> = self.env.keys().map(String::as_str).collect();
        if modes != [Some(0o600); 2] || self.env("ENDPOINT") != endpoint {
            return Err(format!("modes {modes:?}, endpoint {}", self.env("ENDPOINT")));
        }
        let expected = BTreeSet::from(["API_KEY", "ENDPOINT", "PROJECT_ID"]);
        if names == expected { Ok(()) } else { Err(format!("env has {names:?}")) }
    }

    /// Sends SIGTERM, and checks that everything stops.
    pub fn terminate(&mut self) -> Outcome {
        let family = self.family()?;
        processes::signal(&self.roster.child, Signal::TERM);
        let status = ended(&mut self.roster.child, STOP).ok_or("it does not stop")?;
        if !status.success() {
            return Err(format!("it ended with {status}"));
        }
        for name in ["env", "stack.json"] {
            if self.data.join(name).exists() {
                return Err(format!("{name} still exists"));
            }
        }
        self.leaves_nothing(&family, Duration::ZERO)
    }

    /// Kills it, and checks that all the processes that it started end by themselves.
    pub fn kill(&mut self) -> Outcome {
        let family = self.family()?;
        processes::signal(&self.roster.child, Signal::KILL);
        ended(&mut self.roster.child, STOP).ok_or("it does not die")?;
        self.leaves_nothing(&family, STOP)
    }

    /// The processes that it has started: the emulator and the functions.
    fn family(&self) -> Outcome<BTreeSet<Process>> {
        let family = processes::descendants(self.roster.child.id());
        if family.len() < 9 { Err(format!("only {family:?} run")) } else { Ok(family) }
    }

    fn leaves_nothing(&self, family: &BTreeSet<Process>, grace: Duration) -> Outcome {
        let end = Instant::now() + grace;
        while !processes::alive(family).is_empty() && Instant::now() < end {
            sleep(PAUSE);
        }
        let left = processes::alive(family);
        if !left.is_empty() {
            return Err(format!("these processes still run: {left:?}"));
        }
        TcpListener::bind(("127.0.0.1", self.port)).map(drop).map_err(|cause| format!("its port is not free: {cause}"))
    }
}

/// No process is left running, even after a failure.
impl Drop for Stack {
    fn drop(&mut self) {
        let child = &mut self.roster.child;
        if ended(child, Duration::ZERO).is_some() {
            return;
        }
        processes::signal(child, Signal::TERM);
        if ended(child, STOP).is_none() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
