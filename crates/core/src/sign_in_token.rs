//! Tokens, each for one use: a server creates one and sends its secret to the user by its own means, or the service sends
//! it to the user's email or phone.

use crate::hex::hex;
use crate::key::SecretHash;
use crate::secret::Secret;
use crate::{Email, Invalid, Phone, Timestamp, TokenId, User, UserId};
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
}

impl TokenKind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::Server,
        Self::MagicUrl,
        Self::EmailCode,
        Self::PhoneCode,
        Self::EmailVerification,
        Self::PhoneVerification,
        Self::Recovery,
    ];

    /// The kinds that sign in.
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
        }
    }

    /// Reads what [`TokenKind::as_str`] writes; `None` for any other text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
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
    /// When it was created.
    pub created_at: Timestamp,
    /// The last second in which the token is valid.
    pub expires_at: Timestamp,
}

impl SignInToken {
    /// What must be the same when the token is used as when it was sent: the user's email or phone, which its recipient has
    /// proven, and no other. A recovery also ends with any change of the password, so that of several links one works. A hash,
    /// because the table key and the item of a token have no email. `None` for a token of a server, which is not sent to
    /// either.
    #[must_use]
    pub fn binding(kind: TokenKind, user: &User) -> Option<SecretHash> {
        let email = user.email.as_ref().map_or("", Email::as_str);
        match kind {
            TokenKind::Server => None,
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
            TokenKind::Server => user,
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
mod tests {
    use super::*;
    use crate::{Name, NewUser, PasswordHash};

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
    fn codes_have_six_digits_and_links_cannot_be_guessed() {
        let codes = [0, 7, 999_999, 1_000_000, 123_456_789].map(TokenSecret::create_code);
        assert_eq!(codes.each_ref().map(TokenSecret::reveal), ["000000", "000007", "999999", "000000", "456789"]);
        assert!(codes.iter().all(|code| code.is_short() && code.may_be_code()));
        let link = TokenSecret::create_link(&[7; 32]);
        assert!(link.reveal().len() == 64 && !link.is_short() && !link.may_be_code());
        assert!(!TokenSecret::parse("12345a").unwrap().may_be_code());
    }

    #[test]
    fn every_kind_is_read_back_and_those_that_sign_in_are_codes_or_not() {
        for kind in TokenKind::ALL {
            assert_eq!(TokenKind::parse(kind.as_str()), Some(kind));
        }
        assert_eq!(TokenKind::parse("link"), None);
        let others = TokenKind::SIGN_IN.into_iter().filter(|kind| !kind.is_code());
        assert!(others.eq(TokenKind::SIGN_IN_WITHOUT_CODES));
    }

    #[test]
    fn a_token_is_for_the_email_or_phone_to_which_it_was_sent() {
        let new = NewUser {
            id: UserId::parse("u").unwrap(),
            email: Some(Email::parse("a@example.com").unwrap()),
            phone: Some(Phone::parse("+4915112345678").unwrap()),
            name: Name::default(),
            password: None,
        };
        let (user, later) = (User::create(new, Timestamp::default()), Timestamp::from_secs(9));
        let moved_email = user.clone().with_email(Email::parse("b@example.com").ok(), later);
        let moved_phone = user.clone().with_phone(None, later);
        let renamed = user.clone().with_name(Name::parse("Ada").unwrap(), later);
        let with_password = user.clone().with_password(None::<PasswordHash>, later);
        for kind in TokenKind::ALL {
            let token = SignInToken {
                id: TokenId::parse("t").unwrap(),
                user: user.id.clone(),
                kind,
                hash: SecretHash::of("secret"),
                bound_to: SignInToken::binding(kind, &user),
                created_at: Timestamp::default(),
                expires_at: later,
            };
            let is_of_server = kind == TokenKind::Server;
            let is_of_phone = matches!(kind, TokenKind::PhoneCode | TokenKind::PhoneVerification);
            assert!(token.is_for(&user) && token.is_for(&renamed), "{kind:?}");
            assert_eq!(token.is_for(&moved_email), is_of_server || is_of_phone, "{kind:?}");
            assert_eq!(token.is_for(&moved_phone), !is_of_phone, "{kind:?}");
            assert_eq!(token.is_for(&with_password), kind != TokenKind::Recovery, "{kind:?}");
        }
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
