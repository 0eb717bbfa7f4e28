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

/// An open table, and the project of commands that are not given one.
#[derive(Debug)]
pub struct Connection {
    pub store: Store,
    pub project: Option<ProjectId>,
}

impl ConnectionOptions {
    /// Opens the table. Nothing is sent yet.
    pub async fn open(&self) -> Outcome<Connection> {
        match &self.local {
            None => Ok(Connection { store: Store::connect(&self.table).await, project: None }),
            Some(data) => {
                let stack = StackFile::read(data)?;
                let store = Store::connect_to(&stack.database, &stack.table).await;
                Ok(Connection { store, project: Some(stack.project()?) })
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
