//! What callers learn of a failure at a provider, and what the log says of it.

use roster_core::{Error, ProviderFault};
use roster_providers::ProviderError;

/// The error of a caller. What the operator must repair is logged: it has no code, token or email.
pub(crate) fn fault_of(error: &ProviderError) -> Error {
    match error {
        ProviderError::Refused { provider, status, error, description } => ProviderFault::Refused {
            provider,
            status: Some(*status),
            error: error.clone(),
            description: description.clone(),
        }
        .into(),
        ProviderError::MissingUid { .. } => ProviderFault::UidMissing.into(),
        ProviderError::Unsupported { .. } => Error::ProviderUnsupported,
        ProviderError::Unavailable { provider, .. }
        | ProviderError::NotVerified { provider, .. }
        | ProviderError::Secret { provider, .. }
        | ProviderError::Config { provider, .. } => {
            tracing::warn!(cause = %error, "a provider cannot be used");
            match error {
                ProviderError::Secret { .. } | ProviderError::Config { .. } => ProviderFault::NotSet.into(),
                _ => ProviderFault::Unavailable(provider).into(),
            }
        }
    }
}
