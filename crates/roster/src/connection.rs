//! Which table a command works on.

use crate::failure::{Failure, Outcome};
use crate::local::StackFile;
use roster_core::ProjectId;
use roster_store::Store;
use std::path::PathBuf;

/// The arguments that say where the table is.
#[derive(Debug, clap::Args)]
pub struct ConnectionOptions {
    /// The DynamoDB table; region, credentials and endpoint come from the environment, as for every AWS tool.
    #[arg(long, global = true, env = "ROSTER_TABLE", default_value = "roster")]
    table: String,
    /// Work on the running `roster local` that keeps its data in this folder, not on AWS.
    #[arg(long, global = true, value_name = "DATA")]
    local: Option<PathBuf>,
}

/// An open table, and the project that commands mean when they name none.
#[derive(Debug)]
pub struct Connection {
    pub store: Store,
    pub project: Option<ProjectId>,
}

impl ConnectionOptions {
    /// The table's name.
    pub fn table(&self) -> &str {
        &self.table
    }

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
    /// The project that was named, or the one of the running stack.
    pub fn project(&self, named: Option<ProjectId>) -> Outcome<ProjectId> {
        named.or_else(|| self.project.clone()).ok_or_else(|| Failure::usage("say which project: --project ID"))
    }
}
