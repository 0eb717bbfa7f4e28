//! Passwords, as they arrive.

use crate::Invalid;
use std::fmt;
use zeroize::Zeroizing;

/// A password as it was sent: opaque, wiped when dropped, never printed, hashed byte for byte.
#[derive(Clone)]
pub struct Password(Zeroizing<String>);

impl Password {
    /// Shortest password, in characters (code points).
    pub const MIN_CHARS: usize = 8;
    /// Longest password, in characters: a bound on the work that a caller can make us do.
    pub const MAX_CHARS: usize = 256;

    /// Takes a password from outside, as it is: nothing is trimmed or normalised.
    ///
    /// # Errors
    /// [`Invalid::PasswordTooShort`], [`Invalid::PasswordTooLong`].
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        match text.chars().take(Self::MAX_CHARS + 1).count() {
            0..Self::MIN_CHARS => Err(Invalid::PasswordTooShort),
            Self::MIN_CHARS..=Self::MAX_CHARS => Ok(Self(Zeroizing::new(text.to_owned()))),
            _ => Err(Invalid::PasswordTooLong),
        }
    }

    /// Takes what somebody says his password is. Behind a hash that was imported there may be one that is shorter than ours
    /// may be: whoever knows it must be able to come in.
    ///
    /// # Errors
    /// [`Invalid::PasswordTooShort`] when it is empty, [`Invalid::PasswordTooLong`].
    pub fn parse_candidate(text: &str) -> Result<Self, Invalid> {
        match text.chars().take(Self::MAX_CHARS + 1).count() {
            0 => Err(Invalid::PasswordTooShort),
            1..=Self::MAX_CHARS => Ok(Self(Zeroizing::new(text.to_owned()))),
            _ => Err(Invalid::PasswordTooLong),
        }
    }

    /// Whether it is shorter than a new password may be.
    #[must_use]
    pub fn is_short(&self) -> bool {
        self.0.chars().nth(Self::MIN_CHARS - 1).is_none()
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_has_8_to_256_characters() {
        assert_eq!(Password::parse("1234567").err(), Some(Invalid::PasswordTooShort));
        assert!(Password::parse("12345678").is_ok());
        assert!(Password::parse(&"ü".repeat(256)).is_ok());
        assert_eq!(Password::parse(&"ü".repeat(257)).err(), Some(Invalid::PasswordTooLong));
    }

    #[test]
    fn a_candidate_may_be_shorter_but_not_empty() {
        assert_eq!(Password::parse_candidate("").err(), Some(Invalid::PasswordTooShort));
        assert!(Password::parse_candidate("1").unwrap().is_short());
        assert!(Password::parse_candidate("üüüüüüü").unwrap().is_short());
        assert!(!Password::parse_candidate("üüüüüüüü").unwrap().is_short());
        assert_eq!(Password::parse_candidate(&"ü".repeat(257)).err(), Some(Invalid::PasswordTooLong));
    }

    #[test]
    fn a_debug_print_does_not_show_the_password() {
        assert_eq!(format!("{:?}", Password::parse("hunter2hunter2").unwrap()), "Password(..)");
    }
}
