//! Unmodified SDKs against the stack, all of them side by side.

use crate::programs::{command, succeed};
use crate::report::{Outcome, Report};
use crate::seeds::{Environment, Seeds};
use crate::stack::Stack;
use crate::tools::{Tools, root};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

/// A suite takes a minute or two, more while others run beside it.
const LIMIT: Duration = Duration::from_mins(10);

/// Where the suite of the Node SDK of the 0.15 dialect is.
pub const NODE: &str = "tests/clients/node-0.15";
/// Where the suite of the Node SDK of the 1.x dialect is.
pub const NODE_1X: &str = "tests/clients/node-1x";
/// Where the suite of the web SDK is.
const WEB: &str = "tests/clients/web-0.15";

/// One suite.
struct Suite {
    /// The SDK, with its version.
    sdk: &'static str,
    /// Shown in front of each of its lines. It is also the id of its project.
    name: &'static str,
    runner: Runner,
}

/// The program that runs a suite.
enum Runner {
    /// npm, in this folder.
    Npm(&'static str),
    /// This Python, with this folder.
    Python(std::path::PathBuf, &'static str),
}

/// Every suite, the longest first.
fn suites(tools: &Tools) -> [Suite; 5] {
    let python = |python: &Path, folder| Runner::Python(python.to_owned(), folder);
    [
        Suite { sdk: "node-appwrite 7.0.3", name: "node-0-15", runner: Runner::Npm(NODE) },
        Suite { sdk: "appwrite 9.0.2 for the web", name: "web-0-15", runner: Runner::Npm(WEB) },
        Suite {
            sdk: "appwrite 0.10.0 for Python",
            name: "python-0-15",
            runner: python(&tools.python, "tests/clients/python-0.15"),
        },
        Suite { sdk: "node-appwrite 27.1.0", name: "node-1x", runner: Runner::Npm(NODE_1X) },
        Suite {
            sdk: "appwrite 27.0.0 for Python",
            name: "python-1x",
            runner: python(&tools.python_1x, "tests/clients/python-1x"),
        },
    ]
}

/// Runs every suite, each in a thread: the first one in the project of the stack, with the API keys that `make` has created, the
/// others each in another project.
pub fn run(report: &mut Report, tools: &Tools, stack: &Stack, seeds: &Seeds) {
    let suites = suites(tools);
    let environments = suites.iter().enumerate().map(|(place, suite)| match place {
        0 => Ok(seeds.in_the_project_of(stack)),
        _ => seeds.in_its_own_project(stack, suite.name),
    });
    let environments: Vec<_> = environments.collect();
    thread::scope(|scope| {
        let running = suites.iter().zip(environments).map(|(suite, environment)| {
            println!("\n-- {} ...", suite.sdk);
            scope.spawn(move || {
                let began = Instant::now();
                (environment.and_then(|environment| suite.run(&environment)), began.elapsed())
            })
        });
        // Collected, so that all are started before the first is joined.
        let running: Vec<_> = running.collect();
        for (suite, thread) in suites.iter().zip(running) {
            let ended = thread.join().unwrap_or_else(|_| (Err("the thread panicked".to_owned()), Duration::ZERO));
            report.suite(suite.sdk, ended.0, ended.1);
        }
    });
}

impl Suite {
    /// Runs the suite. Returns how many of its tests passed.
    fn run(&self, environment: &Environment) -> Outcome<usize> {
        let (mut command, count): (_, fn(&str) -> Option<usize>) = match &self.runner {
            Runner::Npm(folder) => {
                install(folder)?;
                (npm(folder, &["test"]), passed_in_node)
            }
            Runner::Python(python, folder) => {
                let mut unittest = command(python);
                unittest.args([folder, "-v"]).current_dir(root());
                (unittest, run_by_unittest)
            }
        };
        command.envs(environment.iter().map(|(name, value)| (name, value)));
        let printed = succeed(self.name, command, LIMIT)?;
        count(&printed).filter(|tests| *tests > 0).ok_or_else(|| "its output has no number of passed tests".to_owned())
    }
}

/// The number in `ℹ pass 12`, with which the reporter of Node closes.
fn passed_in_node(printed: &str) -> Option<usize> {
    printed.lines().rev().find_map(|line| line.trim().rsplit_once("pass ")?.1.parse().ok())
}

/// The number in `Ran 12 tests in 3.4s`, all of which passed if the suite did.
fn run_by_unittest(printed: &str) -> Option<usize> {
    printed.lines().rev().find_map(|line| line.strip_prefix("Ran ")?.split(' ').next()?.parse().ok())
}

/// Installs the packages in the lock file of a folder, unless they are installed.
pub fn install(folder: &str) -> Outcome {
    let folder_path = root().join(folder);
    let (locked, installed) = (folder_path.join("package-lock.json"), folder_path.join("node_modules/.installed.json"));
    if fs::read(&locked).ok() == fs::read(&installed).ok() {
        return Ok(());
    }
    succeed("npm", npm(folder, &["ci", "--no-audit", "--no-fund"]), LIMIT)?;
    fs::copy(&locked, &installed).map(drop).map_err(|cause| format!("{}: {cause}", installed.display()))
}

fn npm(folder: &str, arguments: &[&str]) -> Command {
    let mut npm = command("npm");
    npm.args(arguments).current_dir(root().join(folder));
    npm
}
