//! Teams as items.

use crate::Store;
use crate::table::batch::Consistency;
use crate::table::condition::Condition;
use crate::table::failure::malformed;
use crate::table::item::{Item, decode, encode, str_of, text, ulid_of, ulid_text};
use crate::table::keys::{self, G1P, G1S};
use crate::table::transaction::{OnConditionFailed, Transaction};
use crate::teams::prefs::prefs_of;
use roster_core::{Error, Name, ProjectId, Result, Team, TeamId, Timestamp, Ulid};
use serde::{Deserialize, Serialize};

/// The number of confirmed members of a team.
const TOTAL: &str = "tot";

#[derive(Serialize, Deserialize)]
struct TeamItem {
    id: String,
    nm: String,
    tot: u64,
    #[serde(with = "ulid_text")]
    tc: Ulid,
    #[serde(with = "ulid_text")]
    v: Ulid,
    ct: u64,
    ut: u64,
}

/// A team with its incarnation. Its preferences are as they are stored ([`Store::with_prefs`]).
#[derive(Debug, Clone)]
pub(crate) struct TeamRecord {
    pub(crate) team: Team,
    pub(crate) tc: Ulid,
    /// The change that wrote the name or the preferences. Joining and leaving do not change it.
    pub(crate) version: Ulid,
}

impl TeamRecord {
    pub(crate) fn from_item(item: Item) -> Result<Self> {
        let broken = || malformed("team");
        let prefs = prefs_of(&item)?;
        let stored: TeamItem = decode("team", item)?;
        let team = Team {
            id: TeamId::parse(&stored.id).map_err(|_| broken())?,
            name: Name::parse(&stored.nm).map_err(|_| broken())?,
            total: stored.tot,
            prefs,
            created_at: Timestamp::from_millis(stored.ct),
            updated_at: Timestamp::from_millis(stored.ut),
        };
        Ok(Self { team, tc: stored.tc, version: stored.v })
    }
}

impl TeamRecord {
    pub(crate) fn to_item(&self, project: &ProjectId) -> Result<Item> {
        let team = &self.team;
        let attributes = TeamItem {
            id: team.id.to_string(),
            nm: team.name.as_str().to_owned(),
            tot: team.total,
            tc: self.tc,
            v: self.version,
            ct: team.created_at.as_millis(),
            ut: team.updated_at.as_millis(),
        };
        let mut item = encode(&keys::team(project, &team.id), &attributes)?;
        item.insert(G1P.to_owned(), text(keys::team_list(project)));
        item.insert(G1S.to_owned(), text(self.tc.to_string()));
        Ok(item)
    }
}

impl Store {
    /// Reads a team without its separate preferences.
    pub(crate) async fn read_team(&self, project: &ProjectId, id: &TeamId) -> Result<TeamRecord> {
        let mut found = self.read_many(&[keys::team(project, id)], Consistency::Strong).await?;
        found.drain().next().map(|(_, item)| item).ok_or(Error::TeamNotFound).and_then(TeamRecord::from_item)
    }
}

/// Adds a confirmed member to the count, if the team is still the one that was read.
pub(crate) fn join<'a>(
    writes: Transaction<'a>,
    project: &ProjectId,
    team: &TeamRecord,
    confirmed: bool,
) -> Result<Transaction<'a>> {
    let key = keys::team(project, &team.team.id);
    let same_team = Condition::equal("tc", text(team.tc.to_string()));
    if confirmed {
        writes.add_if(&key, (TOTAL, 1), &same_team, OnConditionFailed::Stale)
    } else {
        writes.check(&key, &same_team, OnConditionFailed::Stale)
    }
}

/// Removes a confirmed member from the count, if the team is still the one that the member joined.
pub(crate) fn leave<'a>(writes: Transaction<'a>, project: &ProjectId, membership: &Item) -> Result<Transaction<'a>> {
    let broken = || malformed("membership");
    if !membership.contains_key("jn") {
        return Ok(writes);
    }
    let team = str_of(membership, "tid").and_then(|id| TeamId::parse(id).ok()).ok_or_else(broken)?;
    let tc = ulid_of(membership, "tc").ok_or_else(broken)?;
    let same_team = Condition::equal("tc", text(tc.to_string()));
    writes.add_if(&keys::team(project, &team), (TOTAL, -1), &same_team, OnConditionFailed::Stale)
}
