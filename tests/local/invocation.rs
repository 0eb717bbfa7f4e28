//! A sample event, used as events/README.md says: with project and key filled in, through `cargo lambda invoke`.

use crate::programs::{command, succeed};
use crate::report::Outcome;
use crate::seeds::KEPT;
use crate::stack::Stack;
use crate::tools::{Tools, root};
use std::fs;
use std::time::Duration;

/// The event `get-user` finds the user.
pub fn works(tools: &Tools, stack: &Stack) -> Outcome {
    let event = root().join("events/get-user.json");
    let event = fs::read_to_string(&event).map_err(|cause| format!("{}: {cause}", event.display()))?;
    let event = event.replace("standard_demo", stack.env("API_KEY"));
    let event = event.replace("\"demo\"", &format!("\"{}\"", stack.env("PROJECT_ID")));
    let file = stack.data.join("event.json");
    fs::write(&file, event).map_err(|cause| format!("{}: {cause}", file.display()))?;

    let mut invoke = command(&tools.cargo_lambda);
    invoke.args(["lambda", "invoke", "--invoke-address", "127.0.0.1", "--invoke-port", &stack.port.to_string()]);
    invoke.arg("--data-file").arg(&file).arg("users").current_dir(root());
    let answer = succeed("cargo-lambda", invoke, Duration::from_mins(1))?;
    let is_found = answer.contains("\"statusCode\":200") && answer.contains(&format!("\\\"$id\\\":\\\"{KEPT}\\\""));
    if is_found { Ok(()) } else { Err(format!("the response was {answer}")) }
}
