//! Deletion jobs: the items of a deleted user or team that are still to be removed. The deleting request runs its job
//! at once; the sweeper finishes the jobs of killed functions. Every step may run twice.

use crate::Store;
use crate::lists::counters::COUNT;
use crate::table::condition::Condition;
use crate::table::failure::malformed;
use crate::table::item::{Item, decode, encode, ulid_text};
use crate::table::keys::{self, JOB_BUCKETS, Key, Place};
use crate::table::query::Range;
use crate::table::transaction::{OnConditionFailed, TransactError};
use crate::teams::team::TeamRecord;
use crate::users::item::StoredUser;
use roster_core::{Change, ProjectId, Result, TeamId, Timestamp, Ulid, UserId};
use serde::{Deserialize, Serialize};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A younger job may still be run by the request that created it: longer than any request can last.
const LONGEST_REQUEST: Duration = Duration::from_secs(60);

/// How long a request works on its deletion job.
const TIME_FOR_THE_REST: Duration = Duration::from_secs(5);

/// The result of one sweep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Swept {
    /// Finished jobs.
    pub finished: u64,
    /// Jobs that were found and are left for the next sweep.
    pub left: u64,
    /// When the oldest job that is left was created.
    pub oldest_left: Option<Timestamp>,
}

impl Swept {
    /// Counts a job.
    fn note(&mut self, made_at: Option<Timestamp>, is_done: bool) {
        if is_done {
            self.finished += 1;
        } else {
            self.left += 1;
            self.oldest_left = self.oldest_left.into_iter().chain(made_at).min();
        }
    }
}

/// What is still to be removed after a deletion.
#[derive(Debug, Clone)]
pub(crate) struct Job {
    pub(crate) key: Key,
    pub(crate) project: ProjectId,
    pub(crate) subject: Subject,
    /// The words of its postings.
    pub(crate) words: Vec<String>,
}

/// The job of the round before, where a deletion is decided again: that round may have succeeded without an answer.
#[derive(Default)]
pub(crate) struct FormerJob(Mutex<Option<Job>>);

impl FormerJob {
    /// The job, if there was a round before.
    pub(crate) fn get(&self) -> Option<Job> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Keeps the job of this round for the next.
    pub(crate) fn set(&self, job: &Job) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(job.clone());
    }
}

/// The deleted user or team, with its incarnation.
#[derive(Debug, Clone)]
pub(crate) enum Subject {
    User { id: UserId, cid: Ulid, place: Place },
    Team { id: TeamId, tc: Ulid },
}

#[derive(Serialize, Deserialize)]
struct JobItem {
    pid: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    uid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tid: Option<String>,
    #[serde(with = "ulid_text")]
    cid: Ulid,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<String>,
    words: Vec<String>,
}

impl Job {
    /// The job of deleting this user.
    pub(crate) fn of_user(project: &ProjectId, record: &StoredUser, change: &Change) -> Self {
        Self {
            key: keys::job(project, record.user.id.as_str(), change.id),
            project: project.clone(),
            subject: Subject::User { id: record.user.id.clone(), cid: record.cid, place: record.place },
            words: record.words().into_iter().collect(),
        }
    }

    /// The job of deleting this team.
    pub(crate) fn of_team(project: &ProjectId, record: &TeamRecord, change: &Change) -> Self {
        Self {
            key: keys::job(project, record.team.id.as_str(), change.id),
            project: project.clone(),
            subject: Subject::Team { id: record.team.id.clone(), tc: record.tc },
            words: record.team.words().into_iter().collect(),
        }
    }

    /// Whether the job is of a user of this place: the user is counted there until the job is deleted.
    pub(crate) fn is_of_user_at(&self, at: Place) -> bool {
        matches!(&self.subject, Subject::User { place, .. } if *place == at)
    }

    pub(crate) fn to_item(&self) -> Result<Item> {
        let (uid, tid, cid, at) = match &self.subject {
            Subject::User { id, cid, place } => (Some(id.to_string()), None, *cid, Some(place.to_string())),
            Subject::Team { id, tc } => (None, Some(id.to_string()), *tc, None),
        };
        let attributes = JobItem { pid: self.project.to_string(), uid, tid, cid, at, words: self.words.clone() };
        encode(&self.key, &attributes)
    }

    fn from_item(item: Item) -> Result<Self> {
        let broken = || malformed("job");
        let key = Key::of(&item).ok_or_else(broken)?;
        let stored: JobItem = decode("job", item)?;
        let subject = match (stored.uid, stored.tid, stored.at) {
            (Some(id), None, Some(at)) => Subject::User {
                id: UserId::parse(&id).map_err(|_| broken())?,
                cid: stored.cid,
                place: at.parse().map_err(|()| broken())?,
            },
            (None, Some(id), None) => Subject::Team { id: TeamId::parse(&id).map_err(|_| broken())?, tc: stored.cid },
            _ => return Err(broken()),
        };
        let project = ProjectId::parse(&stored.pid).map_err(|_| broken())?;
        Ok(Self { key, project, subject, words: stored.words })
    }
}

impl Store {
    /// Finishes the jobs that no request works on any more, oldest first, until the time is used up. A job that fails
    /// is left for the next sweep.
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
                    let made_at = made_at(&item);
                    swept.note(made_at, Instant::now() < end && self.run_abandoned(item).await);
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

    /// Removes the remaining items, then deletes the job; for a user, the count goes down in the same transaction.
    pub(crate) async fn run_job(&self, job: &Job) -> Result<()> {
        self.purge(job).await?;
        let struck = match &job.subject {
            Subject::User { place, .. } => {
                let counter = keys::user_counter(&job.project, *place);
                self.shared_work().delete_if(&job.key, &Condition::present(), OnConditionFailed::Stale)?.add_if(
                    &counter,
                    (COUNT, -1),
                    &Condition::none(),
                    OnConditionFailed::Stale,
                )?
            }
            Subject::Team { .. } => {
                self.shared_work().delete_if(&job.key, &Condition::present(), OnConditionFailed::Stale)?
            }
        };
        match struck.run().await {
            // Stale: another process deleted the job in between.
            Ok(()) | Err(TransactError::Stale) => Ok(()),
            Err(TransactError::Failed(error)) => Err(error),
        }
    }

    /// Runs a job within the time of a request and leaves the rest to the sweeper. The job of a team is always left:
    /// its members are found by the index, which may miss the latest writes, so the sweeper reads it once more.
    pub(crate) async fn run_job_now(&self, job: &Job) {
        let work = async {
            match job.subject {
                Subject::User { .. } => self.run_job(job).await,
                Subject::Team { .. } => self.purge(job).await,
            }
        };
        match tokio::time::timeout(TIME_FOR_THE_REST, work).await {
            Ok(Ok(())) => {}
            Ok(Err(cause)) => tracing::warn!(?cause, "a deletion is left to the sweeper"),
            Err(_) => tracing::info!("the rest of a deletion is left to the sweeper: it is large"),
        }
    }

    /// Whether the job of this attempt exists: then its deletion was written.
    pub(crate) async fn has_job(&self, job: &Job) -> Result<bool> {
        let found = self.read_many(std::slice::from_ref(&job.key), crate::table::batch::Consistency::Strong).await?;
        Ok(!found.is_empty())
    }

    /// The open jobs of this project: their users are counted until the job is deleted.
    pub(crate) async fn open_jobs(&self, project: &ProjectId) -> Result<Vec<Job>> {
        let mut jobs = Vec::new();
        for bucket in 0..JOB_BUCKETS {
            for item in self.query_every(&Range::of(keys::job_partition(bucket))).await? {
                jobs.push(Job::from_item(item)?);
            }
        }
        jobs.retain(|job| job.project == *project);
        Ok(jobs)
    }
}

/// When a job was created: its sort key begins with the id of the change.
fn made_at(item: &Item) -> Option<Timestamp> {
    let key = Key::of(item)?;
    let id = Ulid::from_string(key.sk.split('#').next()?).ok()?;
    Some(Timestamp::from_millis(id.timestamp_ms()))
}

fn abandoned(bucket: u128, now: Timestamp) -> Range {
    let newest = Ulid::from_parts(now.before(LONGEST_REQUEST).as_millis(), 0);
    Range::of(keys::job_partition(bucket)).before(newest.to_string())
}
