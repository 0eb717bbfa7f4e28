//! Where a link in a message leads.

use crate::web_origin::{PAGE, PLAIN, is_host, without_port};
use crate::{Error, Invalid, Project, Result, WebOrigin};

/// The scheme and the host of a URL that is to be sent to a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkTarget(WebOrigin);

impl LinkTarget {
    /// Reads the target of a URL. Only scheme and host are looked at: the rest may have any characters but control
    /// characters (source: docs/reference/appwrite/teams.md#invitations).
    ///
    /// # Errors
    /// [`Invalid::Url`] for a text without a scheme that a project can list, without a host, or with a user name.
    pub fn parse(url: &str) -> Result<Self, Invalid> {
        let (scheme, rest) = url.split_once("://").filter(|_| !url.contains(char::is_control)).ok_or(Invalid::Url)?;
        let (authority, _) = split_authority(rest);
        // Before `@` is a user name, which readers think to be the host. At a backslash browsers end the host; other programs read
        // on, and find another host.
        if authority.contains(['@', '\\']) {
            return Err(Invalid::Url);
        }
        let host = without_port(authority);
        let target = WebOrigin::read(&format!("{scheme}://{host}"));
        let is_valid = target.is_callback() || (target.platform().is_some() && is_host(host));
        if is_valid { Ok(Self(target)) } else { Err(Invalid::Url) }
    }

    /// Whether it is a web page.
    pub(crate) fn is_page(&self) -> bool {
        self.0.platform() == Some(PAGE)
    }

    /// Whether it is named by the scheme alone.
    pub(crate) fn is_callback(&self) -> bool {
        self.0.is_callback()
    }
}

/// What follows the scheme: the authority, and the rest.
pub(crate) fn split_authority(rest: &str) -> (&str, &str) {
    rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()))
}

impl WebOrigin {
    /// Whether it is the page, or the page with the encryption that its entry does not ask for.
    fn is_linked_with(&self, page: &Self) -> bool {
        self.has_host_of(page) && [self.scheme(), PLAIN].contains(&page.scheme())
    }
}

impl Project {
    /// Accepts the target of a link: a web page of the project, on any port; an app that the project lists; or the scheme to which
    /// sign-ins of this project return. A page that the project lists with `http` is also linked with `https`, but not the other way
    /// round: the secret of the link would cross networks in clear text. Localhost is always accepted.
    ///
    /// Apps that run in Expo may call, but no link leads to them: everybody can serve one.
    ///
    /// # Errors
    /// [`Error::HostUnknown`].
    pub fn ensure_link(&self, LinkTarget(target): &LinkTarget) -> Result<()> {
        let is_known = match target.platform() {
            Some(PAGE) => self.pages().any(|page| target.is_linked_with(&page)),
            Some(_) => target.is_known_to(self),
            None => target.calls_back(&self.id),
        };
        if is_known { Ok(()) } else { Err(self.unknown(target)) }
    }

    /// Names hosts alone, as long as the host is what is wrong.
    fn unknown(&self, target: &WebOrigin) -> Error {
        let pages = || self.pages().collect::<Vec<_>>();
        if target.platform() == Some(PAGE) && self.pages().any(|page| target.has_host_of(&page)) {
            return Error::HostUnknown(target.to_string(), pages().iter().map(ToString::to_string).collect());
        }
        Error::HostUnknown(target.host().to_owned(), pages().iter().map(|page| page.host().to_owned()).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Name, ProjectId, Timestamp};

    fn check(url: &str) -> Result<()> {
        let id = ProjectId::parse("shop").unwrap();
        let entries = [
            "https://example.com",
            "https://*.example.org",
            "http://plain.example:81",
            "appwrite-ios://com.example.app",
        ];
        let origins = entries.map(str::to_owned).to_vec();
        let project = Project { origins, ..Project::create(id, Name::default(), String::new(), Timestamp::default()) };
        project.ensure_link(&LinkTarget::parse(url).map_err(Error::invalid("url"))?)
    }

    #[test]
    fn links_lead_to_pages_and_apps_of_the_project() {
        for url in [
            "https://example.com",
            "https://Example.com:8080/join?a=1#b",
            "http://plain.example:82",
            "https://plain.example",
            "https://localhost",
            "https://a.b.example.org?x=https://evil.net",
            "http://localhost:3000/",
            "appwrite-ios://com.example.app/join",
            "appwrite-callback-SHOP://anything",
            "appwrite-callback-shop://",
            "https://example.com/ü <x>",
        ] {
            assert!(check(url).is_ok(), "{url}");
        }
    }

    #[test]
    fn links_to_other_hosts_are_rejected() {
        for url in [
            "https://evil.net",
            "https://example.com.evil.net",
            "https://evil.net?@example.com",
            "https://evil.net#@example.com",
            "https://example.org",
            "http://example.com",
            "http://example.com:443/",
            "http://a.example.org",
            "http://127.0.0.1",
            "https://com.example.app",
            "appwrite-ios://com.example.other",
            "appwrite-android://com.example.app",
            "appwrite-callback-other://example.com",
        ] {
            assert!(matches!(check(url), Err(Error::HostUnknown(..))), "{url}");
        }
    }

    #[test]
    fn an_error_names_what_is_wrong() {
        for (url, sent, known) in [
            ("https://evil.net", "evil.net", ["localhost", "example.com", "*.example.org", "plain.example"]),
            (
                "http://a.example.org",
                "http://a.example.org",
                ["http://localhost", "https://example.com", "https://*.example.org", "http://plain.example"],
            ),
        ] {
            let expected = Error::HostUnknown(sent.to_owned(), known.map(str::to_owned).to_vec());
            assert_eq!(format!("{:?}", check(url).unwrap_err()), format!("{expected:?}"));
        }
    }

    #[test]
    fn texts_without_a_known_scheme_and_a_host_are_no_links() {
        let long = format!("https://{}.example.org", "a".repeat(400));
        for url in [
            "",
            "localhost/x",
            "//example.com",
            "https:example.com",
            "https://",
            "https:///example.com",
            "ftp://example.com",
            "exp://example.com",
            "javascript://example.com/%0aalert(1)",
            " https://example.com",
            "https://exam ple.com",
            "https://user@example.com/",
            "https://evil.net,login@example.com/",
            "https://evil.net @example.com/",
            "https://example.com@evil.net/",
            "https://example.com:80@evil.net/",
            "https://evil.net\\@example.com/",
            "https://example.com\\@evil.net/",
            "https://example.com\\x",
            "appwrite-callback-shop://a@evil.net/",
            "https://example.com\n.evil.net",
            "https://example.com/\r\nBcc:a",
            "https://ex%61mple.com",
            "https://example.com:",
            "https://exämple.com",
            &long,
        ] {
            assert!(matches!(check(url), Err(Error::ParamInvalid { reason: Invalid::Url, .. })), "{url:?}");
        }
    }
}
