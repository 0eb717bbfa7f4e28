//! The project and the API key of a request.

use crate::Store;
use crate::projects::api_keys::key_from_item;
use crate::projects::item::ProjectRecord;
use crate::table::batch::Consistency;
use crate::table::keys;
use roster_core::{ApiKey, Error, Project, ProjectId, Result, SecretHash};

/// A project, and the API key of the request if it belongs to that project.
#[derive(Debug, Clone)]
pub struct Access {
    /// The project.
    pub project: Project,
    /// The key, expired or not; `None` for an unknown key and for a key of another project.
    pub key: Option<ApiKey>,
}

impl Store {
    /// Reads a project and a key: one round trip. The read is eventually consistent, at half the units: functions cache
    /// keys for longer than that anyway.
    ///
    /// # Errors
    /// [`Error::ProjectNotFound`], also for a project that is being deleted.
    pub async fn find_access(&self, project: &ProjectId, secret: Option<&SecretHash>) -> Result<Access> {
        let (project_key, secret_key) = (keys::project(project), secret.map(keys::api_key));
        let wanted: Vec<_> = std::iter::once(project_key.clone()).chain(secret_key.clone()).collect();
        let mut found = self.read_many(&wanted, Consistency::Eventual).await?;
        let record = found.remove(&project_key).ok_or(Error::ProjectNotFound).and_then(ProjectRecord::from_item)?;
        if record.project.deleting {
            return Err(Error::ProjectNotFound);
        }
        let key = secret_key.and_then(|key| found.remove(&key)).map(key_from_item).transpose()?;
        Ok(Access { key: key.filter(|key| key.project == *project), project: record.project })
    }
}
