//! The roles of a user in a team.

use crate::Invalid;
use crate::id::is_word;

/// The roles of a membership: at most 100 words of the alphabet of ids.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Roles(Vec<String>);

impl Roles {
    /// Most roles of a membership.
    pub const MOST: usize = 100;
    /// Longest role, in characters: the length of an id.
    pub const MAX_CHARS: usize = 36;
    /// Longest role of a member in the 1.x dialect, in characters.
    pub const MAX_CHARS_V1: usize = 81;

    /// The rule for roles that a caller sent: at most [`Roles::MOST`] of at most `MAX` characters each, in the alphabet
    /// of ids (source: docs/reference/appwrite/validation.md#ids).
    ///
    /// # Errors
    /// [`Invalid::Roles`] when a role does not have this form, or when there are too many roles.
    pub fn of_at_most<const MAX: usize>(roles: Vec<String>) -> Result<Self, Invalid> {
        let valid = roles.len() <= Self::MOST && roles.iter().all(|role| role.len() <= MAX && is_word(role));
        if valid { Ok(Self(roles)) } else { Err(Invalid::Roles(MAX)) }
    }

    /// Parses roles as long as ids.
    ///
    /// # Errors
    /// As [`Roles::of_at_most`].
    pub fn parse(roles: Vec<String>) -> Result<Self, Invalid> {
        Self::of_at_most::<{ Self::MAX_CHARS }>(roles)
    }

    /// Parses the roles of a member in the 1.x dialect.
    ///
    /// # Errors
    /// As [`Roles::of_at_most`].
    pub fn parse_v1(roles: Vec<String>) -> Result<Self, Invalid> {
        Self::of_at_most::<{ Self::MAX_CHARS_V1 }>(roles)
    }

    /// The roles, and the role of an owner if it is not among them.
    #[must_use]
    pub fn with_owner(mut self) -> Self {
        if !Self::is_owner(&self.0) {
            self.0.push(OWNER.to_owned());
        }
        self
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
        assert_eq!(Roles::parse(vec!["not a role".into()]), Err(Invalid::Roles(36)));
        assert_eq!(Roles::parse(vec!["a".into(); 101]), Err(Invalid::Roles(36)));
        assert_eq!(Roles::parse(vec!["a".into(); 100]).map(Roles::into_vec), Ok(vec!["a".to_owned(); 100]));
    }

    #[test]
    fn a_role_has_36_characters_and_that_of_a_member_81_in_the_newer_dialect() {
        let of = |length: usize| vec!["x".repeat(length)];
        assert!(Roles::parse(of(36)).is_ok() && Roles::parse_v1(of(81)).is_ok());
        assert_eq!(Roles::parse(of(37)), Err(Invalid::Roles(36)));
        assert_eq!(Roles::parse_v1(of(82)), Err(Invalid::Roles(81)));
        for bad in ["", "-x", "a b", "ä"] {
            assert_eq!(Roles::parse_v1(vec![bad.into()]), Err(Invalid::Roles(81)), "{bad:?}");
        }
    }

    #[test]
    fn the_role_of_an_owner_is_added_once() {
        let with_owner = |roles: &[&str]| {
            let roles = roles.iter().map(|&role| role.to_owned()).collect();
            Roles::parse(roles).map(|roles| roles.with_owner().into_vec()).unwrap()
        };
        assert_eq!(with_owner(&["cook"]), ["cook", "owner"]);
        assert_eq!(with_owner(&["owner", "cook"]), ["owner", "cook"]);
        assert_eq!(with_owner(&[]), ["owner"]);
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
