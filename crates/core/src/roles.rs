//! The roles of a user in a team.

use crate::{Invalid, UserId};

/// The roles of a membership: at most 100 words of the alphabet of ids.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Roles(Vec<String>);

impl Roles {
    /// Most roles of a membership.
    pub const MOST: usize = 100;

    /// Parses roles that a caller sent.
    ///
    /// # Errors
    /// [`Invalid::Roles`] when a role does not have the form of an id, or when there are too many roles.
    pub fn parse(roles: Vec<String>) -> Result<Self, Invalid> {
        // A role has the alphabet of an id (source: docs/reference/appwrite/validation.md#ids).
        let valid = roles.len() <= Self::MOST && roles.iter().all(|role| UserId::parse(role).is_ok());
        if valid { Ok(Self(roles)) } else { Err(Invalid::Roles(Self::MOST)) }
    }

    /// The roles of the user that creates a team.
    #[must_use]
    pub fn owner() -> Self {
        Self(vec![OWNER.to_owned()])
    }

    /// Whether a member with these roles may change the team.
    #[must_use]
    pub fn is_owner(roles: &[String]) -> bool {
        roles.iter().any(|role| role == OWNER)
    }

    /// The roles.
    #[must_use]
    pub fn into_vec(self) -> Vec<String> {
        self.0
    }
}

const OWNER: &str = "owner";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_have_the_alphabet_of_ids() {
        assert!(Roles::parse(vec!["owner".into(), "dev.ops".into()]).is_ok());
        assert_eq!(Roles::parse(vec!["not a role".into()]), Err(Invalid::Roles(100)));
        assert_eq!(Roles::parse(vec!["a".into(); 101]), Err(Invalid::Roles(100)));
        assert_eq!(Roles::parse(vec!["a".into(); 100]).map(Roles::into_vec), Ok(vec!["a".to_owned(); 100]));
    }

    #[test]
    fn only_the_role_owner_makes_an_owner() {
        assert_eq!(Roles::owner().into_vec(), ["owner"]);
        assert!(Roles::is_owner(&["cook".into(), "owner".into()]));
        for roles in [&[][..], &["cook".to_owned()], &["Owner".to_owned(), "owners".to_owned()]] {
            assert!(!Roles::is_owner(roles), "{roles:?}");
        }
    }
}
