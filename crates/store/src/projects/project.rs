//! Projects.

use crate::Store;
use crate::projects::rules::RulesItem;
use crate::table::batch::Consistency;
use crate::table::condition::Condition;
use crate::table::failure::malformed;
use crate::table::item::{Item, decode, encode, text, ulid_text};
use crate::table::keys::{self, G1P, G1S};
use crate::table::query::Range;
use crate::table::transaction::{OnConditionFailed, TransactError, Transaction};
use crate::users::item::POSTINGS_VERSION;
use roster_core::{
    Change, Error, ListIndexes, MemberField, MemberFields, Name, OnPasswordChange, Project, ProjectId, Result, Slice,
    Timestamp, Ulid,
};
use serde::{Deserialize, Serialize};

/// The most projects in one table.
const MOST: usize = 100_000;

#[derive(Serialize, Deserialize)]
struct ProjectItem {
    id: String,
    nm: String,
    org: Vec<String>,
    /// The fields that members of a team see of each other, by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    mp: Option<Vec<String>>,
    lst: Vec<Cut>,
    jwt: String,
    /// What a new password does to sessions, unless it is the default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    opc: Option<String>,
    /// The rules that differ from the default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ru: Option<RulesItem>,
    /// The version of the postings that every user has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ix: Option<u8>,
    /// The indexes that are kept, when they were set, and those that are complete.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    ob: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    obt: Option<u64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    obc: Vec<String>,
    #[serde(default)]
    del: bool,
    ct: u64,
    #[serde(with = "ulid_text")]
    v: Ulid,
}

#[derive(Serialize, Deserialize)]
struct Cut {
    t: u64,
    n: u16,
}

/// A project, and the change that wrote it.
#[derive(Debug, Clone)]
pub(crate) struct ProjectRecord {
    pub(crate) project: Project,
    version: Ulid,
}

impl ProjectRecord {
    pub(crate) fn from_item(item: Item) -> Result<Self> {
        let broken = || malformed("project");
        let stored: ProjectItem = decode("project", item)?;
        let on_password_change =
            stored.opc.map(|text| OnPasswordChange::parse(&text).ok_or_else(broken)).transpose()?;
        let slices = stored.lst.iter().map(|cut| Slice { since: Timestamp::from_millis(cut.t), shards: cut.n });
        let project = Project {
            id: ProjectId::parse(&stored.id).map_err(|_| broken())?,
            name: Name::parse(&stored.nm).map_err(|_| broken())?,
            origins: stored.org,
            memberships: stored.mp.map(|fields| fields.iter().filter_map(|field| MemberField::parse(field)).collect()),
            slices: slices.collect(),
            jwt_key: stored.jwt,
            on_password_change: on_password_change.unwrap_or_default(),
            rules: stored.ru.map(RulesItem::into_rules).transpose()?.unwrap_or_default(),
            rare_values_indexed: stored.ix.is_some_and(|version| version >= POSTINGS_VERSION),
            indexes: indexes_of(&stored.ob),
            indexes_set_at: stored.obt.map(Timestamp::from_millis).unwrap_or_default(),
            complete_indexes: indexes_of(&stored.obc),
            deleting: stored.del,
            created_at: Timestamp::from_millis(stored.ct),
        };
        Ok(Self { project, version: stored.v })
    }
}

/// Indexes of a later version are not kept by this one.
fn indexes_of(stored: &[String]) -> ListIndexes {
    ListIndexes::known(stored.iter().map(String::as_str))
}

fn to_item(project: &Project, version: Ulid) -> Result<Item> {
    let attributes = ProjectItem {
        id: project.id.to_string(),
        nm: project.name.as_str().to_owned(),
        org: project.origins.clone(),
        mp: project.memberships.map(|fields| fields.iter().map(|field| field.as_str().to_owned()).collect()),
        lst: project.slices.iter().map(|slice| Cut { t: slice.since.as_millis(), n: slice.shards }).collect(),
        jwt: project.jwt_key.clone(),
        opc: Some(project.on_password_change)
            .filter(|setting| *setting != OnPasswordChange::default())
            .map(|setting| setting.as_str().to_owned()),
        ru: RulesItem::of(&project.rules),
        ix: project.rare_values_indexed.then_some(POSTINGS_VERSION),
        ob: project.indexes.iter().map(str::to_owned).collect(),
        obt: Some(project.indexes_set_at).filter(|at| *at != Timestamp::default()).map(Timestamp::as_millis),
        obc: project.complete_indexes.iter().map(str::to_owned).collect(),
        del: project.deleting,
        ct: project.created_at.as_millis(),
        v: version,
    };
    let mut item = encode(&keys::project(&project.id), &attributes)?;
    item.insert(G1P.to_owned(), text(keys::PROJECTS));
    item.insert(G1S.to_owned(), text(project.id.as_str()));
    Ok(item)
}

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
