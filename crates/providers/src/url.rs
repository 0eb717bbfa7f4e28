//! URLs of providers.

use crate::settings::OutboundRule;
use hyper::Uri;
use hyper::http::uri::{PathAndQuery, Scheme};
use std::net::IpAddr;

/// Longest URL, in bytes.
const MAX_LENGTH: usize = 2_048;

/// An absolute URL with HTTPS, or with HTTP to this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Url {
    /// The host as it is written in the header `Host`: an IP address of version 6 has brackets.
    pub authority: String,
    /// The host as a resolver takes it.
    pub host: String,
    pub port: u16,
    pub is_tls: bool,
    pub path: PathAndQuery,
}

impl Url {
    /// Reads a URL; `None` if it is not one that may be called by `rule`. It has no user, no fragment, and a host.
    pub(crate) fn parse(text: &str, rule: OutboundRule) -> Option<Self> {
        if text.len() > MAX_LENGTH || text.contains(['#', '\\']) {
            return None;
        }
        let uri: Uri = text.parse().ok()?;
        let authority = uri.authority()?;
        if authority.as_str().contains('@') {
            return None;
        }
        let host = authority.host().trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase();
        let is_tls = *uri.scheme()? == Scheme::HTTPS;
        let is_allowed =
            is_tls || (*uri.scheme()? == Scheme::HTTP && rule == OutboundRule::Loopback && is_loopback(&host));
        if host.is_empty() || !is_allowed {
            return None;
        }
        let port = match authority.as_str().strip_prefix(authority.host())? {
            "" => {
                if is_tls {
                    443
                } else {
                    80
                }
            }
            _ => authority.port_u16().filter(|port| *port != 0)?,
        };
        let path = uri.path_and_query().cloned().unwrap_or_else(|| PathAndQuery::from_static("/"));
        Some(Self { authority: authority.as_str().to_owned(), host, port, is_tls, path })
    }
}

/// Whether a host is this machine by its name or IP address.
pub(crate) fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_read() {
        let url = Url::parse("https://Login.Example.com/a?b=c", OutboundRule::Public).unwrap();
        assert_eq!(
            (url.host.as_str(), url.port, url.is_tls, url.path.as_str()),
            ("login.example.com", 443, true, "/a?b=c")
        );
        let url = Url::parse("https://[2001:db8::1]:8443", OutboundRule::Public).unwrap();
        assert_eq!((url.host.as_str(), url.port, url.path.as_str()), ("2001:db8::1", 8443, "/"));
        assert_eq!(url.authority, "[2001:db8::1]:8443");
        for local in ["http://localhost:3000/", "http://127.0.0.1/", "http://[::1]:80/"] {
            assert!(Url::parse(local, OutboundRule::Loopback).is_some_and(|url| !url.is_tls), "{local}");
            assert_eq!(Url::parse(local, OutboundRule::Public), None, "{local}");
        }
    }

    #[test]
    fn what_may_not_be_called_is_no_url() {
        let long = format!("https://a.example/{}", "a".repeat(MAX_LENGTH));
        for bad in [
            "",
            "/",
            "a.example",
            "//a.example/",
            "ftp://a.example/",
            "file:///etc/passwd",
            "http://a.example/",
            "https://",
            "https:///a",
            "https://user@a.example/",
            "https://u:p@a.example/",
            "https://a.example/#b",
            "https://a.example:0/",
            "https://a.example:99999/",
            "https://a.example:/",
            "https://a b.example/",
            "https://a.example/\r\nx: y",
            "https://a.example\\@b.example/",
            "http://127.0.0.1.example/",
            &long,
        ] {
            assert_eq!(Url::parse(bad, OutboundRule::Loopback), None, "{bad:?}");
        }
    }
}
