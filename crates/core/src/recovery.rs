//! Recovery codes: codes that a user keeps for the case that their second factor is lost.

use crate::hex::hex;
use std::fmt;
use subtle::ConstantTimeEq;

/// Random bytes in one code.
const CODE_BYTES: usize = 5;

/// The recovery codes of a user. Servers can read them again, so they are stored as they are; they are never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCodes(Vec<String>);

impl RecoveryCodes {
    /// The number of codes (source: docs/reference/appwrite/mfa.md#recovery-codes).
    pub const COUNT: usize = 6;

    /// Creates the codes, each of ten hex digits.
    #[must_use]
    pub fn create(random: &[u8; 32]) -> Self {
        Self(random.chunks_exact(CODE_BYTES).take(Self::COUNT).map(hex).collect())
    }

    /// Wraps stored codes.
    #[must_use]
    pub fn from_stored(codes: Vec<String>) -> Self {
        Self(codes)
    }

    /// The codes that are left when this one was used, or `None` for any other text. All are compared, so that the time does
    /// not depend on the code.
    #[must_use]
    pub fn without(&self, code: &str) -> Option<Self> {
        let is_it = |own: &String| bool::from(own.as_bytes().ct_eq(code.as_bytes()));
        let left: Vec<String> = self.0.iter().filter(|own| !is_it(own)).cloned().collect();
        (left.len() < self.0.len()).then_some(Self(left))
    }

    /// Whether none is left.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The codes themselves.
    #[must_use]
    pub fn reveal(&self) -> &[String] {
        &self.0
    }
}

impl fmt::Debug for RecoveryCodes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCodes(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_used_up() {
        let codes = RecoveryCodes::create(&std::array::from_fn(|n| n as u8));
        let left = codes.without("0001020304").unwrap();
        assert_eq!(left.reveal(), &codes.reveal()[1..]);
        assert!(left.without("0001020304").is_none() && codes.without("").is_none() && codes.without("0001").is_none());
        let all = codes.reveal().iter().try_fold(codes.clone(), |left, code| left.without(code));
        assert!(all.is_some_and(|left| left.is_empty()));
    }

    #[test]
    fn there_are_six_different_codes_of_ten_digits() {
        let codes = RecoveryCodes::create(&std::array::from_fn(|n| n as u8));
        assert_eq!(codes.reveal().len(), 6);
        assert_eq!(codes.reveal()[0], "0001020304");
        assert_eq!(codes.reveal()[5], "191a1b1c1d");
        assert_eq!(format!("{codes:?}"), "RecoveryCodes(..)");
        assert_eq!(RecoveryCodes::from_stored(codes.reveal().to_vec()), codes);
    }
}
