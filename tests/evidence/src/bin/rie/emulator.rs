//! One emulator with one function, and what the function writes.

use crate::scene::SECRETS;
use http_body_util::{BodyExt as _, Full};
use hyper::Request;
use hyper::body::Bytes;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use std::net::TcpListener;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;
use tokio::process::{Child, ChildStdout, Command};
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

/// The maximum time until an answer, and until the end of a process.
const LONGEST: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(20);

/// The options of the emulator for where it takes events, and for where it serves the function.
const EVENTS_AT: &str = "--runtime-interface-emulator-address"; // check-words: allow an option of the emulator
const RUNTIME_AT: &str = "--runtime-api-address"; // check-words: allow an option of the emulator

/// The beginnings of the lines that the emulator writes in the name of Lambda.
const OF_LAMBDA: [&str; 3] = ["START RequestId:", "END RequestId:", "REPORT RequestId:"];

/// A running emulator. It starts the function at the first event.
pub struct Emulator {
    child: Child,
    url: String,
    client: Client<HttpConnector, Full<Bytes>>,
    function: String,
    printed: JoinHandle<String>,
}

/// What a function wrote until its end.
pub struct Log {
    /// The name of the function.
    pub function: String,
    /// Its lines.
    pub lines: Vec<Value>,
    /// Those that are not JSON.
    pub foreign: Vec<String>,
    /// The secrets that its lines have.
    pub secrets: Vec<&'static str>,
    /// Whether the process has ended with the emulator.
    pub has_ended: bool,
}

impl Emulator {
    /// Starts it with these variables, and no others.
    pub async fn start(
        emulator: &Path,
        program: &Path,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Self {
        let [front, runtime] = free_addresses();
        let environment: Vec<_> = environment.into_iter().collect();
        let function =
            environment.iter().find(|(name, _)| name == "AWS_LAMBDA_FUNCTION_NAME").expect("a name").1.clone();
        let mut child = Command::new(emulator)
            .args([EVENTS_AT, &front, RUNTIME_AT, &runtime])
            .arg(std::path::absolute(program).expect("a path"))
            .env_clear()
            .envs(environment)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("the emulator");
        let printed = tokio::spawn(read(child.stdout.take().expect("its output")));
        let begun = Instant::now();
        while TcpStream::connect(&front).await.is_err() {
            assert!(begun.elapsed() < LONGEST, "the emulator does not listen");
            sleep(PAUSE).await;
        }
        let url = format!("http://{front}/2015-03-31/functions/function/invocations");
        let client = Client::builder(TokioExecutor::new()).build_http();
        Self { child, url, client, function, printed }
    }

    /// Sends an event, and returns the answer of the function or the emulator's description of its error. Without a body, the
    /// status of the emulator.
    pub async fn invoke(&mut self, event: &str) -> Value {
        let request = Request::post(&self.url).body(Full::from(event.to_owned())).expect("a request");
        let answer = timeout(LONGEST, self.client.request(request)).await.expect("an answer in time");
        let (parts, body) = answer.expect("an answer").into_parts();
        let body = body.collect().await.expect("a body").to_bytes();
        if body.is_empty() {
            return parts.status.as_u16().into();
        }
        serde_json::from_slice(&body).unwrap_or_else(|_| String::from_utf8_lossy(&body).into())
    }

    /// Asks the emulator to end, as Docker does, and waits for it and the function.
    pub async fn stop(mut self) -> Log {
        let functions = children_of(self.child.id());
        if let Some(id) = self.child.id().and_then(|id| Pid::from_raw(id as i32)) {
            // An error means that it has ended already.
            let _ = kill_process(id, Signal::TERM);
        }
        let ended = timeout(LONGEST, self.child.wait()).await.is_ok();
        let begun = Instant::now();
        while functions.iter().any(|id| is_running(*id)) && begun.elapsed() < LONGEST {
            sleep(PAUSE).await;
        }
        let has_ended = ended && !functions.iter().any(|id| is_running(*id));
        let text = self.printed.await.expect("its output");
        let own = text.lines().filter(|line| !OF_LAMBDA.iter().any(|start| line.starts_with(start)));
        let (mut lines, mut foreign) = (Vec::new(), Vec::new());
        for line in own.filter(|line| !line.is_empty()) {
            match serde_json::from_str::<Value>(line) {
                Ok(line) if line.is_object() => lines.push(line),
                _ => foreign.push(line.to_owned()),
            }
        }
        let secrets = SECRETS.into_iter().filter(|secret| text.contains(secret)).collect();
        Log { function: self.function, lines, foreign, secrets, has_ended }
    }
}

async fn read(mut output: ChildStdout) -> String {
    let mut text = Vec::new();
    output.read_to_end(&mut text).await.expect("its output");
    String::from_utf8_lossy(&text).into_owned()
}

fn free_addresses() -> [String; 2] {
    let listeners = [(); 2].map(|()| TcpListener::bind(("127.0.0.1", 0)).expect("a free port"));
    listeners.map(|listener| listener.local_addr().expect("a port").to_string())
}

/// The processes that a process has started.
fn children_of(parent: Option<u32>) -> Vec<u32> {
    let Some(parent) = parent else { return Vec::new() };
    let listed = std::fs::read_dir("/proc").expect("processes").flatten();
    let ids = listed.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    ids.filter(|id| stat(*id).is_some_and(|(_, of)| of == parent)).collect()
}

fn is_running(id: u32) -> bool {
    stat(id).is_some_and(|(state, _)| state != "Z")
}

/// The state of a process, and its parent. The name of the program, in parentheses, may have blanks.
fn stat(id: u32) -> Option<(String, u32)> {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace();
    Some((fields.next()?.to_owned(), fields.next()?.parse().ok()?))
}
