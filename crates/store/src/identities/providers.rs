//! The providers that a project has configured. Their client secrets are elsewhere.

use crate::Store;
use crate::table::batch::Consistency;
use crate::table::condition::Condition;
use crate::table::failure::malformed;
use crate::table::item::{Item, decode, encode, ulid_text};
use crate::table::keys::{self, prefix};
use crate::table::query::Range;
use crate::table::transaction::OnConditionFailed;
use roster_core::{Change, Error, ProjectId, Provider, ProviderConfig, Result, Timestamp, Ulid};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Serialize, Deserialize)]
struct ProviderItem {
    pr: String,
    ci: String,
    on: bool,
    /// The options, as JSON.
    op: String,
    ut: u64,
    #[serde(with = "ulid_text")]
    v: Ulid,
}

impl Store {
    /// Sets a provider of a project, in place of the former settings of it.
    ///
    /// # Errors
    /// [`Error::ProjectNotFound`].
    pub async fn set_provider(&self, project: &ProjectId, config: &ProviderConfig, change: &Change) -> Result<()> {
        self.optimistic(change.id, |writes| async move {
            let attributes = ProviderItem {
                pr: config.provider.to_string(),
                ci: config.client_id.clone(),
                on: config.enabled,
                op: serde_json::to_string(&config.options).map_err(Error::internal)?,
                ut: change.at.as_millis(),
                v: change.id,
            };
            let line = self.audit_line(project, "projects.providers.set", config.provider.as_str(), change);
            let missing = OnConditionFailed::Because(|| Error::ProjectNotFound);
            let set = writes
                .check(&keys::project(project), &Condition::present(), missing)?
                .put(encode(&keys::provider(project, config.provider), &attributes)?)?
                .record(line)?;
            set.run().await?;
            Ok(())
        })
        .await
    }

    /// Reads a provider of a project. May miss a change of the last second.
    ///
    /// # Errors
    /// Only those of every call.
    pub async fn provider(&self, project: &ProjectId, provider: Provider) -> Result<Option<ProviderConfig>> {
        let key = keys::provider(project, provider);
        let found = self.read_many(std::slice::from_ref(&key), Consistency::Eventual).await?.remove(&key);
        found.map(decode_provider).transpose()
    }

    /// Lists the providers of a project, by name.
    ///
    /// # Errors
    /// Only those of every call.
    pub async fn providers(&self, project: &ProjectId) -> Result<Vec<ProviderConfig>> {
        let range = Range::of(keys::project(project).pk).beginning(prefix::PROVIDER);
        self.query_every(&range).await?.into_iter().map(decode_provider).collect()
    }

    /// Removes a provider of a project. Identities stay: their users sign in with it again if it is set again.
    ///
    /// # Errors
    /// [`Error::ProviderNotFound`].
    pub async fn remove_provider(&self, project: &ProjectId, provider: Provider, change: &Change) -> Result<()> {
        self.optimistic(change.id, |writes| async move {
            let line = self.audit_line(project, "projects.providers.remove", provider.as_str(), change);
            let missing = OnConditionFailed::Because(|| Error::ProviderNotFound);
            let removed =
                writes.delete_if(&keys::provider(project, provider), &Condition::present(), missing)?.record(line)?;
            removed.run().await?;
            Ok(())
        })
        .await
    }
}

fn decode_provider(item: Item) -> Result<ProviderConfig> {
    let stored: ProviderItem = decode("provider", item)?;
    let options: BTreeMap<String, String> = serde_json::from_str(&stored.op).map_err(|_| malformed("provider"))?;
    Ok(ProviderConfig {
        provider: Provider::parse(&stored.pr).ok_or_else(|| malformed("provider"))?,
        client_id: stored.ci,
        enabled: stored.on,
        options,
        updated_at: Timestamp::from_millis(stored.ut),
    })
}
