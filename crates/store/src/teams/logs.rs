//! Logs of teams, newest first.
//!
//! A change of the team, a change of roles and the removal of a member write an entry in their transactions. Joining does
//! not: the membership leads to the entry in the log of its user, and the entry of a removal leads there, too. So no change
//! costs more because of the log of the team.

use crate::Store;
use crate::table::batch::Consistency;
use crate::table::failure::malformed;
use crate::table::item::{Item, decode, encode, str_of, text, ulid_of};
use crate::table::keys::{self, Key, prefix};
use crate::table::query::Range;
use crate::teams::membership::created_by;
use crate::teams::team::TeamRecord;
use crate::users::item::StoredUser;
use crate::users::logs::{decode_actor, encode_actor, fit_into_one_unit, key_name};
use roster_core::{
    Actor, Change, Limit, MAX_TOTAL, MembershipId, Offset, Origin, ProjectId, Result, TeamActor, TeamEvent, TeamId,
    TeamLogEntry, TeamLogPage, Timestamp, Ulid, UserId,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The user who left.
const LEFT: &str = "uid";
/// The change with which the user who left had joined.
const JOINED_BY: &str = "cv";

/// The parts of an entry that logs of teams and of users have in common.
#[derive(Serialize, Deserialize)]
struct LineItem {
    ev: String,
    ac: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    kn: String,
    #[serde(default)]
    ip: String,
    #[serde(default)]
    ua: String,
    exp: u64,
}

/// An entry whose place in the log is known.
enum Line {
    /// An entry of the log of the team.
    Written(Item),
    /// A joining: its entry is in the log of the user.
    Joining { membership: MembershipId, at: Timestamp, entry: Key },
}

impl Store {
    /// The item of an entry in the log of a team.
    pub(crate) fn team_line(
        &self,
        project: &ProjectId,
        team: &TeamRecord,
        event: &TeamEvent,
        change: &Change,
    ) -> Result<Item> {
        let attributes = LineItem {
            ev: event.to_string(),
            ac: encode_actor(&change.origin.actor),
            kn: key_name(&change.origin.actor),
            ip: change.origin.ip.clone(),
            ua: change.origin.agent.clone(),
            exp: change.at.after(self.log_retention).as_secs(),
        };
        let mut line = encode(&keys::team_log_line(project, &team.team.id, team.tc, change.id), &attributes)?;
        fit_into_one_unit(&mut line);
        Ok(line)
    }

    /// The entry of a member who leaves. It also leads to the entry of their joining.
    pub(crate) fn leaving_line(
        &self,
        project: &ProjectId,
        team: &TeamRecord,
        membership: &Item,
        change: &Change,
    ) -> Result<Item> {
        let id = membership_id(membership)?;
        let mut line = self.team_line(project, team, &TeamEvent::DeleteMembership(id), change)?;
        if let (Some(user), Some(joined_by)) = (str_of(membership, LEFT), created_by(membership)) {
            line.insert(LEFT.to_owned(), text(user));
            line.insert(JOINED_BY.to_owned(), text(joined_by.to_string()));
            fit_into_one_unit(&mut line);
        }
        Ok(line)
    }

    /// Reads a page of a team's log, newest first, with the current names of those who did it: four round trips. Beyond
    /// the newest 5,000 entries nothing is read.
    ///
    /// # Errors
    /// [`roster_core::Error::TeamNotFound`].
    pub async fn list_team_logs(
        &self,
        project: &ProjectId,
        team: &TeamId,
        limit: Limit,
        offset: Offset,
        now: Timestamp,
    ) -> Result<TeamLogPage> {
        let record = self.read_team(project, team).await?;
        let lines = self.team_lines(project, &record, now.before(self.log_retention)).await?;
        let total = (lines.len() as u64).min(MAX_TOTAL);
        let page: Vec<Line> = lines.into_values().rev().skip(offset.get()).take(limit.get()).collect();
        let mut entries = self.entries_of(page).await?;
        self.add_actors(project, &mut entries).await?;
        Ok(TeamLogPage { team: record.team.id, total, entries })
    }

    /// The entries since a point in time, by the change that each of them is of.
    async fn team_lines(
        &self,
        project: &ProjectId,
        team: &TeamRecord,
        since: Timestamp,
    ) -> Result<BTreeMap<Ulid, Line>> {
        let (id, oldest) = (&team.team.id, Ulid::from_parts(since.as_millis(), 0));
        let own = Range::of(keys::team_log_partition(project, id, team.tc));
        let own = own.between(oldest.to_string(), prefix::END).backward();
        let members = Range::of_index(keys::team_members(project, id, team.tc));
        let members = members.between(MembershipId::generate(since, 0).as_str(), prefix::END).backward();
        let most = MAX_TOTAL as usize;
        let (own, members) = tokio::try_join!(self.query_first(&own, most), self.query_first(&members, most))?;
        let left = own.iter().filter_map(|line| {
            let TeamEvent::DeleteMembership(membership) = str_of(line, "ev")?.parse().ok()? else { return None };
            Some((membership, str_of(line, LEFT)?.to_owned(), ulid_of(line, JOINED_BY)?))
        });
        let present = members
            .iter()
            .filter_map(|item| Some((membership_id(item).ok()?, str_of(item, LEFT)?.to_owned(), created_by(item)?)));
        // A founder joins by the creation of the team, which has an entry.
        let joinings = left.chain(present).filter(|(.., by)| *by >= oldest && *by != team.tc);
        let mut lines = BTreeMap::new();
        for (membership, user, by) in joinings {
            if let Ok(user) = UserId::parse(&user) {
                let (at, entry) = (Timestamp::from_millis(by.timestamp_ms()), keys::log_line(project, &user, by));
                lines.insert(by, Line::Joining { membership, at, entry });
            }
        }
        for item in own {
            let id = Key::of(&item).and_then(|key| Ulid::from_string(&key.sk).ok());
            lines.insert(id.ok_or_else(|| malformed("log line"))?, Line::Written(item));
        }
        Ok(lines)
    }

    /// Reads the entries of joinings from the logs of the users. Those of a deleted user are gone: of a user who left
    /// before, only the time and the membership are known. That entry is shown all the same, because the total and the
    /// offsets of the pages count it; to find out which are gone would take a read of each.
    async fn entries_of(&self, page: Vec<Line>) -> Result<Vec<TeamLogEntry>> {
        let keys: Vec<Key> = page
            .iter()
            .filter_map(|line| match line {
                Line::Joining { entry, .. } => Some(entry.clone()),
                Line::Written(_) => None,
            })
            .collect();
        let mut found = self.read_many(&keys, Consistency::Strong).await?;
        let entries = page.into_iter().map(|line| match line {
            Line::Written(item) => entry_of(item, None),
            Line::Joining { membership, at, entry } => {
                let event = TeamEvent::CreateMembership(membership);
                match found.remove(&entry) {
                    Some(item) => entry_of(item, Some(event)),
                    None => Ok(joining_of_unknown(event, at)),
                }
            }
        });
        entries.collect()
    }

    async fn add_actors(&self, project: &ProjectId, entries: &mut [TeamLogEntry]) -> Result<()> {
        let ids: BTreeSet<&UserId> = entries.iter().filter_map(TeamLogEntry::actor_id).collect();
        let keys: Vec<Key> = ids.into_iter().map(|id| keys::user(project, id)).collect();
        let found = self.read_many(&keys, Consistency::Strong).await?;
        let mut actors: BTreeMap<UserId, Arc<TeamActor>> = BTreeMap::new();
        for item in found.into_values() {
            let user = StoredUser::from_item(item)?.user;
            let id = user.id.clone();
            let actor = TeamActor { id: user.id, name: user.name, email: user.email, created_at: user.created_at };
            actors.insert(id, Arc::new(actor));
        }
        for entry in entries {
            entry.actor = entry.actor_id().and_then(|id| actors.get(id)).cloned();
        }
        Ok(())
    }
}

/// A joining whose entry is gone: nobody knows any more who did it, and from where.
fn joining_of_unknown(event: TeamEvent, at: Timestamp) -> TeamLogEntry {
    let origin = Origin { actor: Actor::Guest, ip: String::new(), agent: String::new() };
    TeamLogEntry { event, origin, at, actor: None }
}

/// An entry of the log of a team; or one of the log of a user, which is another event for the team.
fn entry_of(item: Item, event: Option<TeamEvent>) -> Result<TeamLogEntry> {
    let broken = || malformed("log line");
    let key = Key::of(&item).ok_or_else(broken)?;
    let id = key.sk.strip_prefix(prefix::LOG).unwrap_or(&key.sk);
    let id = Ulid::from_string(id).map_err(|_| broken())?;
    let stored: LineItem = decode("log line", item)?;
    let actor: Actor = decode_actor(&stored.ac, &stored.kn).ok_or_else(broken)?;
    let event = match event {
        Some(event) => event,
        None => stored.ev.parse().map_err(|_| broken())?,
    };
    let at = Timestamp::from_millis(id.timestamp_ms());
    Ok(TeamLogEntry { event, origin: Origin { actor, ip: stored.ip, agent: stored.ua }, at, actor: None })
}

fn membership_id(item: &Item) -> Result<MembershipId> {
    str_of(item, "id").and_then(|id| MembershipId::parse(id).ok()).ok_or_else(|| malformed("membership"))
}
