//! The files of the console, and the headers that they are served with.
//!
//! `scripts/console build` makes the files: `index.html`, one script and one style sheet, each with its hash in its name and
//! compressed beside it. Every server of the page (`make dev`, `roster console`, and the function `console`) takes the responses
//! from here, so the content security policy is the same everywhere. Here does not belong: a server, and what the page does
//! (`console/`).

mod console;
mod encoding;
mod files;
mod settings;

pub use console::Console;
pub use encoding::Encoding;
pub use files::Files;
pub use settings::Settings;

use http::{HeaderName, HeaderValue, header};

/// The page. Its other files are named in it.
pub const PAGE: &str = "index.html";

/// Nothing is loaded from elsewhere, nothing is inline, no text becomes code (Trusted Types), and no other page can frame this one.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";
/// Everything that a page could ask of a browser and this one does not need. It writes to the clipboard.
const PERMISSIONS: &str =
    "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=(), publickey-credentials-get=()";

/// Headers that each file has, whatever it is.
const HEADERS: [(HeaderName, &str); 7] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), PERMISSIONS),
    (HeaderName::from_static("x-robots-tag"), "noindex"),
];

/// A file of the console: its kind, by its name. Only names that a build can have are accepted, so no other file can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The page.
    Page,
    /// The script, with its hash in its name.
    Script,
    /// The style sheet, with its hash in its name.
    Style,
}

impl Kind {
    /// The kind of the file with this name; `None` if no build has such a file.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        if name == PAGE {
            return Some(Self::Page);
        }
        let (hash, kind) = name.strip_prefix("console.")?.split_once('.')?;
        let is_hash = hash.len() == 12 && hash.bytes().all(|digit| digit.is_ascii_hexdigit());
        match kind {
            "js" if is_hash => Some(Self::Script),
            "css" if is_hash => Some(Self::Style),
            _ => None,
        }
    }

    /// The headers of a response with this file, without `Content-Encoding`.
    pub fn headers(self) -> impl Iterator<Item = (HeaderName, HeaderValue)> {
        let (content_type, cache) = match self {
            // A new build must be shown at once.
            Self::Page => ("text/html; charset=utf-8", "no-cache"),
            Self::Script => ("text/javascript; charset=utf-8", FOREVER),
            Self::Style => ("text/css; charset=utf-8", FOREVER),
        };
        let own = [(header::CONTENT_TYPE, content_type), (header::CACHE_CONTROL, cache)];
        own.into_iter().chain(HEADERS).map(|(name, value)| (name, HeaderValue::from_static(value)))
    }
}

/// A file with a hash in its name never changes.
const FOREVER: &str = "public, max-age=31536000, immutable";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_a_build_have_a_kind() {
        assert_eq!(Kind::of("index.html"), Some(Kind::Page));
        assert_eq!(Kind::of("console.0123456789ab.js"), Some(Kind::Script));
        assert_eq!(Kind::of("console.0123456789ab.css"), Some(Kind::Style));
        for name in [
            "",
            "..",
            "console.js",
            "console.../../secret.js",
            "console.0123456789ab.js.gz",
            "console.0123456789ag.js",
            ".part",
        ] {
            assert_eq!(Kind::of(name), None, "{name}");
        }
    }

    #[test]
    fn the_policy_allows_nothing_inline_and_nothing_from_elsewhere() {
        for kind in [Kind::Page, Kind::Script, Kind::Style] {
            let headers: Vec<_> = kind.headers().collect();
            let policy =
                headers.iter().find(|(name, _)| name == header::CONTENT_SECURITY_POLICY).unwrap().1.to_str().unwrap();
            assert!(!policy.contains("unsafe") && !policy.contains("http") && !policy.contains('*'), "{policy}");
            for directive in [
                "default-src 'none'",
                "require-trusted-types-for 'script'",
                "trusted-types 'none'",
                "frame-ancestors 'none'",
            ] {
                assert!(policy.split("; ").any(|part| part == directive), "{directive} is not in {policy}");
            }
            let names: std::collections::HashSet<_> = headers.iter().map(|(name, _)| name).collect();
            assert_eq!(names.len(), headers.len(), "no header twice");
        }
    }

    #[test]
    fn only_files_with_a_hash_are_kept_by_browsers() {
        let cache = |kind: Kind| kind.headers().find(|(name, _)| name == header::CACHE_CONTROL).unwrap().1;
        assert_eq!(cache(Kind::Page), "no-cache");
        assert_eq!(
            (cache(Kind::Script), cache(Kind::Style)),
            (HeaderValue::from_static(FOREVER), HeaderValue::from_static(FOREVER))
        );
    }
}
