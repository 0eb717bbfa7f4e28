//! Preferences of teams: small ones in the item of the team, larger ones in an item of their own, as those of users.

use crate::Store;
use crate::lists::page::{PARTS_AT_ONCE, PrefsOfPage};
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
use roster_core::{Change, Error, Prefs, ProjectId, Result, Team, TeamEvent, TeamId, TeamPrefs};

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
            let prefs = match (inline_prefs(&team)?, separate) {
                (Some(prefs), _) => prefs,
                (None, Some(item)) => separate_prefs(&item)?,
                (None, None) => continue,
            };
            return Ok(Team { prefs: TeamPrefs::Known(prefs), ..team });
        }
        Err(malformed("team: preferences missing"))
    }

    /// Decompresses the preferences of the teams on a page, and adds the separate ones: in one step, or in several for
    /// very large pages; no call when no team has separate ones.
    ///
    /// # Errors
    /// [`Error::AnswerTooLarge`] when they are too many for one page, as in lists of users.
    pub async fn with_prefs(&self, project: &ProjectId, mut teams: Vec<Team>) -> Result<Vec<Team>> {
        let (mut held, mut separate) = (PrefsOfPage::default(), Vec::new());
        for team in &mut teams {
            match inline_prefs(team)? {
                Some(prefs) => {
                    held.add(&prefs)?;
                    team.prefs = TeamPrefs::Known(prefs);
                }
                None => separate.push(team),
            }
        }
        for step in separate.chunks_mut(PARTS_AT_ONCE) {
            self.add_separate_prefs(project, step, &mut held).await?;
        }
        Ok(teams)
    }

    async fn add_separate_prefs(
        &self,
        project: &ProjectId,
        teams: &mut [&mut Team],
        held: &mut PrefsOfPage,
    ) -> Result<()> {
        let wanted: Vec<Key> = teams.iter().map(|team| keys::team_prefs(project, &team.id)).collect();
        let mut found = self.read_many(&wanted, Consistency::Strong).await?;
        for (team, key) in teams.iter_mut().zip(&wanted) {
            // Removed, so that no preferences are held both compressed and decompressed.
            let prefs = match found.remove(key) {
                Some(item) => separate_prefs(&item)?,
                None => self.replaced_prefs(project, &team.id).await?,
            };
            held.add(&prefs)?;
            team.prefs = TeamPrefs::Known(prefs);
        }
        Ok(())
    }

    /// The preferences that have replaced separate ones since the team was read; a team that was deleted has none.
    async fn replaced_prefs(&self, project: &ProjectId, id: &TeamId) -> Result<Prefs> {
        match self.get_team(project, id).await {
            Ok(team) => team.prefs.known().cloned().ok_or_else(|| malformed("team: preferences missing")),
            Err(Error::TeamNotFound) => Ok(Prefs::default()),
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
            } else if before.team.prefs == TeamPrefs::Separate {
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

/// The preferences in the item of a team, or in an item of their own, as they are stored. They are not decompressed
/// here, because most of the teams that a list reads are not on its page.
pub(crate) fn prefs_of(item: &Item) -> Result<TeamPrefs> {
    match item.get(PREFS) {
        None => Ok(TeamPrefs::Known(Prefs::default())),
        Some(AttributeValue::S(json)) => Ok(TeamPrefs::Known(Prefs::from_stored(json.clone()))),
        Some(AttributeValue::B(packed)) => Ok(TeamPrefs::Packed(packed.as_ref().into())),
        Some(AttributeValue::Bool(true)) => Ok(TeamPrefs::Separate),
        Some(_) => Err(malformed("team")),
    }
}

/// The preferences in the item of a team; `None` when they have an item of their own.
fn inline_prefs(team: &Team) -> Result<Option<Prefs>> {
    read(&team.prefs)
}

/// The preferences in an item of their own.
fn separate_prefs(item: &Item) -> Result<Prefs> {
    read(&prefs_of(item)?)?.ok_or_else(|| malformed("preferences of a team"))
}

fn read(stored: &TeamPrefs) -> Result<Option<Prefs>> {
    match stored {
        TeamPrefs::Known(prefs) => Ok(Some(prefs.clone())),
        TeamPrefs::Packed(packed) => unpack(packed).map(Prefs::from_stored).map(Some),
        TeamPrefs::Separate => Ok(None),
    }
}
