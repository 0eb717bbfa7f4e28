//! Creates projects and API keys. `core` says what they are and takes randomness as an argument: here is where it comes from.

use crate::ambient;
use crate::failure::Outcome;
use roster_core::{ApiKey, KeyId, KeySecret, Name, Project, ProjectId, Scope, Timestamp};
use roster_store::Store;

/// A new project, not stored yet, with a random key for its JWTs.
///
/// # Errors
/// Only when the operating system has no random bytes.
pub fn new_project(id: ProjectId, name: Name) -> Outcome<Project> {
    Ok(Project::create(id, name, new_jwt_key()?, ambient::now()))
}

/// A random key for the JWTs of a project: 256 bits, as hex.
///
/// # Errors
/// Only when the operating system has no random bytes.
pub fn new_jwt_key() -> Outcome<String> {
    Ok(ambient::random::<32>()?.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// The secret of a new API key.
///
/// # Errors
/// Only when the operating system has no random bytes.
pub fn new_secret() -> Outcome<KeySecret> {
    Ok(KeySecret::create(ambient::random()?))
}

/// Stores an API key with this secret.
///
/// # Errors
/// When the table cannot be written, or has a key with this secret already.
pub async fn create_key(
    store: &Store,
    project: &ProjectId,
    name: Name,
    secret: &KeySecret,
    scopes: Vec<Scope>,
    expires_at: Option<Timestamp>,
) -> Outcome<ApiKey> {
    let change = ambient::change()?;
    let key = ApiKey {
        id: KeyId::generate(change.at, u64::from_be_bytes(ambient::random()?)),
        project: project.clone(),
        name,
        hash: secret.hash(),
        scopes,
        expires_at,
        created_at: change.at,
    };
    store.create_key(&key, &change).await?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_project_has_a_jwt_key_of_its_own() {
        let create = || new_project(ProjectId::parse("shop").unwrap(), Name::parse("Shop").unwrap()).unwrap();
        let (first, second) = (create(), create());
        assert_eq!(first.jwt_key.len(), 64);
        assert_ne!(first.jwt_key, second.jwt_key);
    }
}
