//! Rebuilding the postings of teams.

use crate::Store;
use crate::table::keys;
use crate::table::query::Range;
use crate::table::transaction::{OnConditionFailed, TransactError};
use crate::teams::changes::{as_read, posting};
use crate::teams::team::TeamRecord;
use futures_util::{StreamExt, stream};
use roster_core::{Error, ProjectId, Result};

/// Teams that are processed in parallel.
const SIDE_BY_SIDE: usize = 16;
/// Teams read in one step.
const STEP: usize = 500;

impl Store {
    /// Rewrites the postings of every team with the word rules of this version. Needed once after an update that
    /// changes those rules.
    pub(crate) async fn reindex_teams(&self, project: &ProjectId) -> Result<()> {
        let list = Range::of_index(keys::team_list(project));
        let mut start = None;
        loop {
            let page = self.query(&list, start, Some(STEP)).await?;
            let records = page.items.into_iter().map(TeamRecord::from_item).collect::<Result<Vec<_>>>()?;
            let indexing = records.into_iter().map(|record| self.reindex_team(project, record));
            let mut indexed = stream::iter(indexing).buffer_unordered(SIDE_BY_SIDE);
            while let Some(outcome) = indexed.next().await {
                outcome?;
            }
            match page.next {
                Some(next) => start = Some(next),
                None => return Ok(()),
            }
        }
    }

    /// A team that changed in the meantime is read again: only new words of its name have got postings.
    async fn reindex_team(&self, project: &ProjectId, mut record: TeamRecord) -> Result<()> {
        let team = keys::team(project, &record.team.id);
        loop {
            let mut writes = self.shared_work().check(&team, &as_read(&record), OnConditionFailed::Stale)?;
            for word in record.team.words() {
                writes = writes.put(posting(project, &record, &word))?;
            }
            match writes.run().await {
                Ok(()) => return Ok(()),
                Err(TransactError::Failed(error)) => return Err(error),
                Err(TransactError::Stale) => {}
            }
            match self.read_team(project, &record.team.id).await {
                Ok(read) => record = read,
                Err(Error::TeamNotFound) => return Ok(()),
                Err(error) => return Err(error),
            }
        }
    }
}
