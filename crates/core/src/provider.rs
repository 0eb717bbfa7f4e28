//! The providers with which people sign in, by the names that clients use.

use std::fmt;

/// A provider with which people sign in: one of the known names (source: docs/reference/appwrite/oauth.md#providers).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Provider(&'static str);

/// The names of both dialects.
const BOTH: [&str; 32] = [
    "amazon",
    "apple",
    "auth0",
    "autodesk",
    "bitbucket",
    "bitly",
    "box",
    "dailymotion",
    "discord",
    "dropbox",
    "facebook",
    "github",
    "gitlab",
    "google",
    "linkedin",
    "microsoft",
    "notion",
    "okta",
    "paypal",
    "paypalSandbox",
    "salesforce",
    "slack",
    "spotify",
    "stripe",
    "tradeshift",
    "tradeshiftBox",
    "twitch",
    "wordpress",
    "yahoo",
    "yammer",
    "yandex",
    "zoom",
];

/// The names that only the 1.x dialect has.
const ONLY_V1: [&str; 11] =
    ["authentik", "disqus", "etsy", "figma", "fusionauth", "keycloak", "kick", "oidc", "podio", "x", "zoho"];

impl Provider {
    /// Every provider of the 1.x dialect, by name.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let mut all: Vec<_> = BOTH.into_iter().chain(ONLY_V1).map(Self).collect();
        all.sort_unstable();
        all
    }

    /// The provider with this name, letter by letter; `None` for any other text.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        BOTH.into_iter().chain(ONLY_V1).find(|known| *known == name).map(Self)
    }

    /// The name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0
    }

    /// Whether the 0.15 dialect has the provider, too.
    #[must_use]
    pub fn is_in_v0_15(self) -> bool {
        BOTH.contains(&self.0)
    }
}

impl fmt::Display for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dialects_have_43_and_32_providers() {
        let all = Provider::all();
        assert_eq!((all.len(), all.iter().filter(|provider| provider.is_in_v0_15()).count()), (43, 32));
        assert!(all.is_sorted() && all.iter().all(|provider| Provider::parse(provider.as_str()) == Some(*provider)));
    }

    #[test]
    fn names_are_compared_letter_by_letter() {
        for unknown in ["", "Google", "google ", "mock", "paypalsandbox"] {
            assert_eq!(Provider::parse(unknown), None, "{unknown}");
        }
        let is_old = |name: &str| Provider::parse(name).unwrap().is_in_v0_15();
        assert!(is_old("paypalSandbox") && !is_old("oidc"));
    }
}
