//! The audit of a project: events that belong to no user log. Ids only, by day, removed after the retention time.

use crate::Store;
use crate::table::item::{Item, number, text};
use crate::table::keys::{self, TTL};
use crate::users::logs::encode_actor;
use roster_core::{Change, ProjectId};

impl Store {
    /// The item of an audit entry: the event (`users.delete`), the id it concerns, and the actor. Its key contains the
    /// attempt: an existing entry shows that the attempt had succeeded before.
    pub(crate) fn audit_line(&self, project: &ProjectId, event: &str, subject: &str, change: &Change) -> Item {
        let mut item = keys::audit(project, change.at, change.id).attributes();
        item.insert("ev".to_owned(), text(event));
        item.insert("id".to_owned(), text(subject));
        item.insert("ac".to_owned(), text(encode_actor(&change.origin.actor)));
        item.insert(TTL.to_owned(), number(change.at.after(self.log_retention).as_secs()));
        item
    }
}
