//! The item of a project.

use crate::projects::rules::RulesItem;
use crate::table::failure::malformed;
use crate::table::item::{Item, decode, encode, text, ulid_text};
use crate::table::keys::{self, G1P, G1S};
use crate::users::item::POSTINGS_VERSION;
use roster_core::{
    ListIndexes, MemberField, Name, OnPasswordChange, Project, ProjectId, Result, Slice, Timestamp, Ulid,
};
use serde::{Deserialize, Serialize};

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
    pub(crate) version: Ulid,
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

/// The item of a project, as this change writes it.
pub(super) fn to_item(project: &Project, version: Ulid) -> Result<Item> {
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
