//! Accounts at providers: who somebody is there, and what the provider says of them.

use crate::{Email, Invalid, Name, Provider, Timestamp};
use std::fmt;

/// The id that a provider gives an account: 1 to 255 characters, no control characters.
///
/// A debug print does not show it: some providers use emails.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProviderUid(String);

impl ProviderUid {
    /// Longest id, in characters.
    pub const MAX_CHARS: usize = 255;

    /// Parses the id that a provider sent.
    ///
    /// # Errors
    /// [`Invalid::Text`] when it is empty, longer than 255 characters, or has control characters.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let fits = (1..=Self::MAX_CHARS).contains(&text.chars().count()) && !text.chars().any(char::is_control);
        if fits { Ok(Self(text.to_owned())) } else { Err(Invalid::Text(Self::MAX_CHARS)) }
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ProviderUid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ProviderUid(..)")
    }
}

/// An account at a provider, as the provider describes it.
#[derive(Clone, PartialEq, Eq)]
pub struct ProviderAccount {
    /// The provider.
    pub provider: Provider,
    /// The id of the account there.
    pub uid: ProviderUid,
    /// The email, if the provider says one.
    pub email: Option<Email>,
    /// Whether the provider has verified that the email belongs to the account.
    pub email_verified: bool,
    /// The name, if the provider says one.
    pub name: Option<Name>,
}

/// A debug print shows the provider only.
impl fmt::Debug for ProviderAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ProviderAccount({}, ..)", self.provider)
    }
}

/// The tokens that a provider gave, encrypted by the keyring: only their owner can open them.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedTokens {
    /// The encrypted tokens.
    pub sealed: Vec<u8>,
    /// When the access token expires, if the provider says so.
    pub expires_at: Option<Timestamp>,
}

/// A debug print shows nothing.
impl fmt::Debug for SealedTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealedTokens(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_at_a_provider_has_1_to_255_characters_and_no_control_characters() {
        for good in ["1", "a#b", "ä".repeat(255).as_str(), "auth0|5f7c8ec7c33c6c004bbafe82"] {
            assert_eq!(ProviderUid::parse(good).unwrap().as_str(), good);
        }
        for bad in ["", "a\u{0}", "a\nb", "ä".repeat(256).as_str()] {
            assert_eq!(ProviderUid::parse(bad), Err(Invalid::Text(255)));
        }
    }

    #[test]
    fn a_debug_print_has_no_personal_data() {
        let account = ProviderAccount {
            provider: Provider::parse("github").unwrap(),
            uid: ProviderUid::parse("uid-7").unwrap(),
            email: Some(Email::parse("ann@example.com").unwrap()),
            email_verified: true,
            name: Some(Name::parse("Ann").unwrap()),
        };
        let tokens = SealedTokens { sealed: b"token".to_vec(), expires_at: None };
        let print = format!("{account:?} {tokens:?} {:?}", account.uid);
        assert_eq!(print, "ProviderAccount(github, ..) SealedTokens(..) ProviderUid(..)");
    }
}
