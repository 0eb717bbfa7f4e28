//! Builds the functions, so that no request ever waits for a compiler.
//!
//! `scripts/dev` has built them already, together with this program, and cargo finds that nothing is left to do. It must be asked
//! the same way: with the same profile, for binaries of the whole workspace. The features of a dependency are those that the
//! selected packages ask for, so another selection would compile the AWS SDK a second time.

use crate::environment::Environment;
use crate::process::{Process, Program, Sink};
use crate::workspace::Workspace;
use roster::failure::{Failure, Outcome};
use serde::Deserialize;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use tokio::io::{AsyncBufReadExt as _, BufReader};

/// The path of the binary of each function.
pub type Binaries = HashMap<String, PathBuf>;

/// One message of cargo about a build.
#[derive(Deserialize)]
struct Message {
    executable: Option<PathBuf>,
    target: Option<Target>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
}

/// Starts building; cargo shows its progress itself.
pub fn start(cargo: &Path, profile: &str, workspace: &Workspace) -> Outcome<Process> {
    let names = workspace.functions.iter().flat_map(|function| ["--bin".to_owned(), function.name.clone()]);
    let messages = "--message-format=json-render-diagnostics";
    let program = Program {
        name: "cargo build".to_owned(),
        path: cargo.to_owned(),
        arguments: ["build", "--profile", profile, "--workspace", messages]
            .map(str::to_owned)
            .into_iter()
            .chain(names)
            .collect(),
        folder: workspace.root.clone(),
        environment: Environment::inherited(),
    };
    Process::start(&program, Sink::Reader)
}

/// Waits for the build. Must not be called twice.
pub async fn finish(build: &mut Process, workspace: &Workspace) -> Outcome<Binaries> {
    let lost = |cause: std::io::Error| Failure::new(format!("cargo build cannot be followed: {cause}"));
    let mut binaries = Binaries::new();
    if let Some(stdout) = build.child().stdout.take() {
        let mut lines = BufReader::new(stdout).lines();
        while let Some(line) = lines.next_line().await.map_err(lost)? {
            binaries.extend(binary(&line));
        }
    }
    if !build.ended().await.map_err(lost)?.success() {
        return Err(Failure::new("the functions do not build: see the errors of cargo above"));
    }
    match workspace.functions.iter().find(|function| !binaries.contains_key(&function.name)) {
        None => Ok(binaries),
        Some(function) => Err(Failure::new(format!("cargo built no binary {}", function.name))),
    }
}

fn binary(line: &str) -> Option<(String, PathBuf)> {
    let message: Message = serde_json::from_str(line).ok()?;
    Some((message.target?.name, message.executable?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn binaries_are_found_in_the_messages_of_cargo() {
        let artifact = r#"{"reason":"compiler-artifact","target":{"name":"users"},"executable":"/t/debug/users"}"#;
        assert_eq!(binary(artifact), Some(("users".to_owned(), PathBuf::from("/t/debug/users"))));
        let library = r#"{"reason":"compiler-artifact","target":{"name":"users"},"executable":null}"#;
        assert_eq!(binary(library), None);
        assert_eq!(binary(r#"{"reason":"build-finished","success":true}"#), None);
        assert_eq!(binary("warning: something"), None);
    }
}
