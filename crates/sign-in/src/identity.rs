//! Identities as their users and servers see them: with the tokens of the providers, decrypted.

use roster_api::{ShownIdentity, ShownTokens};
use roster_core::{Identity, Listing, ProjectId, Result};
use roster_keyring::Keyring;
use roster_providers::ProviderTokens;

/// The tokens of an identity.
///
/// # Errors
/// When the key cannot be used, or the tokens were not encrypted with it for this identity.
pub async fn shown_tokens(keyring: &Keyring, project: &ProjectId, identity: &Identity) -> Result<ShownTokens> {
    let opened = keyring.open(&identity.context(project), &identity.tokens.sealed).await?;
    let tokens = ProviderTokens::from_bytes(&opened)
        .ok_or_else(|| roster_core::Error::internal("decrypted tokens are malformed"))?;
    Ok(ShownTokens {
        access: tokens.access.to_string(),
        refresh: tokens.refresh.map(|token| token.to_string()).unwrap_or_default(),
        expires_at: identity.tokens.expires_at,
    })
}

/// A page of identities with their tokens.
///
/// # Errors
/// As [`shown_tokens`].
pub async fn shown_identities(
    keyring: &Keyring,
    project: &ProjectId,
    found: Listing<Identity>,
) -> Result<Listing<ShownIdentity>> {
    let mut items = Vec::with_capacity(found.items.len());
    for identity in found.items {
        let tokens = shown_tokens(keyring, project, &identity).await?;
        items.push(ShownIdentity { identity, tokens });
    }
    Ok(Listing { total: found.total, items })
}
