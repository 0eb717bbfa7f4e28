//! Challenges: requests for a second factor, each to be passed once.

use crate::{ChallengeId, Factor, Invalid, Result, SecretHash, Timestamp, User, UserId};
use std::time::Duration;

impl Factor {
    /// The factors for which a challenge can be created, as callers write them (source:
    /// docs/reference/appwrite/mfa.md#for-users).
    pub const OF_CHALLENGES: &'static [&'static str] = &["email", "phone", "totp", "recoveryCode"];

    /// [`Factor::RecoveryCode`] as the constants of the 1.x SDKs spell it, in every language.
    const RECOVERY_CODE_OF_SDKS: &'static str = "recoverycode";

    /// Parses the factor of a challenge.
    ///
    /// # Errors
    /// [`Invalid::OneOf`] for every other text.
    pub fn parse_for_challenge(text: &str) -> Result<Self, Invalid> {
        if text == Self::RECOVERY_CODE_OF_SDKS {
            return Ok(Self::RecoveryCode);
        }
        let known = Self::OF_CHALLENGES.contains(&text).then(|| Self::parse(text)).flatten();
        known.ok_or(Invalid::OneOf(Self::OF_CHALLENGES))
    }
}

/// A challenge of a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenge {
    /// The id.
    pub id: ChallengeId,
    /// The user.
    pub user: UserId,
    /// The factor that is asked for.
    pub factor: Factor,
    /// The code that was sent; `None` for a factor whose codes are not sent.
    pub sent: Option<SentCode>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it expires; in this second it can still be passed.
    pub expires_at: Timestamp,
}

/// A code that was sent to the user, and where it went: both as hashes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentCode {
    /// The hash of the code.
    pub code: SecretHash,
    /// The hash of the email or phone.
    pub to: SecretHash,
}

impl Challenge {
    /// How long a challenge can be passed (source: docs/reference/appwrite/mfa.md#challenges).
    pub const LIFETIME: Duration = Duration::from_hours(1);

    /// Whether the challenge has expired.
    #[must_use]
    pub fn is_expired(&self, now: Timestamp) -> bool {
        self.expires_at.as_secs() < now.as_secs()
    }

    /// Whether this is the code that was sent, and the email or phone to which it went is still the user's and verified.
    #[must_use]
    pub fn accepts(&self, code: &SecretHash, user: &User) -> bool {
        let Some(sent) = &self.sent else { return false };
        let is_code = sent.code.is(code);
        is_code && address_of(self.factor, user).is_some_and(|to| to == sent.to)
    }
}

/// The hash of the verified email or phone to which the codes of a factor go.
fn address_of(factor: Factor, user: &User) -> Option<SecretHash> {
    match factor {
        Factor::Email if user.email_verified => user.email.as_ref().map(|email| SecretHash::of(email.as_str())),
        Factor::Phone if user.phone_verified => user.phone.as_ref().map(|phone| SecretHash::of(phone.as_str())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Email, Name, NewUser, Phone};

    fn user() -> User {
        let new = NewUser {
            id: UserId::parse("u").unwrap(),
            email: Some(Email::parse("a@example.com").unwrap()),
            phone: Some(Phone::parse("+4915112345678").unwrap()),
            name: Name::default(),
            password: None,
        };
        let at = Timestamp::default();
        User::create(new, at).with_email_verification(true, at).with_phone_verification(true, at)
    }

    fn challenge(factor: Factor, to: &str) -> Challenge {
        Challenge {
            id: ChallengeId::parse("c").unwrap(),
            user: UserId::parse("u").unwrap(),
            factor,
            sent: Some(SentCode { code: SecretHash::of("123456"), to: SecretHash::of(to) }),
            created_at: Timestamp::default(),
            expires_at: Timestamp::from_secs(3_600),
        }
    }

    #[test]
    fn four_factors_can_be_asked_for() {
        for text in ["email", "phone", "totp", "recoveryCode"] {
            assert_eq!(Factor::parse_for_challenge(text).map(Factor::as_str), Ok(text));
        }
        assert_eq!(Factor::parse_for_challenge("recoverycode"), Ok(Factor::RecoveryCode), "a constant of the SDKs");
        for text in ["password", "token", "", "TOTP", "RecoveryCode", "anonymous"] {
            assert_eq!(Factor::parse_for_challenge(text), Err(Invalid::OneOf(Factor::OF_CHALLENGES)), "{text}");
        }
    }

    #[test]
    fn a_sent_code_is_accepted_while_its_email_or_phone_is_the_users_and_verified() {
        let (code, at) = (SecretHash::of("123456"), Timestamp::default());
        let by_email = challenge(Factor::Email, "a@example.com");
        assert!(by_email.accepts(&code, &user()) && !by_email.accepts(&SecretHash::of("123457"), &user()));
        assert!(!by_email.accepts(&code, &user().with_email_verification(false, at)));
        let moved =
            user().with_email(Some(Email::parse("b@example.com").unwrap()), at).with_email_verification(true, at);
        assert!(!by_email.accepts(&code, &moved));
        let by_phone = challenge(Factor::Phone, "+4915112345678");
        assert!(by_phone.accepts(&code, &user()) && !by_phone.accepts(&code, &user().with_phone(None, at)));
        assert!(!challenge(Factor::Totp, "a@example.com").accepts(&code, &user()));
        assert!(!Challenge { sent: None, ..by_phone }.accepts(&code, &user()));
    }

    #[test]
    fn a_challenge_can_be_passed_in_its_last_second() {
        let challenge = challenge(Factor::Email, "");
        assert!(!challenge.is_expired(Timestamp::from_millis(3_600_999)));
        assert!(challenge.is_expired(Timestamp::from_secs(3_601)));
    }
}
