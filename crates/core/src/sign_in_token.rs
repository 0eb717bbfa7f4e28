//! Tokens, each for one use: a server creates one and sends its secret to the user by its own means, or the service sends
//! it to the user's email or phone.

use crate::hex::hex;
use crate::key::SecretHash;
use crate::secret::Secret;
use crate::{Email, Invalid, Phone, Provider, ProviderUid, Timestamp, TokenId, User, UserId};
use std::time::Duration;

/// Random bytes for the longest secret: each byte gives two hex digits.
const SECRET_BYTES: usize = TokenLength::MAX as usize / 2;

/// Digits of a code (source: docs/reference/appwrite/account.md#sign-in-tokens).
const CODE_DIGITS: usize = 6;

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

/// What a token is for. One kind never serves for another, except that every kind that signs in does so at the same route.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum TokenKind {
    /// Signs in; a server created it.
    #[default]
    Server,
    /// Signs in, by a link in an email.
    MagicUrl,
    /// Signs in, by a code in an email.
    EmailCode,
    /// Signs in, by a code in a text message.
    PhoneCode,
    /// Verifies the email, by a link.
    EmailVerification,
    /// Verifies the phone, by a code.
    PhoneVerification,
    /// Sets a new password, by a link in an email.
    Recovery,
    /// Signs in, after the user came back from a provider. Its secret is handed out in a signed form only.
    OAuth2,
}

impl TokenKind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::Server,
        Self::MagicUrl,
        Self::EmailCode,
        Self::PhoneCode,
        Self::EmailVerification,
        Self::PhoneVerification,
        Self::Recovery,
        Self::OAuth2,
    ];

    /// The kinds that sign in by their secret as it is: all but [`TokenKind::OAuth2`].
    pub const SIGN_IN: [Self; 4] = [Self::Server, Self::MagicUrl, Self::EmailCode, Self::PhoneCode];

    /// The kinds that sign in and are not codes.
    pub const SIGN_IN_WITHOUT_CODES: [Self; 2] = [Self::Server, Self::MagicUrl];

    /// The kind as it is stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Server => "server",
            Self::MagicUrl => "magic-url",
            Self::EmailCode => "email-code",
            Self::PhoneCode => "phone-code",
            Self::EmailVerification => "email-verification",
            Self::PhoneVerification => "phone-verification",
            Self::Recovery => "recovery",
            Self::OAuth2 => "oauth2",
        }
    }

    /// Reads what [`TokenKind::as_str`] writes; `None` for any other text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// Whether it ends when the sessions of its user end: a way to sign in that was sent before must not outlive them. A server decides
    /// itself about its tokens.
    #[must_use]
    pub const fn ends_with_sessions(self) -> bool {
        matches!(self, Self::MagicUrl | Self::EmailCode | Self::PhoneCode | Self::OAuth2)
    }

    /// Whether the secret is a code of six digits. A user has one code of a kind: a new one replaces the former, so that
    /// asking for many does not make it easier to guess one.
    #[must_use]
    pub const fn is_code(self) -> bool {
        matches!(self, Self::EmailCode | Self::PhoneCode | Self::PhoneVerification)
    }
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

    /// Creates the secret of a link: 64 hex digits, which cannot be found by trying.
    #[must_use]
    pub fn create_link(random: &[u8; 32]) -> Self {
        Self(Secret::new(hex(random)))
    }

    /// Creates a code of six decimal digits; all are equally likely, but for a difference of one in 10³².
    #[must_use]
    pub fn create_code(random: u128) -> Self {
        Self(Secret::new(format!("{:06}", random % 1_000_000)))
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

    /// Whether the secret has the form of a code that was sent.
    #[must_use]
    pub fn may_be_code(&self) -> bool {
        self.0.len() == CODE_DIGITS && self.0.bytes().all(|byte| byte.is_ascii_digit())
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
    /// The user of the token.
    pub user: UserId,
    /// What the token is for.
    pub kind: TokenKind,
    /// The hash of the secret.
    pub hash: SecretHash,
    /// What [`SignInToken::bound_to`] was when the token was created; `None` for a token of a server.
    pub bound_to: Option<SecretHash>,
    /// The account with which the user came back from a provider; `None` for every other kind.
    pub account: Option<(Provider, ProviderUid)>,
    /// When it was created.
    pub created_at: Timestamp,
    /// The last second in which the token is valid.
    pub expires_at: Timestamp,
}

impl SignInToken {
    /// What must be the same when the token is used as when it was sent: the user's email or phone, which its recipient has
    /// proven, and no other. A recovery also ends with any change of the password, so that of several links one works. A hash,
    /// because the table key and the item of a token have no email. `None` for a token of a server or of a sign-in with a
    /// provider, which are not sent to either.
    #[must_use]
    pub fn binding(kind: TokenKind, user: &User) -> Option<SecretHash> {
        let email = user.email.as_ref().map_or("", Email::as_str);
        match kind {
            TokenKind::Server | TokenKind::OAuth2 => None,
            TokenKind::MagicUrl | TokenKind::EmailCode | TokenKind::EmailVerification => Some(SecretHash::of(email)),
            TokenKind::PhoneCode | TokenKind::PhoneVerification => {
                Some(SecretHash::of(user.phone.as_ref().map_or("", Phone::as_str)))
            }
            TokenKind::Recovery => {
                let changed = user.password_updated_at.map_or(0, Timestamp::as_millis);
                Some(SecretHash::of(&format!("{changed}#{email}")))
            }
        }
    }

    /// The user after the use of the token, which verifies the email or phone to which it was sent.
    #[must_use]
    pub fn verify(&self, user: User, at: Timestamp) -> User {
        match self.kind {
            TokenKind::Server | TokenKind::OAuth2 => user,
            TokenKind::PhoneCode | TokenKind::PhoneVerification if user.phone_verified => user,
            TokenKind::PhoneCode | TokenKind::PhoneVerification => user.with_phone_verification(true, at),
            _ if user.email_verified => user,
            _ => user.with_email_verification(true, at),
        }
    }

    /// Whether what the token is bound to is still the user's.
    #[must_use]
    pub fn is_for(&self, user: &User) -> bool {
        self.bound_to == Self::binding(self.kind, user)
    }
}

#[cfg(test)]
mod tests;
