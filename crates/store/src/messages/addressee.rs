//! The user of a message that was left in the outbox, read before it is sent.

use crate::Store;
use crate::projects::item::ProjectRecord;
use crate::table::batch::Consistency;
use crate::table::item::str_of;
use crate::table::keys;
use crate::users::item::StoredUser;
use roster_core::{DueMessage, Project, Result, User};

/// The user who gets a message, as they are now.
#[derive(Debug)]
pub struct Addressee {
    /// Their project.
    pub project: Project,
    /// The user, without preferences and targets that have items of their own.
    pub user: User,
}

impl Store {
    /// Finds the user of a message: one consistent read, because the user may have been deleted a moment ago. `None` if nobody
    /// is to get it any more: the project is being deleted, the user was deleted, or the code of the message has been used or replaced.
    ///
    /// # Errors
    /// Only those of every call.
    pub async fn find_addressee(&self, message: &DueMessage) -> Result<Option<Addressee>> {
        let (project_key, user_key) = (keys::project(&message.project), keys::user(&message.project, &message.user));
        let code = message.code.as_ref();
        let code_key = code.map(|code| keys::of_user(&message.project, &message.user, &code.place));
        let wanted: Vec<_> = [project_key.clone(), user_key.clone()].into_iter().chain(code_key.clone()).collect();
        let mut found = self.read_many(&wanted, Consistency::Strong).await?;
        let present = code_key.and_then(|key| found.remove(&key));
        if code.is_some_and(|code| present.as_ref().and_then(|item| str_of(item, "id")) != Some(code.id.as_str())) {
            return Ok(None);
        }
        let (Some(project), Some(user)) = (found.remove(&project_key), found.remove(&user_key)) else {
            return Ok(None);
        };
        let (project, record) = (ProjectRecord::from_item(project)?.project, StoredUser::from_item(user)?);
        let is_gone = project.deleting || record.cid != message.cid;
        Ok((!is_gone).then_some(Addressee { project, user: record.user }))
    }
}
