//! Removing what belonged to a user who is gone.

use crate::Store;
use crate::condition::Condition;
use crate::failure::malformed;
use crate::item::{Item, str_of, text, ulid_of};
use crate::jobs::Job;
use crate::keys::{self, Key, SK, prefix};
use crate::query::Range;
use crate::teams::leave;
use crate::transaction::{Refusal, Rejected};
use roster_core::{ProjectId, Result};

/// Items of one step: eight calls of 25 side by side.
const STEP: usize = 200;

impl Store {
    /// Removes everything that carries the incarnation of the deleted user, and its postings. What a new user of the same
    /// id owns is left alone.
    pub(crate) async fn purge(&self, job: &Job) -> Result<()> {
        let posting = |word: &String| keys::posting(&job.project, job.place, word, job.cid);
        let postings: Vec<_> = job.words.iter().map(posting).collect();
        tokio::try_join!(self.delete_many(&postings), self.purge_partition(job)).map(drop)
    }

    async fn purge_partition(&self, job: &Job) -> Result<()> {
        let everything = Range::of(keys::user_partition(&job.project, &job.user));
        let mut start = None;
        loop {
            let page = self.query(&everything, start, Some(STEP)).await?;
            self.remove(job, page.items).await?;
            match page.next {
                Some(next) => start = Some(next),
                None => return Ok(()),
            }
        }
    }

    async fn remove(&self, job: &Job, items: Vec<Item>) -> Result<()> {
        let owned = items.into_iter().filter(|item| ulid_of(item, "uc") == Some(job.cid));
        let is_membership = |item: &Item| str_of(item, SK).is_some_and(|sk| sk.starts_with(prefix::MEMBERSHIP));
        let (memberships, rest): (Vec<_>, Vec<_>) = owned.partition(is_membership);
        for membership in memberships {
            self.end_membership(&job.project, &membership).await?;
        }
        self.delete_many(&rest.iter().filter_map(Key::of).collect::<Vec<_>>()).await
    }

    /// Takes a user who is gone out of a team: the membership goes and the team counts one less, together. The team may be
    /// gone already, or be another one under the same id: then there is nothing to count.
    pub(crate) async fn end_membership(&self, project: &ProjectId, membership: &Item) -> Result<()> {
        let broken = || malformed("membership");
        let (key, id) = (Key::of(membership).ok_or_else(broken)?, ulid_of(membership, "v").ok_or_else(broken)?);
        // The key is the same for a user who came back under the id: only this very membership may go.
        let same = Condition::equal("v", text(id.to_string()));
        let ending = self.shared_work("leave", id).delete_if(&key, &same, Refusal::Stale)?;
        match leave(ending, project, membership)?.run().await {
            Ok(()) => return Ok(()),
            Err(Rejected::Failed(error)) => return Err(error),
            Err(Rejected::Stale) => {}
        }
        match self.shared_work("drop", id).delete_if(&key, &same, Refusal::Stale)?.run().await {
            Ok(()) | Err(Rejected::Stale) => Ok(()),
            Err(Rejected::Failed(error)) => Err(error),
        }
    }
}
