//! Logs of users: one entry for each change, written in the transaction of the change.

use crate::Store;
use crate::table::failure::malformed;
use crate::table::item::{Item, decode, encode, str_of, text, ulid_of, ulid_text};
use crate::table::keys::{self, Key, prefix};
use crate::table::query::Range;
use crate::users::item::StoredUser;
use aws_sdk_dynamodb::types::AttributeValue;
use roster_core::{
    Actor, Change, Email, Event, KeyId, Limit, LogEntry, LogPage, MAX_TOTAL, Name, Offset, Origin, ProjectId, Result,
    SecretHash, Timestamp, Ulid, User, UserId,
};
use serde::{Deserialize, Serialize};

/// The name that the change of an entry replaced. Entries of other changes do not have it.
const FORMER_NAME: &str = "nm";
/// The email that the change of an entry replaced; the empty text if the user had no email.
const FORMER_EMAIL: &str = "em";
/// The most entries among which a former email is looked for.
const MOST_SINCE: usize = 1_000;
/// The largest item that is written for one unit (docs/reference/limits.md#units).
const UNIT_BYTES: usize = 1_024;
/// What the name of an API key keeps when an entry would be larger than one unit.
const KEY_NAME_BYTES: usize = 64;
/// The name of an API key in the item of an entry.
const KEY_NAME: &str = "kn";

#[derive(Serialize, Deserialize)]
struct LogItem {
    ev: String,
    /// The actor: `k` and the id of an API key, `u` and the id of a user, `g` for a guest, `o` for an operator.
    ac: String,
    /// The name of the API key.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    kn: String,
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
            kn: key_name(&change.origin.actor),
            ip: change.origin.ip.clone(),
            ua: change.origin.agent.clone(),
            uc: cid,
            exp: change.at.after(self.log_retention).as_secs(),
        };
        let mut line = encode(&keys::log_line(project, user, change.id), &attributes)?;
        fit_into_one_unit(&mut line);
        Ok(line)
    }

    /// The item of the log entry of a change of a user's item. If the change replaces the name or the email, the entry
    /// holds the former one: all older entries have it, so they need not store it themselves.
    pub(crate) fn log_line_of_change(
        &self,
        project: &ProjectId,
        (before, after): (&StoredUser, &StoredUser),
        event: &Event,
        change: &Change,
    ) -> Result<Item> {
        let mut line = self.log_line(project, (&after.user.id, after.cid), event, change)?;
        if before.user.name != after.user.name {
            line.insert(FORMER_NAME.to_owned(), text(before.user.name.as_str()));
        }
        if before.user.email != after.user.email {
            let former = before.user.email.as_ref().map_or("", Email::as_str);
            line.insert(FORMER_EMAIL.to_owned(), text(former));
        }
        fit_into_one_unit(&mut line);
        Ok(line)
    }

    /// Reads a page of a user's log, newest first, with the current user: one round trip, and one more to count when
    /// the log is longer than the page. Each entry has the name and the email of its time; if one of the two is changed
    /// between the reads of this page, it may be shown with all entries.
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
        lines.truncate(wanted);
        let entries = decode_lines(&record.user, lines, offset.get())?;
        Ok(LogPage { user: record.user, total, entries })
    }

    /// The email that a user had at this time, by its hash, if they have changed it since.
    ///
    /// # Errors
    /// Only those of every call.
    pub async fn find_former_email(
        &self,
        project: &ProjectId,
        user: &UserId,
        (since, hash): (Timestamp, &SecretHash),
    ) -> Result<Option<Email>> {
        let first = Ulid::from_parts(since.as_millis(), 0);
        let range = Range::of(keys::user_partition(project, user))
            .between(format!("{}{first}", prefix::LOG), format!("{}{}", prefix::LOG, prefix::END));
        for line in self.query_first(&range, MOST_SINCE).await? {
            let former = former_email(&line)?.flatten();
            if former.as_ref().is_some_and(|email| hash.is(&SecretHash::of(email.as_str()))) {
                return Ok(former);
            }
        }
        Ok(None)
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

/// Cuts the name of the API key and then the user agent, so that long names do not make the entry cost more than others. Of the
/// former, [`KEY_NAME_BYTES`] stay.
pub(crate) fn fit_into_one_unit(line: &mut Item) {
    for (attribute, least) in [(KEY_NAME, KEY_NAME_BYTES), ("ua", 0)] {
        let excess = bytes_of(line).saturating_sub(UNIT_BYTES);
        if let Some(AttributeValue::S(text)) = line.get_mut(attribute).filter(|_| excess > 0) {
            let kept = text.len().saturating_sub(excess).max(least);
            text.truncate(text.floor_char_boundary(kept));
        }
    }
}

/// The bytes of an item of texts and numbers, as DynamoDB counts them; the digits of a number count as those of a text,
/// which is more than they take.
fn bytes_of(item: &Item) -> usize {
    let value = |value: &AttributeValue| match value {
        AttributeValue::S(text) | AttributeValue::N(text) => text.len(),
        _ => 0,
    };
    item.iter().map(|(name, held)| name.len() + value(held)).sum()
}

/// The entries after the first `skipped` ones, newest first, with the name and the email that the user had then: the
/// present ones, until an entry says that its change replaced others.
///
/// Entries that were written before changes kept the former values have the oldest known ones.
fn decode_lines(user: &User, lines: Vec<Item>, skipped: usize) -> Result<Vec<LogEntry>> {
    let (mut name, mut email) = (user.name.clone(), user.email.clone());
    let mut entries = Vec::with_capacity(lines.len().saturating_sub(skipped));
    for (position, line) in lines.into_iter().enumerate() {
        let (former_name, former_email) = (former(&line, FORMER_NAME, Name::parse)?, former_email(&line)?);
        if position >= skipped {
            entries.push(decode_line(line, name.clone(), email.clone())?);
        }
        name = former_name.unwrap_or(name);
        email = former_email.unwrap_or(email);
    }
    Ok(entries)
}

fn former<T, E>(line: &Item, attribute: &str, parse: impl FnOnce(&str) -> Result<T, E>) -> Result<Option<T>> {
    str_of(line, attribute).map(parse).transpose().map_err(|_| malformed("log line"))
}

fn former_email(line: &Item) -> Result<Option<Option<Email>>> {
    former(line, FORMER_EMAIL, |email| if email.is_empty() { Ok(None) } else { Email::parse(email).map(Some) })
}

fn decode_line(item: Item, name: Name, email: Option<Email>) -> Result<LogEntry> {
    let broken = || malformed("log line");
    let key = Key::of(&item).ok_or_else(broken)?;
    let id = key.sk.strip_prefix(prefix::LOG).and_then(|id| Ulid::from_string(id).ok()).ok_or_else(broken)?;
    let stored: LogItem = decode("log line", item)?;
    let actor = decode_actor(&stored.ac, &stored.kn).ok_or_else(broken)?;
    Ok(LogEntry {
        event: stored.ev.parse().map_err(|_| broken())?,
        origin: Origin { actor, ip: stored.ip, agent: stored.ua },
        at: Timestamp::from_millis(id.timestamp_ms()),
        name,
        email,
    })
}

/// The name of the API key that made a change; empty for everybody else.
pub(crate) fn key_name(actor: &Actor) -> String {
    match actor {
        Actor::Key(_, name) => name.as_str().to_owned(),
        Actor::User(_) | Actor::Guest | Actor::Operator => String::new(),
    }
}

pub(crate) fn encode_actor(actor: &Actor) -> String {
    match actor {
        Actor::Key(id, _) => format!("k{id}"),
        Actor::User(id) => format!("u{id}"),
        Actor::Guest => "g".to_owned(),
        Actor::Operator => "o".to_owned(),
    }
}

pub(crate) fn decode_actor(text: &str, key_name: &str) -> Option<Actor> {
    match text.split_at_checked(1)? {
        ("k", id) => Some(Actor::Key(KeyId::parse(id).ok()?, Name::parse(key_name).ok()?)),
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
        let key = Actor::Key(KeyId::parse("k1").unwrap(), Name::parse("ann").unwrap());
        for actor in [key, Actor::User(UserId::parse("u1").unwrap()), Actor::Guest, Actor::Operator] {
            assert_eq!(decode_actor(&encode_actor(&actor), &key_name(&actor)), Some(actor));
        }
        let of_a_former_version = Actor::Key(KeyId::parse("k1").unwrap(), Name::default());
        assert_eq!(decode_actor("kk1", ""), Some(of_a_former_version));
        assert_eq!(decode_actor("", ""), None);
        assert_eq!(decode_actor("x1", ""), None);
    }

    #[test]
    fn long_names_and_agents_fit_into_one_unit_and_the_key_keeps_a_name() {
        let line = |name: usize, agent: usize, former: usize| {
            let attributes =
                [(KEY_NAME, name), ("ua", agent), (FORMER_NAME, former), ("ip", 45), ("ac", 37), ("ev", 60)];
            let mut line: Item = attributes
                .iter()
                .map(|(attribute, bytes)| ((*attribute).to_owned(), text("ü".repeat(bytes / 2))))
                .collect();
            fit_into_one_unit(&mut line);
            line
        };
        for (name, agent, former) in [(512, 512, 512), (512, 512, 0), (512, 0, 512), (40, 512, 512)] {
            let line = line(name, agent, former);
            assert!(bytes_of(&line) <= UNIT_BYTES, "{name} {agent} {former}");
            assert!(str_of(&line, KEY_NAME).unwrap().len() >= KEY_NAME_BYTES.min(name), "{name} {agent} {former}");
        }
        let short = line(40, 300, 100);
        assert_eq!((str_of(&short, KEY_NAME).unwrap().len(), str_of(&short, "ua").unwrap().len()), (40, 300));
    }
}
