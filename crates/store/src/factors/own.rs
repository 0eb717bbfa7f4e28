//! What signed-in users do about their own factors.

use crate::Store;
use crate::factors::authenticators::ensure_same;
use crate::factors::session_factors::ReadSession;
use crate::sessions::sign_in::SignedIn;
use crate::table::batch::Consistency;
use crate::table::keys;
use crate::users::item::StoredUser;
use roster_core::{Change, Error, Event, Factors, ProjectId, Result, SessionId, User};

impl Store {
    /// The factors that a signed-in user could present: one round trip.
    ///
    /// # Errors
    /// Only those of every call.
    pub async fn get_own_factors(&self, project: &ProjectId, signed_in: &SignedIn) -> Result<Factors> {
        let key = keys::recovery_codes(project, &signed_in.user.id, signed_in.cid);
        let found = self.read_many(std::slice::from_ref(&key), Consistency::Strong).await?;
        Ok(Factors::of(&signed_in.user, found.contains_key(&key)))
    }

    /// Turns the second factor of a signed-in user on or off. When it is turned on, the session of the call gets every factor
    /// that the user could present, so that nobody locks themselves out (source:
    /// docs/reference/appwrite/mfa.md#when-a-session-is-rejected). Their other sessions then lack one.
    ///
    /// # Errors
    /// [`Error::SessionNotFound`] when it is turned on without a session, or with one that has ended; [`Error::UserNotFound`].
    pub async fn update_own_mfa(
        &self,
        project: &ProjectId,
        signed_in: &SignedIn,
        mfa: bool,
        change: &Change,
    ) -> Result<User> {
        if !mfa {
            return self.update_mfa(project, &signed_in.user.id, false, change).await;
        }
        let session_id = &signed_in.session.as_ref().ok_or(Error::SessionNotFound)?.id;
        self.optimistic(change.id, |writes| async move {
            let (before, session) = self.read_with_session(project, signed_in, session_id, change).await?;
            let user = before.user.clone().with_mfa(true, change.at);
            let after = StoredUser { user, version: change.id, ..before.clone() };
            let with_factors = session.with(Factors::of(&after.user, false).iter(), false, change);
            let event = &Event::UpdateMfa;
            let writes = self.writes_of_change(writes, project, &before, after.clone(), event, change)?;
            session.write(writes, project, &before, &with_factors)?.run().await?;
            Ok(after.user)
        })
        .await
    }

    /// The user of a call and the session of the call, as they are now: one round trip, and one more for large preferences or
    /// targets.
    pub(crate) async fn read_with_session(
        &self,
        project: &ProjectId,
        signed_in: &SignedIn,
        session: &SessionId,
        change: &Change,
    ) -> Result<(StoredUser, ReadSession)> {
        let id = &signed_in.user.id;
        let (user_key, session_key) = (keys::user(project, id), keys::session(project, id, session));
        let mut found = self.read_many(&[user_key.clone(), session_key.clone()], Consistency::Strong).await?;
        let mut record = found.remove(&user_key).ok_or(Error::UserNotFound).and_then(StoredUser::from_item)?;
        if record.has_parts() {
            record = self.read_user(project, id).await?;
        }
        ensure_same(&record, signed_in.cid)?;
        let session = ReadSession::of(found.remove(&session_key), &record, change.at)?;
        Ok((record, session))
    }
}
