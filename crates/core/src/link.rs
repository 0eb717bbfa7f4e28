//! Links in emails: a URL of the app that asked for them, with parameters that its page reads.

use crate::link_target::split_authority;
use crate::{Invalid, LinkTarget, Project, Result};
use form_urlencoded::{byte_serialize, parse};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// What is encoded behind the host. A mail program that makes a link of a URL in a text may end it at one of these, and begin
/// another link behind it: the secret would go there. Most are not allowed in a URL (RFC 3986, 2); characters beyond ASCII are
/// encoded always.
const UNSAFE: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'\'')
    .add(b'(')
    .add(b')')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');
/// The same in links to apps: mail programs do not know their schemes, and may make a link of any part that looks like a domain.
const UNSAFE_IN_APPS: &AsciiSet = &UNSAFE.add(b'.');

/// A URL to which an email may lead, if its target is one of the project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    url: String,
    target: LinkTarget,
}

impl Link {
    /// The longest URL, in bytes, once it is encoded: mail programs cut longer ones.
    pub const MAX_BYTES: usize = 2_000;

    /// Parses the URL that a caller sent. What is not allowed in a URL is encoded.
    ///
    /// # Errors
    /// [`Invalid::Url`] when it is too long, or as [`LinkTarget::parse`].
    pub fn parse(url: &str) -> Result<Self, Invalid> {
        let target = LinkTarget::parse(url)?;
        let url = one_url(url, &target);
        if url.len() <= Self::MAX_BYTES { Ok(Self { url, target }) } else { Err(Invalid::Url) }
    }

    /// Accepts a link to a page or an app of the project.
    ///
    /// # Errors
    /// As [`Project::ensure_link`].
    pub fn ensure_known(&self, project: &Project) -> Result<()> {
        project.ensure_link(&self.target)
    }

    /// The URL as it is.
    #[must_use]
    pub fn into_url(self) -> String {
        self.url
    }

    /// Whether it leads to the app that waits for sign-ins of the project.
    #[must_use]
    pub fn is_callback(&self) -> bool {
        self.target.is_callback()
    }

    /// The URL with these parameters in its query: one of the same name is replaced where it is, the others are added, and the
    /// fragment stays at the end (source: docs/reference/appwrite/recovery.md#links). What the query has besides stays as it is.
    #[must_use]
    pub fn with(&self, parameters: &[(&str, &str)]) -> String {
        let (front, fragment) = split_before(&self.url, '#');
        let (page, query) = split_before(front, '?');
        let sent = query.trim_start_matches('?').split('&').filter(|part| !part.is_empty());
        let mut parts: Vec<String> = sent.map(str::to_owned).collect();
        for (name, value) in parameters {
            let new = format!("{}={}", encoded(name), encoded(value));
            let place = parts.iter().position(|part| is_named(part, name)).unwrap_or(parts.len());
            parts.retain(|part| !is_named(part, name));
            parts.insert(place, new);
        }
        format!("{page}?{}{fragment}", parts.join("&"))
    }
}

/// The URL with nothing in it that could be another one. Scheme and host stay as they are, because they have been checked; of a
/// callback the scheme alone has.
fn one_url(url: &str, target: &LinkTarget) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let (host, rest) = if target.is_callback() { ("", rest) } else { split_authority(rest) };
    let unsafe_here = if target.is_page() { UNSAFE } else { UNSAFE_IN_APPS };
    let rest = utf8_percent_encode(rest, unsafe_here).to_string().replace("://", "%3A//");
    format!("{scheme}://{host}{rest}")
}

/// A text in two parts, the second of which begins with this character or is empty.
fn split_before(text: &str, character: char) -> (&str, &str) {
    text.split_at(text.find(character).unwrap_or(text.len()))
}

fn encoded(text: &str) -> String {
    byte_serialize(text.as_bytes()).collect()
}

/// Whether a part of a query has this name, however it is written.
fn is_named(part: &str, name: &str) -> bool {
    parse(part.as_bytes()).next().is_some_and(|(found, _)| found == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(url: &str, parameters: &[(&str, &str)]) -> String {
        Link::parse(url).unwrap().with(parameters)
    }

    #[test]
    fn parameters_are_added_in_order_before_the_fragment() {
        let parameters = [("userId", "u1"), ("secret", "ab"), ("expire", "2026-11-30T09:00:00.000+00:00")];
        let query = "userId=u1&secret=ab&expire=2026-11-30T09%3A00%3A00.000%2B00%3A00";
        for (url, expected) in [
            ("https://app.example.com/verify?a=1#top", format!("https://app.example.com/verify?a=1&{query}#top")),
            ("https://app.example.com", format!("https://app.example.com?{query}")),
            ("https://app.example.com/?", format!("https://app.example.com/?{query}")),
            ("https://app.example.com/#/verify?x", format!("https://app.example.com/?{query}#/verify?x")),
        ] {
            assert_eq!(with(url, &parameters), expected);
        }
    }

    #[test]
    fn a_parameter_of_the_same_name_is_replaced_where_it_is_first() {
        let url = "https://a.example?secret=mine&b=%20x&%73ecret=again&c";
        assert_eq!(with(url, &[("secret", "s & t")]), "https://a.example?secret=s+%26+t&b=%20x&c");
        assert_eq!(with("https://a.example?ab=1", &[("a", "2")]), "https://a.example?ab=1&a=2");
        assert_eq!(with("https://a.example?to=/b?c=1", &[("a", "2")]), "https://a.example?to=/b?c=1&a=2");
    }

    #[test]
    fn a_value_cannot_add_a_parameter_or_end_the_query() {
        assert_eq!(
            with("https://a.example", &[("teamName", "A&secret=x#y ü")]),
            "https://a.example?teamName=A%26secret%3Dx%23y+%C3%BC"
        );
    }

    #[test]
    fn a_link_is_one_url_whatever_the_caller_sent() {
        for (url, expected) in [
            ("https://a.example/ https://evil.net/x", "https://a.example/%20https%3A//evil.net/x?secret=s"),
            ("https://[::1]:3000/(\"<'>)\\[]", "https://[::1]:3000/%28%22%3C%27%3E%29%5C%5B%5D?secret=s"),
            (
                "https://a.example/\u{a0}\u{3000}ü^`{|}",
                "https://a.example/%C2%A0%E3%80%80%C3%BC%5E%60%7B%7C%7D?secret=s",
            ),
            ("https://a.example?to=https://b.example#/c d", "https://a.example?to=https%3A//b.example&secret=s#/c%20d"),
            ("https://a.example/%20a?b=%3A//", "https://a.example/%20a?b=%3A//&secret=s"),
            ("appwrite-ios://com.a.app/evil.net/x", "appwrite-ios://com.a.app/evil%2Enet/x?secret=s"),
            ("appwrite-callback-shop://https://evil.net", "appwrite-callback-shop://https%3A//evil%2Enet?secret=s"),
            ("appwrite-callback-shop://a www.evil.net/", "appwrite-callback-shop://a%20www%2Eevil%2Enet/?secret=s"),
        ] {
            let link = with(url, &[("secret", "s")]);
            assert_eq!(link, expected);
            let is_of_urls = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&*+,;=%".contains(&byte);
            assert!(link.bytes().all(is_of_urls) && link.matches("://").count() == 1, "{link}");
        }
    }

    #[test]
    fn a_url_that_is_too_long_is_no_link() {
        let of_length = |length: usize| Link::parse(&format!("https://a.example/{}", "x".repeat(length - 18)));
        assert!(of_length(Link::MAX_BYTES).is_ok() && of_length(Link::MAX_BYTES + 1).is_err());
        let encoded = |blanks: usize| Link::parse(&format!("https://a.example/{}", " ".repeat(blanks)));
        assert!(encoded(660).is_ok() && encoded(661).is_err());
    }
}
