//! Whether web page and API are of one site: then the browser sends the session's cookie, and the page needs no copy
//! of the token.
//!
//! A browser decides this by its list of public suffixes, and says it in `Sec-Fetch-Site`, which no page can set.
//! Browsers from before 2023 do not; for them the hosts are compared. A list of our own would have to be kept up to
//! date, and it is the list of the browser that decides about the cookie.

use crate::auth::origins::CallerOrigin;
use axum::http::{HeaderMap, HeaderValue, header};

/// The headers from which the site follows.
pub(crate) struct CallerSite {
    host: Option<HeaderValue>,
    declared: Option<HeaderValue>,
}

impl CallerSite {
    /// The headers of a request.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        Self { host: headers.get(header::HOST).cloned(), declared: headers.get("sec-fetch-site").cloned() }
    }

    /// Whether the page is certainly of the same site as the API. Never on localhost and IP addresses, which have no
    /// domain (source: docs/reference/appwrite/account.md#cookies), and never without https, where a browser rejects
    /// the cookies, which are `Secure`.
    pub(crate) fn is_of(&self, page: Option<&CallerOrigin>) -> bool {
        let api = self.host.as_ref().and_then(|host| host.to_str().ok()).map(str::to_ascii_lowercase);
        let (Some(api), Some(page)) = (api, page.and_then(CallerOrigin::secure_host)) else { return false };
        let api = api.split(':').next().unwrap_or_default();
        is_domain(page)
            && is_domain(api)
            && match self.declared.as_ref().map(HeaderValue::as_bytes) {
                Some(declared) => matches!(declared, b"same-origin" | b"same-site"),
                None => share_a_domain(page, api),
            }
    }
}

/// Whether a host is a domain name: not localhost, an IP address, or a name without a dot.
fn is_domain(host: &str) -> bool {
    let (rest, last) = host.rsplit_once('.').unwrap_or_default();
    let is_top_level = last.bytes().any(|byte| byte.is_ascii_alphabetic()) && last != "localhost";
    is_top_level && !rest.is_empty() && !host.contains(':')
}

/// Whether two hosts have a domain in common that one owner registered. The API is at a domain of its operator, or at
/// one of AWS, where the neighbours are strangers.
fn share_a_domain(page: &str, api: &str) -> bool {
    const OF_AWS: [&str; 4] = [".amazonaws.com", ".on.aws", ".cloudfront.net", ".amplifyapp.com"];
    /// The longest label under which registries of countries register: `co.uk`, `com.au`.
    const LONGEST_OF_REGISTRIES: usize = 3;
    if page == api || OF_AWS.iter().any(|domain| api.ends_with(domain)) {
        return page == api;
    }
    let in_common = page.rsplit('.').zip(api.rsplit('.')).take_while(|(a, b)| a == b).map(|(label, _)| label);
    match in_common.collect::<Vec<_>>().as_slice() {
        [_, second] => second.len() > LONGEST_OF_REGISTRIES,
        labels => labels.len() > 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_one_site(page: &'static str, host: &'static str, declared: Option<&'static str>) -> bool {
        let pairs = [("origin", Some(page)), ("host", Some(host)), ("sec-fetch-site", declared)];
        let pairs = pairs.into_iter().filter_map(|(name, value)| Some((name, HeaderValue::from_static(value?))));
        let headers: HeaderMap = pairs.map(|(name, value)| (name.parse().unwrap(), value)).collect();
        CallerSite::of(&headers).is_of(CallerOrigin::of(&headers).as_ref())
    }

    #[test]
    fn a_browser_says_whether_the_site_is_the_same() {
        for (declared, expected) in [("same-site", true), ("same-origin", true), ("cross-site", false), ("none", false)]
        {
            assert_eq!(is_one_site("https://a.github.io", "b.github.io", Some(declared)), expected, "{declared}");
        }
    }

    #[test]
    fn without_a_word_of_the_browser_the_hosts_are_compared() {
        for (page, host, expected) in [
            ("https://app.example.com", "api.example.com", true),
            ("https://example.com", "API.example.com:8443", true),
            ("https://api.example.com:3000", "api.example.com", true),
            ("https://a.shop.co.uk", "b.shop.co.uk", true),
            ("https://example.org", "api.example.com", false),
            ("https://a.co.uk", "b.co.uk", false),
            ("https://a.com.au", "b.com.au", false),
            ("https://example.com.evil.net", "api.example.com", false),
            ("https://a.execute-api.eu-west-1.amazonaws.com", "b.execute-api.eu-west-1.amazonaws.com", false),
            ("https://b.execute-api.eu-west-1.amazonaws.com", "b.execute-api.eu-west-1.amazonaws.com", true),
        ] {
            assert_eq!(is_one_site(page, host, None), expected, "{page} {host}");
        }
    }

    #[test]
    fn without_a_domain_or_https_no_site_is_the_same() {
        for (page, host) in [
            ("http://localhost:3000", "localhost:9000"),
            ("http://127.0.0.1", "127.0.0.1"),
            ("http://[::1]", "[::1]"),
            ("http://app.localhost", "api.localhost"),
            ("https://intranet", "intranet"),
            ("http://app.example.com", "api.example.com"),
            ("tauri://app.example.com", "api.example.com"),
            ("null", "api.example.com"),
        ] {
            assert!(!is_one_site(page, host, None) && !is_one_site(page, host, Some("same-site")), "{page}");
        }
    }
}
