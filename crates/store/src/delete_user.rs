//! Deleting a user: one step from the caller's view.

use crate::Store;
use crate::change_user::as_read;
use crate::condition::Condition;
use crate::item::text;
use crate::jobs::Job;
use crate::keys;
use crate::transaction::{READINGS, Refusal, Rejected};
use crate::user_item::Record;
use roster_core::{Change, Error, ProjectId, Result, UserId};

impl Store {
    /// Deletes a user. From the transaction on, id, address, number and targets are free and nothing of the user can be read; then
    /// the rest is removed, within bounds, and what a killed function leaves is finished by the sweeper.
    ///
    /// # Errors
    /// [`Error::UserNotFound`].
    pub async fn delete_user(&self, project: &ProjectId, id: &UserId, change: &Change) -> Result<()> {
        let job = self.make_deletion(project, id, change).await?;
        self.run_job_now(&job).await;
        Ok(())
    }

    async fn make_deletion(&self, project: &ProjectId, id: &UserId, change: &Change) -> Result<Job> {
        let mut former: Option<Job> = None;
        for reading in 0..READINGS {
            let record = match (self.read_user(project, id).await, &former) {
                // Gone at a second look: by somebody else, or by our own attempt, whose job tells.
                (Err(Error::UserNotFound), Some(job)) if self.has_job(job).await? => return Ok(job.clone()),
                (read, _) => read?,
            };
            let job = Job::of_user(project, &record, change);
            match self.deletion(project, &record, &job, reading, change).await {
                Ok(()) => return Ok(job),
                Err(Rejected::Stale) => former = Some(job),
                Err(Rejected::Failed(error)) => return Err(error),
            }
        }
        Err(Error::Contention)
    }

    async fn deletion(
        &self,
        project: &ProjectId,
        record: &Record,
        job: &Job,
        reading: u32,
        change: &Change,
    ) -> Result<(), Rejected> {
        let user = &record.user;
        let ours = Condition::equal("cid", text(record.cid.to_string()));
        let mut deletion = self.transaction(change.id, reading).delete_if(
            &keys::user(project, &user.id),
            &as_read(record),
            Refusal::Stale,
        )?;
        let email = user.email.as_ref().map(|email| keys::email_claim(project, email));
        let phone = user.phone.as_ref().map(|phone| keys::phone_claim(project, phone));
        let targets = user.targets.iter().map(|target| keys::target_claim(project, &target.identifier));
        let claims: Vec<_> = email.into_iter().chain(phone).chain(targets).collect();
        for claim in &claims {
            deletion = deletion.delete_if(claim, &ours, Refusal::Stale)?;
        }
        deletion = deletion.put_if(job.to_item()?, &Condition::absent(), Refusal::Stale)?;
        deletion.record(self.audit_line(project, "users.delete", user.id.as_str(), change))?.run().await
    }
}
