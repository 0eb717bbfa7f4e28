//! Unmodified SDKs against the stack.

use crate::programs::{command, succeed};
use crate::report::Outcome;
use crate::seeds::Seeds;
use crate::stack::Stack;
use crate::tools::{Tools, root};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

/// A suite takes a minute or two.
const LIMIT: Duration = Duration::from_mins(10);

/// Where the suite of the Node SDK of the 0.15 dialect is.
pub const NODE: &str = "tests/clients/node-0.15";
/// Where the suite of the Node SDK of Appwrite 1.x is.
pub const NODE_1X: &str = "tests/clients/node-1x";
/// Where the suite of the web SDK is.
const WEB: &str = "tests/clients/web-0.15";

/// The Node SDK, which `install_node` has installed.
pub fn node(stack: &Stack, seeds: &Seeds) -> Outcome {
    test("node", NODE, stack, seeds)
}

/// The Node SDK of Appwrite 1.x, which `install_node_1x` has installed.
pub fn node_1x(stack: &Stack, seeds: &Seeds) -> Outcome {
    test("node", NODE_1X, stack, seeds)
}

/// The web SDK, installed first.
pub fn web(stack: &Stack, seeds: &Seeds) -> Outcome {
    install(WEB)?;
    test("web", WEB, stack, seeds)
}

/// Installs the Node SDK.
pub fn install_node() -> Outcome {
    install(NODE)
}

/// Installs the Node SDK of Appwrite 1.x.
pub fn install_node_1x() -> Outcome {
    install(NODE_1X)
}

/// Installs what a folder's lock file names.
fn install(folder: &str) -> Outcome {
    let mut install = command("npm");
    install.args(["ci", "--no-audit", "--no-fund"]).current_dir(root().join(folder));
    succeed("npm", install, LIMIT).map(drop)
}

fn test(name: &str, folder: &str, stack: &Stack, seeds: &Seeds) -> Outcome {
    let mut test = command("npm");
    test.arg("test").current_dir(root().join(folder));
    succeed(name, with_environment(test, stack, seeds), LIMIT).map(drop)
}

/// The Python SDK of the 0.15 dialect.
pub fn python(tools: &Tools, stack: &Stack, seeds: &Seeds) -> Outcome {
    unittest(&tools.python, "tests/clients/python-0.15", stack, seeds)
}

/// The Python SDK of Appwrite 1.x.
pub fn python_1x(tools: &Tools, stack: &Stack, seeds: &Seeds) -> Outcome {
    unittest(&tools.python_1x, "tests/clients/python-1x", stack, seeds)
}

fn unittest(python: &Path, folder: &str, stack: &Stack, seeds: &Seeds) -> Outcome {
    let mut test = command(python);
    test.args([folder, "-v"]).current_dir(root());
    succeed("python", with_environment(test, stack, seeds), LIMIT).map(drop)
}

fn with_environment(mut command: Command, stack: &Stack, seeds: &Seeds) -> Command {
    command.envs(&stack.env).envs(seeds.environment());
    command
}
