//! Sessions of users who have signed in.

use crate::{
    AttemptCounter, Error, Factor, OutboxEntry, PasswordHash, Result, SessionId, SignInToken, Timestamp, User, UserId,
};

/// A session. It does not hold the secret: only the store has the hash of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The id.
    pub id: SessionId,
    /// The user.
    pub user: UserId,
    /// The provider with which the user signed in: `email`, `server`, ...
    pub provider: String,
    /// The user's name with that provider; their email for `email`.
    pub provider_uid: String,
    /// The IP address from which the user signed in.
    pub ip: String,
    /// The client with which the user signed in.
    pub client: Client,
    /// The country of the IP address: two letters in lower case, or `--`.
    pub country_code: String,
    /// When the user signed in.
    pub created_at: Timestamp,
    /// When the session was last extended; the time of creation for one that never was.
    pub updated_at: Timestamp,
    /// When the session expires.
    pub expires_at: Timestamp,
    /// What the user has shown in this session, in this order: what they signed in with, then second factors.
    pub factors: Vec<Factor>,
    /// When the user last passed a challenge in this session.
    pub challenged_at: Option<Timestamp>,
}

/// The description of a client that follows from its user agent; unknown values are empty.
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

/// The proof on which a session is created, or on which a change is made that could lock the user out.
#[derive(Debug, Clone)]
pub enum Proof {
    /// The API key of a server.
    Key,
    /// No proof is possible, because the user never chose a password.
    NoPassword,
    /// No proof is possible for the same reason. The password that was sent, of this hash, becomes the user's.
    FirstPassword(PasswordHash),
    /// The password of this hash.
    Password {
        /// The hash with which the password was compared.
        verified: PasswordHash,
        /// A new hash of the same password at the current cost, if `verified` has another cost.
        upgraded: Option<PasswordHash>,
    },
    /// A token, which can be used once.
    Token(SignInToken),
}

impl Proof {
    /// Checks that the proof is still valid: the password may have changed after it was compared.
    ///
    /// # Errors
    /// [`Error::CredentialsInvalid`] when the proof is no longer valid.
    pub fn ensure_holds(&self, user: &User) -> Result<()> {
        match self {
            Self::Password { verified, .. } if user.password.as_ref() != Some(verified) => {
                Err(Error::CredentialsInvalid)
            }
            Self::NoPassword | Self::FirstPassword(_) if user.password_updated_at.is_some() => {
                Err(Error::CredentialsInvalid)
            }
            Self::Token(token) if !token.is_for(user) => Err(Error::TokenInvalid),
            _ => Ok(()),
        }
    }

    /// The user after a change with this proof: with the password that the proof sets, if it sets one; and with the email or
    /// phone verified to which the token was sent.
    #[must_use]
    pub fn apply(&self, user: User, at: Timestamp) -> User {
        match self {
            Self::FirstPassword(hash) => user.with_password(Some(hash.clone()), at),
            Self::Token(token) => token.verify(user, at),
            _ => user,
        }
    }
}

/// What a sign-in does besides creating the session.
#[derive(Debug, Clone, Default)]
pub struct SignInEffects {
    /// The counter whose attempts are forgotten because this one succeeded.
    pub forgets: Option<AttemptCounter>,
    /// Whether the sign-in counts as an access of the user. The first one of a day is recorded with the session, and
    /// so by no later call.
    pub is_access: bool,
    /// The message that informs the user about the session, if the project wants one.
    pub alert: Option<OutboxEntry>,
}
