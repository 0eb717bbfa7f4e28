//! Tokens that sign a user in once: a server creates one, and sends its secret to the user by its own means.

use crate::hex::hex;
use crate::key::SecretHash;
use crate::secret::Secret;
use crate::{Invalid, Timestamp, TokenId, UserId};
use std::time::Duration;

/// Random bytes for the longest secret: each byte gives two hex digits.
const SECRET_BYTES: usize = TokenLength::MAX as usize / 2;

/// The number of hex digits in the secret of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenLength(usize);

impl TokenLength {
    /// Fewest digits (source: docs/reference/appwrite/account.md#server-tokens).
    pub const MIN: u64 = 4;
    /// Most digits (source: docs/reference/appwrite/account.md#server-tokens).
    pub const MAX: u64 = 128;

    /// Checks a length that a caller sent.
    ///
    /// # Errors
    /// [`Invalid::Range`] when it is not from 4 to 128.
    pub fn new(digits: i64) -> Result<Self, Invalid> {
        in_range(digits, Self::MIN, Self::MAX).map(|digits| Self(digits as usize))
    }
}

/// Six digits (source: docs/reference/appwrite/account.md#server-tokens).
impl Default for TokenLength {
    fn default() -> Self {
        Self(6)
    }
}

/// The lifetime of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenLifetime(Duration);

impl TokenLifetime {
    /// Shortest lifetime, in seconds (source: docs/reference/appwrite/account.md#server-tokens).
    pub const MIN_SECS: u64 = 60;
    /// Longest lifetime, in seconds: a year (source: docs/reference/appwrite/account.md#server-tokens).
    pub const MAX_SECS: u64 = 31_536_000;

    /// Checks a number of seconds that a caller sent.
    ///
    /// # Errors
    /// [`Invalid::Range`] when it is not from 60 seconds to one year.
    pub fn new(seconds: i64) -> Result<Self, Invalid> {
        in_range(seconds, Self::MIN_SECS, Self::MAX_SECS).map(|seconds| Self(Duration::from_secs(seconds)))
    }

    /// The lifetime as a duration.
    #[must_use]
    pub const fn get(self) -> Duration {
        self.0
    }
}

/// 15 minutes (source: docs/reference/appwrite/account.md#server-tokens).
impl Default for TokenLifetime {
    fn default() -> Self {
        Self(Duration::from_mins(15))
    }
}

fn in_range(number: i64, min: u64, max: u64) -> Result<u64, Invalid> {
    u64::try_from(number).ok().filter(|number| (min..=max).contains(number)).ok_or(Invalid::Range(min, max))
}

/// The secret of a token: shown once, then only compared. It is wiped when dropped and never printed.
#[derive(Debug)]
pub struct TokenSecret(Secret);

impl TokenSecret {
    /// Longest secret that is accepted, in characters (source: docs/reference/appwrite/account.md#sign-in-tokens).
    pub const MAX_CHARS: usize = 256;
    /// A secret of this many hex digits (64 bits) or more cannot be found by trying, however many clients try.
    const LONG: usize = 16;

    /// Creates a secret with the given number of hex digits, each of four random bits.
    #[must_use]
    pub fn create(random: &[u8; SECRET_BYTES], length: TokenLength) -> Self {
        Self(Secret::new(hex(random)).truncated(length.0))
    }

    /// Parses the secret that a user sent.
    ///
    /// # Errors
    /// [`Invalid::Text`] when it is empty or over [`TokenSecret::MAX_CHARS`].
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let fits = (1..=Self::MAX_CHARS).contains(&text.chars().count());
        if fits { Ok(Self(Secret::new(text.to_owned()))) } else { Err(Invalid::Text(Self::MAX_CHARS)) }
    }

    /// Whether the secret is so short that many clients together might find it by trying.
    #[must_use]
    pub fn is_short(&self) -> bool {
        self.0.len() < Self::LONG
    }

    /// The hash that is stored. A short secret can be found from its hash by trying, but only by somebody who can
    /// already read the table and needs no token.
    #[must_use]
    pub fn hash(&self) -> SecretHash {
        SecretHash::of(&self.0)
    }

    /// The secret itself, to be shown once.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// A token as it is stored: with the hash of the secret instead of the secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInToken {
    /// The id of the token, for logs.
    pub id: TokenId,
    /// The user that the token signs in.
    pub user: UserId,
    /// The hash of the secret.
    pub hash: SecretHash,
    /// When it was created.
    pub created_at: Timestamp,
    /// The time from which the token is no longer valid.
    pub expires_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_has_the_requested_number_of_digits() {
        let random: [u8; 64] = std::array::from_fn(|n| n as u8 * 3);
        for digits in [4, 5, 6, 127, 128] {
            let secret = TokenSecret::create(&random, TokenLength::new(digits).unwrap());
            assert_eq!(secret.reveal().len() as i64, digits);
            assert!(secret.reveal().starts_with("0003"));
            assert_eq!(TokenSecret::parse(secret.reveal()).unwrap().hash(), secret.hash());
        }
        assert_eq!(TokenSecret::create(&random, TokenLength::default()).reveal(), "000306");
    }

    #[test]
    fn lengths_and_lifetimes_outside_of_their_range_are_rejected() {
        assert_eq!(TokenLength::new(3), Err(Invalid::Range(4, 128)));
        assert_eq!(TokenLength::new(129), Err(Invalid::Range(4, 128)));
        assert_eq!(TokenLifetime::new(59), Err(Invalid::Range(60, 31_536_000)));
        assert_eq!(TokenLifetime::new(-1), Err(Invalid::Range(60, 31_536_000)));
        assert_eq!(TokenLifetime::new(60).map(TokenLifetime::get), Ok(Duration::from_mins(1)));
    }

    #[test]
    fn secrets_that_are_empty_or_too_long_are_rejected() {
        assert!(TokenSecret::parse("").is_err() && TokenSecret::parse(&"a".repeat(257)).is_err());
        assert!(
            TokenSecret::parse("12345a").unwrap().is_short()
                && !TokenSecret::parse(&"a".repeat(16)).unwrap().is_short()
        );
    }
}
