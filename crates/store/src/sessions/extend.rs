//! Extending a session.

use crate::Store;
use crate::sessions::item::decode_session;
use crate::sessions::session::is_live;
use crate::table::batch::Consistency;
use crate::table::condition::Condition;
use crate::table::item::{number, text};
use crate::table::keys;
use crate::table::transaction::OnConditionFailed;
use crate::users::item::StoredUser;
use roster_core::{Change, Error, Event, ProjectId, Result, Session, SessionId, Timestamp, UserId};

impl Store {
    /// Moves the end of a live session of a user to `until`; returns the session as it is then. Nothing else of it is written:
    /// a session that ends at the same time stays ended.
    ///
    /// # Errors
    /// [`Error::UserNotFound`], then [`Error::SessionNotFound`] when the user has no such session, even if another user
    /// has it.
    pub async fn extend_session(
        &self,
        project: &ProjectId,
        user: &UserId,
        session: &SessionId,
        until: Timestamp,
        change: &Change,
    ) -> Result<Session> {
        let (user_key, session_key) = &(keys::user(project, user), keys::session(project, user, session));
        self.optimistic(change.id, |writes| async move {
            let mut found = self.read_many(&[user_key.clone(), session_key.clone()], Consistency::Strong).await?;
            let record = found.remove(user_key).ok_or(Error::UserNotFound).and_then(StoredUser::from_item)?;
            let item = found.remove(session_key).ok_or(Error::SessionNotFound)?;
            if !is_live(&item, &record, change.at) {
                return Err(Error::SessionNotFound.into());
            }
            let before = decode_session(item, &record.user)?;
            let line = self.log_line(project, (user, record.cid), &Event::UpdateSession(session.clone()), change)?;
            let moved = [(keys::TTL, number(until.as_secs())), ("ut", number(change.at.as_millis()))];
            let ours = Condition::equal("uc", text(record.cid.to_string()));
            let extended = writes
                .check(user_key, &Condition::equal("cid", text(record.cid.to_string())), OnConditionFailed::Stale)?
                .set_if(session_key, &moved, &ours, OnConditionFailed::Stale)?
                .record(line)?;
            extended.run().await?;
            Ok(Session { expires_at: until, updated_at: change.at, ..before })
        })
        .await
    }
}
