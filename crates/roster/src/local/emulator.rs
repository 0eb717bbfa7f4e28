//! What the supervisor runs: `cargo lambda watch`, which plays Lambda and the routes to it, and the functions behind it.
//!
//! The emulator could start functions itself, through `cargo run` at their first request. We start what is built
//! already: requests never wait for cargo, a crashed function comes back, and each process can be stopped by name.

use crate::failure::{Failure, Outcome};
use crate::local::environment::Environment;
use crate::local::http_client::HttpClient;
use crate::local::process::Program;
use crate::local::seed::Seed;
use crate::local::workspace::{Function, Workspace};
use http::StatusCode;
use std::ffi::OsString;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use tokio::time::{sleep, timeout};

/// A function that has not answered by then will not.
const WARM_UP: Duration = Duration::from_secs(30);
/// Between two looks whether a function answers.
const PAUSE: Duration = Duration::from_millis(50);
/// The event of a function that is invoked by name. Ours look at none.
pub const EMPTY_EVENT: &str = "{}";

/// A port that nobody listens on.
pub fn free_port() -> Outcome<u16> {
    // A look is not a claim: should another take it in the next moment, the emulator fails, which is told.
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr());
    listener.map(|address| address.port()).map_err(|cause| Failure::new(format!("no port is free: {cause}")))
}

/// Finds cargo-lambda: the one that was named, else the project's own, else that of the PATH.
pub fn find(named: Option<&Path>, root: &Path) -> Outcome<PathBuf> {
    let own = root.join(".tools/venv/bin/cargo-lambda");
    let on_path = || PathBuf::from("cargo-lambda");
    let path = named.map_or_else(|| if own.exists() { own } else { on_path() }, Path::to_owned);
    let found = Command::new(&path).args(["lambda", "--version"]).output();
    match found {
        Ok(output) if output.status.success() => Ok(path),
        _ => Err(Failure::new(format!(
            "cargo-lambda is missing ({} does not run): `make dev` installs it, or name it in the variable CARGO_LAMBDA",
            path.display()
        ))),
    }
}

/// The emulator. Without CORS headers of its own: ours are to be seen. Without a time limit of its own: it would apply to
/// the functions' waiting for work as well.
pub fn program(cargo_lambda: PathBuf, cargo: &Path, workspace: &Workspace, port: u16) -> Program {
    let port = port.to_string();
    let arguments = ["lambda", "watch", "--ignore-changes", "--only-lambda-apis", "--disable-cors"];
    let address = ["--invoke-address", "127.0.0.1", "--invoke-port", &port];
    Program {
        name: "cargo lambda watch".to_owned(),
        path: cargo_lambda,
        arguments: arguments.into_iter().chain(address).map(str::to_owned).collect(),
        folder: workspace.root.clone(),
        environment: Environment::inherited().with([("CARGO", cargo)]),
    }
}

/// One of the functions, with an environment as Lambda gives it.
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

/// The environment that all functions share: the table, and credentials that nobody looks at.
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

/// Waits until something listens on the port.
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
    // That nobody is called nobody is an answer as well, and that what is asked for is not offered.
    status.is_ok_and(|status| status == StatusCode::NOT_IMPLEMENTED || !status.is_server_error())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_cargo_lambda_is_named() {
        let failure = find(Some(Path::new("/no/such/tool")), Path::new("/")).unwrap_err().to_string();
        assert!(failure.starts_with("cargo-lambda is missing (/no/such/tool"), "{failure}");
    }
}
