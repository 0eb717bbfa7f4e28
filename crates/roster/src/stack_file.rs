//! The file by which `roster --local DATA` finds a running stack. `roster-local` writes it, as long as it is ready.

use crate::failure::{Failure, Outcome};
use roster_core::ProjectId;
use serde::{Deserialize, Serialize};
use std::fs;
use std::net::TcpStream;
use std::path::Path;

/// Where a running stack keeps its table, and which project it started with.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StackFile {
    /// The URL of the embedded DynamoDB.
    pub database: String,
    /// The name of the table in it.
    pub table: String,
    /// The id of the project that was created at the first start.
    pub project: String,
    /// The URL of the API.
    #[serde(default)]
    pub endpoint: String,
}

impl StackFile {
    /// Its name in the folder of the stack's data.
    pub const NAME: &str = "stack.json";

    /// Reads the file of the stack that keeps its data in this folder.
    ///
    /// # Errors
    /// When no stack runs there, or the file is malformed.
    pub fn read(data: &Path) -> Outcome<Self> {
        let path = data.join(Self::NAME);
        let text = fs::read_to_string(&path).map_err(|_| no_stack(data))?;
        let malformed = |cause| Failure::new(format!("{} is malformed: {cause}", path.display()));
        let stack: Self = serde_json::from_str(&text).map_err(malformed)?;
        // A killed stack leaves its file behind.
        TcpStream::connect(stack.database.trim_start_matches("http://")).map_err(|_| no_stack(data))?;
        Ok(stack)
    }

    /// The project, as an id.
    ///
    /// # Errors
    /// When the file has an id that is not valid.
    pub fn project(&self) -> Outcome<ProjectId> {
        ProjectId::parse(&self.project).map_err(|_| Failure::new(format!("{} has an invalid project id", Self::NAME)))
    }
}

fn no_stack(data: &Path) -> Failure {
    Failure::new(format!("no stack runs on {}: start one with `make dev` and wait until it is ready", data.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    #[test]
    fn a_stack_is_found_while_its_database_listens() {
        let data = std::env::temp_dir().join(format!("roster-stack-file-{}", std::process::id()));
        fs::create_dir_all(&data).unwrap();
        assert!(StackFile::read(&data).unwrap_err().to_string().starts_with("no stack runs on"));

        let database = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", database.local_addr().unwrap());
        let endpoint = "http://127.0.0.1:3000/v1".into();
        let stack = StackFile { database: url, table: "roster".into(), project: "local".into(), endpoint };
        fs::write(data.join(StackFile::NAME), serde_json::to_string(&stack).unwrap()).unwrap();
        assert_eq!(StackFile::read(&data).unwrap(), stack);
        drop(database);
        assert!(StackFile::read(&data).unwrap_err().to_string().starts_with("no stack runs on"));
        fs::remove_dir_all(data).unwrap();
    }
}
