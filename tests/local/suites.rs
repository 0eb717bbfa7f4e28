//! Unmodified SDKs against the stack.

use crate::programs::{command, succeed};
use crate::report::Outcome;
use crate::seeds::Seeds;
use crate::stack::Stack;
use crate::tools::{Tools, root};
use std::process::Command;
use std::time::Duration;

/// A suite takes a minute or two.
const LIMIT: Duration = Duration::from_mins(10);

/// Where the Node suite is.
pub const NODE: &str = "tests/clients/node-0.15";

/// The Node SDK, installed from its lock file.
pub fn node(stack: &Stack, seeds: &Seeds) -> Outcome {
    let mut test = command("npm");
    test.arg("test").current_dir(root().join(NODE));
    succeed("node", with_environment(test, stack, seeds, "node"), LIMIT).map(drop)
}

/// Installs the Node SDK.
pub fn install_node() -> Outcome {
    let mut install = command("npm");
    install.args(["ci", "--no-audit", "--no-fund"]).current_dir(root().join(NODE));
    succeed("npm", install, LIMIT).map(drop)
}

/// The Python SDK.
pub fn python(tools: &Tools, stack: &Stack, seeds: &Seeds) -> Outcome {
    let mut test = command(&tools.python);
    test.args(["tests/clients/python-0.15", "-v"]).current_dir(root());
    succeed("python", with_environment(test, stack, seeds, "python"), LIMIT).map(drop)
}

fn with_environment(mut command: Command, stack: &Stack, seeds: &Seeds, suite: &str) -> Command {
    command.envs(&stack.env).envs(seeds.environment(suite));
    command
}
