//! The user of a message that was left in the outbox, read before it is sent.

use crate::Store;
use crate::projects::item::ProjectRecord;
use crate::sessions::item::decode_session;
use crate::sessions::session::is_live;
use crate::table::batch::Consistency;
use crate::table::keys;
use crate::users::item::StoredUser;
use roster_core::{DueMessage, OutboxContent, Project, Result, Session, Timestamp, User};

/// The user who gets a message, as they are now.
#[derive(Debug)]
pub struct Addressee {
    /// Their project.
    pub project: Project,
    /// The user, without preferences and targets that have items of their own.
    pub user: User,
    /// The session that the message is about, if it is a session alert.
    pub session: Option<Session>,
}

impl Store {
    /// Finds the user of a message: one consistent read, because the user may have been deleted a moment ago. `None` if nobody is to
    /// get it any more: the project is being deleted, the user was deleted, or the session that it is about has ended.
    ///
    /// # Errors
    /// Only those of every call.
    pub async fn find_addressee(&self, message: &DueMessage, now: Timestamp) -> Result<Option<Addressee>> {
        let (project_key, user_key) = (keys::project(&message.project), keys::user(&message.project, &message.user));
        let session_key = match &message.entry.content {
            OutboxContent::Sealed(_) => None,
            OutboxContent::SessionAlert { session, .. } => {
                Some(keys::session(&message.project, &message.user, session))
            }
        };
        let wanted: Vec<_> = [project_key.clone(), user_key.clone()].into_iter().chain(session_key.clone()).collect();
        let mut found = self.read_many(&wanted, Consistency::Strong).await?;
        let (Some(project), Some(user)) = (found.remove(&project_key), found.remove(&user_key)) else {
            return Ok(None);
        };
        let (project, record) = (ProjectRecord::from_item(project)?.project, StoredUser::from_item(user)?);
        if project.deleting || record.cid != message.cid {
            return Ok(None);
        }
        let session = match session_key {
            None => None,
            Some(key) => match found.remove(&key).filter(|item| is_live(item, &record, now)) {
                Some(item) => Some(decode_session(item, &record.user)?),
                None => return Ok(None),
            },
        };
        Ok(Some(Addressee { project, user: record.user, session }))
    }
}
