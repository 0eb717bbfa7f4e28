//! Web origins: which web pages may call, and which may send their users' cookies.

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use roster_core::{Error, Project, Result};

/// The web origin of the page from which a browser calls: its header `Origin`.
#[derive(Debug, Clone)]
pub(crate) struct WebOrigin {
    header: HeaderValue,
    /// Scheme, host and port in lower case: `https://example.com`.
    text: String,
    /// The host alone, without port.
    host: String,
}

/// Rejects a web origin that the project does not list. A request without `Origin` does not come from a web page.
///
/// # Errors
/// [`Error::OriginUnknown`] with the host of the web origin.
pub(crate) fn ensure_known(origin: Option<&WebOrigin>, project: &Project) -> Result<()> {
    match origin {
        Some(origin) if !origin.is_known(project) => Err(Error::OriginUnknown(origin.host.clone())),
        _ => Ok(()),
    }
}

/// Adds the headers that let the page read the answer and send cookies, if the project lists its web origin.
pub(crate) fn allow(response: &mut Response, origin: Option<&WebOrigin>, project: &Project) {
    let Some(origin) = origin.filter(|origin| origin.is_known(project)) else { return };
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.header.clone());
    headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
}

impl WebOrigin {
    /// The web origin, if the request comes from a web page.
    pub(crate) fn of(headers: &HeaderMap) -> Option<Self> {
        let header = headers.get(header::ORIGIN)?.clone();
        let text = header.to_str().ok()?.to_ascii_lowercase();
        let authority = text.split_once("://").map_or(text.as_str(), |(_, authority)| authority);
        let host = authority.rsplit_once(':').map_or(authority, |(host, _)| host).to_owned();
        Some(Self { header, text, host })
    }

    /// Every project knows localhost: a page that runs there belongs to the owner of the machine.
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
        ensure_known(WebOrigin::of(&headers).as_ref(), &project).is_ok()
    }

    #[test]
    fn only_listed_web_origins_and_localhost_are_known() {
        assert!(
            is_known("https://example.com") && is_known("https://EXAMPLE.com") && is_known("http://localhost:3000")
        );
        for unknown in [
            "http://example.com",
            "https://example.com.evil.net",
            "https://evil.net",
            "null",
            "https://localhost.evil.net",
        ] {
            assert!(!is_known(unknown), "{unknown}");
        }
    }
}
