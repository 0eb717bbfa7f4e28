//! Keys of the second factors of users. They contain the incarnation, so that a new user with the id never finds a factor of the
//! former user.

use super::{Key, prefix, user_partition};
use roster_core::{ChallengeId, ProjectId, Ulid, UserId};

/// The authenticator of a user.
pub(crate) fn authenticator(project: &ProjectId, user: &UserId, cid: Ulid) -> Key {
    Key::new(user_partition(project, user), format!("{}{cid}#totp", prefix::FACTOR))
}

/// A challenge of a user.
pub(crate) fn challenge(project: &ProjectId, user: &UserId, cid: Ulid, challenge: &ChallengeId) -> Key {
    Key::new(user_partition(project, user), format!("{}{cid}#c#{challenge}", prefix::FACTOR))
}

/// The recovery codes of a user.
pub(crate) fn recovery_codes(project: &ProjectId, user: &UserId, cid: Ulid) -> Key {
    Key::new(user_partition(project, user), format!("{}{cid}#codes", prefix::FACTOR))
}
