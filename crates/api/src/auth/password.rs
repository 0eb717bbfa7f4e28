//! Passwords: hashing them, and comparing one with the hash of a user.

use crate::app::App;
use crate::auth::caller::AuthedCaller;
use roster_core::{Error, Invalid, Password, PasswordHash, Proof, Result, User};

impl App {
    /// Proves that the caller is this user, for a change that could lock the user out: by their password. A user who never
    /// chose one chooses it now: so an anonymous user becomes a real one (source:
    /// docs/reference/appwrite/recovery.md#anonymous-users). An impersonator cannot: with a password of their choice they could
    /// act as the user later, and the log would not name them.
    ///
    /// # Errors
    /// As [`App::prove`]; [`Error::ParamInvalid`] when the chosen password is too short or too common;
    /// [`Error::PasswordPersonal`].
    pub async fn prove_owner(&self, caller: &AuthedCaller, user: User, password: Password) -> Result<(User, Proof)> {
        if caller.is_impersonator() || user.password_updated_at.is_some() {
            return self.prove(Some(user), password).await;
        }
        if password.is_short() {
            return Err(Error::invalid("password")(Invalid::PasswordTooShort));
        }
        caller.rules().ensure_uncommon("password", &password)?;
        caller.rules().ensure_impersonal(&user, &password)?;
        Ok((user, Proof::FirstPassword(self.hash(password).await?)))
    }

    /// Hashes a password, off the thread that serves requests.
    ///
    /// # Errors
    /// [`Error::Internal`] when the deployment's cost is outside of what the algorithm allows.
    pub async fn hash(&self, password: Password) -> Result<PasswordHash> {
        let (cost, salt) = (self.hash_cost, self.random()?.to_be_bytes());
        tokio::task::spawn_blocking(move || cost.hash(&password, salt)).await.map_err(Error::internal)?
    }

    /// Compares a password with the hash of a user, or with a decoy when there is no user: the same work in both cases.
    /// Returns the user, and the proof for a session. A hash of another scheme or cost than the current one is computed
    /// again.
    ///
    /// The decoy is a hash that we make. The hash of an imported user takes another time until they sign in for the
    /// first time; to hide that, every call would have to take as long as the most expensive hash that can be imported.
    ///
    /// # Errors
    /// [`Error::CredentialsInvalid`] when there is no user, no password, or another one. For a wrong password that is
    /// too short for a new one it is [`Error::ParamInvalid`], whether the user exists or not. Such a password is
    /// compared first, because an imported hash may be of a short password.
    pub async fn prove(&self, user: Option<User>, password: Password) -> Result<(User, Proof)> {
        let stored = user.as_ref().and_then(|user| user.password.clone());
        let against = stored.clone().unwrap_or_else(|| self.hash_cost.decoy());
        let (candidate, is_short) = (password.clone(), password.is_short());
        let compared = tokio::task::spawn_blocking(move || against.matches(&candidate)).await;
        match (compared.map_err(Error::internal)??, user, stored) {
            (true, Some(user), Some(verified)) => {
                let outdated = !verified.is_current(self.hash_cost);
                let upgraded = if outdated { Some(self.hash(password).await?) } else { None };
                Ok((user, Proof::Password { verified, upgraded }))
            }
            _ if is_short => Err(Error::invalid("password")(Invalid::PasswordTooShort)),
            _ => Err(Error::CredentialsInvalid),
        }
    }
}
