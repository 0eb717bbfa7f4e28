//! Removing the items of a deleted user or team.

use crate::Store;
use crate::jobs::job::{Job, Subject};
use crate::table::condition::Condition;
use crate::table::failure::malformed;
use crate::table::item::{Item, str_of, text, ulid_of};
use crate::table::keys::{self, Key, SK, prefix};
use crate::table::query::Range;
use crate::table::transaction::{OnConditionFailed, TransactError};
use crate::teams::team::leave;
use roster_core::{ProjectId, Result, TeamId, Ulid, UserId};

/// Items in one step: eight parallel calls of 25.
const STEP: usize = 200;

impl Store {
    /// Removes the items of a job. Every step may run twice.
    pub(crate) async fn purge(&self, job: &Job) -> Result<()> {
        match &job.subject {
            Subject::User { id, cid, place } => {
                let posting = |word: &String| keys::posting(&job.project, *place, word, *cid);
                let postings: Vec<_> = job.words.iter().map(posting).collect();
                tokio::try_join!(self.delete_many(&postings), self.purge_user(&job.project, id, *cid)).map(drop)
            }
            Subject::Team { id, tc } => {
                let posting = |word: &String| keys::team_posting(&job.project, word, *tc);
                let postings: Vec<_> = job.words.iter().map(posting).collect();
                tokio::try_join!(self.delete_many(&postings), self.purge_members(&job.project, id, *tc)).map(drop)
            }
        }
    }

    /// Removes everything with the incarnation of the deleted user. Items of a new user with the same id stay.
    async fn purge_user(&self, project: &ProjectId, user: &UserId, cid: Ulid) -> Result<()> {
        let everything = Range::of(keys::user_partition(project, user));
        let mut start = None;
        loop {
            let page = self.query(&everything, start, Some(STEP)).await?;
            let owned = page.items.into_iter().filter(|item| ulid_of(item, "uc") == Some(cid));
            let is_of = |item: &Item, prefix: &str| str_of(item, SK).is_some_and(|sk| sk.starts_with(prefix));
            let (memberships, rest): (Vec<_>, Vec<_>) = owned.partition(|item| is_of(item, prefix::MEMBERSHIP));
            let (identities, rest): (Vec<_>, Vec<_>) = rest.into_iter().partition(|item| is_of(item, prefix::IDENTITY));
            for identity in identities {
                self.end_identity(project, identity).await?;
            }
            for membership in memberships {
                self.end_membership(project, &membership).await?;
            }
            self.delete_many(&rest.iter().filter_map(Key::of).collect::<Vec<_>>()).await?;
            match page.next {
                Some(next) => start = Some(next),
                None => return Ok(()),
            }
        }
    }

    /// Removes the memberships of a deleted team, which readers already ignore.
    async fn purge_members(&self, project: &ProjectId, team: &TeamId, tc: Ulid) -> Result<()> {
        let members = Range::of_index(keys::team_members(project, team, tc));
        let mut start = None;
        loop {
            let page = self.query(&members, start, Some(STEP)).await?;
            self.delete_many(&page.items.iter().filter_map(Key::of).collect::<Vec<_>>()).await?;
            match page.next {
                Some(next) => start = Some(next),
                None => return Ok(()),
            }
        }
    }

    /// Removes a deleted user from a team: deletes the membership and reduces the count of the team, in one
    /// transaction. When the team is deleted too, or another team has its id, there is nothing to count.
    pub(crate) async fn end_membership(&self, project: &ProjectId, membership: &Item) -> Result<()> {
        let broken = || malformed("membership");
        let key = Key::of(membership).ok_or_else(broken)?;
        // A new user with the same id has the same key: only a membership of this incarnation may be deleted. Its roles
        // may be changed meanwhile.
        let cid = ulid_of(membership, "uc").ok_or_else(broken)?;
        let same = match membership.get("jn") {
            Some(joined) => Condition::equal("jn", joined.clone()),
            None => Condition::unset("jn"),
        };
        let same = same.and_equal("uc", text(cid.to_string()));
        let ending = self.shared_work().delete_if(&key, &same, OnConditionFailed::Stale)?;
        match leave(ending, project, membership)?.run().await {
            Ok(()) => return Ok(()),
            Err(TransactError::Failed(error)) => return Err(error),
            Err(TransactError::Stale) => {}
        }
        match self.shared_work().delete_if(&key, &same, OnConditionFailed::Stale)?.run().await {
            Ok(()) | Err(TransactError::Stale) => Ok(()),
            Err(TransactError::Failed(error)) => Err(error),
        }
    }
}
