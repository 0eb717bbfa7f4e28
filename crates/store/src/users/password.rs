//! Changing the password of a user, with or without the end of their other sessions.

use crate::Store;
use crate::users::item::StoredUser;
use crate::users::session_targets::{delete_targets, split_off};
use roster_core::{
    Change, Event, KeptSession, NewPassword, OtherSessions, ProjectId, Proof, Result, Target, User, UserId,
};

impl Store {
    /// Sets or removes the password.
    ///
    /// Other sessions end in the same transaction, with the targets that belong to them, by a new epoch: however many there
    /// are, and without a second step that could be left undone. Their items stay until their time to live, and until then every read ignores them.
    ///
    /// # Errors
    /// [`roster_core::Error::UserNotFound`], [`roster_core::Error::CredentialsInvalid`] when the proof is no longer
    /// valid, [`roster_core::Error::Contention`] when the password has changed since it was compared with the history.
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
            let (after, gone) = with_password(&before, password, change);
            let event = &Event::UpdatePassword;
            let writes = self.writes_of_change(writes, project, &before, after.clone(), event, change)?;
            let writes = match &password.history {
                Some(history) => self.keep_passwords(writes, project, &before, history)?,
                None => writes,
            };
            delete_targets(writes, project, &before, &gone)?.run().await?;
            Ok(after.user)
        })
        .await
    }
}

/// The user with the password, and the targets of the sessions that end.
pub(crate) fn with_password<'a>(
    before: &'a StoredUser,
    password: &NewPassword,
    change: &Change,
) -> (StoredUser, Vec<&'a Target>) {
    let (mut after, gone) = match &password.sessions {
        OtherSessions::Stay => (StoredUser { version: change.id, ..before.clone() }, Vec::new()),
        OtherSessions::End { except } => {
            // A session that has ended since the caller was checked stays ended.
            let is_live =
                |kept: &&KeptSession| kept.epoch == before.epoch || before.kept_session.as_ref() == Some(&kept.id);
            let kept = except.as_ref().filter(is_live).map(|kept| &kept.id);
            let (rest, gone) = split_off(before, change.id, |session| kept != Some(session));
            (rest.without_sessions(kept.cloned()), gone)
        }
    };
    after.user = after.user.with_password(password.hash.clone(), change.at);
    after.user.targets.retain(|target| gone.iter().all(|ended| ended.id != target.id));
    (after, gone)
}
