//! The log of a team: events and entries.

use crate::{Email, MembershipId, Name, Origin, TeamId, Timestamp, UnknownEvent, UserId};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// Something that happened to a team. `Display` and `FromStr` are the stored form; the dialect decides what callers
/// read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TeamEvent {
    /// The team was created.
    Create,
    /// The name was set.
    UpdateName,
    /// The preferences were replaced.
    UpdatePrefs,
    /// A user joined.
    CreateMembership(MembershipId),
    /// The roles of a member were set.
    UpdateMembership(MembershipId),
    /// A member accepted their invitation.
    ConfirmMembership(MembershipId),
    /// A member left or was removed.
    DeleteMembership(MembershipId),
}

const CREATE: &str = "create";
const UPDATE_NAME: &str = "update.name";
const UPDATE_PREFS: &str = "update.prefs";
/// The end of the event of a member who accepts.
const CONFIRMED: &str = ".update.status";

impl fmt::Display for TeamEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Create => f.write_str(CREATE),
            Self::UpdateName => f.write_str(UPDATE_NAME),
            Self::UpdatePrefs => f.write_str(UPDATE_PREFS),
            Self::CreateMembership(id) => write!(f, "memberships.{id}.create"),
            Self::UpdateMembership(id) => write!(f, "memberships.{id}.update"),
            Self::ConfirmMembership(id) => write!(f, "memberships.{id}.update.status"),
            Self::DeleteMembership(id) => write!(f, "memberships.{id}.delete"),
        }
    }
}

impl FromStr for TeamEvent {
    type Err = UnknownEvent;

    fn from_str(text: &str) -> Result<Self, UnknownEvent> {
        match text {
            CREATE => return Ok(Self::Create),
            UPDATE_NAME => return Ok(Self::UpdateName),
            UPDATE_PREFS => return Ok(Self::UpdatePrefs),
            _ => {}
        }
        // An id may contain dots.
        let part = text.strip_prefix("memberships.").ok_or(UnknownEvent)?;
        if let Some(id) = part.strip_suffix(CONFIRMED) {
            return MembershipId::parse(id).map(Self::ConfirmMembership).map_err(|_| UnknownEvent);
        }
        let (id, verb) = part.rsplit_once('.').ok_or(UnknownEvent)?;
        let id = MembershipId::parse(id).map_err(|_| UnknownEvent)?;
        match verb {
            "create" => Ok(Self::CreateMembership(id)),
            "update" => Ok(Self::UpdateMembership(id)),
            "delete" => Ok(Self::DeleteMembership(id)),
            _ => Err(UnknownEvent),
        }
    }
}

/// An entry of a team's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamLogEntry {
    /// The event.
    pub event: TeamEvent,
    /// The actor, their IP address and their user agent.
    pub origin: Origin,
    /// The time of the event.
    pub at: Timestamp,
    /// The user who has the id of the one who did it, in their current state; `None` for an API key or an operator, and
    /// if there is no such user. It can be a newer user with the same id: see [`TeamLogEntry::known_actor`].
    /// The entries of a page share it.
    pub actor: Option<Arc<TeamActor>>,
}

/// What is known of the actor of an entry: no more than entries show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamActor {
    /// The id.
    pub id: UserId,
    /// The current name.
    pub name: Name,
    /// The current email.
    pub email: Option<Email>,
    /// When the user was created.
    pub created_at: Timestamp,
}

impl TeamLogEntry {
    /// The id of the user who did it, also of a deleted one.
    #[must_use]
    pub fn actor_id(&self) -> Option<&UserId> {
        match &self.origin.actor {
            crate::Actor::User(id) => Some(id),
            _ => None,
        }
    }

    /// The user who did it, in their current state; `None` for a deleted user, also if a new user has the same id: who
    /// was created after the event did not do it.
    #[must_use]
    pub fn known_actor(&self) -> Option<&TeamActor> {
        self.actor.as_deref().filter(|user| user.created_at <= self.at)
    }
}

/// A page of a team's log, newest first.
#[derive(Debug, Clone)]
pub struct TeamLogPage {
    /// The team.
    pub team: TeamId,
    /// The number of entries of the log, counted to [`crate::MAX_TOTAL`].
    pub total: u64,
    /// The entries of this page.
    pub entries: Vec<TeamLogEntry>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_is_read_back_from_its_stored_form() {
        let mut events = vec![TeamEvent::Create, TeamEvent::UpdateName, TeamEvent::UpdatePrefs];
        for id in ["m1", "a.create", "memberships.x.delete"].map(|id| MembershipId::parse(id).unwrap()) {
            events.push(TeamEvent::CreateMembership(id.clone()));
            events.push(TeamEvent::UpdateMembership(id.clone()));
            events.push(TeamEvent::ConfirmMembership(id.clone()));
            events.push(TeamEvent::DeleteMembership(id));
        }
        for event in events {
            assert_eq!(event.to_string().parse::<TeamEvent>().unwrap(), event);
        }
        for unknown in ["", "delete", "memberships", "memberships.m1", "memberships.m1.unknown", "memberships..create"]
        {
            assert!(unknown.parse::<TeamEvent>().is_err(), "{unknown}");
        }
    }
}
