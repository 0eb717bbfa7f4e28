//! What the recipient of a message does next: verifying an email or a phone, and setting a new password.

use crate::Store;
use crate::sessions::tokens::use_up;
use crate::users::item::StoredUser;
use crate::users::password::with_password;
use crate::users::session_targets::delete_targets;
use roster_core::{
    Change, Error, Event, NewPassword, ProjectId, Result, SecretHash, SignInToken, Timestamp, TokenKind, UserId,
};

impl Store {
    /// Marks the email or phone of a user as verified, with the token that was sent to it; the token is used up. Returns it.
    ///
    /// # Errors
    /// [`Error::UserNotFound`]; [`Error::VerificationInvalid`] when the secret is wrong, used or expired, or was sent to an email
    /// or phone that the user had before.
    pub async fn verify_with_token(
        &self,
        project: &ProjectId,
        user: &UserId,
        (kind, secret): (TokenKind, &SecretHash),
        change: &Change,
    ) -> Result<SignInToken> {
        self.optimistic(change.id, |writes| async move {
            let (before, token) = self.find_user_and_token(project, user, (&[kind], secret), change.at).await?;
            let token = token.ok_or(Error::VerificationInvalid)?;
            let user = token.verify(before.user.clone(), change.at);
            let after = StoredUser { user, version: change.id, ..before.clone() };
            let event = &Event::CompleteVerification(token.id.clone());
            let writes = self.writes_of_change(writes, project, &before, after, event, change)?;
            use_up(writes, project, &before, &token, || Error::VerificationInvalid)?.run().await?;
            Ok(token)
        })
        .await
    }

    /// Finds the token that was sent to the user for a new password, before the password is hashed.
    ///
    /// # Errors
    /// [`Error::UserNotFound`]; [`Error::RecoveryInvalid`] when the secret is wrong, used or expired, was sent to an email that
    /// the user had before, or the password has changed since.
    pub async fn find_recovery(
        &self,
        project: &ProjectId,
        user: &UserId,
        secret: &SecretHash,
        now: Timestamp,
    ) -> Result<SignInToken> {
        let (_, token) = self.find_user_and_token(project, user, (&[TokenKind::Recovery], secret), now).await?;
        token.ok_or(Error::RecoveryInvalid)
    }

    /// Sets a new password with the token of a recovery, which is used up. The email is verified by it: the token was sent there.
    ///
    /// # Errors
    /// As [`Store::find_recovery`]; [`Error::Contention`] when the password has changed since it was compared with the history.
    pub async fn recover(
        &self,
        project: &ProjectId,
        token: &SignInToken,
        password: &NewPassword,
        change: &Change,
    ) -> Result<()> {
        let wanted = (&[TokenKind::Recovery][..], &token.hash);
        self.optimistic(change.id, |writes| async move {
            let (mut before, found) = self.find_user_and_token(project, &token.user, wanted, change.at).await?;
            let token = found.ok_or(Error::RecoveryInvalid)?;
            if before.has_parts() {
                before = self.read_user(project, &token.user).await?;
                token.is_for(&before.user).then_some(()).ok_or(Error::RecoveryInvalid)?;
            }
            let (mut after, gone) = with_password(&before, password, change);
            after.user = token.verify(after.user, change.at);
            let event = &Event::CompleteRecovery(token.id.clone());
            let writes = self.writes_of_change(writes, project, &before, after, event, change)?;
            let writes = match &password.history {
                Some(history) => self.keep_passwords(writes, project, &before, history)?,
                None => writes,
            };
            let writes = delete_targets(writes, project, &before, &gone)?;
            use_up(writes, project, &before, &token, || Error::RecoveryInvalid)?.run().await?;
            Ok(())
        })
        .await
    }
}
