//! Authenticators: codes that change every 30 seconds (RFC 6238), from a secret that the user's app shares with us.

use crate::{Project, ProjectId, Timestamp, User};
use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha1::Sha1;
use std::fmt;
use subtle::ConstantTimeEq;
use ulid::Ulid;
use zeroize::Zeroizing;

/// Bytes of a secret: the length of a SHA-1, which RFC 4226 recommends and every app accepts.
const SECRET_BYTES: usize = 20;
/// Seconds for which a code is shown (source: docs/reference/appwrite/mfa.md#totp).
const STEP_SECS: u64 = 30;
/// Steps before and after the present one whose codes are accepted, for clocks that differ and people who type slowly (RFC 6238,
/// 5.2).
const TOLERANCE: u64 = 1;
/// Digits of a code, and the number of codes.
const DIGITS: usize = 6;
const CODES: u32 = 1_000_000;
/// Everything but the characters that are never special in a URI (RFC 3986, 2.3).
const SPECIAL: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The secret of an authenticator. It is wiped when dropped and never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct TotpSecret(Zeroizing<Vec<u8>>);

/// A step of 30 seconds since 1970. The code of a step is accepted once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TotpStep(u64);

impl TotpStep {
    /// The step of a time.
    #[must_use]
    pub const fn at(now: Timestamp) -> Self {
        Self(now.as_secs() / STEP_SECS)
    }

    /// Wraps a stored step.
    #[must_use]
    pub const fn from_number(number: u64) -> Self {
        Self(number)
    }

    /// The step as a number.
    #[must_use]
    pub const fn number(self) -> u64 {
        self.0
    }
}

/// What the encrypted secret of an authenticator is bound to: the user's incarnation, so that it cannot be moved to another user.
#[must_use]
pub fn authenticator_context(project: &ProjectId, user: Ulid) -> String {
    format!("{project}#{user}#totp")
}

impl TotpSecret {
    /// A new secret.
    #[must_use]
    pub fn create(random: &[u8; 32]) -> Self {
        Self(Zeroizing::new(random[..SECRET_BYTES].to_vec()))
    }

    /// Wraps a stored secret.
    #[must_use]
    pub fn from_stored(bytes: &[u8]) -> Self {
        Self(Zeroizing::new(bytes.to_vec()))
    }

    /// The secret as it is stored, encrypted.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The secret as people type it into an app: base32 without padding.
    #[must_use]
    pub fn reveal(&self) -> String {
        BASE32_NOPAD.encode(&self.0)
    }

    /// The URI that apps read from a QR code (source: docs/reference/appwrite/mfa.md#totp). Algorithm, digits and period are the
    /// defaults of all apps, so they are left out: some apps reject a URI that has them. Colons separate issuer and user, so
    /// neither has any.
    #[must_use]
    pub fn uri(&self, project: &Project, user: &User) -> String {
        let issuer = encoded(&[project.name.as_str(), project.id.as_str()]);
        let account = encoded(&[
            user.email.as_ref().map_or("", |email| email.as_str()),
            user.name.as_str(),
            user.phone.as_ref().map_or("", |phone| phone.as_str()),
            user.id.as_str(),
        ]);
        format!("otpauth://totp/{issuer}%3A{account}?issuer={issuer}&secret={}", self.reveal())
    }

    /// The step whose code this is: the present one, the one before or the one after. `None` for a wrong code, and for the code
    /// of a step that is not after `last`, the step of the last code that was accepted. It takes the same time for every code of
    /// six digits.
    #[must_use]
    pub fn step_of(&self, code: &str, last: Option<TotpStep>, now: Timestamp) -> Option<TotpStep> {
        let present = TotpStep::at(now).number();
        let steps = present.saturating_sub(TOLERANCE)..=present.saturating_add(TOLERANCE);
        let matching =
            steps.map(TotpStep).filter(|step| bool::from(self.code_of(*step).as_bytes().ct_eq(code.as_bytes())));
        // The latest one: two steps may have the same code.
        matching.fold(None, |_, step| Some(step)).filter(|step| last.is_none_or(|last| *step > last))
    }

    /// The code of a step (RFC 4226, 5.3).
    #[must_use]
    pub fn code_of(&self, step: TotpStep) -> String {
        // A key of any length is accepted.
        let Ok(mac) = Hmac::<Sha1>::new_from_slice(&self.0) else { return String::new() };
        let digest = mac.chain_update(step.number().to_be_bytes()).finalize().into_bytes();
        let at = usize::from(digest[digest.len() - 1] & 0xf);
        let word = digest[at..].first_chunk().map_or(0, |word| u32::from_be_bytes(*word));
        format!("{:0DIGITS$}", (word & 0x7fff_ffff) % CODES)
    }
}

/// The first of these texts that has more than colons, encoded for a URI.
fn encoded(texts: &[&str]) -> String {
    let plain = texts.iter().map(|text| text.replace(':', " ").trim().to_owned()).find(|text| !text.is_empty());
    utf8_percent_encode(&plain.unwrap_or_default(), SPECIAL).to_string()
}

impl fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TotpSecret(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Email, Name, NewUser, Phone, UserId};

    fn rfc_secret() -> TotpSecret {
        TotpSecret::from_stored(b"12345678901234567890")
    }

    /// The values of SHA-1 in RFC 6238, appendix B: the last six of their eight digits.
    #[test]
    fn codes_are_those_of_rfc_6238() {
        let vectors = [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ];
        for (secs, code) in vectors {
            let now = Timestamp::from_secs(secs);
            assert_eq!(rfc_secret().code_of(TotpStep::at(now)), code);
            assert_eq!(rfc_secret().step_of(code, None, now), Some(TotpStep::at(now)));
        }
    }

    /// RFC 4226, appendix D.
    #[test]
    fn codes_are_those_of_rfc_4226() {
        let codes =
            ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"];
        for (count, code) in codes.into_iter().enumerate() {
            assert_eq!(rfc_secret().code_of(TotpStep::from_number(count as u64)), code);
        }
    }

    #[test]
    fn the_codes_of_one_step_before_and_after_are_accepted_and_no_others() {
        let (secret, now) = (rfc_secret(), Timestamp::from_secs(1_111_111_111));
        let present = TotpStep::at(now).number();
        for (step, is_accepted) in [(-2, false), (-1, true), (0, true), (1, true), (2, false)] {
            let step = TotpStep::from_number(present.saturating_add_signed(step));
            let found = secret.step_of(&secret.code_of(step), None, now);
            assert_eq!(found, is_accepted.then_some(step));
        }
    }

    #[test]
    fn a_code_is_accepted_once_and_no_older_one_after_it() {
        let (secret, now) = (rfc_secret(), Timestamp::from_secs(1_111_111_111));
        let present = TotpStep::at(now);
        let (before, after) = (TotpStep(present.0 - 1), TotpStep(present.0 + 1));
        let accepts = |step: TotpStep, last| secret.step_of(&secret.code_of(step), Some(last), now).is_some();
        assert!(accepts(present, before) && accepts(after, present));
        assert!(!accepts(present, present) && !accepts(before, present) && !accepts(present, after));
    }

    #[test]
    fn other_texts_are_no_codes() {
        for text in ["", "050470", "50471", "0504710", " 050471", "050471 ", "０５０４７１"] {
            assert_eq!(rfc_secret().step_of(text, None, Timestamp::from_secs(1_111_111_111)), None, "{text:?}");
        }
        assert_eq!(rfc_secret().step_of("755224", None, Timestamp::default()), Some(TotpStep(0)));
    }

    fn project(name: &str) -> Project {
        Project::create(
            ProjectId::parse("p1").unwrap(),
            Name::parse(name).unwrap(),
            String::new(),
            Timestamp::default(),
        )
    }

    fn user(email: &str, name: &str, phone: &str) -> User {
        let new = NewUser {
            id: UserId::parse("u1").unwrap(),
            email: Email::parse(email).ok(),
            phone: Phone::parse(phone).ok(),
            name: Name::parse(name).unwrap(),
            password: None,
        };
        User::create(new, Timestamp::default())
    }

    #[test]
    fn a_uri_names_project_and_user() {
        let secret = TotpSecret::create(&[0; 32]);
        assert_eq!(secret.reveal(), "A".repeat(32));
        assert_eq!(
            secret.uri(&project("My Project & Co"), &user("user+tag@example.com", "Ann", "")),
            format!(
                "otpauth://totp/My%20Project%20%26%20Co%3Auser%2Btag%40example.com?issuer=My%20Project%20%26%20Co&secret={}",
                "A".repeat(32)
            )
        );
    }

    #[test]
    fn a_uri_of_a_user_without_an_email_has_their_name_phone_or_id() {
        let secret = TotpSecret::create(&[0; 32]);
        let label = |name, phone| {
            let uri = secret.uri(&project("a:b"), &user("", name, phone));
            uri.split_once('?').map(|(label, _)| label.to_owned()).unwrap()
        };
        assert_eq!(label("Ann: B", "+4930123"), "otpauth://totp/a%20b%3AAnn%20%20B");
        assert_eq!(label(":", "+4930123"), "otpauth://totp/a%20b%3A%2B4930123");
        assert_eq!(label("", ""), "otpauth://totp/a%20b%3Au1");
        assert!(secret.uri(&project(""), &user("", "", "")).starts_with("otpauth://totp/p1%3Au1?issuer=p1&"));
    }

    #[test]
    fn a_secret_has_160_bits_and_is_not_printed() {
        let secret = TotpSecret::create(&[7; 32]);
        assert_eq!(secret.as_bytes().len(), 20);
        assert_eq!(TotpSecret::from_stored(secret.as_bytes()), secret);
        assert_eq!(format!("{secret:?}"), "TotpSecret(..)");
    }
}
