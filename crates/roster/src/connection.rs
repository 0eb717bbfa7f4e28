//! Which table a command works on.

use crate::providers::ClientSecrets;
use roster::failure::{Failure, Outcome};
use roster::stack_file::StackFile;
use roster_core::ProjectId;
use roster_providers::{ProviderSettings, SecretPlace};
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
    /// Where the client secrets of providers are: the output ProviderSecrets of the stack, secretsmanager:PREFIX.
    #[arg(long, global = true, value_name = "PLACE", env = "ROSTER_PROVIDER_SECRETS")]
    provider_secrets: Option<String>,
}

/// An open table, and what a running stack says to commands that are not given it.
#[derive(Debug)]
pub struct Connection {
    pub store: Store,
    /// The project of the stack.
    pub project: Option<ProjectId>,
    /// The URL of its API.
    pub endpoint: Option<String>,
    /// Where client secrets are, if it is known.
    place: Option<SecretPlace>,
}

impl ConnectionOptions {
    /// Opens the table. Nothing is sent yet.
    pub async fn open(&self) -> Outcome<Connection> {
        match &self.local {
            None => {
                let (store, place) = (Store::connect(&self.table).await, self.place()?);
                Ok(Connection { store, project: None, endpoint: None, place })
            }
            Some(data) => {
                let stack = StackFile::read(data)?;
                let store = Store::connect_to(&stack.database, &stack.table).await;
                let project = Some(stack.project()?);
                let place = Some(SecretPlace::Files(data.join("providers")));
                Ok(Connection { store, project, endpoint: Some(stack.endpoint).filter(|url| !url.is_empty()), place })
            }
        }
    }

    fn place(&self) -> Outcome<Option<SecretPlace>> {
        let given =
            |name| self.provider_secrets.clone().filter(|text| name == "ROSTER_PROVIDER_SECRETS" && !text.is_empty());
        let settings = ProviderSettings::from_vars(given).map_err(|invalid| Failure::usage(invalid.to_string()))?;
        Ok(settings.secrets)
    }
}

impl Connection {
    /// The client secrets of providers.
    pub async fn secrets(&self) -> Outcome<ClientSecrets> {
        self.known_secrets().await.ok_or_else(|| {
            Failure::usage(
                "say where client secrets are: --provider-secrets secretsmanager:PREFIX (the output ProviderSecrets of the stack)",
            )
        })
    }

    /// The client secrets of providers, if it is known where they are.
    pub async fn known_secrets(&self) -> Option<ClientSecrets> {
        match &self.place {
            Some(place) => Some(ClientSecrets::open(place.clone()).await),
            None => None,
        }
    }

    /// The project that was given, or that of the running stack.
    pub fn project(&self, given: Option<ProjectId>) -> Outcome<ProjectId> {
        given.or_else(|| self.project.clone()).ok_or_else(|| Failure::usage("say which project: --project ID"))
    }
}
