//! Tokens that sign a user in once: a server makes one, and hands its secret to the user by a way of its own.

use crate::key::{SecretHash, hex};
use crate::{Invalid, Timestamp, TokenId, UserId};
use std::fmt;
use std::time::Duration;
use zeroize::Zeroizing;

/// Random bytes for the longest secret: each of its hex digits takes half of one.
const SECRET_BYTES: usize = TokenLength::MAX as usize / 2;

/// How many hex digits the secret of a token has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenLength(usize);

impl TokenLength {
    /// Fewest digits (source: docs/reference/appwrite/account.md#server-tokens).
    pub const MIN: u64 = 4;
    /// Most digits (source: docs/reference/appwrite/account.md#server-tokens).
    pub const MAX: u64 = 128;

    /// Takes a length from outside.
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

/// How long a token can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenLifetime(Duration);

impl TokenLifetime {
    /// Shortest life, in seconds (source: docs/reference/appwrite/account.md#server-tokens).
    pub const MIN_SECS: u64 = 60;
    /// Longest life, in seconds: a year (source: docs/reference/appwrite/account.md#server-tokens).
    pub const MAX_SECS: u64 = 31_536_000;

    /// Takes a number of seconds from outside.
    ///
    /// # Errors
    /// [`Invalid::Range`] when it is not from a minute to a year.
    pub fn new(seconds: i64) -> Result<Self, Invalid> {
        in_range(seconds, Self::MIN_SECS, Self::MAX_SECS).map(|seconds| Self(Duration::from_secs(seconds)))
    }

    /// How long.
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

/// The secret of a token: shown once, then only compared. Wiped when dropped, never printed.
pub struct TokenSecret(Zeroizing<String>);

impl TokenSecret {
    /// Longest secret that is looked at, in characters (source: docs/reference/appwrite/account.md#sign-in-tokens).
    pub const MAX_CHARS: usize = 256;
    /// From so many digits on, 64 bits, a secret cannot be found by trying, however many try.
    const LONG: usize = 16;

    /// Makes a secret of so many hex digits, each of four random bits.
    #[must_use]
    pub fn create(random: &[u8; SECRET_BYTES], length: TokenLength) -> Self {
        let mut digits = Zeroizing::new(hex(random));
        digits.truncate(length.0);
        Self(digits)
    }

    /// Takes what a user sent.
    ///
    /// # Errors
    /// [`Invalid::Text`] when it is empty or over [`TokenSecret::MAX_CHARS`].
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let fits = (1..=Self::MAX_CHARS).contains(&text.chars().count());
        if fits { Ok(Self(Zeroizing::new(text.to_owned()))) } else { Err(Invalid::Text(Self::MAX_CHARS)) }
    }

    /// Whether it is so short that many who try together might find it.
    #[must_use]
    pub fn is_short(&self) -> bool {
        self.0.len() < Self::LONG
    }

    /// What is stored of the secret. A short one could be found from its hash by who can read the table, who needs none:
    /// what is kept from him is only what tokens looked like.
    #[must_use]
    pub fn hash(&self) -> SecretHash {
        SecretHash::of(&self.0)
    }

    /// The secret itself: to be shown once.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for TokenSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenSecret(..)")
    }
}

/// A token as it is kept: everything but the secret, of which there is only the hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInToken {
    /// Names the token in logs.
    pub id: TokenId,
    /// Whom it signs in.
    pub user: UserId,
    /// The hash of the secret.
    pub hash: SecretHash,
    /// When it was made.
    pub created_at: Timestamp,
    /// From then on it signs nobody in.
    pub expires_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_has_as_many_digits_as_are_asked_for() {
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
    fn lengths_and_lives_have_their_range() {
        assert_eq!(TokenLength::new(3), Err(Invalid::Range(4, 128)));
        assert_eq!(TokenLength::new(129), Err(Invalid::Range(4, 128)));
        assert_eq!(TokenLifetime::new(59), Err(Invalid::Range(60, 31_536_000)));
        assert_eq!(TokenLifetime::new(-1), Err(Invalid::Range(60, 31_536_000)));
        assert_eq!(TokenLifetime::new(60).map(TokenLifetime::get), Ok(Duration::from_mins(1)));
    }

    #[test]
    fn what_is_no_secret_is_refused() {
        assert!(TokenSecret::parse("").is_err() && TokenSecret::parse(&"a".repeat(257)).is_err());
        assert!(
            TokenSecret::parse("12345a").unwrap().is_short()
                && !TokenSecret::parse(&"a".repeat(16)).unwrap().is_short()
        );
    }
}
