//! Which table a command works on.

use roster::failure::{Failure, Outcome};
use roster::stack_file::StackFile;
use roster_core::ProjectId;
use roster_store::Store;
use std::path::PathBuf;

/// The options that say where the table is.
#[derive(Debug, clap::Args)]
pub struct ConnectionOptions {
    /// The DynamoDB table; region, credentials and endpoint come from the environment, as for every AWS tool.
    #[arg(long, global = true, env = "ROSTER_TABLE", default_value = "roster")]
    pub table: String,
    /// Work on the running `make dev` that keeps its data in this folder, not on AWS.
    #[arg(long, global = true, value_name = "DATA")]
    local: Option<PathBuf>,
}

/// An open table, and what a running stack says to commands that are not given it.
#[derive(Debug)]
pub struct Connection {
    pub store: Store,
    /// The project of the stack.
    pub project: Option<ProjectId>,
    /// The URL of its API.
    pub endpoint: Option<String>,
}

impl ConnectionOptions {
    /// Opens the table. Nothing is sent yet.
    pub async fn open(&self) -> Outcome<Connection> {
        match &self.local {
            None => Ok(Connection { store: Store::connect(&self.table).await, project: None, endpoint: None }),
            Some(data) => {
                let stack = StackFile::read(data)?;
                let store = Store::connect_to(&stack.database, &stack.table).await;
                let project = Some(stack.project()?);
                Ok(Connection { store, project, endpoint: Some(stack.endpoint).filter(|url| !url.is_empty()) })
            }
        }
    }
}

impl Connection {
    /// The project that was given, or that of the running stack.
    pub fn project(&self, given: Option<ProjectId>) -> Outcome<ProjectId> {
        given.or_else(|| self.project.clone()).ok_or_else(|| Failure::usage("say which project: --project ID"))
    }
}
