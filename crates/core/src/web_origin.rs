//! Web origins: where a client runs, as its header `Origin` says. A web page has scheme, host and port
//! (`https://example.com`); a browser extension and a native app have a scheme of their own
//! (`appwrite-ios://com.example.app`).

use crate::{Invalid, Project, ProjectId};
use std::net::Ipv6Addr;
use std::{fmt, iter};

/// The schemes that a project can list, each with the name of its platform in errors (source:
/// docs/reference/appwrite/requests.md#web-origins).
const PLATFORMS: [(&str, &str); 14] = [
    (PLAIN, PAGE),
    ("https", PAGE),
    ("chrome-extension", "Web (Chrome Extension)"),
    ("moz-extension", "Web (Firefox Extension)"),
    ("safari-web-extension", "Web (Safari Extension)"),
    ("ms-browser-extension", "Web (Edge Extension)"),
    ("tauri", "Web (Tauri)"),
    ("appwrite-ios", "iOS"),
    ("appwrite-macos", "macOS"),
    ("appwrite-watchos", "watchOS"),
    ("appwrite-tvos", "tvOS"),
    ("appwrite-android", "Android"),
    ("appwrite-windows", "Windows"),
    ("appwrite-linux", "Linux"),
];
/// Pages without encryption.
pub(crate) const PLAIN: &str = "http";
/// The platform of web pages.
pub(crate) const PAGE: &str = "Web";
/// Hosts that every project knows: a page that runs there belongs to the owner of the machine.
const LOCAL_HOSTS: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];
/// The scheme of apps that run in Expo, which have no identity of their own during development.
const EXPO: &str = "exp";
/// The scheme to which a sign-in in a browser returns; the id of the project follows.
const CALLBACK: &str = "appwrite-callback-";

/// The longest text that is a web origin, in bytes. Errors quote it, so it is bounded.
const MAX_BYTES: usize = 300;

/// A web origin, in lower case and without its port, which is never compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebOrigin {
    scheme: String,
    host: String,
}

impl WebOrigin {
    /// Reads a header `Origin`. A text that is not a web origin is read, too: no project lists it. One that is too long
    /// is read as the empty text, because a part of it could be an entry.
    #[must_use]
    pub fn read(header: &str) -> Self {
        let text = if header.len() > MAX_BYTES { String::new() } else { header.to_ascii_lowercase() };
        let (scheme, authority) = text.split_once("://").unwrap_or(("", &text));
        Self { scheme: scheme.to_owned(), host: without_port(authority).to_owned() }
    }

    /// Parses an entry of a project's list: a scheme of a known platform, and a host or the id of an app. The host of
    /// a web page may begin with `*.`, which stands for one or more labels of a domain.
    ///
    /// # Errors
    /// [`Invalid::Origin`] for any other text.
    pub fn parse_entry(text: &str) -> Result<String, Invalid> {
        let text = text.to_ascii_lowercase();
        let (scheme, authority) = text.split_once("://").ok_or(Invalid::Origin)?;
        let platform = platform_of(scheme).ok_or(Invalid::Origin)?;
        let (host, is_page) = (without_port(authority), platform == PAGE);
        let is_valid = match host.strip_prefix("*.") {
            Some(domain) => is_page && is_domain(domain),
            None => is_host(host),
        };
        // Only web pages have ports.
        let is_valid = is_valid && (is_page || host == authority) && text.len() <= MAX_BYTES;
        if is_valid { Ok(text) } else { Err(Invalid::Origin) }
    }

    /// Whether a project knows the web origin: it lists it, or every project knows it.
    #[must_use]
    pub fn is_known_to(&self, project: &Project) -> bool {
        self.needs_no_entry(&project.id) || entries(project).any(|entry| self.matches(&entry))
    }

    /// The name of its platform, as errors have it; `None` for a scheme that no project can list.
    #[must_use]
    pub fn platform(&self) -> Option<&'static str> {
        platform_of(&self.scheme)
    }

    /// The scheme; empty if the header had none.
    #[must_use]
    pub fn scheme(&self) -> &str {
        &self.scheme
    }

    /// The host, or the id of an app.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    fn needs_no_entry(&self, project: &ProjectId) -> bool {
        // Native apps and extensions on localhost are not pages of a server there.
        let is_local = LOCAL_HOSTS.contains(&self.host.as_str()) && self.platform().is_none_or(|name| name == PAGE);
        is_local || self.scheme == EXPO || self.calls_back(project)
    }

    /// Whether the scheme is one to which sign-ins return, of whatever project.
    pub(crate) fn is_callback(&self) -> bool {
        self.scheme.starts_with(CALLBACK)
    }

    /// Whether the scheme is the one to which sign-ins of this project return.
    pub(crate) fn calls_back(&self, project: &ProjectId) -> bool {
        self.scheme.strip_prefix(CALLBACK).is_some_and(|id| id.eq_ignore_ascii_case(project.as_str()))
    }

    /// Scheme and host are those of the entry, whatever the ports are. The scheme counts, because whoever controls a
    /// network can serve any page over `http`.
    fn matches(&self, entry: &Self) -> bool {
        self.scheme == entry.scheme && self.has_host_of(entry)
    }

    /// The same for the host alone.
    pub(crate) fn has_host_of(&self, entry: &Self) -> bool {
        is_same_host(&self.host, &entry.host)
    }
}

/// Scheme and host, as they are compared.
impl fmt::Display for WebOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.scheme.is_empty() { f.write_str(&self.host) } else { write!(f, "{}://{}", self.scheme, self.host) }
    }
}

impl Project {
    /// Localhost, and the web pages that the project lists.
    pub(crate) fn pages(&self) -> impl Iterator<Item = WebOrigin> {
        let local = WebOrigin { scheme: PLAIN.to_owned(), host: LOCAL_HOSTS[0].to_owned() };
        iter::once(local).chain(entries(self).filter(|entry| entry.platform() == Some(PAGE)))
    }
}

fn entries(project: &Project) -> impl Iterator<Item = WebOrigin> {
    project.origins.iter().map(|entry| WebOrigin::read(entry.trim_end_matches('/')))
}

pub(crate) fn platform_of(scheme: &str) -> Option<&'static str> {
    PLATFORMS.iter().find(|(known, _)| *known == scheme).map(|(_, name)| *name)
}

/// Whether a host is that of an entry, or below the domain of an entry that begins with `*.`.
fn is_same_host(host: &str, entry: &str) -> bool {
    match entry.strip_prefix('*') {
        Some(domain) => host.strip_suffix(domain).is_some_and(is_name),
        None => host == entry,
    }
}

pub(crate) fn without_port(authority: &str) -> &str {
    let is_port = |port: &str| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    authority.rsplit_once(':').filter(|(_, port)| is_port(port)).map_or(authority, |(host, _)| host)
}

pub(crate) fn is_host(host: &str) -> bool {
    let address = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    is_name(host) || address.is_some_and(|address| address.parse::<Ipv6Addr>().is_ok())
}

fn is_name(name: &str) -> bool {
    name.split('.').all(|label| !label.is_empty() && label.bytes().all(is_of_label))
}

const fn is_of_label(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

/// A name of two labels or more: with one, an entry would stand for every page of `com`.
fn is_domain(name: &str) -> bool {
    is_name(name) && name.rsplit_once('.').is_some_and(|(_, last)| !last.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Name, Timestamp};

    fn project(entries: &[&str]) -> Project {
        let id = ProjectId::parse("Shop").unwrap();
        let origins = entries.iter().map(|entry| WebOrigin::parse_entry(entry).unwrap()).collect();
        Project { origins, ..Project::create(id, Name::default(), String::new(), Timestamp::default()) }
    }

    fn is_known(origin: &str, entries: &[&str]) -> bool {
        WebOrigin::read(origin).is_known_to(&project(entries))
    }

    #[test]
    fn an_entry_knows_its_scheme_and_its_host_on_any_port() {
        let known = |origin| is_known(origin, &["https://example.com", "http://[2001:db8::1]:8080"]);
        for origin in
            ["https://example.com", "https://EXAMPLE.com:8443", "http://[2001:DB8::1]", "http://[2001:db8::1]:1"]
        {
            assert!(known(origin), "{origin}");
        }
        for origin in [
            "http://example.com",
            "https://example.com.evil.net",
            "https://www.example.com",
            "https://evil.net",
            "https://example.com@evil.net",
            "https://example.com:80@evil.net",
            "https://example.com:",
            "https://example.com/",
            "example.com",
            "tauri://example.com",
            "null",
            "",
        ] {
            assert!(!known(origin), "{origin}");
        }
    }

    #[test]
    fn a_wildcard_stands_for_labels_of_its_domain_alone() {
        let known = |origin| is_known(origin, &["https://*.example.com"]);
        assert!(known("https://a.example.com") && known("https://b.a.example.com:3000"));
        for origin in [
            "https://example.com",
            "https://.example.com",
            "https://evilexample.com",
            "https://a.example.com.evil.net",
            "https://evil.net/.example.com",
            "https://evil.net@a.example.com",
            "http://a.example.com",
            "https://*.example.com",
        ] {
            assert!(!known(origin), "{origin}");
        }
    }

    #[test]
    fn localhost_and_two_schemes_of_apps_need_no_entry() {
        for origin in
            ["http://localhost:3000", "https://127.0.0.1", "http://[::1]:5173", "http://[::1]", "capacitor://localhost"]
        {
            assert!(is_known(origin, &[]), "{origin}");
        }
        assert!(is_known("exp://192.168.1.2:8081", &[]) && is_known("appwrite-callback-shop://x", &[]));
        for origin in [
            "https://localhost.evil.net",
            "http://127.0.0.1.evil.net",
            "http://localhost:80@evil.net",
            "appwrite-callback-other://",
        ] {
            assert!(!is_known(origin, &[]), "{origin}");
        }
    }

    #[test]
    fn apps_and_extensions_need_an_entry_of_their_scheme() {
        let entries = ["appwrite-android://com.example.my_app", "chrome-extension://abcdef", "tauri://localhost"];
        for origin in ["appwrite-android://com.example.my_app", "chrome-extension://abcdef", "tauri://localhost"] {
            assert!(is_known(origin, &entries) && !is_known(origin, &[]), "{origin}");
        }
        assert!(
            !is_known("appwrite-ios://com.example.my_app", &entries) && !is_known("chrome-extension://other", &entries)
        );
        let platform = |origin| WebOrigin::read(origin).platform();
        assert_eq!(platform("appwrite-tvos://x"), Some("tvOS"));
        assert_eq!((platform("http://x"), platform("gopher://x"), platform("null")), (Some("Web"), None, None));
    }

    #[test]
    fn an_entry_is_a_scheme_and_a_host() {
        for valid in
            ["https://example.com", "http://127.0.0.1:8080", "http://[::1]:3000", "https://*.a.example.com:8443"]
        {
            assert_eq!(WebOrigin::parse_entry(valid).as_deref(), Ok(valid));
        }
        assert_eq!(
            WebOrigin::parse_entry("Appwrite-iOS://com.Example.App").as_deref(),
            Ok("appwrite-ios://com.example.app")
        );
        let long = format!("https://{}.example.com", "a".repeat(300));
        assert_eq!(WebOrigin::parse_entry(&long), Err(Invalid::Origin));
        assert!(!is_known(&long, &["https://*.example.com"]) && WebOrigin::read(&long).to_string().is_empty());
        let of_pages = "example.com https:// https://example.com/ https://example.com/path https://a@b https://a..b \
                        https://[nothing] https://* https://*.com https://*.0.1 https://a.*.com https://*.*.example.com";
        let of_others = "ftp://example.com exp://example.com appwrite-callback-shop://x appwrite-ios://*.example.com \
                         appwrite-ios://com.example.app:80 chrome-extension:// null";
        for invalid in of_pages.split(' ').chain(of_others.split(' ')).chain(["", "https://a b"]) {
            assert_eq!(WebOrigin::parse_entry(invalid), Err(Invalid::Origin), "{invalid}");
        }
    }
}
