//! What these tests need on the machine. What is missing is said, and fails them.

use crate::programs::{command, succeed};
use crate::report::Outcome;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

/// Where the programs are.
pub struct Tools {
    /// The command line of this repository.
    pub roster: PathBuf,
    /// cargo-lambda.
    pub cargo_lambda: PathBuf,
    /// A Python that has the appwrite package of the 0.15 dialect.
    pub python: PathBuf,
    /// A Python that has the appwrite package of today.
    pub python_1x: PathBuf,
}

/// The root of the repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("/"))
}

impl Tools {
    /// Looks for all tools, and builds our own.
    pub fn find() -> Outcome<Self> {
        for (program, what) in [("node", "Node"), ("npm", "npm"), ("make", "make"), ("curl", "curl")] {
            require(Path::new(program), &["--version"]).map_err(|()| format!("{what} is missing: install it"))?;
        }
        let (python, python_1x) = (python("clients")?, python("clients-1x")?);
        let cargo_lambda = cargo_lambda()?;
        Ok(Self { roster: build_roster()?, cargo_lambda, python, python_1x })
    }
}

/// The Python of a set of tools, which has a client.
fn python(set: &str) -> Outcome<PathBuf> {
    let python = root().join(".tools").join(set).join("bin/python");
    require(&python, &["-c", "import appwrite"])
        .map_err(|()| format!("the Python client is missing: run scripts/install-tools {set}"))?;
    Ok(python)
}

fn cargo_lambda() -> Outcome<PathBuf> {
    let named = std::env::var_os("CARGO_LAMBDA").map(PathBuf::from);
    let path = named.unwrap_or_else(|| root().join(".tools/venv/bin/cargo-lambda"));
    let missing = || "cargo-lambda is missing: run scripts/install-tools build, or name it in CARGO_LAMBDA".to_owned();
    require(&path, &["lambda", "--version"]).map_err(|()| missing())?;
    Ok(path)
}

fn require(program: &Path, arguments: &[&str]) -> Result<(), ()> {
    let mut look = command(program);
    let status = look.args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
    if status.is_ok_and(|status| status.success()) { Ok(()) } else { Err(()) }
}

/// Builds the command line; cargo tells where it put it.
fn build_roster() -> Outcome<PathBuf> {
    let mut build = command(env!("CARGO"));
    build
        .args(["build", "--workspace", "--bin", "roster", "--message-format", "json-render-diagnostics"])
        .current_dir(root());
    build.stderr(Stdio::inherit());
    let output = build.output().map_err(|cause| format!("cargo does not run: {cause}"))?;
    let messages = String::from_utf8_lossy(&output.stdout);
    let binary = messages.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let binary = binary.filter_map(|message| message["executable"].as_str().map(PathBuf::from)).next_back();
    binary.filter(|_| output.status.success()).ok_or_else(|| "the command line does not build".to_owned())
}

/// Runs a target of the Makefile.
pub fn make(arguments: &[&str]) -> Outcome<String> {
    let mut make = command("make");
    make.arg("--no-print-directory").args(arguments).current_dir(root());
    succeed("make", make, Duration::from_mins(5))
}
