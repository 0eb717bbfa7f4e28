//! New passwords: what the rules of a project ask of them.
//!
//! The order is Appwrite's (source: docs/reference/appwrite/settings.md#passwords): the dictionary belongs to the parameter and
//! is asked first ([`roster_core::ProjectRules::ensure_uncommon`]); then the caller proves who they are; history and personal
//! data come last, here. In a project without these rules a new password costs its hash and nothing more.

use crate::app::App;
use crate::auth::caller::AuthedCaller;
use roster_core::{
    Error, NewPassword, OtherSessions, Password, PasswordHash, PasswordHistory, ProjectRules, Result, User, UserId,
};

impl App {
    /// The new password of a user that they or a server choose.
    ///
    /// # Errors
    /// [`Error::PasswordRecentlyUsed`], [`Error::PasswordPersonal`], [`Error::UserNotFound`].
    pub async fn new_password(
        &self,
        caller: &AuthedCaller,
        user: &User,
        password: Password,
        sessions: OtherSessions,
    ) -> Result<NewPassword> {
        let history = self.history_with(caller, &user.id, Some(&password)).await?;
        caller.rules().ensure_impersonal(user, &password)?;
        Ok(NewPassword { hash: Some(self.hash(password).await?), sessions, history })
    }

    /// The new password of a user that a server sets. The user is read only for a project that asks for their data.
    ///
    /// # Errors
    /// [`Error::ParamInvalid`] for a common one, and as [`App::new_password`].
    pub async fn set_password(
        &self,
        caller: &AuthedCaller,
        user: &UserId,
        password: Password,
        sessions: OtherSessions,
    ) -> Result<NewPassword> {
        caller.rules().ensure_uncommon("password", &password)?;
        if !caller.rules().passwords.personal_data {
            return self.recovered_password(caller, user, password, sessions).await;
        }
        let user = self.store.get_user(caller.project_id(), user).await?;
        self.new_password(caller, &user, password, sessions).await
    }

    /// The new password of a user who forgot the former one. Personal data are not looked for (source:
    /// docs/reference/appwrite/settings.md#passwords).
    ///
    /// # Errors
    /// [`Error::PasswordRecentlyUsed`], [`Error::UserNotFound`].
    pub async fn recovered_password(
        &self,
        caller: &AuthedCaller,
        user: &UserId,
        password: Password,
        sessions: OtherSessions,
    ) -> Result<NewPassword> {
        let history = self.history_with(caller, user, Some(&password)).await?;
        Ok(NewPassword { hash: Some(self.hash(password).await?), sessions, history })
    }

    /// No password any more; the present one becomes a former one.
    ///
    /// # Errors
    /// [`Error::UserNotFound`].
    pub async fn no_password(
        &self,
        caller: &AuthedCaller,
        user: &UserId,
        sessions: OtherSessions,
    ) -> Result<NewPassword> {
        Ok(NewPassword { hash: None, sessions, history: self.history_with(caller, user, None).await? })
    }

    /// The history of a user after the change, if the project keeps one, and if the new password is none of it. Each password
    /// of the history costs a hash, so their number is bounded.
    async fn history_with(
        &self,
        caller: &AuthedCaller,
        user: &UserId,
        password: Option<&Password>,
    ) -> Result<Option<PasswordHistory>> {
        let Some(most) = history_of(caller.rules()) else { return Ok(None) };
        let last = self.store.last_passwords(caller.project_id(), user, most).await?;
        if let Some(password) = password
            && matches_any(password.clone(), last.hashes.clone()).await?
        {
            return Err(Error::PasswordRecentlyUsed);
        }
        Ok(Some(PasswordHistory::after(last, most)))
    }
}

/// The number of passwords that a project forbids.
fn history_of(rules: &ProjectRules) -> Option<u8> {
    rules.passwords.history.filter(|most| *most > 0)
}

/// Whether the password has one of these hashes, compared off the thread that serves requests.
async fn matches_any(password: Password, hashes: Vec<PasswordHash>) -> Result<bool> {
    let compare = move || {
        for hash in hashes {
            if hash.matches(&password)? {
                return Ok(true);
            }
        }
        Ok(false)
    };
    tokio::task::spawn_blocking(compare).await.map_err(Error::internal)?
}
