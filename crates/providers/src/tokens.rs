//! The tokens of a provider, which act for a person there.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::time::Duration;
use zeroize::Zeroizing;

/// The tokens that a provider issued. They are wiped when dropped, and a debug print does not show them.
#[derive(Clone, PartialEq, Eq)]
pub struct ProviderTokens {
    /// The access token.
    pub access: Zeroizing<String>,
    /// The refresh token, if the provider issues them.
    pub refresh: Option<Zeroizing<String>>,
    /// How long the access token lives, if the provider says it.
    pub expires_in: Option<Duration>,
}

/// The tokens as bytes: one line of JSON with short names, because it is stored encrypted.
#[derive(Serialize, Deserialize)]
struct Stored<'a> {
    #[serde(borrow)]
    a: std::borrow::Cow<'a, str>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    r: Option<std::borrow::Cow<'a, str>>,
}

impl ProviderTokens {
    /// The tokens as bytes to encrypt. The lifetime is not in them: it is stored as a point in time.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let refresh = self.refresh.as_ref().map(|token| token.as_str().into());
        let stored = Stored { a: self.access.as_str().into(), r: refresh };
        // Large enough for all of it, so that no copy of a token stays behind where the text grew.
        let length = self.access.len() + self.refresh.as_ref().map_or(0, |token| token.len());
        let mut bytes = Zeroizing::new(Vec::with_capacity(2 * length + 64));
        // Texts in memory always have a form in JSON.
        serde_json::to_writer(&mut *bytes, &stored).ok();
        bytes
    }

    /// The tokens that [`ProviderTokens::to_bytes`] wrote; `None` for other bytes.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let Stored { a, r } = serde_json::from_slice(bytes).ok()?;
        let refresh = r.map(|token| Zeroizing::new(token.into_owned()));
        Some(Self { access: Zeroizing::new(a.into_owned()), refresh, expires_in: None })
    }
}

impl fmt::Debug for ProviderTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProviderTokens").field("expires_in", &self.expires_in).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(refresh: Option<&str>) -> ProviderTokens {
        let refresh = refresh.map(|token| Zeroizing::new(token.to_owned()));
        ProviderTokens { access: Zeroizing::new("ac\"cess\u{e9}".to_owned()), refresh, expires_in: None }
    }

    #[test]
    fn tokens_are_read_as_they_were_written() {
        for tokens in [tokens(None), tokens(Some("re\\fresh"))] {
            assert_eq!(ProviderTokens::from_bytes(&tokens.to_bytes()), Some(tokens));
        }
        assert!(ProviderTokens::from_bytes(b"{}").is_none() && ProviderTokens::from_bytes(b"").is_none());
    }

    #[test]
    fn a_debug_print_shows_no_token() {
        let print = format!("{:?}", tokens(Some("secret")));
        assert!(!print.contains("cess") && !print.contains("secret"), "{print}");
    }
}
