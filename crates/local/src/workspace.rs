//! The functions that the sources of Roster declare, and the path at which each can be called.

use roster::failure::{Failure, Outcome};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Replaces the parameters of a path, when a function is called to see whether it responds.
const ANY_ID: &str = "nobody";

/// The sources, as cargo sees them.
#[derive(Debug)]
pub struct Workspace {
    /// The folder of the root Cargo.toml.
    pub root: PathBuf,
    /// The functions that run on Lambda.
    pub functions: Vec<Function>,
}

/// One function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Function {
    /// Its name, which is also the name of its binary.
    pub name: String,
    /// A path that is routed to it. A function without one is invoked by its name.
    pub path: Option<String>,
}

#[derive(Deserialize)]
struct CargoMetadata {
    workspace_root: PathBuf,
    metadata: Option<WorkspaceMetadata>,
}

#[derive(Deserialize)]
struct WorkspaceMetadata {
    lambda: Lambda,
}

#[derive(Deserialize)]
struct Lambda {
    build: Build,
    watch: Watch,
}

#[derive(Deserialize)]
struct Build {
    bin: Vec<String>,
}

#[derive(Deserialize)]
struct Watch {
    router: BTreeMap<String, Value>,
}

impl Workspace {
    /// Reads the sources around the current folder.
    pub fn read(cargo: &Path) -> Outcome<Self> {
        let arguments = ["metadata", "--no-deps", "--format-version", "1"];
        let output = Command::new(cargo).args(arguments).output().map_err(|cause| no_cargo(cargo, &cause))?;
        let metadata: Option<CargoMetadata> = serde_json::from_slice(&output.stdout).ok();
        metadata.and_then(Self::from_metadata).ok_or_else(|| {
            Failure::new(
                "the current folder is not that of Roster's sources: `roster-local` builds them, so start it there",
            )
        })
    }

    fn from_metadata(metadata: CargoMetadata) -> Option<Self> {
        let lambda = metadata.metadata?.lambda;
        let function = |name: String| Function { path: shortest_path(&lambda.watch.router, &name), name };
        Some(Self { root: metadata.workspace_root, functions: lambda.build.bin.into_iter().map(function).collect() })
    }
}

/// The shortest path that is routed to the function, with its parameters replaced. Catch-all routes do not count.
fn shortest_path(router: &BTreeMap<String, Value>, function: &str) -> Option<String> {
    let routed = router.iter().filter(|(path, target)| target.as_str() == Some(function) && !path.contains("{*"));
    let path = routed.map(|(path, _)| path).filter(|path| path.len() > 1).min_by_key(|path| path.len())?;
    let segments = path.split('/').map(|segment| if segment.starts_with('{') { ANY_ID } else { segment });
    Some(segments.collect::<Vec<_>>().join("/"))
}

fn no_cargo(cargo: &Path, cause: &std::io::Error) -> Failure {
    Failure::new(format!(
        "cannot run {} ({cause}): install Rust, or set the variable CARGO to its path",
        cargo.display()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn workspace(metadata: &Value) -> Option<Workspace> {
        let metadata = json!({ "workspace_root": "/src", "metadata": metadata });
        Workspace::from_metadata(serde_json::from_value(metadata).unwrap())
    }

    #[test]
    fn a_function_is_called_on_its_shortest_path() {
        let router = json!({
            "/": "users",
            "/v1/users/{userId}": "users",
            "/v1/users": "users",
            "/v1/users/{userId}/sessions/{sessionId}": "sessions",
            "/{*rest}": "users",
        });
        let metadata = json!({ "lambda": {
            "build": { "bin": ["users", "sessions", "sweeper"] },
            "watch": { "router": router },
        }});
        let functions = workspace(&metadata).unwrap().functions;
        let called: Vec<_> = functions.iter().map(|function| (&*function.name, function.path.as_deref())).collect();
        let expected =
            [("users", Some("/v1/users")), ("sessions", Some("/v1/users/nobody/sessions/nobody")), ("sweeper", None)];
        assert_eq!(called, expected);
    }

    #[test]
    fn another_workspace_is_rejected() {
        assert!(workspace(&Value::Null).is_none());
    }

    #[test]
    fn our_own_sources_declare_functions_and_paths() {
        let workspace = Workspace::read(Path::new(env!("CARGO"))).unwrap();
        assert!(workspace.functions.iter().any(|function| function.path.as_deref() == Some("/v1/users")));
        assert!(workspace.functions.iter().any(|function| function.name == "sweeper" && function.path.is_none()));
    }

    #[test]
    fn a_missing_cargo_is_reported_with_its_path() {
        let failure = Workspace::read(Path::new("/no/such/cargo")).unwrap_err();
        assert!(failure.to_string().starts_with("cannot run /no/such/cargo"), "{failure}");
    }
}
