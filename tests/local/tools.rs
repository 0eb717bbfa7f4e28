//! The programs that these tests need on the machine. A missing one is reported and fails them.

use crate::programs::{command, succeed};
use crate::report::Outcome;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

/// The paths of the programs.
pub struct Tools {
    /// The command line for operators, `roster`.
    pub roster: PathBuf,
    /// The stack, `roster-local`.
    pub roster_local: PathBuf,
    /// cargo-lambda.
    pub cargo_lambda: PathBuf,
    /// A Python that has the appwrite package of the 0.15 dialect.
    pub python: PathBuf,
    /// A Python that has the appwrite package of Appwrite 1.x.
    pub python_1x: PathBuf,
    /// Older releases of the Python client: what is tested, the id of its project, and a Python that has it.
    pub python_releases: Vec<(&'static str, &'static str, PathBuf)>,
    /// A Python that has openapi-python-client.
    pub generator: PathBuf,
    /// A browser, where there is one.
    pub chromium: Option<PathBuf>,
}

/// Older releases of the Python client: what is tested, the id of its project, and its set of tools.
const PYTHON_RELEASES: [(&str, &str, &str); 4] = [
    ("appwrite 0.6.0 for Python", "python-0-6", "clients-0.6"),
    ("appwrite 4.1.0 for Python", "python-4-1", "clients-4.1"),
    ("appwrite 13.6.1 for Python", "python-13-6", "clients-13.6"),
    ("appwrite 17.0.0 for Python", "python-17-0", "clients-17.0"),
];

/// The root of the repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("/"))
}

impl Tools {
    /// Finds all tools, and builds our own.
    pub fn find() -> Outcome<Self> {
        for (program, what) in [("node", "Node"), ("npm", "npm"), ("make", "make"), ("curl", "curl")] {
            require(Path::new(program), &["--version"]).map_err(|()| format!("{what} is missing: install it"))?;
        }
        let appwrite = ["clients", "clients-1x"].into_iter().chain(PYTHON_RELEASES.map(|(.., set)| set));
        for (set, package) in
            appwrite.map(|set| (set, "appwrite")).chain([("clients-generated", "openapi_python_client")])
        {
            require(&python_of(set), &["-c", &format!("import {package}")])
                .map_err(|()| format!("{package} for Python is missing: run scripts/install-tools {set}"))?;
        }
        Self::without_clients()
    }

    /// Finds what a stack needs, and builds our own. What the clients need may be missing.
    pub fn without_clients() -> Outcome<Self> {
        let cargo_lambda = cargo_lambda()?;
        let [roster, roster_local] = build(["roster", "roster-local"])?;
        let releases = PYTHON_RELEASES.map(|(sdk, name, set)| (sdk, name, python_of(set)));
        let [python, python_1x, generator] = ["clients", "clients-1x", "clients-generated"].map(python_of);
        let (python_releases, chromium) = (releases.to_vec(), chromium());
        Ok(Self { roster, roster_local, cargo_lambda, python, python_1x, python_releases, generator, chromium })
    }
}

/// The Python of a set of tools.
fn python_of(set: &str) -> PathBuf {
    root().join(".tools").join(set).join("bin/python")
}

/// Chromium, as `scripts/install-tools browser` finds it: without a browser, the tests that need one are left out.
fn chromium() -> Option<PathBuf> {
    let named = std::env::var_os("CHROMIUM").map(PathBuf::from).into_iter();
    let known = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"].map(PathBuf::from);
    named.chain(known).find(|program| require(program, &["--version"]).is_ok()).and_then(in_path)
}

/// The whole path of a program, as the shell finds it.
fn in_path(program: PathBuf) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&folders).map(|folder| folder.join(&program)).find(|path| path.is_file());
    found.or(Some(program))
}

fn cargo_lambda() -> Outcome<PathBuf> {
    let named = std::env::var_os("CARGO_LAMBDA").map(PathBuf::from);
    let path = named.unwrap_or_else(|| root().join(".tools/venv/bin/cargo-lambda"));
    let missing =
        || "cargo-lambda is missing: run scripts/install-tools build, or set CARGO_LAMBDA to its path".to_owned();
    require(&path, &["lambda", "--version"]).map_err(|()| missing())?;
    Ok(path)
}

fn require(program: &Path, arguments: &[&str]) -> Result<(), ()> {
    let mut look = command(program);
    let status = look.args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
    if status.is_ok_and(|status| status.success()) { Ok(()) } else { Err(()) }
}

/// Builds binaries as `make dev` does, from the whole workspace, so that cargo compiles nothing again that the tests have
/// compiled already. The messages of cargo say where they are.
fn build<const BINARIES: usize>(names: [&str; BINARIES]) -> Outcome<[PathBuf; BINARIES]> {
    let mut build = command(env!("CARGO"));
    build
        .args(["build", "--profile", "test", "--workspace", "--message-format", "json-render-diagnostics"])
        .current_dir(root());
    build.args(names.iter().flat_map(|name| ["--bin", name])).stderr(Stdio::inherit());
    let output = build.output().map_err(|cause| format!("cargo does not run: {cause}"))?;
    if !output.status.success() {
        return Err(format!("{names:?} do not build"));
    }
    let messages = String::from_utf8_lossy(&output.stdout);
    let messages: Vec<Value> = messages.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let binary = |name: &str| {
        let built = messages.iter().filter(|message| message["target"]["name"] == name);
        built.filter_map(|message| message["executable"].as_str()).next_back().map(PathBuf::from)
    };
    let binaries: Option<Vec<PathBuf>> = names.iter().map(|name| binary(name)).collect();
    binaries.and_then(|found| found.try_into().ok()).ok_or_else(|| format!("cargo does not say where {names:?} are"))
}

/// Runs a target of the Makefile.
pub fn make(arguments: &[&str]) -> Outcome<String> {
    let mut make = command("make");
    make.arg("--no-print-directory").args(arguments).current_dir(root());
    succeed("make", make, Duration::from_mins(5))
}
