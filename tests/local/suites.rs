//! Unmodified SDKs and other clients against the stack, all of them side by side.

use crate::programs::{command, succeed};
use crate::report::{Outcome, Report};
use crate::seeds::{Environment, Seeds};
use crate::stack::Stack;
use crate::tools::{Tools, root};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

/// A suite takes a minute or two, more while others run beside it.
const LIMIT: Duration = Duration::from_mins(10);

/// Where the suite of the Node SDK of the 0.15 dialect is.
pub const NODE: &str = "tests/clients/node-0.15";
/// Where the suite of the Node SDK of the 1.x dialect is.
pub const NODE_1X: &str = "tests/clients/node-1x";

/// Every suite, the longest ones first.
fn suites(tools: &Tools) -> Vec<Suite> {
    let npm = |sdk, name, folder| Suite { sdk, name, runner: Runner::Npm(folder), origins: &[] };
    let python = |sdk, name, python: &Path, folder| Suite {
        sdk,
        name,
        runner: Runner::Python(python.to_owned(), folder),
        origins: &[],
    };
    let mut suites = vec![
        npm("node-appwrite 7.0.3", "node-0-15", NODE),
        npm("appwrite 9.0.2 for the web", "web-0-15", "tests/clients/web-0.15"),
        python("appwrite 0.10.0 for Python", "python-0-15", &tools.python, "tests/clients/python-0.15"),
        npm("node-appwrite 27.1.0", "node-1x", NODE_1X),
        python("appwrite 27.0.0 for Python", "python-1x", &tools.python_1x, "tests/clients/python-1x"),
        npm("appwrite-cli", "cli", "tests/clients/cli"),
        npm("a client by openapi-typescript", "generated-typescript", "tests/clients/generated-typescript"),
        python(
            "a client by openapi-python-client",
            "generated-python",
            &tools.generator,
            "tests/clients/generated-python",
        ),
        npm("node-appwrite 2.2.3 to 20.3.0", "node-releases", "tests/clients/node-releases"),
        Suite {
            origins: &["appwrite-android://com.example.roster"],
            ..npm("react-native-appwrite 0.31.0", "react-native", "tests/clients/react-native")
        },
    ];
    suites.extend(
        tools.python_releases.iter().map(|(sdk, name, path)| python(sdk, name, path, "tests/clients/python-releases")),
    );
    if tools.chromium.is_some() {
        suites.push(Suite {
            origins: &["https://shop.test", "https://www.shop.test", "https://customer.test"],
            ..npm("appwrite 17.0.2 and 24.2.0 in Chromium", "web-1x", "tests/clients/web-1x")
        });
    }
    suites
}

/// One suite.
struct Suite {
    /// The SDK, with its version.
    sdk: &'static str,
    /// Shown in front of each of its lines. It is also the id of its project.
    name: &'static str,
    runner: Runner,
    /// The web origins and apps that its project allows.
    origins: &'static [&'static str],
}

/// The program that runs a suite.
enum Runner {
    /// npm, in this folder.
    Npm(&'static str),
    /// This Python, with this folder.
    Python(PathBuf, &'static str),
}

/// How much of the suites runs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// All of the large ones, and of the others what takes seconds.
    Part,
    /// Everything, as in `make clients`.
    Whole,
}

/// Runs every suite, each in a thread: the first one in the project of the stack, with the API keys that `make` has created, the
/// others each in another project.
pub fn run(report: &mut Report, tools: &Tools, stack: &Stack, seeds: &Seeds, extent: Extent) {
    let suites = suites(tools);
    if tools.chromium.is_none() {
        report.omit("the web SDKs in a browser", "Chromium is missing: scripts/install-tools browser");
    }
    let environments = suites.iter().enumerate().map(|(place, suite)| {
        let environment = match place {
            0 => seeds.in_the_project_of(stack),
            _ => seeds.in_its_own_project(stack, suite.name)?,
        };
        allow(tools, stack, suite)?;
        Ok(of_the_extent(environment, tools, extent))
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

/// Allows the origins of a suite in its project, as an operator does.
fn allow(tools: &Tools, stack: &Stack, suite: &Suite) -> Outcome {
    if suite.origins.is_empty() {
        return Ok(());
    }
    let mut roster = command(&tools.roster);
    roster.arg("--local").arg(&stack.data).args(["projects", "update", suite.name, "--origins"]);
    roster.arg(suite.origins.join(",")).current_dir(root());
    succeed("roster", roster, LIMIT).map(drop)
}

/// Adds the variables of the newer suites: the extent, and the browser.
fn of_the_extent(mut environment: Environment, tools: &Tools, extent: Extent) -> Environment {
    environment.extend((extent == Extent::Whole).then(|| ("CLIENTS", "all".to_owned())));
    environment.extend(tools.chromium.as_ref().map(|path| ("CHROMIUM", path.display().to_string())));
    environment
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
    succeed("npm", npm(folder, &["ci", "--ignore-scripts", "--no-audit", "--no-fund"]), LIMIT)?;
    fs::copy(&locked, &installed).map(drop).map_err(|cause| format!("{}: {cause}", installed.display()))
}

fn npm(folder: &str, arguments: &[&str]) -> Command {
    let mut npm = command("npm");
    npm.args(arguments).current_dir(root().join(folder));
    npm
}
