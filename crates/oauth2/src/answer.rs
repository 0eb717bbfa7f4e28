//! Where the browser goes after a sign-in with a provider.

use crate::state::State;
use crate::user::Outcome;
use crate::visit::Visit;
use axum::response::{IntoResponse as _, Response};
use roster_api::{Redirect, Refusal, SessionCookie, failure_json};
use roster_core::{Error, Link, OAuthState, ProviderFault, Result};

/// The end of a sign-in.
pub(crate) struct Ending<'a> {
    pub(crate) visit: &'a Visit,
    pub(crate) state: &'a State,
    pub(crate) begun: &'a OAuthState,
}

impl Ending<'_> {
    /// To the page of success. A session is in the cookie, and only an app, which has no cookie, finds its secret in the URL; a
    /// token is in the URL, because that is how the SDKs read it.
    pub(crate) fn success(&self, outcome: Outcome) -> Result<Response, Refusal> {
        let link = self.link(self.begun.success.as_deref())?.map_or_else(|| self.app(), Ok)?;
        match outcome {
            Outcome::Token { user, secret } => {
                let url = link.with(&[("userId", user.as_str()), ("secret", secret.reveal())]);
                Ok(self.redirect(url).into_response())
            }
            Outcome::Session(token, until) => {
                let url = if link.is_callback() { self.for_app(&link, &token.reveal()) } else { link.into_url() };
                Ok((SessionCookie::of(&token, until), self.redirect(url)).into_response())
            }
        }
    }

    /// To the page of failure, which gets the error as JSON; without one the error is a page of its own.
    pub(crate) fn failure(&self, error: Error) -> Result<Response, Refusal> {
        match self.link(self.begun.failure.as_deref()) {
            Ok(Some(link)) => {
                let json = failure_json(&error, self.visit.caller.is_v1());
                Ok(self.redirect(link.with(&[("error", &json)])).into_response())
            }
            _ => Err(error.into()),
        }
    }

    /// A redirect that removes the cookie of the sign-in.
    fn redirect(&self, url: String) -> Redirect {
        Redirect::to(url).with_cookie(self.state.cookie(&self.visit.project().id, ""))
    }

    /// A page or an app, which the project must still know.
    fn link(&self, url: Option<&str>) -> Result<Option<Link>> {
        let Some(url) = url else { return Ok(None) };
        let link = Link::parse(url).map_err(|_| ProviderFault::SuccessUrl)?;
        link.ensure_known(self.visit.project()).map_err(|_| ProviderFault::SuccessUrl)?;
        Ok(Some(link))
    }

    /// The app that waits for the sign-in: the SDKs of phones name no page.
    fn app(&self) -> Result<Link> {
        let url = format!("appwrite-callback-{}:///auth/oauth2/success", self.visit.project().id);
        Link::parse(&url).map_err(Error::invalid("success"))
    }

    /// The URL from which the SDKs of phones take the session.
    fn for_app(&self, link: &Link, secret: &str) -> String {
        let (project, url) = (&self.visit.project().id, self.visit.browser.api_url());
        let host = url.split("://").last().and_then(|host| host.split(':').next()).unwrap_or_default();
        let key = format!("a_session_{}", project.as_str().to_ascii_lowercase());
        link.with(&[("project", project.as_str()), ("domain", host), ("key", &key), ("secret", secret)])
    }
}
