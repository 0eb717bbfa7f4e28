//! Passwords as callers send them.

use crate::Invalid;
use crate::secret::Secret;

/// A password as it was sent: opaque, wiped when dropped, never printed, hashed byte for byte.
#[derive(Debug, Clone)]
pub struct Password(Secret);

impl Password {
    /// Shortest password, in characters (code points).
    pub const MIN_CHARS: usize = 8;
    /// Longest password, in characters: it bounds the work that a caller can cause.
    pub const MAX_CHARS: usize = 256;

    /// Checks a new password, exactly as it was sent: it is neither trimmed nor normalised.
    ///
    /// # Errors
    /// [`Invalid::PasswordTooShort`], [`Invalid::PasswordTooLong`].
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        match text.chars().take(Self::MAX_CHARS + 1).count() {
            0..Self::MIN_CHARS => Err(Invalid::PasswordTooShort),
            Self::MIN_CHARS..=Self::MAX_CHARS => Ok(Self(Secret::new(text.to_owned()))),
            _ => Err(Invalid::PasswordTooLong),
        }
    }

    /// Checks a password that is to be compared. An imported hash may be of a password that is shorter than a new one
    /// must be, and its user must be able to sign in.
    ///
    /// # Errors
    /// [`Invalid::PasswordTooShort`] when it is empty, [`Invalid::PasswordTooLong`].
    pub fn parse_candidate(text: &str) -> Result<Self, Invalid> {
        match text.chars().take(Self::MAX_CHARS + 1).count() {
            0 => Err(Invalid::PasswordTooShort),
            1..=Self::MAX_CHARS => Ok(Self(Secret::new(text.to_owned()))),
            _ => Err(Invalid::PasswordTooLong),
        }
    }

    /// Whether the password is too short for a new one.
    #[must_use]
    pub fn is_short(&self) -> bool {
        self.0.chars().nth(Self::MIN_CHARS - 1).is_none()
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
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
    fn a_password_to_compare_may_be_shorter_but_not_empty() {
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
