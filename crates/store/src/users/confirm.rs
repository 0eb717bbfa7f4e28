//! What the recipient of a message does next: verifying an email or a phone, and setting a new password.

use crate::Store;
use crate::sessions::tokens::use_up;
use crate::table::transaction::OnConditionFailed;
use crate::users::item::StoredUser;
use crate::users::password::with_password;
use crate::users::session_targets::delete_targets;
use roster_core::{
    Change, Error, Event, NewPassword, ProjectId, Result, SecretHash, SignInToken, Timestamp, TokenKind, User, UserId,
};

impl Store {
    /// Marks the email or phone of a user as verified, with the token that was sent to it and is then used up. Returns the
    /// token.
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
            let (before, token) = self.find_to_confirm(project, user, (kind, secret), change.at).await?;
            let after = StoredUser { user: token.verify(before.user.clone(), change.at), version: change.id, ..before.clone() };
            let event = &Event::CompleteVerification(token.id.clone());
            let writes = self.writes_of_change(writes, project, &before, after, event, change)?;
            use_up(writes, project, &before, &token, || Error::VerificationInvalid)?.run().await?;
            Ok(token)
        })
        .await
    }
}
