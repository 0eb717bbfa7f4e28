//! The log of a user: events and entries.

use crate::{ChallengeId, Email, IdentityId, Name, Origin, SessionId, TargetId, TeamId, Timestamp, TokenId, User};
use std::fmt;
use std::str::FromStr;

/// The one table of events. The type, its stored form, and the list for its test are made from it. An event of a part
/// of the user is stored with the id of that part, as `sessions.<id>.create`; an id may contain dots.
macro_rules! events {
    (
        of_the_user { $($(#[$doc:meta])* $event:ident = $text:literal,)* }
        of_a_part { $($(#[$part_doc:meta])* $of_part:ident($id:ident) = $part:literal / $verb:literal,)* }
    ) => {
        /// Something that happened to a user. `Display` and `FromStr` are the stored form; the dialect decides what
        /// callers read.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Event {
            $($(#[$doc])* $event,)*
            $($(#[$part_doc])* $of_part($id),)*
        }

        impl fmt::Display for Event {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Self::$event => f.write_str($text),)*
                    $(Self::$of_part(id) => write!(f, concat!($part, ".{}.", $verb), id),)*
                }
            }
        }

        impl FromStr for Event {
            type Err = UnknownEvent;

            fn from_str(text: &str) -> Result<Self, UnknownEvent> {
                match text {
                    $($text => return Ok(Self::$event),)*
                    _ => {}
                }
                let (part, rest) = text.split_once('.').ok_or(UnknownEvent)?;
                let (id, verb) = rest.rsplit_once('.').ok_or(UnknownEvent)?;
                match (part, verb) {
                    $(($part, $verb) => $id::parse(id).map(Self::$of_part).map_err(|_| UnknownEvent),)*
                    _ => Err(UnknownEvent),
                }
            }
        }

        #[cfg(test)]
        fn every_event(id: &str) -> Vec<Event> {
            vec![$(Event::$event,)* $(Event::$of_part($id::parse(id).unwrap()),)*]
        }
    };
}

events! {
    of_the_user {
        /// The user was created.
        Create = "create",
        /// The email was set.
        UpdateEmail = "update.email",
        /// The name was set.
        UpdateName = "update.name",
        /// The password was set.
        UpdatePassword = "update.password",
        /// The phone was set.
        UpdatePhone = "update.phone",
        /// The preferences were replaced.
        UpdatePrefs = "update.prefs",
        /// The user was blocked or activated.
        UpdateStatus = "update.status",
        /// A verification was set.
        UpdateVerification = "update.verification",
        /// The labels were replaced.
        UpdateLabels = "update.labels",
        /// A second factor was switched on or off.
        UpdateMfa = "update.mfa",
        /// The right to act as another user was given or removed.
        UpdateImpersonator = "update.impersonator",
        /// Recovery codes were created or replaced.
        UpdateRecoveryCodes = "update.mfa.recovery-codes",
        /// An authenticator was created, verified or deleted.
        UpdateAuthenticator = "update.mfa.authenticators",
        /// All sessions were ended.
        DeleteSessions = "sessions.delete",
        /// The user joined a team.
        CreateMembership = "memberships.create",
        /// The user's roles in a team were set.
        UpdateMembership = "memberships.update",
        /// The user left a team.
        DeleteMembership = "memberships.delete",
    }
    of_a_part {
        /// The user created a team and is its first member.
        CreateTeam(TeamId) = "teams" / "create",
        /// A target was created.
        CreateTarget(TargetId) = "targets" / "create",
        /// A target was changed.
        UpdateTarget(TargetId) = "targets" / "update",
        /// A target was deleted.
        DeleteTarget(TargetId) = "targets" / "delete",
        /// A token that signs the user in was created.
        CreateToken(TokenId) = "tokens" / "create",
        /// The user asked for a link or a code to sign in.
        CreateSignIn(TokenId) = "sign-ins" / "create",
        /// The user asked for the verification of their email or phone.
        CreateVerification(TokenId) = "verification" / "create",
        /// The user verified their email or phone.
        CompleteVerification(TokenId) = "verification" / "update",
        /// Somebody asked for a new password of the user.
        CreateRecovery(TokenId) = "recovery" / "create",
        /// The user set a new password by a link.
        CompleteRecovery(TokenId) = "recovery" / "update",
        /// The user asked to present a second factor.
        CreateChallenge(ChallengeId) = "challenges" / "create",
        /// The user presented a second factor.
        PassChallenge(ChallengeId) = "challenges" / "update",
        /// An account at a provider became the user's.
        CreateIdentity(IdentityId) = "identities" / "create",
        /// An account at a provider is the user's no more.
        DeleteIdentity(IdentityId) = "identities" / "delete",
        /// A session began.
        CreateSession(SessionId) = "sessions" / "create",
        /// A session was extended.
        UpdateSession(SessionId) = "sessions" / "update",
        /// A session was ended.
        DeleteSession(SessionId) = "sessions" / "delete",
    }
}

/// A stored event that this version does not know.
#[derive(Debug, thiserror::Error)]
#[error("unknown event")]
pub struct UnknownEvent;

/// An entry of a user's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEntry {
    /// The event.
    pub event: Event,
    /// The actor, their IP address and their user agent.
    pub origin: Origin,
    /// The time of the event.
    pub at: Timestamp,
    /// The name of the log's user after the event; may be empty.
    pub name: Name,
    /// The email of the log's user after the event, if there was one.
    pub email: Option<Email>,
}

/// A page of a user's log, newest first, with the user in their current state.
#[derive(Debug, Clone)]
pub struct LogPage {
    /// The user.
    pub user: User,
    /// The number of entries of the log, counted to [`crate::MAX_TOTAL`].
    pub total: u64,
    /// The entries of this page.
    pub entries: Vec<LogEntry>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_is_read_back_from_its_stored_form() {
        for event in ["s1", "t.create", "t_1", "a.b.c"].into_iter().flat_map(every_event) {
            assert_eq!(event.to_string().parse::<Event>().unwrap(), event);
        }
        for unknown in ["", "update.unknown", "sessions", "sessions.s.unknown", "sessions..create"] {
            assert!(unknown.parse::<Event>().is_err(), "{unknown}");
        }
    }
}
