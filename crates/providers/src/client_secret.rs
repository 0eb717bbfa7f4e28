//! Client secrets: read from Secrets Manager or files, and kept for five minutes.

use crate::error::ProviderError;
use crate::providers::SecretText;
use crate::settings::{ProviderSettings, SecretPlace};
use crate::table::Entry;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_sdk_secretsmanager::Client;
use aws_sdk_secretsmanager::error::ProvideErrorMetadata as _;
use roster_core::{ProjectId, Timestamp};
use std::collections::HashMap;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::OnceCell;
use zeroize::Zeroizing;

/// How long a secret is kept: after that a replaced one is used.
const LIFETIME: Duration = Duration::from_secs(5 * 60);
/// Largest secret, in bytes: Apple's, with its private key, has some 400.
const MAX_LENGTH: usize = 8 * 1024;
/// The limits of a call of Secrets Manager; the sign-in has only three seconds in all.
const CONNECTION: Duration = Duration::from_millis(500);
const CALL: Duration = Duration::from_millis(1_500);

type Key = (String, &'static str);

/// The client secrets of a deployment.
pub(crate) struct ClientSecrets {
    place: Option<SecretPlace>,
    endpoint: Option<String>,
    client: OnceCell<Client>,
    kept: Mutex<HashMap<Key, (Timestamp, Arc<SecretText>)>>,
}

impl ClientSecrets {
    pub(crate) fn new(settings: &ProviderSettings) -> Self {
        let endpoint = settings.secrets_endpoint.clone();
        Self { place: settings.secrets.clone(), endpoint, client: OnceCell::new(), kept: Mutex::default() }
    }

    /// The client secret of a provider in a project.
    ///
    /// # Errors
    /// [`ProviderError::Secret`] with what to do.
    pub(crate) async fn read(
        &self,
        project: &ProjectId,
        entry: &'static Entry,
        now: Timestamp,
    ) -> Result<Arc<SecretText>, ProviderError> {
        let key = (project.as_str().to_owned(), entry.id);
        let kept = self.kept().get(&key).cloned();
        if let Some((_, secret)) = kept.filter(|(read, _)| now < read.after(LIFETIME)) {
            return Ok(secret);
        }
        let read = match &self.place {
            None => Err("no place for client secrets is set: set ROSTER_PROVIDER_SECRETS".to_owned()),
            Some(SecretPlace::Files(folder)) => read_file(&folder.join(project.as_str()).join(entry.id)),
            Some(SecretPlace::SecretsManager(prefix)) => {
                self.read_managed(&format!("{prefix}/{}/{}", project.as_str(), entry.id)).await
            }
        };
        let secret = read.and_then(|secret| checked(&secret).map(|text| Zeroizing::new(text.to_owned())));
        let secret = secret.map_err(|cause| ProviderError::Secret { provider: entry.name, cause })?;
        let secret = Arc::new(secret);
        self.kept().insert(key, (now, Arc::clone(&secret)));
        Ok(secret)
    }

    /// Forgets a secret that the provider does not accept.
    pub(crate) fn forget(&self, project: &ProjectId, entry: &'static Entry) {
        self.kept().remove(&(project.as_str().to_owned(), entry.id));
    }

    /// Sets the client of a test.
    #[cfg(test)]
    pub(crate) fn set_client(&self, client: Client) {
        self.client.set(client).unwrap();
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, HashMap<Key, (Timestamp, Arc<SecretText>)>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn read_managed(&self, name: &str) -> Result<SecretText, String> {
        let found = self.client().await.get_secret_value().secret_id(name).send().await;
        let found = found.map_err(|error| match error.code() {
            Some("ResourceNotFoundException") => format!("there is no secret {name} in Secrets Manager: create it"),
            Some(code) => format!("Secrets Manager answered {code} for {name}"),
            None => "Secrets Manager did not answer".to_owned(),
        })?;
        found.secret_string.map(Zeroizing::new).ok_or_else(|| format!("the secret {name} is not a text"))
    }

    async fn client(&self) -> &Client {
        let make = || async {
            let timeouts = TimeoutConfig::builder().connect_timeout(CONNECTION).operation_timeout(CALL).build();
            let config = roster_aws::function_config(self.endpoint.as_deref(), timeouts, RetryConfig::disabled());
            Client::new(&config.await)
        };
        self.client.get_or_init(make).await
    }
}

/// Reads a secret from a file of this machine.
fn read_file(path: &Path) -> Result<SecretText, String> {
    // Such a file is small and local: reading it does not hold up other requests.
    let read = std::fs::read(path).map(Zeroizing::new);
    let bytes = read.map_err(|error| match error.kind() {
        ErrorKind::NotFound => "its file does not exist: set it with `roster providers set`".to_owned(),
        kind => format!("its file cannot be read: {kind}"),
    })?;
    let text = std::str::from_utf8(&bytes).map_err(|_| "its file is not a text".to_owned())?;
    Ok(Zeroizing::new(text.to_owned()))
}

/// A secret without the space around it, which editors and shells add.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn checked(secret: &str) -> Result<&str, String> {
    match secret.trim() {
        "" => Err("it is empty".to_owned()),
        long if long.len() > MAX_LENGTH => Err("it is longer than 8 kB".to_owned()),
        secret => Ok(secret),
    }
}
