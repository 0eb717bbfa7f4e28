//! Names of users, teams, projects and API keys.

use crate::Invalid;
use std::fmt;

/// A name of a user, team or project: at most 128 characters of any kind. It may be empty.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Name(String);

impl Name {
    /// Longest name, in characters (code points).
    pub const MAX_CHARS: usize = 128;

    /// Parses a name that a caller sent.
    ///
    /// # Errors
    /// [`Invalid::Text`] when it is longer than [`Name::MAX_CHARS`].
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let fits = text.chars().nth(Self::MAX_CHARS).is_none();
        if fits { Ok(Self(text.to_owned())) } else { Err(Invalid::Text(Self::MAX_CHARS)) }
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A name is personal data: a debug print does not show it.
impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Name(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_counted_in_characters() {
        assert!(Name::parse(&"ü".repeat(128)).is_ok());
        assert_eq!(Name::parse(&"ü".repeat(129)), Err(Invalid::Text(128)));
        assert_eq!(Name::parse("").unwrap(), Name::default());
    }
}
