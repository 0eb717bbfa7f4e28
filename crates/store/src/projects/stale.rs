//! Postings and places that belong to nobody: a function of a former version deletes a user, or changes a value, without
//! deleting those that it does not know.

use crate::Store;
use crate::lists::counters::places;
use crate::table::batch::Consistency;
use crate::table::item::{Item, str_of, ulid_of};
use crate::table::keys::{self, Key, SK, cid_of_posting};
use crate::table::query::Range;
use crate::table::transaction::{OnConditionFailed, TransactError};
use crate::users::change::as_read;
use crate::users::item::{StoredUser, claimed_by};
use roster_core::{ListIndexes, Project, ProjectId, RARE_VALUES, Result, Ulid, UserId};

/// Postings that are compared with their users in one step.
const STEP: usize = 100;

impl Store {
    /// Deletes the postings of rare values whose users do not exist, or have another value.
    pub(crate) async fn delete_stale_rare_values(&self, project: &Project) -> Result<()> {
        for (word, place) in RARE_VALUES.iter().flat_map(|word| places(project).map(move |place| (*word, place))) {
            let range = Range::of(keys::posting_partition(&project.id, place, word)).beginning(format!("{word}#"));
            let mut start = None;
            loop {
                let page = self.query(&range, start, Some(STEP)).await?;
                self.delete_stale(project, word, &page.items).await?;
                match page.next {
                    Some(next) => start = Some(next),
                    None => break,
                }
            }
        }
        Ok(())
    }

    /// Deletes every place in the orders that the project does not keep, or of all orders.
    pub(crate) async fn delete_places(&self, project: &ProjectId, kept: ListIndexes) -> Result<()> {
        let orders = [(kept.name, 'n'), (kept.email, 'e')];
        for (_, letter) in orders.into_iter().filter(|(is_kept, _)| !is_kept) {
            let places = Range::of(keys::order_partition(project, letter.encode_utf8(&mut [0; 4])));
            loop {
                let page = self.query(&places, None, Some(STEP)).await?;
                if page.items.is_empty() && page.next.is_none() {
                    break;
                }
                let keys: Vec<_> = page.items.iter().filter_map(Key::of).collect();
                self.delete_many(&keys).await?;
            }
        }
        Ok(())
    }

    async fn delete_stale(&self, project: &Project, word: &str, postings: &[Item]) -> Result<()> {
        let parts = |posting: &Item| -> Option<(Key, Ulid, UserId)> {
            Some((Key::of(posting)?, cid_of_posting(str_of(posting, SK)?)?, claimed_by(posting)?))
        };
        let postings: Vec<_> = postings.iter().filter_map(parts).collect();
        let users: Vec<_> = postings.iter().map(|(_, _, id)| keys::user(&project.id, id)).collect();
        let found = self.read_many(&users, Consistency::Strong).await?;
        for ((posting, cid, _), user) in postings.iter().zip(&users) {
            // An incarnation that has ended does not come back: nobody else writes its postings.
            match found.get(user).filter(|item| ulid_of(item, "cid") == Some(*cid)) {
                None => self.delete_many(std::slice::from_ref(posting)).await?,
                Some(item) => self.delete_if_stale(word, posting, user, item.clone()).await?,
            }
        }
        Ok(())
    }

    /// Deletes the posting, if the user was read without the value and has not changed since.
    async fn delete_if_stale(&self, word: &str, posting: &Key, user: &Key, item: Item) -> Result<()> {
        let record = StoredUser::from_item(item)?;
        if record.words().contains(word) {
            return Ok(());
        }
        let writes = self.shared_work().check(user, &as_read(&record), OnConditionFailed::Stale)?.delete(posting)?;
        match writes.run().await {
            Ok(()) | Err(TransactError::Stale) => Ok(()),
            Err(TransactError::Failed(error)) => Err(error),
        }
    }
}
