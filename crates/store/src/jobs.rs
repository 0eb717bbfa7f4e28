//! Deletion jobs: what is left to remove of a user who is gone. The request that deletes does its job at once; the
//! sweeper finishes what a killed function began. Every step may run twice.

use crate::Store;
use crate::condition::Condition;
use crate::counters::COUNT;
use crate::failure::malformed;
use crate::item::{Item, decode, encode, ulid_text};
use crate::keys::{self, JOB_BUCKETS, Key, Place};
use crate::query::Range;
use crate::transaction::{Refusal, Rejected};
use crate::user_item::Record;
use roster_core::{Change, Error, ProjectId, Result, Timestamp, Ulid, UserId};
use serde::{Deserialize, Serialize};
use std::time::{Duration, Instant};

/// A job younger than this may still be worked on by the request that made it: longer than any request can last.
const LONGEST_REQUEST: Duration = Duration::from_secs(60);

/// What one sweep did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Swept {
    /// Jobs that were finished.
    pub finished: u64,
    /// Jobs that were found and are still there, for the next sweep.
    pub left: u64,
}

/// What is left to remove of a deleted user.
#[derive(Debug, Clone)]
pub(crate) struct Job {
    pub(crate) key: Key,
    pub(crate) project: ProjectId,
    pub(crate) user: UserId,
    pub(crate) cid: Ulid,
    pub(crate) place: Place,
    /// The words under which the user was found.
    pub(crate) words: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct Attributes {
    pid: String,
    uid: String,
    #[serde(with = "ulid_text")]
    cid: Ulid,
    at: String,
    words: Vec<String>,
}

impl Job {
    /// The job of deleting this user.
    pub(crate) fn new(project: &ProjectId, record: &Record, change: &Change) -> Self {
        Self {
            key: keys::job(project, &record.user.id, change.id),
            project: project.clone(),
            user: record.user.id.clone(),
            cid: record.cid,
            place: record.place,
            words: record.user.words().into_iter().collect(),
        }
    }

    pub(crate) fn to_item(&self) -> Result<Item> {
        let attributes = Attributes {
            pid: self.project.to_string(),
            uid: self.user.to_string(),
            cid: self.cid,
            at: self.place.to_string(),
            words: self.words.clone(),
        };
        encode(&self.key, &attributes)
    }

    fn from_item(item: Item) -> Result<Self> {
        let broken = || malformed("job");
        let key = Key::of(&item).ok_or_else(broken)?;
        let stored: Attributes = decode("job", item)?;
        Ok(Self {
            key,
            project: ProjectId::parse(&stored.pid).map_err(|_| broken())?,
            user: UserId::parse(&stored.uid).map_err(|_| broken())?,
            cid: stored.cid,
            place: stored.at.parse().map_err(|()| broken())?,
            words: stored.words,
        })
    }
}

impl Store {
    /// Finishes the jobs that no request works on any more, oldest first, until the budget is spent. One that fails is
    /// left for the next sweep.
    ///
    /// # Errors
    /// Only when the jobs cannot be read.
    pub async fn sweep(&self, now: Timestamp, budget: Duration) -> Result<Swept> {
        let end = Instant::now() + budget;
        let mut swept = Swept::default();
        for bucket in 0..JOB_BUCKETS {
            let mut start = None;
            loop {
                let page = self.query(&abandoned(bucket, now), start, Some(100)).await?;
                for item in page.items {
                    let done = Instant::now() < end && self.run_abandoned(item).await;
                    if done { swept.finished += 1 } else { swept.left += 1 }
                }
                match page.next {
                    Some(next) if Instant::now() < end => start = Some(next),
                    _ => break,
                }
            }
        }
        Ok(swept)
    }

    async fn run_abandoned(&self, item: Item) -> bool {
        let outcome = async { self.run_job(&Job::from_item(item)?).await };
        outcome.await.inspect_err(|error| tracing::error!(cause = ?error, "a deletion job failed")).is_ok()
    }

    /// Removes what is left of a deleted user, then strikes the job off and counts one user less, together.
    pub(crate) async fn run_job(&self, job: &Job) -> Result<()> {
        self.purge(job).await?;
        let counter = keys::user_counter(&job.project, job.place);
        let gone = self
            .shared_work("gone", job.cid)
            .delete_if(&job.key, &Condition::present(), Refusal::Stale)?
            .add_if(&counter, (COUNT, -1), &Condition::none(), Refusal::Stale)?;
        match gone.run().await {
            // Stale: somebody else struck it off between our steps.
            Ok(()) | Err(Rejected::Stale) => Ok(()),
            Err(Rejected::Failed(error)) => Err(error),
        }
    }

    /// Whether this attempt left its job: then its deletion was made.
    pub(crate) async fn has_job(&self, job: &Job) -> Result<bool> {
        let found = self.read_many(std::slice::from_ref(&job.key), crate::batch::Consistency::Strong).await?;
        Ok(!found.is_empty())
    }

    /// How many jobs of this project and place are open: their users are counted until the job is struck off.
    pub(crate) async fn open_jobs(&self, project: &ProjectId) -> Result<Vec<Job>> {
        let mut jobs = Vec::new();
        for bucket in 0..JOB_BUCKETS {
            let found = self.query_all(&Range::of(keys::job_partition(bucket)), usize::MAX - 1).await?;
            for item in found.ok_or_else(|| Error::internal("too many jobs"))? {
                jobs.push(Job::from_item(item)?);
            }
        }
        jobs.retain(|job| job.project == *project);
        Ok(jobs)
    }
}

fn abandoned(bucket: u128, now: Timestamp) -> Range {
    let newest = Ulid::from_parts(now.before(LONGEST_REQUEST).as_millis(), 0);
    Range::of(keys::job_partition(bucket)).before(newest.to_string())
}
