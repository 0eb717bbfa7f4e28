//! What a stack starts with: a table, a project and an API key. A later start finds them unchanged.

use crate::data::DataFolder;
use crate::database;
use roster::ambient;
use roster::create::{create_key, new_project, new_secret};
use roster::failure::{Failure, Outcome};
use roster_core::{Error, KeySecret, Name, ProjectId, Scope};
use roster_store::Store;

/// The id of the first project.
const PROJECT: &str = "local";

/// The project and the API key with which to call the stack.
pub struct Seed {
    /// The project.
    pub project: ProjectId,
    /// The secret of its API key.
    pub secret: KeySecret,
}

/// Creates table, project and API key where they are missing.
pub async fn create(store: &Store, data: &DataFolder) -> Outcome<Seed> {
    let seed = try_create(store, data).await;
    seed.map_err(|failure| database::unreadable(&data.database(), &failure.to_string()))
}

async fn try_create(store: &Store, data: &DataFolder) -> Outcome<Seed> {
    store.create_table().await?;
    let unexpected: Vec<_> = store.check_table().await?.into_iter().filter(|finding| !finding.ok).collect();
    if let Some(finding) = unexpected.first() {
        let (what, expected, found) = (finding.what, &finding.expected, &finding.found);
        return Err(Failure::new(format!("its {what} is {found}, this version expects {expected}")));
    }
    let project = ProjectId::parse(PROJECT).map_err(|invalid| Failure::new(invalid.to_string()))?;
    ensure_project(store, &project).await?;
    let secret = ensure_key(store, &project, data).await?;
    Ok(Seed { project, secret })
}

async fn ensure_project(store: &Store, id: &ProjectId) -> Outcome {
    match store.get_project(id).await {
        Ok(project) if !project.deleting => return Ok(()),
        // Its deletion was interrupted: delete the rest, and create it again, empty.
        Ok(_) => drop(store.delete_project(id, &ambient::change()?, &mut |_| {}).await?),
        Err(Error::ProjectNotFound) => {}
        Err(error) => return Err(error.into()),
    }
    let name = Name::parse("Local").unwrap_or_default();
    let project = new_project(id.clone(), name)?;
    Ok(store.create_project(&project, &ambient::change()?).await?)
}

/// Takes the API key of the last start, so that programs that have it continue to work, even on a new table.
async fn ensure_key(store: &Store, project: &ProjectId, data: &DataFolder) -> Outcome<KeySecret> {
    let secret = match data.key() {
        Some(secret) => secret,
        None => new_secret()?,
    };
    data.keep_key(&secret)?;
    if store.find_access(project, Some(&secret.hash())).await?.key.is_none() {
        let name = Name::parse("first key").unwrap_or_default();
        create_key(store, project, name, &secret, Scope::ALL.to_vec(), None).await?;
    }
    Ok(secret)
}
