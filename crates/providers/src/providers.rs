//! What a function uses: the login URL, the exchange of a code, new tokens.

use crate::client_secret::ClientSecrets;
use crate::endpoints::Resolved;
use crate::error::ProviderError;
use crate::openid::{Discovery, Keys};
use crate::options;
use crate::outbound::Outbound;
use crate::request::{CodeAnswer, LoginRequest};
use crate::settings::ProviderSettings;
use crate::table::{self, Entry};
use crate::tokens::ProviderTokens;
use roster_core::{ProjectId, ProviderAccount, ProviderConfig, Timestamp};
use std::time::Duration;
use zeroize::Zeroizing;

/// The providers of a deployment. One for each process: it keeps discovery documents, keys and client secrets.
pub struct Providers {
    pub(crate) outbound: Outbound,
    pub(crate) secrets: ClientSecrets,
    pub(crate) discovery: Discovery,
    pub(crate) keys: Keys,
}

impl Providers {
    /// How long one sign-in may wait for a provider: for all calls together.
    pub const BOUND: Duration = Duration::from_secs(3);

    /// Prepares calls to providers; nothing is sent yet.
    #[must_use]
    pub fn connect(settings: &ProviderSettings) -> Self {
        Self {
            outbound: Outbound::new(settings.outbound),
            secrets: ClientSecrets::new(settings),
            discovery: Discovery::default(),
            keys: Keys::default(),
        }
    }

    /// The URL where a person signs in. It calls the provider only for a discovery document.
    ///
    /// # Errors
    /// [`ProviderError::Unsupported`], [`ProviderError::Config`], [`ProviderError::Secret`] if no client secret is there,
    /// and [`ProviderError::Unavailable`] or [`ProviderError::NotVerified`] for the discovery document.
    pub async fn login_url(
        &self,
        project: &ProjectId,
        config: &ProviderConfig,
        request: &LoginRequest<'_>,
    ) -> Result<String, ProviderError> {
        let entry = entry_of(config)?;
        in_time(entry, async {
            // A person who signs in and learns afterwards that nothing is configured has lost time.
            self.secrets.read(project, entry, request.now).await?;
            let endpoints = self.resolve(entry, config, request.now).await?;
            crate::login::url(entry, config, &endpoints, request)
        })
        .await
    }

    /// Exchanges a code for tokens, and reads which account it is.
    ///
    /// # Errors
    /// [`ProviderError`].
    pub async fn exchange(
        &self,
        project: &ProjectId,
        config: &ProviderConfig,
        answer: &CodeAnswer<'_>,
    ) -> Result<(ProviderAccount, ProviderTokens), ProviderError> {
        let entry = entry_of(config)?;
        in_time(entry, self.exchange_code(project, config, entry, answer)).await
    }

    /// Gets new tokens for a refresh token. If the provider issues no new refresh token, the old one stays.
    ///
    /// # Errors
    /// [`ProviderError`]; `Refused` with the error `invalid_grant` if the refresh token is not valid any more.
    pub async fn refresh(
        &self,
        project: &ProjectId,
        config: &ProviderConfig,
        refresh_token: &str,
        now: Timestamp,
    ) -> Result<ProviderTokens, ProviderError> {
        let entry = entry_of(config)?;
        in_time(entry, self.refresh_tokens(project, config, entry, refresh_token, now)).await
    }

    /// The endpoints of a provider for a configuration.
    pub(crate) async fn resolve(
        &self,
        entry: &'static Entry,
        config: &ProviderConfig,
        now: Timestamp,
    ) -> Result<Resolved, ProviderError> {
        crate::endpoints::resolve(entry, &config.options, &self.discovery, &self.outbound, now).await
    }
}

/// The entry of a configuration, which is checked again: it may be older than a rule.
fn entry_of(config: &ProviderConfig) -> Result<&'static Entry, ProviderError> {
    let unsupported = || ProviderError::Unsupported { provider: config.provider.as_str().to_owned() };
    let entry = table::entry(config.provider.as_str()).ok_or_else(unsupported)?;
    options::check_config(config).map_err(|cause| ProviderError::Config { provider: entry.name, cause })?;
    Ok(entry)
}

async fn in_time<T>(
    entry: &'static Entry,
    work: impl Future<Output = Result<T, ProviderError>>,
) -> Result<T, ProviderError> {
    let late = |_| ProviderError::Unavailable { provider: entry.name, cause: "no answer in 3 seconds".to_owned() };
    tokio::time::timeout(Providers::BOUND, work).await.map_err(late)?
}

/// A text that is wiped when dropped.
pub(crate) type SecretText = Zeroizing<String>;
