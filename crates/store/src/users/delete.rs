//! Deleting a user: one step as callers see it.

use crate::Store;
use crate::jobs::job::{FormerJob, Job};
use crate::table::condition::Condition;
use crate::table::item::text;
use crate::table::keys;
use crate::table::transaction::{OnConditionFailed, TransactError, Transaction};
use crate::users::change::as_read;
use crate::users::item::StoredUser;
use roster_core::{Change, Error, ProjectId, Result, UserId};

impl Store {
    /// Deletes a user. After the transaction id, email, phone and targets are free and nothing of the user can be read.
    /// The other items are removed afterwards, within a time limit; the sweeper finishes the work of killed functions.
    ///
    /// # Errors
    /// [`Error::UserNotFound`].
    pub async fn delete_user(&self, project: &ProjectId, id: &UserId, change: &Change) -> Result<()> {
        let job = self.make_deletion(project, id, change).await?;
        self.run_job_now(&job).await;
        Ok(())
    }

    async fn make_deletion(&self, project: &ProjectId, id: &UserId, change: &Change) -> Result<Job> {
        let former = &FormerJob::default();
        self.optimistic(change.id, |writes| async move {
            let record = match (self.read_user(project, id).await, former.get()) {
                // Not found in a later round: deleted by another caller, or by the round before, if its job exists.
                (Err(Error::UserNotFound), Some(job)) if self.has_job(&job).await? => return Ok(job),
                (read, _) => read?,
            };
            let job = Job::of_user(project, &record, change);
            former.set(&job);
            self.deletion(writes, project, &record, &job, change).await?;
            Ok(job)
        })
        .await
    }

    async fn deletion(
        &self,
        writes: Transaction<'_>,
        project: &ProjectId,
        record: &StoredUser,
        job: &Job,
        change: &Change,
    ) -> Result<(), TransactError> {
        let user = &record.user;
        let ours = Condition::equal("cid", text(record.cid.to_string()));
        let mut deletion =
            writes.delete_if(&keys::user(project, &user.id), &as_read(record), OnConditionFailed::Stale)?;
        let email = user.email.as_ref().map(|email| keys::email_claim(project, email));
        let phone = user.phone.as_ref().map(|phone| keys::phone_claim(project, phone));
        let targets = user.targets.iter().map(|target| keys::target_claim(project, &target.identifier));
        let claims: Vec<_> = email.into_iter().chain(phone).chain(targets).collect();
        for claim in &claims {
            deletion = deletion.delete_if(claim, &ours, OnConditionFailed::Stale)?;
        }
        deletion = deletion.put_if(job.to_item()?, &Condition::absent(), OnConditionFailed::Stale)?;
        deletion.record(self.audit_line(project, "users.delete", user.id.as_str(), change))?.run().await
    }
}
