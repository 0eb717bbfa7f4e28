//! Passwords as callers send them.

use crate::secret::Secret;
use crate::sorted_lines::holds;
use crate::{Email, Invalid, User};
use zeroize::Zeroizing;

/// The passwords that people use most, one for each line, sorted (source: crates/core/data/README.md).
const COMMON: &str = include_str!("../data/common-passwords.txt");

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

    /// Whether it is the same password.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        *self.0 == *other.0
    }

    /// Whether the password is too short for a new one.
    #[must_use]
    pub fn is_short(&self) -> bool {
        self.0.chars().nth(Self::MIN_CHARS - 1).is_none()
    }

    /// Whether it is one of the passwords that people use most, exactly.
    #[must_use]
    pub fn is_common(&self) -> bool {
        holds(COMMON, &self.0)
    }

    /// Whether it contains the id, the name, the phone, the email or its part before the `@`, in whatever case (source:
    /// docs/reference/appwrite/settings.md#passwords).
    #[must_use]
    pub fn contains_data_of(&self, user: &User) -> bool {
        let password = Zeroizing::new(self.0.to_lowercase());
        let email = user.email.as_ref();
        let phone = user.phone.as_ref().map(|phone| phone.as_str().trim_start_matches('+'));
        let data = [Some(user.id.as_str()), Some(user.name.as_str()), email.map(Email::local_part), phone];
        data.into_iter().flatten().any(|datum| !datum.is_empty() && password.contains(&datum.to_lowercase()))
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Name, NewUser, Phone, Timestamp};

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
    fn the_most_used_passwords_are_known_exactly() {
        let is_common = |text: &str| Password::parse(text).unwrap().is_common();
        assert!(COMMON.is_ascii() && COMMON.lines().is_sorted() && COMMON.lines().count() == 3_896);
        assert!(COMMON.lines().all(is_common));
        for uncommon in ["Password1", "password ", "passwor", "correct horse battery staple", "пароль12"] {
            assert!(!Password::parse_candidate(uncommon).unwrap().is_common(), "{uncommon}");
        }
    }

    #[test]
    fn data_of_the_user_are_found_in_any_case() {
        let user = User {
            email: Some(Email::parse("ada.king@example.com").unwrap()),
            phone: Some(Phone::parse("+493012345").unwrap()),
            ..User::create(NewUser { name: Name::parse("Ädä").unwrap(), ..new("u-1") }, Timestamp::default())
        };
        let contains = |text: &str, user: &User| Password::parse(text).unwrap().contains_data_of(user);
        for personal in ["xxU-1xxxx", "my äDÄ 123", "ADA.KING1", "ada.king@example.com", "x493012345", "x+493012345"]
        {
            assert!(contains(personal, &user), "{personal}");
        }
        for other in ["example.com", "ada king", "4930123 45", "correct horse"] {
            assert!(!contains(other, &user), "{other}");
        }
        let nameless = User::create(new("u-1"), Timestamp::default());
        assert!(!contains("anything at all", &nameless));
    }

    fn new(id: &str) -> NewUser {
        let id = crate::UserId::parse(id).unwrap();
        NewUser { id, email: None, phone: None, name: Name::default(), password: None }
    }

    #[test]
    fn a_debug_print_does_not_show_the_password() {
        assert_eq!(format!("{:?}", Password::parse("hunter2hunter2").unwrap()), "Password(..)");
    }
}
