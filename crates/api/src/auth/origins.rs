//! Web origins: which web pages and apps may call, and which may read the answers.

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use roster_core::{Error, Project, Result, WebOrigin};

/// The web origin that a request names in its header `Origin`.
#[derive(Debug, Clone)]
pub(crate) struct CallerOrigin {
    header: HeaderValue,
    origin: WebOrigin,
}

impl CallerOrigin {
    /// The web origin, if the request comes from a web page or an app.
    pub(crate) fn of(headers: &HeaderMap) -> Option<Self> {
        let header = headers.get(header::ORIGIN)?.clone();
        let origin = WebOrigin::read(header.to_str().ok()?);
        Some(Self { header, origin })
    }

    /// The host, if it is that of a web page that was loaded by https.
    pub(crate) fn secure_host(&self) -> Option<&str> {
        Some(self.origin.host()).filter(|_| self.origin.scheme() == "https")
    }
}

/// Rejects a web origin that the project does not know. A request without `Origin` comes neither from a web page nor
/// from an app.
///
/// # Errors
/// [`Error::OriginUnknown`].
pub(crate) fn ensure_known(origin: Option<&CallerOrigin>, project: &Project) -> Result<()> {
    match origin {
        Some(origin) if !origin.origin.is_known_to(project) => Err(Error::OriginUnknown(origin.origin.clone())),
        _ => Ok(()),
    }
}

/// The web pages that may read an answer.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Readers<'a> {
    /// The web origins that the project knows.
    Of(&'a Project),
    /// Every web page. The answer must be the same for all callers, so that it contains nothing that a page could not
    /// find out itself.
    Everybody,
    /// No web page.
    Nobody,
}

/// Adds the headers that let the page read the answer, if it may.
pub(crate) fn allow(response: &mut Response, origin: Option<&CallerOrigin>, readers: Readers<'_>) {
    let may_read = |origin: &&CallerOrigin| match readers {
        Readers::Of(project) => origin.origin.is_known_to(project),
        Readers::Everybody => true,
        Readers::Nobody => false,
    };
    let Some(origin) = origin.filter(may_read) else { return };
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.header.clone());
    headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::response::IntoResponse;
    use roster_core::{Name, ProjectId, Timestamp};

    fn is_readable(origin: &'static str, readers: Readers<'_>) -> bool {
        let headers = HeaderMap::from_iter([(header::ORIGIN, HeaderValue::from_static(origin))]);
        let mut response = ().into_response();
        allow(&mut response, CallerOrigin::of(&headers).as_ref(), readers);
        response.headers().get(header::ACCESS_CONTROL_ALLOW_ORIGIN).is_some_and(|allowed| allowed == origin)
    }

    #[test]
    fn a_page_reads_what_its_readers_may() {
        let id = ProjectId::parse("p").unwrap();
        let project = Project::create(id, Name::default(), String::new(), Timestamp::default());
        let (local, foreign) = ("http://localhost:3000", "https://evil.example");
        assert!(is_readable(local, Readers::Of(&project)) && !is_readable(foreign, Readers::Of(&project)));
        assert!(is_readable(foreign, Readers::Everybody) && !is_readable(local, Readers::Nobody));
    }
}
