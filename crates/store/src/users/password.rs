//! Changing the password of a user, with or without the end of their other sessions.

use crate::Store;
use crate::users::item::StoredUser;
use roster_core::{Change, Event, NewPassword, OtherSessions, ProjectId, Proof, Result, User, UserId};

impl Store {
    /// Sets or removes the password.
    ///
    /// Other sessions end in the same write, by a new epoch: however many there are, and without a second step that
    /// could be left undone. Their items stay until their time to live, and until then every read ignores them.
    ///
    /// # Errors
    /// [`roster_core::Error::UserNotFound`], [`roster_core::Error::CredentialsInvalid`] when the proof is no longer
    /// valid.
    pub async fn update_password(
        &self,
        project: &ProjectId,
        id: &UserId,
        password: impl Into<NewPassword>,
        proof: &Proof,
        change: &Change,
    ) -> Result<User> {
        let password = &password.into();
        self.optimistic(change.id, |writes| async move {
            let before = self.read_user(project, id).await?;
            proof.ensure_holds(&before.user)?;
            let after = with_password(&before, password, change);
            self.writes_of_change(writes, project, &before, after.clone(), &Event::UpdatePassword, change)?
                .run()
                .await?;
            Ok(after.user)
        })
        .await
    }
}

fn with_password(before: &StoredUser, password: &NewPassword, change: &Change) -> StoredUser {
    let user = before.user.clone().with_password(password.hash.clone(), change.at);
    let after = StoredUser { user, version: change.id, ..before.clone() };
    match &password.sessions {
        OtherSessions::Stay => after,
        OtherSessions::End { except } => after.without_sessions(except.clone()),
    }
}
