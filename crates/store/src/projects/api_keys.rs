//! API keys: one item for the list of a project's keys, one for the lookup by the hash of the secret.

use crate::Store;
use crate::projects::project::settled;
use crate::table::condition::Condition;
use crate::table::failure::malformed;
use crate::table::item::{Item, decode, encode, ulid_text};
use crate::table::keys::{self, prefix};
use crate::table::query::Range;
use crate::table::transaction::OnConditionFailed;
use roster_core::{ApiKey, Change, Error, KeyId, Name, ProjectId, Result, Scope, SecretHash, Timestamp, Ulid};
use serde::{Deserialize, Serialize};

/// The most keys of one project.
const MOST: usize = 10_000;

#[derive(Serialize, Deserialize)]
struct ApiKeyItem {
    pid: String,
    kid: String,
    nm: String,
    h: String,
    sc: Vec<String>,
    /// Not the time to live of the item: an expired key must be reported as expired, not as unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<u64>,
    ct: u64,
    /// The change that created the key.
    #[serde(with = "ulid_text")]
    v: Ulid,
}

impl Store {
    /// Stores a new key of a project.
    ///
    /// # Errors
    /// [`Error::ProjectNotFound`]; [`Error::AlreadyExists`] when a key has this id or secret.
    pub async fn create_key(&self, key: &ApiKey, change: &Change) -> Result<()> {
        let attributes = attributes(key, change.id);
        let taken = OnConditionFailed::Because(|| Error::AlreadyExists("a key with this id or secret"));
        let no_project = OnConditionFailed::Because(|| Error::ProjectNotFound);
        self.transaction(change.id, 0)
            .check(&keys::project(&key.project), &Condition::present(), no_project)?
            .put_if(encode(&keys::api_key(&key.hash), &attributes)?, &Condition::absent(), taken)?
            .put_if(encode(&keys::listed_api_key(&key.project, &key.id), &attributes)?, &Condition::absent(), taken)?
            .record(self.audit_line(&key.project, "keys.create", key.id.as_str(), change))?
            .run()
            .await
            .map_err(settled)
    }

    /// Lists the keys of a project.
    ///
    /// # Errors
    /// Only those of every call.
    pub async fn list_keys(&self, project: &ProjectId) -> Result<Vec<ApiKey>> {
        let range = Range::of(keys::project(project).pk).beginning(prefix::API_KEY);
        let items = self.query_all(&range, MOST).await?.ok_or_else(|| Error::internal("too many keys"))?;
        items.into_iter().map(key_from_item).collect()
    }

    /// Revokes a key: functions that have not cached it reject it at once, all functions within a minute.
    ///
    /// # Errors
    /// [`Error::KeyNotFound`].
    pub async fn revoke_key(&self, project: &ProjectId, id: &KeyId, change: &Change) -> Result<()> {
        let keys_of_project = self.list_keys(project).await?;
        let key = keys_of_project.into_iter().find(|key| key.id == *id).ok_or(Error::KeyNotFound)?;
        let gone = OnConditionFailed::Because(|| Error::KeyNotFound);
        self.transaction(change.id, 0)
            .delete_if(&keys::listed_api_key(project, id), &Condition::present(), gone)?
            .delete(&keys::api_key(&key.hash))?
            .record(self.audit_line(project, "keys.revoke", id.as_str(), change))?
            .run()
            .await
            .map_err(settled)
    }
}

fn attributes(key: &ApiKey, version: Ulid) -> ApiKeyItem {
    ApiKeyItem {
        pid: key.project.to_string(),
        kid: key.id.to_string(),
        nm: key.name.as_str().to_owned(),
        h: key.hash.as_str().to_owned(),
        sc: key.scopes.iter().map(|scope| scope.as_str().to_owned()).collect(),
        until: key.expires_at.map(Timestamp::as_millis),
        ct: key.created_at.as_millis(),
        v: version,
    }
}

/// A key from either of its items.
pub(crate) fn key_from_item(item: Item) -> Result<ApiKey> {
    let broken = || malformed("key");
    let stored: ApiKeyItem = decode("key", item)?;
    Ok(ApiKey {
        id: KeyId::parse(&stored.kid).map_err(|_| broken())?,
        project: ProjectId::parse(&stored.pid).map_err(|_| broken())?,
        name: Name::parse(&stored.nm).map_err(|_| broken())?,
        hash: SecretHash::from_stored(stored.h),
        // A scope that this version does not know grants nothing.
        scopes: stored.sc.iter().filter_map(|scope| Scope::parse(scope).ok()).collect(),
        expires_at: stored.until.map(Timestamp::from_millis),
        created_at: Timestamp::from_millis(stored.ct),
    })
}
