//! Preferences of teams: small ones in the item of the team, larger ones in an item of their own, as those of users.

use crate::Store;
use crate::table::batch::Consistency;
use crate::table::failure::malformed;
use crate::table::item::{Item, number, str_of, text};
use crate::table::keys::{self, Key, SK, prefix};
use crate::table::packing::{pack, unpack};
use crate::table::query::Range;
use crate::table::transaction::OnConditionFailed;
use crate::teams::changes::as_read;
use crate::teams::team::TeamRecord;
use crate::users::item::INLINE_PREFS_BYTES;
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use roster_core::{Change, Error, Prefs, ProjectId, Result, Team, TeamEvent, TeamId};

/// The preferences: JSON as text, or compressed as bytes; `true` when they have an item of their own. A team without
/// preferences lacks it.
const PREFS: &str = "pf";
/// How often a team is read again when its preferences were replaced during the read.
const TRIES: usize = 4;

impl Store {
    /// Reads a team with its preferences: one call.
    ///
    /// # Errors
    /// [`Error::TeamNotFound`].
    pub async fn get_team(&self, project: &ProjectId, id: &TeamId) -> Result<Team> {
        for _ in 0..TRIES {
            let mut items = self.query_every(&Range::of(keys::team_partition(project, id))).await?;
            let separate = items.iter().position(|item| str_of(item, SK) == Some(prefix::TEAM_PREFS));
            let separate = separate.map(|position| items.remove(position));
            let team = items.pop().ok_or(Error::TeamNotFound).and_then(TeamRecord::from_item)?.team;
            match (&team.prefs, separate) {
                (Some(_), _) => return Ok(team),
                (None, Some(item)) => return Ok(Team { prefs: Some(separate_prefs(&item)?), ..team }),
                (None, None) => {}
            }
        }
        Err(malformed("team: preferences missing"))
    }

    /// Adds the separate preferences of the teams that have some: no call when none has.
    ///
    /// # Errors
    /// Only those of every call.
    pub async fn with_prefs(&self, project: &ProjectId, mut teams: Vec<Team>) -> Result<Vec<Team>> {
        let key = |team: &Team| keys::team_prefs(project, &team.id);
        let wanted: Vec<Key> = teams.iter().filter(|team| team.prefs.is_none()).map(key).collect();
        if wanted.is_empty() {
            return Ok(teams);
        }
        let found = self.read_many(&wanted, Consistency::Strong).await?;
        for team in teams.iter_mut().filter(|team| team.prefs.is_none()) {
            team.prefs = match found.get(&key(team)) {
                Some(item) => Some(separate_prefs(item)?),
                None => self.replaced_prefs(project, &team.id).await?,
            };
        }
        Ok(teams)
    }

    /// The preferences that have replaced separate ones since the team was read; a team that was deleted has none.
    async fn replaced_prefs(&self, project: &ProjectId, id: &TeamId) -> Result<Option<Prefs>> {
        match self.get_team(project, id).await {
            Ok(team) => Ok(team.prefs),
            Err(Error::TeamNotFound) => Ok(Some(Prefs::default())),
            Err(error) => Err(error),
        }
    }

    /// Replaces the preferences of a team.
    ///
    /// # Errors
    /// [`Error::TeamNotFound`].
    pub async fn update_team_prefs(
        &self,
        project: &ProjectId,
        id: &TeamId,
        prefs: &Prefs,
        change: &Change,
    ) -> Result<()> {
        let (attribute, separate) = stored(project, id, prefs)?;
        let (attribute, separate) = (&attribute, &separate);
        self.optimistic(change.id, |writes| async move {
            let before = self.read_team(project, id).await?;
            let attributes = [
                (PREFS, attribute.clone()),
                ("v", text(change.id.to_string())),
                ("ut", number(change.at.max(before.team.updated_at).as_millis())),
            ];
            let mut update =
                writes.set_if(&keys::team(project, id), &attributes, &as_read(&before), OnConditionFailed::Stale)?;
            if let Some(item) = separate {
                update = update.put(item.clone())?;
            } else if before.team.prefs.is_none() {
                update = update.delete(&keys::team_prefs(project, id))?;
            }
            update.record(self.team_line(project, &before, &TeamEvent::UpdatePrefs, change)?)?.run().await?;
            Ok(())
        })
        .await
    }
}

/// The attribute of the team's item, and the item of their own that large preferences get.
fn stored(project: &ProjectId, id: &TeamId, prefs: &Prefs) -> Result<(AttributeValue, Option<Item>)> {
    if prefs.as_json().len() <= INLINE_PREFS_BYTES {
        return Ok((text(prefs.as_json()), None));
    }
    let packed = AttributeValue::B(Blob::new(pack(prefs.as_json())?));
    if packed.as_b().is_ok_and(|packed| packed.as_ref().len() <= INLINE_PREFS_BYTES) {
        return Ok((packed, None));
    }
    let mut item = keys::team_prefs(project, id).attributes();
    item.insert(PREFS.to_owned(), packed);
    Ok((AttributeValue::Bool(true), Some(item)))
}

/// The preferences in the item of a team; `None` when they have an item of their own.
pub(crate) fn prefs_of(item: &Item) -> Result<Option<Prefs>> {
    match item.get(PREFS) {
        None => Ok(Some(Prefs::default())),
        Some(AttributeValue::S(json)) => Ok(Some(Prefs::from_stored(json.clone()))),
        Some(AttributeValue::B(packed)) => unpack(packed.as_ref()).map(Prefs::from_stored).map(Some),
        Some(AttributeValue::Bool(true)) => Ok(None),
        Some(_) => Err(malformed("team")),
    }
}

/// The preferences in an item of their own.
fn separate_prefs(item: &Item) -> Result<Prefs> {
    prefs_of(item)?.ok_or_else(|| malformed("preferences of a team"))
}
