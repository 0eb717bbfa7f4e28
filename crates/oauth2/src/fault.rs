//! What callers learn of a failure at a provider, and what the log says of it.

use roster_core::{Error, ProviderFault};
use roster_providers::ProviderError;

/// The error of a caller. The log names the provider, the status and what kind of error it is: no code of a sign-in, token or email.
pub(crate) fn fault_of(error: &ProviderError) -> Error {
    tracing::warn!(cause = %error, "a sign-in with a provider failed");
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
        ProviderError::Unavailable { provider, .. } | ProviderError::NotVerified { provider, .. } => {
            ProviderFault::Unavailable(provider).into()
        }
        ProviderError::Secret { .. } | ProviderError::Config { .. } => ProviderFault::NotSet.into(),
    }
}
