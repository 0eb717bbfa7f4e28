//! Projects: each is isolated from all others.

use crate::{MemberFields, Name, ProjectId, Timestamp};

/// A project, its settings, and how its list of users is divided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// The id that callers send as `X-Appwrite-Project`.
    pub id: ProjectId,
    /// The name that operators gave it.
    pub name: Name,
    /// The web origins from which clients may call, as [`crate::WebOrigin::parse_entry`] returns them; localhost needs
    /// no entry.
    pub origins: Vec<String>,
    /// The fields that members of a team see of each other; `None` for what the dialect of the caller shows.
    pub memberships: Option<MemberFields>,
    /// The slices of the list of users, oldest slice first; never empty.
    pub slices: Vec<Slice>,
    /// The key that signs the project's JWTs: 256 bits, as hex.
    pub jwt_key: String,
    /// Set while the project is being deleted: callers get the same answers as if it did not exist.
    pub deleting: bool,
    /// When it was created.
    pub created_at: Timestamp,
}

/// The number of shards of the list over which users created since a point in time are spread.
///
/// One shard takes about 950 sign-ups a second; a list reads every shard of a slice. So a project starts with one
/// shard, and an operator adds shards for new users when it is necessary, without moving a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slice {
    /// Users created at this time or later belong to this slice, until the next slice begins.
    pub since: Timestamp,
    /// The number of shards.
    pub shards: u16,
}

impl Slice {
    /// Most shards of a slice: a list reads all of them at the same time.
    pub const MAX_SHARDS: u16 = 64;
}

impl Project {
    /// A new project with one slice of one shard.
    #[must_use]
    pub fn create(id: ProjectId, name: Name, jwt_key: String, at: Timestamp) -> Self {
        let slices = vec![Slice { since: Timestamp::default(), shards: 1 }];
        Self { id, name, origins: Vec::new(), memberships: None, slices, jwt_key, deleting: false, created_at: at }
    }

    /// The number of the slice that lists a user created at this time.
    #[must_use]
    pub fn slice_at(&self, created_at: Timestamp) -> usize {
        self.slices.partition_point(|slice| slice.since <= created_at).saturating_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_in_the_slice_of_their_creation() {
        let mut project =
            Project::create(ProjectId::parse("p").unwrap(), Name::default(), String::new(), Timestamp::default());
        project.slices.push(Slice { since: Timestamp::from_secs(100), shards: 4 });
        assert_eq!(project.slice_at(Timestamp::from_secs(99)), 0);
        assert_eq!(project.slice_at(Timestamp::from_secs(100)), 1);
    }
}
