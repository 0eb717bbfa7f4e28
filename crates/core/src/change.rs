//! Who changes something, when, and from where.

use crate::{KeyId, Timestamp, UserId};
use ulid::Ulid;

/// One attempt to change something: minted once per request, so that an attempt whose answer was lost is known again by
/// its id.
#[derive(Debug, Clone)]
pub struct Change {
    /// Names the attempt: the new incarnation, version and log line all carry it.
    pub id: Ulid,
    /// When.
    pub at: Timestamp,
    /// By whom and from where.
    pub origin: Origin,
}

impl Change {
    /// A change at this time, with 80 random bits to tell it from all others.
    #[must_use]
    pub fn new(at: Timestamp, random: u128, origin: Origin) -> Self {
        Self { id: Ulid::from_parts(at.as_millis(), random), at, origin }
    }
}

/// By whom and from where something was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Who did it.
    pub actor: Actor,
    /// The address, or nothing when there is none (the command line).
    pub ip: String,
    /// The user agent, as it was sent, cut to [`Origin::MAX_AGENT_BYTES`].
    pub agent: String,
}

impl Origin {
    /// Longest user agent that is kept, in bytes.
    pub const MAX_AGENT_BYTES: usize = 512;
    /// Longest address that is kept, in bytes: an IPv6 address with an IPv4 tail.
    pub const MAX_IP_BYTES: usize = 45;

    /// An origin, its texts cut to what is kept.
    #[must_use]
    pub fn new(actor: Actor, ip: &str, agent: &str) -> Self {
        let ip = cut(ip, Self::MAX_IP_BYTES).to_owned();
        Self { actor, ip, agent: cut(agent, Self::MAX_AGENT_BYTES).to_owned() }
    }
}

fn cut(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

/// Who did something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// An API key.
    Key(KeyId),
    /// The user himself.
    User(UserId),
    /// Nobody who is known: somebody who is about to sign up or in.
    Guest,
    /// An administrator at the command line, or the sweeper.
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
