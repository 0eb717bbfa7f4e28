//! Every key of the table, and nothing else: the one place that knows their format.
//!
//! The keys of a project's data contain its id, so that no query for a caller can leave its project. Outside of
//! projects are `META`, API keys by their hash (`K#`), jobs (`J#`), messages that are still to be sent (`O#`), and the list
//! of projects (`P`, in the index). Ids contain no `#`; an email may, so it is the last part. The letters are explained in
//! `docs/development/architecture.md`, "The table".

mod factors;
mod identities;
mod messages;
mod postings;

pub(crate) use factors::{authenticator, challenge, recovery_codes};
pub(crate) use identities::{
    IDENTITY_LISTS, identities_of, identity, identity_claim, identity_claims, identity_email, identity_emails,
    identity_list, identity_list_of, oauth_state, provider,
};
pub(crate) use messages::{OUTBOX_BUCKETS, outbox, outbox_end, outbox_partition, template};
pub(crate) use postings::{cid_of_posting, order_partition, order_value, parts_of_order, posting, posting_partition};

use aws_sdk_dynamodb::types::AttributeValue;
use roster_core::{
    Email, KeyId, Phone, ProjectId, SecretHash, SessionId, TargetId, TeamId, Timestamp, TokenKind, Ulid, UserId,
};
use std::collections::HashMap;

/// Partition key of the table.
pub(crate) const PK: &str = "PK";
/// Sort key of the table.
pub(crate) const SK: &str = "SK";
/// Partition key of the index.
pub(crate) const G1P: &str = "G1P";
/// Sort key of the index.
pub(crate) const G1S: &str = "G1S";
/// The one index: lists of users, teams and projects, and the members of a team.
pub(crate) const INDEX: &str = "GSI1";
/// When an item may be removed, in seconds since the epoch.
pub(crate) const TTL: &str = "exp";

/// Partitions over which deletion jobs are spread: each takes 1,000 a second.
pub(crate) const JOB_BUCKETS: u128 = 8;

/// Beginnings of the sort keys in the partition of a user, and of others.
pub(crate) mod prefix {
    pub(crate) const USER: &str = "U";
    pub(crate) const LOG: &str = "A#";
    pub(crate) const SESSION: &str = "S#";
    pub(crate) const MEMBERSHIP: &str = "M#";
    /// Between the user and its preferences, so that one query reads all three.
    pub(crate) const TARGET: &str = "V#";
    pub(crate) const PREFS: &str = "X#";
    pub(crate) const TOKEN: &str = "Q#";
    pub(crate) const FACTOR: &str = "F#";
    pub(crate) const IDENTITY: &str = "I#";
    /// In the partition of a team, before its preferences.
    pub(crate) const TEAM: &str = "T";
    pub(crate) const TEAM_PREFS: &str = "X";
    pub(crate) const API_KEY: &str = "K#";
    /// In the partition of a project.
    pub(crate) const TEMPLATE: &str = "MT#";
    pub(crate) const PROVIDER: &str = "PV#";
    /// Sorts after everything that begins with a `#` and letters.
    pub(crate) const END: &str = "~";
}

/// The key of one item.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Key {
    pub(crate) pk: String,
    pub(crate) sk: String,
}

impl Key {
    fn new(pk: String, sk: impl Into<String>) -> Self {
        Self { pk, sk: sk.into() }
    }

    /// The key as the attributes of a request.
    pub(crate) fn attributes(&self) -> HashMap<String, AttributeValue> {
        HashMap::from([
            (PK.to_owned(), AttributeValue::S(self.pk.clone())),
            (SK.to_owned(), AttributeValue::S(self.sk.clone())),
        ])
    }

    /// The key of an item that was read; `None` when a part is missing, which cannot happen in the table.
    pub(crate) fn of(item: &HashMap<String, AttributeValue>) -> Option<Self> {
        Some(Self { pk: item.get(PK)?.as_s().ok()?.clone(), sk: item.get(SK)?.as_s().ok()?.clone() })
    }
}

/// The place of a user in the list of its project, and of its postings: a slice, and a shard of the slice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) slice: u16,
    pub(crate) shard: u16,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.slice, self.shard)
    }
}

impl std::str::FromStr for Place {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (slice, shard) = text.split_once('.').ok_or(())?;
        Ok(Self { slice: slice.parse().map_err(|_| ())?, shard: shard.parse().map_err(|_| ())? })
    }
}

pub(crate) fn meta() -> Key {
    Key::new("META".into(), "META")
}

pub(crate) fn project(id: &ProjectId) -> Key {
    Key::new(format!("P#{id}"), "P")
}

/// Index partition of all projects.
pub(crate) const PROJECTS: &str = "P";

pub(crate) fn listed_api_key(project: &ProjectId, id: &KeyId) -> Key {
    Key::new(format!("P#{project}"), format!("{}{id}", prefix::API_KEY))
}

pub(crate) fn api_key(hash: &SecretHash) -> Key {
    Key::new(format!("K#{}", hash.as_str()), "K")
}

pub(crate) fn audit(project: &ProjectId, at: Timestamp, id: Ulid) -> Key {
    Key::new(format!("A#{project}#{}", at.day()), id.to_string())
}

/// The partition of a user and of everything that belongs to it.
pub(crate) fn user_partition(project: &ProjectId, user: &UserId) -> String {
    format!("U#{project}#{user}")
}

/// What is at this place in the partition of a user.
pub(crate) fn of_user(project: &ProjectId, user: &UserId, place: &str) -> Key {
    Key::new(user_partition(project, user), place)
}

pub(crate) fn user(project: &ProjectId, user: &UserId) -> Key {
    Key::new(user_partition(project, user), prefix::USER)
}

pub(crate) fn spilled_prefs(project: &ProjectId, user: &UserId, cid: Ulid, version: Ulid) -> Key {
    Key::new(user_partition(project, user), format!("{}{cid}#{version}", prefix::PREFS))
}

pub(crate) fn session(project: &ProjectId, user: &UserId, session: &SessionId) -> Key {
    Key::new(user_partition(project, user), format!("{}{session}", prefix::SESSION))
}

/// A stored target. The key contains the incarnation, so that a new user with the id never finds a target of the former
/// user.
pub(crate) fn target(project: &ProjectId, user: &UserId, cid: Ulid, target: &TargetId) -> Key {
    Key::new(user_partition(project, user), format!("{}{cid}#{target}", prefix::TARGET))
}

/// A token; the secret alone finds it.
pub(crate) fn token(project: &ProjectId, user: &UserId, secret: &SecretHash) -> Key {
    Key::new(user_partition(project, user), format!("{}{}", prefix::TOKEN, secret.as_str()))
}

/// The code of this kind of a user, of which there is one: a hash has no `c#`.
pub(crate) fn code(project: &ProjectId, user: &UserId, kind: TokenKind) -> Key {
    Key::new(user_partition(project, user), format!("{}c#{}", prefix::TOKEN, kind.as_str()))
}

/// The hashes of former passwords.
pub(crate) fn former_passwords(project: &ProjectId, user: &UserId, cid: Ulid) -> Key {
    Key::new(user_partition(project, user), format!("{}{cid}#passwords", prefix::FACTOR))
}

pub(crate) fn log_line(project: &ProjectId, user: &UserId, id: Ulid) -> Key {
    Key::new(user_partition(project, user), format!("{}{id}", prefix::LOG))
}

pub(crate) fn membership(project: &ProjectId, user: &UserId, team: &TeamId, tc: Ulid) -> Key {
    Key::new(user_partition(project, user), format!("{}{team}#{tc}", prefix::MEMBERSHIP))
}

pub(crate) fn email_claim(project: &ProjectId, email: &Email) -> Key {
    Key::new(format!("E#{project}#{}", email.as_str()), "E")
}

pub(crate) fn phone_claim(project: &ProjectId, phone: &Phone) -> Key {
    Key::new(format!("N#{project}#{}", phone.as_str()), "N")
}

/// The claim of a stored target on its identifier, which may be any text and is therefore the last part.
pub(crate) fn target_claim(project: &ProjectId, identifier: &str) -> Key {
    Key::new(format!("D#{project}#{identifier}"), "D")
}

/// The partition of a project's statistics in one shard: an item for each day.
pub(crate) fn usage_partition(project: &ProjectId, shard: u16) -> String {
    format!("Y#{project}#{shard}")
}

/// The sort key of a day's statistics; sorts by time.
pub(crate) fn usage_day(day: u64) -> String {
    format!("{day:06}")
}

pub(crate) fn usage(project: &ProjectId, shard: u16, day: u64) -> Key {
    Key::new(usage_partition(project, shard), usage_day(day))
}

/// Index partition of the users of one place.
pub(crate) fn user_list(project: &ProjectId, place: Place) -> String {
    format!("L#{project}#{place}")
}

pub(crate) fn team(project: &ProjectId, team: &TeamId) -> Key {
    Key::new(team_partition(project, team), prefix::TEAM)
}

/// The preferences of a team that are not in its item.
pub(crate) fn team_prefs(project: &ProjectId, team: &TeamId) -> Key {
    Key::new(team_partition(project, team), prefix::TEAM_PREFS)
}

/// The partition of a team and its separate preferences.
pub(crate) fn team_partition(project: &ProjectId, team: &TeamId) -> String {
    format!("T#{project}#{team}")
}

/// The partition of the log of one incarnation of a team.
pub(crate) fn team_log_partition(project: &ProjectId, team: &TeamId, tc: Ulid) -> String {
    format!("A#{project}#{team}#{tc}")
}

pub(crate) fn team_log_line(project: &ProjectId, team: &TeamId, tc: Ulid, id: Ulid) -> Key {
    Key::new(team_log_partition(project, team, tc), id.to_string())
}

/// Index partition of the teams of a project.
pub(crate) fn team_list(project: &ProjectId) -> String {
    format!("TL#{project}")
}

/// Index partition of the members of one incarnation of a team.
pub(crate) fn team_members(project: &ProjectId, team: &TeamId, tc: Ulid) -> String {
    format!("T#{project}#{team}#{tc}")
}

pub(crate) fn user_counter(project: &ProjectId, place: Place) -> Key {
    Key::new(format!("C#{project}#{place}"), "U")
}

/// A counter of attempts.
pub(crate) fn attempts(project: &ProjectId, what: &str, who: &SecretHash, window: u64) -> Key {
    Key::new(format!("R#{project}#{what}#{}#{window}", who.as_str()), "R")
}

/// The posting of a word of a team's name.
pub(crate) fn team_posting(project: &ProjectId, word: &str, tc: Ulid) -> Key {
    let tc = tc.to_string();
    let spread = &tc[tc.len() - 4..];
    Key::new(team_posting_partition(project, word), format!("{word}#{spread}{tc}"))
}

/// The partition of the postings of all words of teams that begin with the same two letters.
pub(crate) fn team_posting_partition(project: &ProjectId, word: &str) -> String {
    let letters: String = word.chars().take(2).collect();
    format!("V#{project}#{letters}")
}

/// The partition of the deletion jobs of one bucket.
pub(crate) fn job_partition(bucket: u128) -> String {
    format!("J#{bucket}")
}

pub(crate) fn job(project: &ProjectId, subject: &str, id: Ulid) -> Key {
    Key::new(job_partition(id.random() % JOB_BUCKETS), format!("{id}#{project}#{subject}"))
}

#[cfg(test)]
mod tests;
