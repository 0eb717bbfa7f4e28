//! Changes: the caller, the time and the client of something that is changed.

use crate::{KeyId, Name, Timestamp, UserId};
use ulid::Ulid;

/// One attempt to change something. Its id is created once for each request, so that an attempt whose answer was lost
/// is recognized by that id.
#[derive(Debug, Clone)]
pub struct Change {
    /// The id of the attempt: the new incarnation, the version and the log entry all carry it.
    pub id: Ulid,
    /// The time of the attempt.
    pub at: Timestamp,
    /// The actor, the IP address and the user agent.
    pub origin: Origin,
}

impl Change {
    /// A change at this time, with 80 random bits that distinguish it from all others.
    #[must_use]
    pub fn new(at: Timestamp, random: u128, origin: Origin) -> Self {
        Self { id: Ulid::from_parts(at.as_millis(), random), at, origin }
    }
}

/// The actor, the IP address and the user agent of something that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The actor.
    pub actor: Actor,
    /// The IP address; empty for the command line, which has none.
    pub ip: String,
    /// The user agent as it was sent, cut to [`Origin::MAX_AGENT_BYTES`].
    pub agent: String,
}

impl Origin {
    /// Longest user agent that is stored, in bytes.
    pub const MAX_AGENT_BYTES: usize = 512;
    /// Longest IP address that is stored, in bytes: an IPv6 text with an IPv4 tail.
    pub const MAX_IP_BYTES: usize = 45;

    /// An origin, its texts cut to the lengths that are stored.
    #[must_use]
    pub fn new(actor: Actor, ip: &str, agent: &str) -> Self {
        let ip = cut(ip, Self::MAX_IP_BYTES).to_owned();
        Self { actor, ip, agent: cut(agent, Self::MAX_AGENT_BYTES).to_owned() }
    }
}

fn cut(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

/// The party that did something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// An API key, with the name that it had then: empty if it has none, or if a former version wrote the entry.
    Key(KeyId, Name),
    /// A user.
    User(UserId),
    /// An unknown caller: somebody who is about to sign up or to sign in.
    Guest,
    /// An operator at the command line, or the sweeper.
    Operator,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_agent_is_cut_between_characters() {
        let origin = Origin::new(Actor::Operator, "192.0.2.1", &"ü".repeat(400));
        assert_eq!(origin.agent.len(), 512);
        assert_eq!(origin.ip, "192.0.2.1");
        assert_eq!(Origin::new(Actor::Operator, "", &format!("a{}", "ü".repeat(400))).agent.len(), 511);
    }
}
