//! What can fail.

use roster_core::Error;

/// Why a secret could not be encrypted or decrypted.
#[derive(Debug, thiserror::Error)]
pub enum KeyringError {
    /// The deployment has no key.
    #[error("the deployment has no key for secrets: the parameter SecretKey of the template sets it")]
    Missing,
    /// The key cannot be used now; the same call may succeed later. Holds the cause, which has no secret.
    #[error("the key of the secrets cannot be used: {0}")]
    Unavailable(String),
    /// These bytes were not encrypted with this key and this context.
    #[error("a secret cannot be decrypted")]
    Invalid,
}

impl From<KeyringError> for Error {
    fn from(error: KeyringError) -> Self {
        match error {
            KeyringError::Missing => Self::SecretKeyMissing,
            KeyringError::Unavailable(_) => Self::Unavailable(error.into()),
            KeyringError::Invalid => Self::Internal(error.into()),
        }
    }
}
