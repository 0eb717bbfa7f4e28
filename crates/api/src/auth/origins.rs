//! Browsers: which pages may call, and which may send their users' cookies along.

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use roster_core::{Error, Project, Result};

/// The page from which a browser calls, as its `Origin` says.
#[derive(Debug, Clone)]
pub(crate) struct WebOrigin {
    origin: HeaderValue,
    /// Scheme and host, in lower case: `https://example.com`.
    text: String,
    /// The host alone, without port.
    host: String,
}

/// The page, if a browser calls from one.
pub(crate) fn page(headers: &HeaderMap) -> Option<WebOrigin> {
    let origin = headers.get(header::ORIGIN)?.clone();
    let text = origin.to_str().ok()?.to_ascii_lowercase();
    let authority = text.split_once("://").map_or(text.as_str(), |(_, authority)| authority);
    let host = authority.rsplit_once(':').map_or(authority, |(host, _)| host).to_owned();
    Some(WebOrigin { origin, text, host })
}

/// Refuses a page that the project does not know. Without an `Origin` it is no browser that calls.
///
/// # Errors
/// [`Error::OriginUnknown`].
pub(crate) fn ensure_known(page: Option<&WebOrigin>, project: &Project) -> Result<()> {
    match page {
        Some(page) if !page.is_known(project) => Err(Error::OriginUnknown(page.host.clone())),
        _ => Ok(()),
    }
}

/// Tells the browser that the page may read the answer, and send cookies: only a known page.
pub(crate) fn allow(response: &mut Response, page: Option<&WebOrigin>, project: &Project) {
    let Some(page) = page.filter(|page| page.is_known(project)) else { return };
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, page.origin.clone());
    headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
}

impl WebOrigin {
    /// Localhost is known to every project: whoever runs a page there owns the machine.
    fn is_known(&self, project: &Project) -> bool {
        let listed = |origin: &String| origin.trim_end_matches('/').eq_ignore_ascii_case(&self.text);
        matches!(self.host.as_str(), "localhost" | "127.0.0.1" | "[::1]") || project.origins.iter().any(listed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use roster_core::{Name, ProjectId, Timestamp};

    fn is_known(origin: &'static str) -> bool {
        let id = ProjectId::parse("p").unwrap();
        let mut project = Project::create(id, Name::default(), String::new(), Timestamp::default());
        project.origins.push("https://example.com".into());
        let headers = HeaderMap::from_iter([(header::ORIGIN, HeaderValue::from_static(origin))]);
        ensure_known(page(&headers).as_ref(), &project).is_ok()
    }

    #[test]
    fn only_listed_pages_and_localhost_are_known() {
        assert!(
            is_known("https://example.com") && is_known("https://EXAMPLE.com") && is_known("http://localhost:3000")
        );
        for stranger in [
            "http://example.com",
            "https://example.com.evil.net",
            "https://evil.net",
            "null",
            "https://localhost.evil.net",
        ] {
            assert!(!is_known(stranger), "{stranger}");
        }
    }
}
