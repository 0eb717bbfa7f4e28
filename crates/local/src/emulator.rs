//! The programs that the supervisor runs: `cargo lambda watch`, which emulates Lambda and its routes, and the functions.
//!
//! The emulator could start the functions itself, through `cargo run` at their first request. We start the built binaries
//! instead: requests never wait for cargo, a crashed function is started again, and each process can be stopped by itself.

use crate::environment::Environment;
use crate::http_client::HttpClient;
use crate::process::Program;
use crate::seed::Seed;
use crate::workspace::{Function, Workspace};
use http::StatusCode;
use roster::failure::{Failure, Outcome};
use std::ffi::OsString;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use tokio::time::{sleep, timeout};

/// How long a function may take until its first response.
const WARM_UP: Duration = Duration::from_secs(30);
/// Between two attempts to call a function.
const PAUSE: Duration = Duration::from_millis(50);
/// The event of a function that is invoked by name. Our functions do not read it.
pub const EMPTY_EVENT: &str = "{}";

/// A free port.
pub fn free_port() -> Outcome<u16> {
    // Another process can take the port before the emulator does. Then the emulator ends, and its failure is reported.
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr());
    listener.map(|address| address.port()).map_err(|cause| Failure::new(format!("no port is free: {cause}")))
}

/// Finds cargo-lambda: the given one, or else the one in `.tools`, or else the one on the PATH.
pub fn find(given: Option<&Path>, root: &Path) -> Outcome<PathBuf> {
    let own = root.join(".tools/venv/bin/cargo-lambda");
    let on_path = || PathBuf::from("cargo-lambda");
    let path = given.map_or_else(|| if own.exists() { own } else { on_path() }, Path::to_owned);
    let found = Command::new(&path).args(["lambda", "--version"]).output();
    match found {
        Ok(output) if output.status.success() => Ok(path),
        _ => Err(Failure::new(format!(
            "cargo-lambda is missing ({} does not run): `make dev` installs it; or set the variable CARGO_LAMBDA to its path",
            path.display()
        ))),
    }
}

/// The emulator. Without its own CORS headers, which would hide those of the functions. Without its own time limit, which would
/// also apply to functions that wait for work.
pub fn program(cargo_lambda: PathBuf, cargo: &Path, workspace: &Workspace, port: u16) -> Program {
    let port = port.to_string();
    let arguments = ["lambda", "watch", "--ignore-changes", "--only-lambda-apis", "--disable-cors"];
    let listen = ["--invoke-address", "127.0.0.1", "--invoke-port", &port];
    Program {
        name: "cargo lambda watch".to_owned(),
        path: cargo_lambda,
        arguments: arguments.into_iter().chain(listen).map(str::to_owned).collect(),
        folder: workspace.root.clone(),
        environment: Environment::inherited().with([("CARGO", cargo)]),
    }
}

/// One of the functions, with the environment that Lambda would give it.
pub fn function(name: &str, binary: PathBuf, root: &Path, port: u16, base: &Environment) -> Program {
    let api = format!("http://127.0.0.1:{port}/.rt/{name}");
    let lambda = [
        ("AWS_LAMBDA_RUNTIME_API", api.as_str()),
        ("AWS_LAMBDA_FUNCTION_NAME", name),
        ("AWS_LAMBDA_FUNCTION_VERSION", "1"),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "1769"),
    ];
    Program {
        name: name.to_owned(),
        path: binary,
        arguments: Vec::new(),
        folder: root.to_owned(),
        environment: base.clone().with(lambda),
    }
}

/// The environment that all functions share: the table, and credentials that the embedded DynamoDB does not check.
pub fn environment(root: &Path, database: &str, table: &str) -> Environment {
    let variables = [
        ("AWS_ENDPOINT_URL_DYNAMODB", database),
        ("AWS_REGION", "us-east-1"),
        ("AWS_ACCESS_KEY_ID", "local"),
        ("AWS_SECRET_ACCESS_KEY", "local"),
        ("AWS_EC2_METADATA_DISABLED", "true"),
        ("ROSTER_TABLE", table),
    ];
    let variables = variables.map(|(name, value)| (name, OsString::from(value)));
    Environment::inherited().with(variables).with_file("ROSTER_COUNTRY_DB", &root.join("layers/country/country.mmdb"))
}

/// Waits until the emulator listens on the port.
pub async fn listening(port: u16) -> Outcome {
    let connect = async {
        while tokio::net::TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.is_err() {
            sleep(PAUSE).await;
        }
    };
    timeout(WARM_UP, connect).await.map_err(|_| Failure::new("cargo lambda watch does not listen"))
}

/// Calls the function until it answers.
pub async fn warm_up(function: &Function, http: &HttpClient, seed: &Seed) -> Outcome {
    let answered = async {
        while !call(function, http, seed).await {
            sleep(PAUSE).await;
        }
    };
    timeout(WARM_UP, answered).await.map_err(|_| Failure::new(format!("{} does not answer", function.name)))
}

async fn call(function: &Function, http: &HttpClient, seed: &Seed) -> bool {
    let headers = [("x-appwrite-project", seed.project.as_str()), ("x-appwrite-key", seed.secret.reveal())];
    let status = match &function.path {
        Some(path) => http.get(path, &headers).await,
        None => http.invoke(&function.name, EMPTY_EVENT).await,
    };
    // A missing user counts as a response, and so does a route that is not implemented.
    status.is_ok_and(|status| status == StatusCode::NOT_IMPLEMENTED || !status.is_server_error())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_cargo_lambda_is_reported_with_its_path() {
        let failure = find(Some(Path::new("/no/such/tool")), Path::new("/")).unwrap_err().to_string();
        assert!(failure.starts_with("cargo-lambda is missing (/no/such/tool"), "{failure}");
    }
}
