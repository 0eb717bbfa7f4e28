//! Whether a user who signs in has a session already.

use crate::Store;
use crate::sessions::session::is_live;
use crate::sessions::sign_in::KnownUser;
use crate::table::batch::Consistency;
use crate::table::keys::{self, prefix};
use crate::table::query::Range;
use roster_core::{ProjectId, Result, Timestamp};

/// The items that are looked at. Sessions that have ended with all others stay until their time to live, but no session that
/// lives is older than they are, except the one that such an end has kept.
const NEWEST: usize = 25;

impl Store {
    /// Whether a user who was just read has a session that lives: one read, and one more if a new password has ended all
    /// sessions but one.
    ///
    /// # Errors
    /// Only those of every call.
    pub async fn has_live_session(&self, project: &ProjectId, user: &KnownUser, now: Timestamp) -> Result<bool> {
        let KnownUser(record) = user;
        let range = Range::of(keys::user_partition(project, &record.user.id)).beginning(prefix::SESSION).backward();
        let newest = self.query(&range, None, Some(NEWEST)).await?.items;
        if newest.iter().any(|item| is_live(item, record, now)) {
            return Ok(true);
        }
        let Some(kept) = &record.kept_session else { return Ok(false) };
        let key = keys::session(project, &record.user.id, kept);
        let found = self.read_many(std::slice::from_ref(&key), Consistency::Strong).await?.remove(&key);
        Ok(found.is_some_and(|item| is_live(&item, record, now)))
    }
}
