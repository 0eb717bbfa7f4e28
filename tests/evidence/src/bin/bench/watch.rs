//! Requests a second through `cargo lambda watch`, as on a laptop, with the release binary.

use http_body_util::{BodyExt as _, Empty};
use hyper_util::client::legacy::{Client, connect::HttpConnector};
use hyper_util::rt::TokioExecutor;
use roster_evidence::deployment::{Deployment, PROJECT};
use roster_evidence::report::{Report, Table, median, ms};
use std::process::Stdio;
use std::time::{Duration, Instant};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

/// The duration of each measurement.
const SPAN: Duration = Duration::from_secs(10);
/// The maximum time to start, on a busy machine.
const START: Duration = Duration::from_mins(1);
const CONCURRENCY: [usize; 2] = [1, 16];

type Http = Client<HttpConnector, Empty<axum::body::Bytes>>;

/// Measures one path at one and at sixteen requests at a time.
pub(crate) async fn measure(deployment: &Deployment, report: &mut Report) {
    let port = free_port();
    let mut watch = start(port);
    listening(port).await;
    let _users = function("users", deployment, port);
    first_answer(deployment, port).await;
    let http: Http = Client::builder(TokioExecutor::new()).build_http();
    let url = format!("http://127.0.0.1:{port}/v1/users/user-0007");
    assert_eq!(get_user(&http, &url, deployment).await, Some(200));
    let columns = ["GET user, at a time", "a second", "middle ms"];
    let mut table = Table::new("End to end through `cargo lambda watch`, one instance", &columns);
    for at_a_time in CONCURRENCY {
        let (count, middle) = load(&http, &url, deployment, at_a_time).await;
        table.row([at_a_time.to_string(), format!("{:.0}", count as f64 / SPAN.as_secs_f64()), ms(middle)]);
    }
    table.note("The emulator, the function, the table and the caller share this machine; one instance serves one request at a time.");
    report.add(table);
    stop(&mut watch).await;
}

/// A port that is free.
pub(crate) fn free_port() -> u16 {
    std::net::TcpListener::bind(("127.0.0.1", 0)).and_then(|free| free.local_addr()).expect("a port").port()
}

/// Waits for the first response of a function through the emulator.
pub(crate) async fn first_answer(deployment: &Deployment, port: u16) {
    let http: Http = Client::builder(TokioExecutor::new()).build_http();
    let url = format!("http://127.0.0.1:{port}/v1/users");
    let first = tokio::time::timeout(START, get_user(&http, &url, deployment)).await;
    assert_eq!(first.expect("an answer through cargo lambda watch"), Some(200));
}

/// Starts only the emulator: it forwards requests to processes that ask for events, and builds no function.
pub(crate) fn start(port: u16) -> Child {
    Command::new(std::env::var_os("CARGO_LAMBDA").expect("CARGO_LAMBDA: the program (scripts/bench names it)"))
        .args(["lambda", "watch", "--ignore-changes", "--only-lambda-apis", "--disable-cors"])
        .args(["--invoke-address", "127.0.0.1", "--invoke-port"])
        .arg(port.to_string())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .kill_on_drop(true)
        .spawn()
        .expect("cargo lambda watch")
}

/// Waits until the emulator listens: a function ends when it cannot ask for events.
pub(crate) async fn listening(port: u16) {
    let connected = async {
        while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(START, connected).await.expect("cargo lambda watch listens");
}

/// Starts a release binary, which asks the emulator for events. It is killed at the end of the measurement.
pub(crate) fn function(name: &str, deployment: &Deployment, port: u16) -> Child {
    let (endpoint, _) = deployment.table.address();
    let setup = deployment.function_at(name, &endpoint);
    Command::new(&setup.program)
        .env_clear()
        .envs(&setup.env)
        .env("AWS_LAMBDA_RUNTIME_API", format!("http://127.0.0.1:{port}/.rt/{name}"))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .expect("the function")
}

/// Stops the emulator, which then stops its functions.
pub(crate) async fn stop(watch: &mut Child) {
    if let Some(group) = watch.id().and_then(|id| rustix::process::Pid::from_raw(id as i32)) {
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::INT);
    }
    let _ = tokio::time::timeout(Duration::from_secs(15), watch.wait()).await;
    let _ = watch.kill().await;
}

async fn get_user(http: &Http, url: &str, deployment: &Deployment) -> Option<u16> {
    let request = axum::http::Request::get(url)
        .header("x-appwrite-project", PROJECT)
        .header("x-appwrite-key", deployment.key())
        .body(Empty::new())
        .expect("a request");
    let response = http.request(request).await.ok()?;
    let status = response.status().as_u16();
    response.into_body().collect().await.ok()?;
    Some(status)
}

async fn load(http: &Http, url: &str, deployment: &Deployment, at_a_time: usize) -> (usize, Duration) {
    let end = Instant::now() + SPAN;
    let callers = (0..at_a_time).map(|_| async {
        let mut times = Vec::new();
        while Instant::now() < end {
            let began = Instant::now();
            assert_eq!(get_user(http, url, deployment).await, Some(200));
            times.push(began.elapsed());
        }
        times
    });
    let times: Vec<_> = futures_util::future::join_all(callers).await.into_iter().flatten().collect();
    (times.len(), median(times))
}
