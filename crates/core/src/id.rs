//! Ids: chosen by callers or generated, always of one alphabet.

use crate::{Invalid, Timestamp};
use std::fmt;

/// Longest id, in characters (which are bytes here).
const MAX_LENGTH: usize = 36;
/// The value with which a caller requests a generated id.
const UNIQUE: &str = "unique()";
/// Length of a generated id: 13 hex digits of time, 7 random ones.
const GENERATED_LENGTH: usize = 20;

/// The rule for ids: 1 to 36 of `A-Z a-z 0-9 _ . -`, the first one a letter or a digit.
///
/// The rule excludes `#`, which separates the parts of a table key (source: docs/reference/appwrite/validation.md#ids).
fn is_id(text: &str) -> bool {
    text.len() <= MAX_LENGTH && is_word(text)
}

/// The rule for ids of any length.
pub(crate) fn is_word(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphanumeric())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'))
}

/// 20 lower-case hex digits that sort by time: seconds, microseconds, random digits.
///
/// The clock gives milliseconds; the last three digits of the microseconds, and seven hex digits, come from `random`.
fn generate(at: Timestamp, random: u64) -> String {
    let micros = at.as_millis() % 1000 * 1000 + random % 1000;
    let chance = (random >> 32) & 0x0fff_ffff;
    format!("{:08x}{micros:05x}{chance:07x}", at.as_secs() & 0xffff_ffff)
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// Parses an id that a caller sent.
            ///
            /// # Errors
            /// [`Invalid::Id`] when it is not 1 to 36 of `A-Z a-z 0-9 _ . -` beginning with a letter or digit.
            pub fn parse(text: &str) -> Result<Self, Invalid> {
                if is_id(text) { Ok(Self(text.to_owned())) } else { Err(Invalid::Id) }
            }

            /// Generates an id: 20 hex digits that sort by time.
            #[must_use]
            pub fn generate(at: Timestamp, random: u64) -> Self {
                Self(generate(at, random))
            }

            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id!(/// The id of a project.
    ProjectId);
id!(/// The id of a user, unique in its project.
    UserId);
id!(/// The id of a session.
    SessionId);
id!(/// The id of a team, unique in its project.
    TeamId);
id!(/// The id of a membership.
    MembershipId);
id!(/// The id of an API key: it is not secret, and is shown in lists and logs.
    KeyId);
id!(/// The id of a target, unique among those of its user.
    TargetId);
id!(/// The id of a token that signs a user in.
    TokenId);
id!(/// The id of an identity with another provider.
    IdentityId);
id!(/// The id of a challenge: a request for a second factor.
    ChallengeId);

impl ProjectId {
    /// The id of the project in which an Appwrite server keeps the accounts of its operators.
    const CONSOLE: &str = "console";

    /// The project `console`, which clients name before a project is chosen.
    #[must_use]
    pub fn console() -> Self {
        Self(Self::CONSOLE.to_owned())
    }

    /// Whether it is the project `console`.
    #[must_use]
    pub fn is_console(&self) -> bool {
        self.0 == Self::CONSOLE
    }
}

impl TargetId {
    /// An id that is derived from the user: hex digits, which every id may have.
    pub(crate) fn from_own(hex: String) -> Self {
        Self(hex)
    }
}

impl UserId {
    /// Whether the id has the form that [`UserId::generate`] makes: such an id is searched as a whole, never by its
    /// words.
    #[must_use]
    pub fn is_generated(&self) -> bool {
        is_generated(&self.0)
    }
}

impl TeamId {
    /// Whether the id has the form that [`TeamId::generate`] makes: such an id is searched as a whole, never by its
    /// words.
    #[must_use]
    pub fn is_generated(&self) -> bool {
        is_generated(&self.0)
    }
}

fn is_generated(id: &str) -> bool {
    id.len() == GENERATED_LENGTH && id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

macro_rules! new_id {
    ($(#[$doc:meta])* $name:ident, $id:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum $name {
            /// The id that the caller chose.
            Chosen($id),
            /// The caller sent `unique()`.
            Unique,
        }

        impl $name {
            /// Parses the id that a caller sent for something new.
            ///
            /// # Errors
            /// [`Invalid::CustomId`] when it is neither an id nor `unique()`.
            pub fn parse(text: &str) -> Result<Self, Invalid> {
                if text == UNIQUE {
                    return Ok(Self::Unique);
                }
                $id::parse(text).map(Self::Chosen).map_err(|_| Invalid::CustomId)
            }

            /// The chosen id, or a generated one.
            #[must_use]
            pub fn resolve(self, at: Timestamp, random: u64) -> $id {
                match self {
                    Self::Chosen(id) => id,
                    Self::Unique => $id::generate(at, random),
                }
            }
        }
    };
}

new_id!(/// The id for a new user: chosen, or to be generated.
        NewUserId, UserId);
new_id!(/// The id for a new team: chosen, or to be generated.
        NewTeamId, TeamId);
new_id!(/// The id for a new target: chosen, or to be generated.
        NewTargetId, TargetId);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_holds_letters_digits_period_hyphen_and_underscore() {
        for good in ["a", "A1", "0", "a_b.c-d", &"x".repeat(36)] {
            assert!(UserId::parse(good).is_ok(), "{good}");
        }
        for bad in ["", "-a", "_a", ".a", "..", "a#b", "a/b", "a b", "ä", "a\n", "a%2fb", &"x".repeat(37)] {
            assert_eq!(UserId::parse(bad), Err(Invalid::Id), "{bad:?}");
        }
    }

    #[test]
    fn generated_ids_sort_by_time_and_are_recognized() {
        let early = UserId::generate(Timestamp::from_millis(1_700_000_000_000), u64::MAX);
        let late = UserId::generate(Timestamp::from_millis(1_700_000_000_001), 0);
        assert!(early < late);
        assert_eq!(early.as_str().len(), 20);
        assert!(early.is_generated() && late.is_generated());
        assert!(!UserId("my-user".into()).is_generated());
    }

    #[test]
    fn a_generated_id_has_seconds_microseconds_and_random_digits() {
        let id = UserId::generate(Timestamp::from_millis(1_700_000_000_123), 0xfabc_def1 << 32);
        // 123 ms; the last three digits of the microseconds come from the random number.
        let micros = 123_000 + (0xfabc_def1_u64 << 32) % 1_000;
        assert_eq!(id.as_str(), format!("6553f100{micros:05x}abcdef1"));
    }

    #[test]
    fn only_an_id_of_20_lower_case_hex_digits_counts_as_generated() {
        for other in ["0123456789abcdef0123", "6553f1001e1a0abcdef1"] {
            assert!(UserId(other.into()).is_generated(), "{other}");
        }
        assert!(
            TeamId::generate(Timestamp::from_secs(1), 7).is_generated() && !TeamId("red-crew".into()).is_generated()
        );
        for other in
            ["0123456789abcdef012", "0123456789abcdef01234", "0123456789abcdef012g", "0123456789ABCDEF0123", "abc"]
        {
            assert!(!UserId(other.into()).is_generated(), "{other}");
        }
    }

    #[test]
    fn a_chosen_id_is_kept_and_unique_generates_one() {
        let at = Timestamp::from_secs(1);
        assert_eq!(NewUserId::parse("ann").map(|id| id.resolve(at, 7)), Ok(UserId("ann".into())));
        assert_eq!(NewUserId::Unique.resolve(at, 7), UserId::generate(at, 7));
        assert_eq!(UserId("ann".into()).to_string(), "ann");
    }

    #[test]
    fn only_the_text_unique_requests_a_generated_id() {
        assert_eq!(NewUserId::parse("unique()"), Ok(NewUserId::Unique));
        assert_eq!(NewUserId::parse("unique"), Ok(NewUserId::Chosen(UserId("unique".into()))));
        assert_eq!(NewUserId::parse("-x"), Err(Invalid::CustomId));
    }
}
