//! Sessions: a user who has signed in.

use crate::{Error, PasswordHash, Result, SecretHash, SessionId, Timestamp, TokenId, User, UserId};

/// A session. Its secret is not in here: only the store knows the hash of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The id.
    pub id: SessionId,
    /// Whose session it is.
    pub user: UserId,
    /// How the user signed in: `email`, `server`, ...
    pub provider: String,
    /// The user's name with that provider; the address for `email`.
    pub provider_uid: String,
    /// Where the user signed in from.
    pub ip: String,
    /// What the user signed in with.
    pub client: Client,
    /// Two letters, lower case, or `--`.
    pub country_code: String,
    /// When the user signed in.
    pub created_at: Timestamp,
    /// When the session ends by itself.
    pub expires_at: Timestamp,
}

/// What a user agent says of itself; unknown is empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[allow(missing_docs, reason = "the fields of the model: docs/reference/appwrite/models.md#models-of-015")]
pub struct Client {
    pub os_code: String,
    pub os_name: String,
    pub os_version: String,
    pub client_type: String,
    pub client_code: String,
    pub client_name: String,
    pub client_version: String,
    pub client_engine: String,
    pub client_engine_version: String,
    pub device_name: String,
    pub device_brand: String,
    pub device_model: String,
}

/// What a session, or a change that others could lock the user out by, is made on.
#[derive(Debug, Clone)]
pub enum Proof {
    /// A server vouches for the user.
    Key,
    /// There was nothing to be known: the user never chose a password.
    NoPassword,
    /// The user knew the password of this hash.
    Password {
        /// The hash that was compared with.
        verified: PasswordHash,
        /// The same password in a hash of today's cost, when that of the other is another.
        upgraded: Option<PasswordHash>,
    },
    /// The user knew the secret of a token, which is used up by it.
    Token {
        /// Which token.
        id: TokenId,
        /// The hash of its secret.
        hash: SecretHash,
    },
}

impl Proof {
    /// The password may have changed since it was compared: then the proof is of no worth.
    ///
    /// # Errors
    /// [`Error::CredentialsInvalid`].
    pub fn ensure_holds(&self, user: &User) -> Result<()> {
        match self {
            Self::Password { verified, .. } if user.password.as_ref() != Some(verified) => {
                Err(Error::CredentialsInvalid)
            }
            Self::NoPassword if user.password_updated_at.is_some() => Err(Error::CredentialsInvalid),
            _ => Ok(()),
        }
    }
}
