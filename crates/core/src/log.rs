//! What happened to a user.

use crate::{Origin, SessionId, TargetId, Timestamp, TokenId, User};
use std::fmt;
use std::str::FromStr;

/// What happened. `Display` and `FromStr` are the form in which it is stored; what callers read is chosen by dialect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The user was created.
    Create,
    /// The address was set.
    UpdateEmail,
    /// The name was set.
    UpdateName,
    /// The password was set.
    UpdatePassword,
    /// The number was set.
    UpdatePhone,
    /// The preferences were replaced.
    UpdatePrefs,
    /// The user was blocked or activated.
    UpdateStatus,
    /// A verification was set.
    UpdateVerification,
    /// The labels were replaced.
    UpdateLabels,
    /// A second factor was switched on or off.
    UpdateMfa,
    /// The right to impersonate others was given or taken.
    UpdateImpersonator,
    /// Recovery codes were made, or made anew.
    UpdateRecoveryCodes,
    /// A target was created.
    CreateTarget(TargetId),
    /// A target was changed.
    UpdateTarget(TargetId),
    /// A target was deleted.
    DeleteTarget(TargetId),
    /// A token that signs the user in was made.
    CreateToken(TokenId),
    /// A session began.
    CreateSession(SessionId),
    /// A session was ended.
    DeleteSession(SessionId),
    /// All sessions were ended.
    DeleteSessions,
    /// The user joined a team.
    CreateMembership,
    /// The user's roles in a team were set.
    UpdateMembership,
    /// The user left a team.
    DeleteMembership,
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Create => f.write_str("create"),
            Self::UpdateEmail => f.write_str("update.email"),
            Self::UpdateName => f.write_str("update.name"),
            Self::UpdatePassword => f.write_str("update.password"),
            Self::UpdatePhone => f.write_str("update.phone"),
            Self::UpdatePrefs => f.write_str("update.prefs"),
            Self::UpdateStatus => f.write_str("update.status"),
            Self::UpdateVerification => f.write_str("update.verification"),
            Self::UpdateLabels => f.write_str("update.labels"),
            Self::UpdateMfa => f.write_str("update.mfa"),
            Self::UpdateImpersonator => f.write_str("update.impersonator"),
            Self::UpdateRecoveryCodes => f.write_str("update.mfa.recovery-codes"),
            Self::CreateTarget(id) => write!(f, "targets.{id}.create"),
            Self::UpdateTarget(id) => write!(f, "targets.{id}.update"),
            Self::DeleteTarget(id) => write!(f, "targets.{id}.delete"),
            Self::CreateToken(id) => write!(f, "tokens.{id}.create"),
            Self::CreateSession(id) => write!(f, "sessions.{id}.create"),
            Self::DeleteSession(id) => write!(f, "sessions.{id}.delete"),
            Self::DeleteSessions => f.write_str("sessions.delete"),
            Self::CreateMembership => f.write_str("memberships.create"),
            Self::UpdateMembership => f.write_str("memberships.update"),
            Self::DeleteMembership => f.write_str("memberships.delete"),
        }
    }
}

impl FromStr for Event {
    type Err = UnknownEvent;

    fn from_str(text: &str) -> Result<Self, UnknownEvent> {
        Ok(match text {
            "create" => Self::Create,
            "update.email" => Self::UpdateEmail,
            "update.name" => Self::UpdateName,
            "update.password" => Self::UpdatePassword,
            "update.phone" => Self::UpdatePhone,
            "update.prefs" => Self::UpdatePrefs,
            "update.status" => Self::UpdateStatus,
            "update.verification" => Self::UpdateVerification,
            "update.labels" => Self::UpdateLabels,
            "update.mfa" => Self::UpdateMfa,
            "update.impersonator" => Self::UpdateImpersonator,
            "update.mfa.recovery-codes" => Self::UpdateRecoveryCodes,
            "sessions.delete" => Self::DeleteSessions,
            "memberships.create" => Self::CreateMembership,
            "memberships.update" => Self::UpdateMembership,
            "memberships.delete" => Self::DeleteMembership,
            _ => return event_of_a_part(text).ok_or(UnknownEvent),
        })
    }
}

/// `sessions.<id>.create`: what happened to a part of the user that has an id. An id may hold dots.
fn event_of_a_part(text: &str) -> Option<Event> {
    let (part, rest) = text.split_once('.')?;
    let (id, verb) = rest.rsplit_once('.')?;
    let session = || SessionId::parse(id).ok();
    let target = || TargetId::parse(id).ok();
    match (part, verb) {
        ("sessions", "create") => session().map(Event::CreateSession),
        ("sessions", "delete") => session().map(Event::DeleteSession),
        ("targets", "create") => target().map(Event::CreateTarget),
        ("targets", "update") => target().map(Event::UpdateTarget),
        ("targets", "delete") => target().map(Event::DeleteTarget),
        ("tokens", "create") => TokenId::parse(id).ok().map(Event::CreateToken),
        _ => None,
    }
}

/// A stored event that this version does not know.
#[derive(Debug, thiserror::Error)]
#[error("unknown event")]
pub struct UnknownEvent;

/// A line of a user's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEntry {
    /// What happened.
    pub event: Event,
    /// Who did it, and from where.
    pub origin: Origin,
    /// When.
    pub at: Timestamp,
}

/// A page of a user's log, newest first, with the user as it is now.
#[derive(Debug, Clone)]
pub struct LogPage {
    /// Whose log it is.
    pub user: User,
    /// How many lines there are, counted to [`crate::MAX_TOTAL`].
    pub total: u64,
    /// The lines of this page.
    pub entries: Vec<LogEntry>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_is_read_back_from_its_stored_form() {
        let id = SessionId::parse("s.1").unwrap();
        for event in [
            Event::Create,
            Event::UpdateEmail,
            Event::UpdateName,
            Event::UpdatePassword,
            Event::UpdatePhone,
            Event::UpdatePrefs,
            Event::UpdateStatus,
            Event::UpdateVerification,
            Event::UpdateLabels,
            Event::UpdateMfa,
            Event::UpdateImpersonator,
            Event::UpdateRecoveryCodes,
            Event::CreateTarget(TargetId::parse("t.create").unwrap()),
            Event::UpdateTarget(TargetId::parse("t-1").unwrap()),
            Event::DeleteTarget(TargetId::parse("t_1").unwrap()),
            Event::CreateToken(TokenId::parse("t1").unwrap()),
            Event::CreateSession(id.clone()),
            Event::DeleteSession(id),
            Event::DeleteSessions,
            Event::CreateMembership,
            Event::UpdateMembership,
            Event::DeleteMembership,
        ] {
            assert_eq!(event.to_string().parse::<Event>().unwrap(), event);
        }
        assert!("update.unknown".parse::<Event>().is_err());
    }
}
