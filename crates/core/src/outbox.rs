//! Messages that are still to be sent: the items that make a message part of the change that asks for it.

use crate::{ProjectId, SecretHash, Timestamp, Ulid, UserId};
use std::time::Duration;

/// A message of a user that is to be sent. It is written in the transaction of the change that asks for it, and deleted
/// once a provider has taken it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxEntry {
    /// The id of the message: the same in every attempt to send it, so that a receiver can recognise a copy.
    pub id: Ulid,
    /// What is to be sent.
    pub content: OutboxContent,
    /// When it was written.
    pub made_at: Timestamp,
    /// The time from which it is no longer worth sending: the end of the token that it carries.
    pub give_up_at: Timestamp,
}

/// What is to be sent. Neither form has an email, a phone or a secret in clear text.
#[derive(Clone, PartialEq, Eq)]
pub enum OutboxContent {
    /// A message with its receiver and its secret, encrypted with a key that the readers of the table do not have.
    Sealed(Vec<u8>),
    /// An email that informs the user about a new session.
    SessionAlert(SessionAlert),
}

/// What an email about a new session says, and its receiver: as they were at the sign-in. Somebody who has signed in with a stolen
/// password can change or end everything else before the email is sent. The session has the same texts.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionAlert {
    /// The hash of the email that the user had.
    pub to: SecretHash,
    /// The IP address of the client.
    pub ip: String,
    /// The country of the client, as two letters.
    pub country_code: String,
    /// The name of the client; empty if it is not known.
    pub client_name: String,
    /// The name of its system; empty if it is not known.
    pub os_name: String,
    /// The language that the client asked for (`de`, `en-GB`).
    pub locale: String,
}

/// A debug print shows neither the encrypted bytes nor the client.
impl std::fmt::Debug for OutboxContent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sealed(bytes) => write!(f, "Sealed({} bytes)", bytes.len()),
            Self::SessionAlert(_) => f.write_str("SessionAlert(..)"),
        }
    }
}

/// A message that was left in the outbox, as the sweeper reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueMessage {
    /// The message.
    pub entry: OutboxEntry,
    /// The project of its user.
    pub project: ProjectId,
    /// Its user.
    pub user: UserId,
    /// The incarnation of the user: a message of a former user with the same id is not sent.
    pub cid: Ulid,
    /// The code that it carries, if it carries one.
    pub code: Option<CodeOfMessage>,
    /// The time from which it may be sent.
    pub due_at: Timestamp,
    /// How often the sweeper has begun to send it.
    pub tries: u32,
}

/// The code of a message, as the table has it. When it has been used, or another one has taken its place, the message is not sent:
/// the user would type in the code that came last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeOfMessage {
    /// Its place in the partition of the user.
    pub place: String,
    /// Its id.
    pub id: String,
}

impl OutboxEntry {
    /// A younger message may still be sent by the request that wrote it: longer than any request can last.
    pub const LONGEST_REQUEST: Duration = Duration::from_secs(60);

    /// The time from which the sweeper sends the message.
    #[must_use]
    pub const fn due_at(&self) -> Timestamp {
        self.made_at.after(Self::LONGEST_REQUEST)
    }
}

impl DueMessage {
    /// The pause after the first try.
    const FIRST_PAUSE: Duration = Duration::from_mins(1);
    /// The longest pause.
    const LONGEST_PAUSE: Duration = Duration::from_hours(1);
    /// The most tries: with the pauses between them, about eight hours.
    pub const MOST_TRIES: u32 = 14;
    /// From this many tries a message counts as stuck: it has waited for a quarter of an hour or more.
    pub const STUCK_TRIES: u32 = 4;

    /// Whether it is no longer worth sending: it is too late, or it was tried too often.
    #[must_use]
    pub fn is_given_up(&self, now: Timestamp) -> bool {
        now >= self.entry.give_up_at || self.tries >= Self::MOST_TRIES
    }

    /// Whether an operator should look at the reason.
    #[must_use]
    pub const fn is_stuck(&self) -> bool {
        self.tries >= Self::STUCK_TRIES
    }

    /// When it may be tried again, if a try that begins now fails: the pauses double up to an hour.
    #[must_use]
    pub fn next_try(&self, now: Timestamp) -> Timestamp {
        let pause = Self::FIRST_PAUSE.saturating_mul(1 << self.tries.min(16)).min(Self::LONGEST_PAUSE);
        now.after(pause)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due(tries: u32) -> DueMessage {
        let entry = OutboxEntry {
            id: Ulid::from_parts(1, 2),
            content: OutboxContent::Sealed(vec![1, 2, 3]),
            made_at: Timestamp::from_secs(100),
            give_up_at: Timestamp::from_secs(4_000),
        };
        let (project, user) = (ProjectId::parse("p").unwrap(), UserId::parse("u").unwrap());
        DueMessage { due_at: entry.due_at(), entry, project, user, cid: Ulid::from_parts(3, 4), code: None, tries }
    }

    #[test]
    fn a_message_is_left_to_its_request_for_a_minute() {
        assert_eq!(due(0).due_at, Timestamp::from_secs(160));
    }

    #[test]
    fn the_pauses_double_up_to_an_hour() {
        let now = Timestamp::from_secs(1_000);
        let pauses: Vec<_> = (0..8).map(|tries| due(tries).next_try(now).as_secs() - 1_000).collect();
        assert_eq!(pauses, [60, 120, 240, 480, 960, 1_920, 3_600, 3_600]);
        assert_eq!(due(u32::MAX).next_try(now).as_secs(), 4_600);
    }

    #[test]
    fn a_message_is_given_up_at_its_end_or_after_the_last_try() {
        assert!(!due(0).is_given_up(Timestamp::from_millis(3_999_999)));
        assert!(due(0).is_given_up(Timestamp::from_secs(4_000)));
        assert!(due(DueMessage::MOST_TRIES).is_given_up(Timestamp::from_secs(200)));
        assert!(!due(3).is_stuck() && due(4).is_stuck());
    }

    #[test]
    fn a_debug_print_shows_no_content() {
        assert_eq!(format!("{:?}", due(0).entry.content), "Sealed(3 bytes)");
    }
}
