//! Factors: the ways in which a user has shown who they are.

use crate::Session;
use crate::User;

/// One way in which a session shows who the user is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Factor {
    /// The user's password.
    Password,
    /// A code or a link that was sent to the user's email.
    Email,
    /// A code that was sent to the user's phone.
    Phone,
    /// A code of the user's authenticator.
    Totp,
    /// One of the user's recovery codes.
    RecoveryCode,
    /// A token that a server created.
    Token,
    /// The word of a server.
    Server,
    /// Nothing: the user is anonymous.
    Anonymous,
    /// An account at a provider.
    OAuth2,
}

impl Factor {
    /// Every factor.
    pub const ALL: [Self; 9] = [
        Self::Password,
        Self::Email,
        Self::Phone,
        Self::Totp,
        Self::RecoveryCode,
        Self::Token,
        Self::Server,
        Self::Anonymous,
        Self::OAuth2,
    ];

    /// The factor as callers read it, and as it is stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Totp => "totp",
            Self::RecoveryCode => "recoveryCode",
            Self::Token => "token",
            Self::Server => "server",
            Self::Anonymous => "anonymous",
            Self::OAuth2 => "oauth2",
        }
    }

    /// Reads what [`Factor::as_str`] writes; `None` for any other text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|factor| factor.as_str() == text)
    }

    /// The factor of a session that was created with this provider, unless another one is stored with the session
    /// (source: docs/reference/appwrite/mfa.md#factors-of-a-session).
    #[must_use]
    pub fn of_provider(provider: &str) -> Option<Self> {
        match provider {
            "email" => Some(Self::Password),
            "magic-url" => Some(Self::Email),
            "phone" => Some(Self::Phone),
            "token" => Some(Self::Token),
            "server" => Some(Self::Server),
            "anonymous" => Some(Self::Anonymous),
            _ => None,
        }
    }
}

/// The factors that a user could present in a challenge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Factors {
    /// A verified authenticator.
    pub totp: bool,
    /// A verified phone.
    pub phone: bool,
    /// A verified email.
    pub email: bool,
    /// Recovery codes.
    pub recovery_code: bool,
}

impl Factors {
    /// The factors of a user, who has recovery codes or not.
    #[must_use]
    pub fn of(user: &User, recovery_code: bool) -> Self {
        Self {
            totp: user.totp,
            phone: user.phone.is_some() && user.phone_verified,
            email: user.email.is_some() && user.email_verified,
            recovery_code,
        }
    }

    /// Whether `mfa` asks for a second factor at all: for recovery codes alone it does not.
    #[must_use]
    pub const fn is_any(self) -> bool {
        self.totp || self.phone || self.email
    }

    /// The factors that switching `mfa` on adds to the session in which it is done, so that nobody locks themselves out
    /// (source: docs/reference/appwrite/mfa.md#when-a-session-is-rejected).
    pub fn iter(self) -> impl Iterator<Item = Factor> {
        let all = [(self.totp, Factor::Totp), (self.email, Factor::Email), (self.phone, Factor::Phone)];
        all.into_iter().filter(|(has, _)| *has).map(|(_, factor)| factor)
    }
}

/// How many factors a session of a user with `mfa` needs.
const FACTORS_OF_MFA: usize = 2;

impl User {
    /// Whether a session of this user lacks a second factor: then it may do nothing but present one, or end (source:
    /// docs/reference/appwrite/mfa.md#when-a-session-is-rejected).
    #[must_use]
    pub fn lacks_factors(&self, session: &Session) -> bool {
        self.mfa && self.has_more_factors() && session.factors.len() < FACTORS_OF_MFA
    }

    /// Whether the user has a second factor: a verified authenticator, email or phone.
    #[must_use]
    pub fn has_more_factors(&self) -> bool {
        Factors::of(self, false).is_any()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_factor_is_read_back() {
        for factor in Factor::ALL {
            assert_eq!(Factor::parse(factor.as_str()), Some(factor));
        }
        assert_eq!((Factor::parse("Totp"), Factor::parse("")), (None, None));
    }

    #[test]
    fn a_provider_says_which_factor_a_session_began_with() {
        assert_eq!(Factor::of_provider("email"), Some(Factor::Password));
        assert_eq!(Factor::of_provider("magic-url"), Some(Factor::Email));
        for provider in ["phone", "token", "server", "anonymous"] {
            assert_eq!(Factor::of_provider(provider).map(Factor::as_str), Some(provider));
        }
        assert_eq!(Factor::of_provider("github"), None);
    }

    #[test]
    fn recovery_codes_alone_are_no_second_factor() {
        let none = Factors { totp: false, phone: false, email: false, recovery_code: true };
        assert!(!none.is_any() && none.iter().next().is_none());
        let all = Factors { totp: true, phone: true, email: true, recovery_code: true };
        assert_eq!(all.iter().collect::<Vec<_>>(), [Factor::Totp, Factor::Email, Factor::Phone]);
        for one in [Factors { totp: true, ..none }, Factors { phone: true, ..none }, Factors { email: true, ..none }] {
            assert!(one.is_any());
        }
    }
}
