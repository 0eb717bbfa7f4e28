//! Projects.

use crate::Store;
use crate::projects::item::{ProjectRecord, to_item};
use crate::table::batch::Consistency;
use crate::table::condition::Condition;
use crate::table::item::text;
use crate::table::keys;
use crate::table::query::Range;
use crate::table::transaction::{OnConditionFailed, TransactError, Transaction};
use roster_core::{Change, Error, MemberFields, Name, OnPasswordChange, Project, ProjectId, Result, Slice};

/// The most projects in one table.
const MOST: usize = 100_000;

impl Store {
    /// Creates a project. The first one also writes the schema version: a table that CloudFormation has created is
    /// empty.
    ///
    /// # Errors
    /// [`Error::AlreadyExists`] when a project with this id exists.
    pub async fn create_project(&self, project: &Project, change: &Change) -> Result<()> {
        self.mark_schema().await?;
        let taken = OnConditionFailed::Because(|| Error::AlreadyExists("a project with this id"));
        let creation = self
            .transaction(change.id, 0)
            .put_if(to_item(project, change.id)?, &Condition::absent(), taken)?
            .record(self.audit_line(&project.id, "projects.create", project.id.as_str(), change))?;
        creation.run().await.map_err(settled)
    }

    /// Lists the projects, by id. The index may miss the latest writes.
    ///
    /// # Errors
    /// Only those of every call.
    pub async fn list_projects(&self) -> Result<Vec<Project>> {
        let items = self.query_all(&Range::of_index(keys::PROJECTS), MOST).await?;
        let items = items.ok_or_else(|| Error::internal("too many projects"))?;
        items.into_iter().map(|item| Ok(ProjectRecord::from_item(item)?.project)).collect()
    }

    /// Reads a project.
    ///
    /// # Errors
    /// [`Error::ProjectNotFound`].
    pub async fn get_project(&self, id: &ProjectId) -> Result<Project> {
        Ok(self.read_project(id).await?.project)
    }

    pub(crate) async fn read_project(&self, id: &ProjectId) -> Result<ProjectRecord> {
        let mut found = self.read_many(&[keys::project(id)], Consistency::Strong).await?;
        found.drain().next().map(|(_, item)| item).ok_or(Error::ProjectNotFound).and_then(ProjectRecord::from_item)
    }

    /// Renames a project, or sets the web origins from which browsers may call it.
    ///
    /// # Errors
    /// [`Error::ProjectNotFound`].
    pub async fn update_project(
        &self,
        id: &ProjectId,
        name: Option<Name>,
        origins: Option<Vec<String>>,
        change: &Change,
    ) -> Result<Project> {
        let rule = |project: &mut Project| {
            project.name = name.clone().unwrap_or_else(|| project.name.clone());
            project.origins = origins.clone().unwrap_or_else(|| project.origins.clone());
            Ok(())
        };
        self.change_project(id, "projects.update", change, rule).await
    }

    /// Sets the fields that members of a team see of each other; `None` for what the dialect of the caller shows.
    /// Functions cache the former setting for a minute.
    ///
    /// # Errors
    /// [`Error::ProjectNotFound`].
    pub async fn set_memberships_privacy(
        &self,
        id: &ProjectId,
        shown: Option<MemberFields>,
        change: &Change,
    ) -> Result<Project> {
        let rule = |project: &mut Project| {
            project.memberships = shown;
            Ok(())
        };
        self.change_project(id, "projects.update", change, rule).await
    }

    /// Sets what a new password does to the other sessions of its user. Functions that cache the project know it after
    /// a minute.
    ///
    /// # Errors
    /// [`Error::ProjectNotFound`].
    pub async fn set_on_password_change(
        &self,
        id: &ProjectId,
        setting: OnPasswordChange,
        change: &Change,
    ) -> Result<Project> {
        let rule = |project: &mut Project| {
            project.on_password_change = setting;
            Ok(())
        };
        self.change_project(id, "projects.update", change, rule).await
    }

    /// Gives a project a new signing key for JWTs. JWTs of the former key stay valid for as long as functions cache the
    /// project: a minute.
    ///
    /// # Errors
    /// [`Error::ProjectNotFound`].
    pub async fn rekey_project(&self, id: &ProjectId, jwt_key: &str, change: &Change) -> Result<Project> {
        let rule = |project: &mut Project| {
            jwt_key.clone_into(&mut project.jwt_key);
            Ok(())
        };
        self.change_project(id, "projects.rekey", change, rule).await
    }

    /// Begins a new slice of the project's list of users; existing users stay where they are. The slice must begin
    /// after every cached copy of the project has expired (a minute), or two functions would disagree about a user's
    /// place.
    ///
    /// # Errors
    /// [`Error::ProjectNotFound`]; [`Error::Internal`] when the slice begins before the last one.
    pub async fn widen_project(&self, id: &ProjectId, slice: Slice, change: &Change) -> Result<Project> {
        let rule = |project: &mut Project| {
            if project.slices.last().is_some_and(|last| last.since >= slice.since) {
                return Err(Error::AlreadyExists("a slice that begins then or later"));
            }
            project.slices.push(slice);
            Ok(())
        };
        self.change_project(id, "projects.widen", change, rule).await
    }

    /// Marks a project as being deleted: within a minute every request for it is rejected. Repeating it does nothing.
    ///
    /// # Errors
    /// [`Error::ProjectNotFound`].
    pub async fn close_project(&self, id: &ProjectId, change: &Change) -> Result<Project> {
        let known = self.read_project(id).await?.project;
        if known.deleting {
            return Ok(known);
        }
        let rule = |project: &mut Project| {
            project.deleting = true;
            Ok(())
        };
        self.change_project(id, "projects.delete", change, rule).await
    }

    pub(crate) async fn change_project(
        &self,
        id: &ProjectId,
        event: &str,
        change: &Change,
        rule: impl Fn(&mut Project) -> Result<()>,
    ) -> Result<Project> {
        let rule = &rule;
        self.optimistic(change.id, |writes| async move {
            let mut record = self.read_project(id).await?;
            rule(&mut record.project)?;
            self.write_project(writes, &record, event, change)?.run().await?;
            Ok(record.project)
        })
        .await
    }

    /// Adds a changed project to a transaction, on the condition that nothing else changed it since it was read.
    pub(crate) fn write_project<'a>(
        &self,
        writes: Transaction<'a>,
        record: &ProjectRecord,
        event: &str,
        change: &Change,
    ) -> Result<Transaction<'a>> {
        let (project, as_read) = (&record.project, Condition::equal("v", text(record.version.to_string())));
        writes.put_if(to_item(project, change.id)?, &as_read, OnConditionFailed::Stale)?.record(self.audit_line(
            &project.id,
            event,
            project.id.as_str(),
            change,
        ))
    }
}

/// The error of a failed transaction that read nothing before.
pub(crate) fn settled(rejected: TransactError) -> Error {
    match rejected {
        TransactError::Stale => Error::Contention,
        TransactError::Failed(error) => error,
    }
}
