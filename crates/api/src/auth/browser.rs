//! What a browser that follows links and redirects says of itself: its cookies, the page that it comes from, and the URL of the
//! API as it sees it.

use crate::answers::view::Refusal;
use crate::auth::credentials::cookie;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use roster_core::{Project, WebOrigin};
use std::convert::Infallible;

/// A browser that calls by a link or a redirect, and not from the script of a page.
pub struct Browser {
    headers: HeaderMap,
}

impl Browser {
    /// The value of a cookie.
    #[must_use]
    pub fn cookie(&self, name: &str) -> Option<String> {
        cookie(&self.headers, name)
    }

    /// The URL of the API without a path, as the browser called it: `https://api.example.com`. The gateway says the scheme; a
    /// server on this machine has no encryption.
    #[must_use]
    pub fn api_url(&self) -> String {
        let text = |name: &str| self.headers.get(name).and_then(|value| value.to_str().ok());
        let host = text("host").unwrap_or("localhost");
        let is_local = matches!(host.split(':').next(), Some("localhost" | "127.0.0.1"));
        let scheme = text("x-forwarded-proto").and_then(|list| list.split(',').next()).map(str::trim);
        let scheme = scheme.filter(|scheme| ["http", "https"].contains(scheme));
        format!("{}://{host}", scheme.unwrap_or(if is_local { "http" } else { "https" }))
    }

    /// Whether a page or an app of the project sent the browser here. Browsers say the origin of the page in `Referer`, unless
    /// the page forbids it.
    #[must_use]
    pub fn comes_from(&self, project: &Project) -> bool {
        let referer = self.headers.get(header::REFERER).and_then(|value| value.to_str().ok());
        let origin = referer.and_then(|url| url.split_once("://")).map(|(scheme, rest)| {
            let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
            WebOrigin::read(&format!("{scheme}://{host}"))
        });
        origin.is_some_and(|origin| origin.is_known_to(project))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Browser {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self { headers: parts.headers.clone() })
    }
}

impl From<Infallible> for Refusal {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use roster_core::{Name, ProjectId, Timestamp};

    fn browser(headers: &[(&'static str, &'static str)]) -> Browser {
        Browser {
            headers: headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect(),
        }
    }

    #[test]
    fn the_url_of_the_api_has_the_scheme_that_the_gateway_says() {
        for (headers, url) in [
            (&[("host", "api.example.com")][..], "https://api.example.com"),
            (&[("host", "api.example.com"), ("x-forwarded-proto", "https")], "https://api.example.com"),
            (&[("host", "localhost:3000")], "http://localhost:3000"),
            (&[("host", "127.0.0.1:9"), ("x-forwarded-proto", "https")], "https://127.0.0.1:9"),
            (&[("host", "api.example.com"), ("x-forwarded-proto", "javascript")], "https://api.example.com"),
        ] {
            assert_eq!(browser(headers).api_url(), url);
        }
    }

    #[test]
    fn only_a_page_of_the_project_sends_somebody() {
        let id = ProjectId::parse("p").unwrap();
        let project = Project::create(id, Name::default(), String::new(), Timestamp::default());
        let project = Project { origins: vec!["https://shop.example".into()], ..project };
        let comes = |referer: &'static str| browser(&[("referer", referer)]).comes_from(&project);
        assert!(comes("https://shop.example/login?x=1") && comes("http://localhost:5173/"));
        assert!(!comes("https://shop.example.evil.example/") && !comes("https://evil.example/?https://shop.example"));
        assert!(!browser(&[]).comes_from(&project) && !comes("shop.example"));
    }
}
