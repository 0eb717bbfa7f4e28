//! The audit of a project: what has no user to hang on. Ids only, by day, removed when its time has come.

use crate::Store;
use crate::table::item::{Item, number, text};
use crate::table::keys::{self, TTL};
use crate::users::logs::encode_actor;
use roster_core::{Change, ProjectId};

impl Store {
    /// The item of an audit line: what was done (`users.delete`), to what id, by whom. Its key is the attempt's: put where
    /// none is, it tells an attempt that had succeeded from one that comes too late.
    pub(crate) fn audit_line(&self, project: &ProjectId, event: &str, subject: &str, change: &Change) -> Item {
        let mut item = keys::audit(project, change.at, change.id).attributes();
        item.insert("ev".to_owned(), text(event));
        item.insert("id".to_owned(), text(subject));
        item.insert("ac".to_owned(), text(encode_actor(&change.origin.actor)));
        item.insert(TTL.to_owned(), number(change.at.after(self.log_retention).as_secs()));
        item
    }
}
