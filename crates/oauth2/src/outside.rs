//! What the handlers of this function use beside the table: providers, and the key that encrypts their tokens.

use crate::fault::fault_of;
use roster_api::App;
use roster_core::{ProjectId, Provider, ProviderConfig, ProviderFault, Result, SealedTokens, Timestamp};
use roster_keyring::Keyring;
use roster_providers::{ProviderTokens, Providers};
use std::sync::Arc;

/// The providers, and the key.
#[derive(Clone)]
pub(crate) struct Outside {
    pub(crate) keyring: Keyring,
    pub(crate) providers: Arc<Providers>,
}

impl Outside {
    pub(crate) fn new(keyring: &Keyring, providers: Providers) -> Self {
        Self { keyring: keyring.clone(), providers: Arc::new(providers) }
    }

    /// Encrypts the tokens of a provider for the user who gets them.
    pub(crate) async fn seal(&self, context: &str, tokens: &ProviderTokens, now: Timestamp) -> Result<SealedTokens> {
        let sealed = self.keyring.seal(context, &tokens.to_bytes()).await?;
        Ok(SealedTokens { sealed, expires_at: tokens.expires_in.map(|lifetime| now.after(lifetime)) })
    }

    /// New tokens of a provider for its refresh token.
    pub(crate) async fn refresh(
        &self,
        app: &App,
        project: &ProjectId,
        provider: Provider,
        refresh: &str,
    ) -> Result<ProviderTokens> {
        let config = enabled(app, project, provider).await?;
        self.providers.refresh(project, &config, refresh, app.now()).await.map_err(|error| fault_of(&error))
    }
}

/// A provider that the project has set up and not switched off.
pub(crate) async fn enabled(app: &App, project: &ProjectId, provider: Provider) -> Result<ProviderConfig> {
    match app.store.provider(project, provider).await? {
        Some(config) if config.enabled => Ok(config),
        Some(_) => Err(ProviderFault::Disabled.into()),
        None => Err(ProviderFault::NotSet.into()),
    }
}
