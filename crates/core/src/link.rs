//! Links in emails: a URL of the app that asked for them, with parameters that its page reads.

use crate::{Invalid, LinkTarget, Project, Result};
use form_urlencoded::{byte_serialize, parse};

/// A URL to which an email may lead, if its target is one of the project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    url: String,
    target: LinkTarget,
}

impl Link {
    /// The longest URL, in bytes: mail programs cut longer ones.
    pub const MAX_BYTES: usize = 2_000;

    /// Parses the URL that a caller sent.
    ///
    /// # Errors
    /// [`Invalid::Url`] when it is too long, or as [`LinkTarget::parse`].
    pub fn parse(url: &str) -> Result<Self, Invalid> {
        let target = LinkTarget::parse(url)?;
        let fits = url.len() <= Self::MAX_BYTES;
        if fits { Ok(Self { url: url.to_owned(), target }) } else { Err(Invalid::Url) }
    }

    /// Accepts a link to a page or an app of the project.
    ///
    /// # Errors
    /// As [`Project::ensure_link`].
    pub fn ensure_known(&self, project: &Project) -> Result<()> {
        project.ensure_link(&self.target)
    }

    /// The URL with these parameters in its query: one of the same name is replaced where it is, the others are added, and the
    /// fragment stays at the end (source: docs/reference/appwrite/recovery.md#links). What the query has besides stays as it was
    /// sent.
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
    fn a_url_that_is_too_long_is_no_link() {
        let of_length = |length: usize| Link::parse(&format!("https://a.example/{}", "x".repeat(length - 18)));
        assert!(of_length(Link::MAX_BYTES).is_ok() && of_length(Link::MAX_BYTES + 1).is_err());
    }
}
