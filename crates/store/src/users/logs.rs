//! Logs of users: one entry for each change, written in the transaction of the change.

use crate::Store;
use crate::table::failure::malformed;
use crate::table::item::{Item, decode, encode, ulid_of, ulid_text};
use crate::table::keys::{self, Key, prefix};
use crate::table::query::Range;
use roster_core::{
    Actor, Change, Event, KeyId, Limit, LogEntry, LogPage, MAX_TOTAL, Offset, Origin, ProjectId, Result, Timestamp,
    Ulid, UserId,
};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct LogItem {
    ev: String,
    /// The actor: `k` and the id of an API key, `u` and the id of a user, `g` for a guest, `o` for an operator.
    ac: String,
    #[serde(default)]
    ip: String,
    #[serde(default)]
    ua: String,
    #[serde(with = "ulid_text")]
    uc: Ulid,
    exp: u64,
}

impl Store {
    /// The item of a log entry.
    pub(crate) fn log_line(
        &self,
        project: &ProjectId,
        (user, cid): (&UserId, Ulid),
        event: &Event,
        change: &Change,
    ) -> Result<Item> {
        let attributes = LogItem {
            ev: event.to_string(),
            ac: encode_actor(&change.origin.actor),
            ip: change.origin.ip.clone(),
            ua: change.origin.agent.clone(),
            uc: cid,
            exp: change.at.after(self.log_retention).as_secs(),
        };
        encode(&keys::log_line(project, user, change.id), &attributes)
    }

    /// Reads a page of a user's log, newest first, with the current user: one round trip, and one more to count when
    /// the log is longer than the page.
    ///
    /// # Errors
    /// [`roster_core::Error::UserNotFound`].
    pub async fn list_logs(
        &self,
        project: &ProjectId,
        user: &UserId,
        limit: Limit,
        offset: Offset,
        now: Timestamp,
    ) -> Result<LogPage> {
        let range = self.live_lines(project, user, now);
        let wanted = limit.get() + offset.get();
        let (record, first) =
            tokio::try_join!(self.read_user(project, user), self.query(&range, None, Some(wanted.max(1))))?;
        let (mut lines, mut next) = (first.items, first.next);
        retain(&mut lines, record.cid);
        while let Some(start) = next.take_if(|_| lines.len() < wanted) {
            let page = self.query(&range, Some(start), Some(wanted)).await?;
            lines.extend(page.items);
            retain(&mut lines, record.cid);
            next = page.next;
        }
        let total = match next {
            None => (lines.len() as u64).min(MAX_TOTAL),
            Some(_) => self.count(&range, Some(("uc", &record.cid.to_string())), MAX_TOTAL).await?,
        };
        let entries = lines.into_iter().skip(offset.get()).take(limit.get()).map(decode_line);
        Ok(LogPage { user: record.user, total, entries: entries.collect::<Result<_>>()? })
    }

    /// The entries within the retention time, newest first. Their ids begin with their time, so expired entries that
    /// the table has not removed yet are not read.
    fn live_lines(&self, project: &ProjectId, user: &UserId, now: Timestamp) -> Range {
        let oldest = Ulid::from_parts(now.before(self.log_retention).as_millis(), 0);
        Range::of(keys::user_partition(project, user))
            .between(format!("{}{oldest}", prefix::LOG), format!("{}{}", prefix::LOG, prefix::END))
            .backward()
    }
}

/// Keeps the entries of this incarnation.
fn retain(lines: &mut Vec<Item>, cid: Ulid) {
    lines.retain(|line| ulid_of(line, "uc") == Some(cid));
}

fn decode_line(item: Item) -> Result<LogEntry> {
    let broken = || malformed("log line");
    let key = Key::of(&item).ok_or_else(broken)?;
    let id = key.sk.strip_prefix(prefix::LOG).and_then(|id| Ulid::from_string(id).ok()).ok_or_else(broken)?;
    let stored: LogItem = decode("log line", item)?;
    let actor = decode_actor(&stored.ac).ok_or_else(broken)?;
    Ok(LogEntry {
        event: stored.ev.parse().map_err(|_| broken())?,
        origin: Origin { actor, ip: stored.ip, agent: stored.ua },
        at: Timestamp::from_millis(id.timestamp_ms()),
    })
}

pub(crate) fn encode_actor(actor: &Actor) -> String {
    match actor {
        Actor::Key(id) => format!("k{id}"),
        Actor::User(id) => format!("u{id}"),
        Actor::Guest => "g".to_owned(),
        Actor::Operator => "o".to_owned(),
    }
}

pub(crate) fn decode_actor(text: &str) -> Option<Actor> {
    match text.split_at_checked(1)? {
        ("k", id) => KeyId::parse(id).ok().map(Actor::Key),
        ("u", id) => UserId::parse(id).ok().map(Actor::User),
        ("g", "") => Some(Actor::Guest),
        ("o", "") => Some(Actor::Operator),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actors_are_read_back() {
        for actor in
            [Actor::Key(KeyId::parse("k1").unwrap()), Actor::User(UserId::parse("u1").unwrap()), Actor::Operator]
        {
            assert_eq!(decode_actor(&encode_actor(&actor)), Some(actor));
        }
        assert_eq!(decode_actor(""), None);
        assert_eq!(decode_actor("x1"), None);
    }
}
