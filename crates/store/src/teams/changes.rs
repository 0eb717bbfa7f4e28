//! Creating, renaming and deleting teams.

use crate::Store;
use crate::jobs::job::{FormerJob, Job};
use crate::table::condition::Condition;
use crate::table::item::{Item, number, text};
use crate::table::keys;
use crate::table::transaction::{OnConditionFailed, Transaction};
use crate::teams::membership::membership_item;
use crate::teams::team::TeamRecord;
use roster_core::{
    Change, Error, Event, Founder, Name, NewMembership, Prefs, ProjectId, Result, Team, TeamEvent, TeamId, TeamPrefs,
};

impl Store {
    /// Creates a team: without members, or with its founder as the first member.
    ///
    /// # Errors
    /// [`Error::TeamAlreadyExists`], [`Error::UserNotFound`].
    pub async fn create_team(
        &self,
        project: &ProjectId,
        id: &TeamId,
        name: &Name,
        founder: Option<&Founder>,
        change: &Change,
    ) -> Result<Team> {
        let total = u64::from(founder.is_some());
        let team = Team {
            id: id.clone(),
            name: name.clone(),
            total,
            prefs: TeamPrefs::Known(Prefs::default()),
            created_at: change.at,
            updated_at: change.at,
        };
        let record = &TeamRecord { team, tc: change.id, version: change.id };
        self.optimistic(change.id, |writes| async move {
            let taken = OnConditionFailed::Because(|| Error::TeamAlreadyExists);
            let mut creation = writes
                .put_if(record.to_item(project)?, &Condition::absent(), taken)?
                .record(self.team_line(project, record, &TeamEvent::Create, change)?)?;
            for word in record.team.words() {
                creation = creation.put(posting(project, record, &word))?;
            }
            if let Some(founder) = founder {
                creation = self.with_founder(creation, project, record, founder, change).await?;
            }
            creation.run().await?;
            Ok(())
        })
        .await?;
        Ok(record.team.clone())
    }

    async fn with_founder<'a>(
        &self,
        creation: Transaction<'a>,
        project: &ProjectId,
        record: &TeamRecord,
        founder: &Founder,
        change: &Change,
    ) -> Result<Transaction<'a>> {
        let user = self.read_user(project, &founder.user).await?;
        let same_user = Condition::equal("cid", text(user.cid.to_string()));
        let membership = NewMembership {
            id: founder.membership.clone(),
            user: founder.user.clone(),
            team: record.team.id.clone(),
            roles: founder.roles.clone().into_vec(),
            confirmed: true,
        };
        let item = membership_item(project, &membership, (user.cid, record.tc), change)?;
        let event = Event::CreateTeam(record.team.id.clone());
        creation
            .check(&keys::user(project, &founder.user), &same_user, OnConditionFailed::Stale)?
            .put_if(item, &Condition::absent(), OnConditionFailed::Stale)?
            .record(self.log_line(project, (&founder.user, user.cid), &event, change)?)
    }

    /// Renames a team. The answer has its preferences as they are stored ([`Store::with_prefs`]).
    ///
    /// # Errors
    /// [`Error::TeamNotFound`].
    pub async fn update_team_name(
        &self,
        project: &ProjectId,
        id: &TeamId,
        name: Name,
        change: &Change,
    ) -> Result<Team> {
        let name = &name;
        self.optimistic(change.id, |writes| async move {
            let before = self.read_team(project, id).await?;
            let team =
                Team { name: name.clone(), updated_at: change.at.max(before.team.updated_at), ..before.team.clone() };
            let after = TeamRecord { team, version: change.id, ..before.clone() };
            self.renaming(writes, project, &before, &after, change)?.run().await?;
            Ok(after.team)
        })
        .await
    }

    /// Sets only the name, so that members may join and leave meanwhile.
    fn renaming<'a>(
        &self,
        writes: Transaction<'a>,
        project: &ProjectId,
        before: &TeamRecord,
        after: &TeamRecord,
        change: &Change,
    ) -> Result<Transaction<'a>> {
        let attributes = [
            ("nm", text(after.team.name.as_str())),
            ("v", text(after.version.to_string())),
            ("ut", number(after.team.updated_at.as_millis())),
        ];
        let mut renaming = writes
            .set_if(&keys::team(project, &after.team.id), &attributes, &as_read(before), OnConditionFailed::Stale)?
            .record(self.team_line(project, after, &TeamEvent::UpdateName, change)?)?;
        let (former, wanted) = (before.team.words(), after.team.words());
        for word in wanted.difference(&former) {
            renaming = renaming.put(posting(project, after, word))?;
        }
        for word in former.difference(&wanted) {
            renaming = renaming.delete(&keys::team_posting(project, word, before.tc))?;
        }
        Ok(renaming)
    }

    /// Deletes a team. After the transaction readers find no team and no members; then the memberships are removed.
    ///
    /// # Errors
    /// [`Error::TeamNotFound`].
    pub async fn delete_team(&self, project: &ProjectId, id: &TeamId, change: &Change) -> Result<()> {
        let former = &FormerJob::default();
        self.optimistic(change.id, |writes| async move {
            let record = match (self.read_team(project, id).await, former.get()) {
                // Not found in a later round: deleted by another caller, or by the round before, if its job exists.
                (Err(Error::TeamNotFound), Some(job)) if self.has_job(&job).await? => return Ok(()),
                (read, _) => read?,
            };
            let job = Job::of_team(project, &record, change);
            // The job holds the words that were read, so the name must be unchanged, and so must the place of the
            // preferences.
            let deletion = writes
                .delete_if(&keys::team(project, id), &as_read(&record), OnConditionFailed::Stale)?
                .put_if(job.to_item()?, &Condition::absent(), OnConditionFailed::Stale)?
                .record(self.audit_line(project, "teams.delete", id.as_str(), change))?;
            let deletion = match record.team.prefs {
                TeamPrefs::Separate => deletion.delete(&keys::team_prefs(project, id))?,
                TeamPrefs::Known(_) | TeamPrefs::Packed(_) => deletion,
            };
            former.set(&job);
            deletion.run().await?;
            self.run_job_now(&job).await;
            Ok(())
        })
        .await
    }
}

pub(crate) fn as_read(record: &TeamRecord) -> Condition {
    Condition::equal("v", text(record.version.to_string())).and_equal("tc", text(record.tc.to_string()))
}

pub(crate) fn posting(project: &ProjectId, record: &TeamRecord, word: &str) -> Item {
    let mut item = keys::team_posting(project, word, record.tc).attributes();
    item.insert("tid".to_owned(), text(record.team.id.as_str()));
    item
}

/// The team that a posting names.
pub(crate) fn posted(item: &Item) -> Option<TeamId> {
    crate::table::item::str_of(item, "tid").and_then(|id| TeamId::parse(id).ok())
}
