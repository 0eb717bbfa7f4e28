//! The user of a message that was left in the outbox, read before it is sent.

use crate::Store;
use crate::projects::item::ProjectRecord;
use crate::table::batch::Consistency;
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
    /// Finds the user of a message: one consistent read, because the user may have been deleted a moment ago. `None` if nobody is to
    /// get it any more: the project is being deleted, or the user was deleted.
    ///
    /// # Errors
    /// Only those of every call.
    pub async fn find_addressee(&self, message: &DueMessage) -> Result<Option<Addressee>> {
        let (project_key, user_key) = (keys::project(&message.project), keys::user(&message.project, &message.user));
        let mut found = self.read_many(&[project_key.clone(), user_key.clone()], Consistency::Strong).await?;
        let (Some(project), Some(user)) = (found.remove(&project_key), found.remove(&user_key)) else {
            return Ok(None);
        };
        let (project, record) = (ProjectRecord::from_item(project)?.project, StoredUser::from_item(user)?);
        let is_gone = project.deleting || record.cid != message.cid;
        Ok((!is_gone).then_some(Addressee { project, user: record.user }))
    }
}
