//! Where client secrets are kept: in Secrets Manager, or in files of a stack on this machine. Never in the table.

use aws_config::BehaviorVersion;
use aws_sdk_secretsmanager::Client;
use aws_sdk_secretsmanager::config::http::HttpResponse;
use aws_sdk_secretsmanager::error::{ProvideErrorMetadata, SdkError};
use roster::failure::{Failure, Outcome};
use roster_core::{ProjectId, Provider};
use roster_providers::SecretPlace;
use std::fs::{self, DirBuilder};
use std::io::{self, Write as _};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

/// The client secrets of a deployment.
pub struct ClientSecrets {
    place: Place,
}

enum Place {
    Manager { client: Client, prefix: String },
    Files(PathBuf),
}

impl ClientSecrets {
    /// The secrets in this place. Nothing is sent yet.
    pub async fn open(place: SecretPlace) -> Self {
        let place = match place {
            SecretPlace::Files(folder) => Place::Files(folder),
            SecretPlace::SecretsManager(prefix) => {
                let settings = aws_config::defaults(BehaviorVersion::latest()).http_client(roster_aws::https());
                Place::Manager { client: Client::new(&settings.load().await), prefix }
            }
        };
        Self { place }
    }

    /// The name of a secret in Secrets Manager, or the path of its file.
    pub fn name(&self, project: &ProjectId, provider: Provider) -> String {
        match &self.place {
            Place::Manager { prefix, .. } => format!("{prefix}/{project}/{provider}"),
            Place::Files(folder) => file(folder, project, provider).display().to_string(),
        }
    }

    /// Stores a secret, in place of a former one.
    pub async fn put(&self, project: &ProjectId, provider: Provider, secret: &str) -> Outcome {
        let name = self.name(project, provider);
        match &self.place {
            Place::Files(folder) => write(&file(folder, project, provider), secret)
                .map_err(|cause| Failure::new(format!("cannot write {name}: {cause}"))),
            Place::Manager { client, .. } => {
                let replaced = client.put_secret_value().secret_id(&name).secret_string(secret).send().await;
                match replaced.map(drop) {
                    Err(error) if is_missing(&error) => create(client, &name, project, provider, secret).await,
                    outcome => outcome.map_err(|error| failure(&name, &error)),
                }
            }
        }
    }

    /// Whether there is a secret.
    pub async fn exists(&self, project: &ProjectId, provider: Provider) -> Outcome<bool> {
        match &self.place {
            Place::Files(folder) => Ok(file(folder, project, provider).exists()),
            Place::Manager { client, .. } => {
                let name = self.name(project, provider);
                match client.describe_secret().secret_id(&name).send().await {
                    Ok(found) => Ok(found.deleted_date.is_none()),
                    Err(error) if is_missing(&error) => Ok(false),
                    Err(error) => Err(failure(&name, &error)),
                }
            }
        }
    }

    /// Removes a secret at once: it cannot be restored, and a provider can always issue another. Without one, nothing happens.
    pub async fn remove(&self, project: &ProjectId, provider: Provider) -> Outcome {
        let name = self.name(project, provider);
        match &self.place {
            Place::Files(folder) => match fs::remove_file(file(folder, project, provider)) {
                Err(cause) if cause.kind() != io::ErrorKind::NotFound => {
                    Err(Failure::new(format!("cannot remove {name}: {cause}")))
                }
                _ => Ok(()),
            },
            Place::Manager { client, .. } => {
                let removed = client.delete_secret().secret_id(&name).force_delete_without_recovery(true).send().await;
                match removed.map(drop) {
                    Err(error) if !is_missing(&error) => Err(failure(&name, &error)),
                    _ => Ok(()),
                }
            }
        }
    }
}

async fn create(client: &Client, name: &str, project: &ProjectId, provider: Provider, secret: &str) -> Outcome {
    let text = format!("Roster: client secret for {provider} in the project {project}");
    let created = client.create_secret().name(name).description(text).secret_string(secret).send().await;
    created.map(drop).map_err(|error| failure(name, &error))
}

fn is_missing<E: ProvideErrorMetadata>(error: &SdkError<E, HttpResponse>) -> bool {
    error.as_service_error().is_some_and(|error| error.code() == Some("ResourceNotFoundException"))
}

/// What Secrets Manager says, as its code: a message of a service may repeat what was sent.
fn failure<E: ProvideErrorMetadata>(name: &str, error: &SdkError<E, HttpResponse>) -> Failure {
    let Some(error) = error.as_service_error() else {
        return Failure::new(
            "Secrets Manager cannot be reached: check the network, AWS_REGION and the AWS credentials; then run the command again",
        );
    };
    Failure::new(match error.code() {
        Some("AccessDeniedException") => {
            format!("these AWS credentials are not allowed to use the secret {name}: they need to read and write it")
        }
        Some("InvalidRequestException") => {
            format!("the secret {name} is being deleted: run the command again in a minute")
        }
        code => format!("Secrets Manager answered {} for {name}", code.unwrap_or("an unknown error")),
    })
}

/// The file of a secret. Ids of projects and names of providers have no character that leads to another folder.
fn file(folder: &Path, project: &ProjectId, provider: Provider) -> PathBuf {
    folder.join(project.as_str()).join(provider.as_str())
}

/// Writes the whole file, for its owner only, or leaves the former one: a function may read it at the same time.
fn write(path: &Path, secret: &str) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    // A temporary file has the mode 0600.
    let mut new = tempfile::NamedTempFile::new_in(folder)?;
    new.write_all(secret.as_bytes())?;
    new.as_file().sync_all()?;
    new.persist(path).map(drop).map_err(|failed| failed.error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    fn google() -> (ProjectId, Provider) {
        (ProjectId::parse("shop").unwrap(), Provider::parse("google").unwrap())
    }

    #[tokio::test]
    async fn a_file_is_for_its_owner_only_and_can_be_replaced_and_removed() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("providers");
        let (secrets, (shop, google)) = (ClientSecrets::open(SecretPlace::Files(place.clone())).await, google());
        assert!(!secrets.exists(&shop, google).await.unwrap());
        secrets.remove(&shop, google).await.unwrap();
        for secret in ["first", "second"] {
            secrets.put(&shop, google, secret).await.unwrap();
            let path = place.join("shop/google");
            let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!(fs::read_to_string(&path).unwrap(), secret);
            assert_eq!((mode(&path), mode(&place.join("shop")), mode(&place)), (0o600, 0o700, 0o700));
            assert_eq!(fs::read_dir(place.join("shop")).unwrap().count(), 1, "no temporary file is left");
        }
        assert!(secrets.exists(&shop, google).await.unwrap());
        secrets.remove(&shop, google).await.unwrap();
        assert!(!secrets.exists(&shop, google).await.unwrap());
    }

    #[tokio::test]
    async fn a_secret_of_aws_is_named_by_prefix_project_and_provider() {
        let (secrets, (shop, google)) =
            (ClientSecrets::open(SecretPlace::SecretsManager("roster".into())).await, google());
        assert_eq!(secrets.name(&shop, google), "roster/shop/google");
    }
}
