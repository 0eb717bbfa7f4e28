//! A browser that begins or ends a sign-in with a provider.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use roster_api::{App, AuthedCaller, Browser, FromParams, Locale, Params, Refusal, Visitor, counter_of};
use roster_core::{Invalid, Linking, Project, Provider, RateLimit, Result};

/// Calls from one IP address in an hour (source: docs/reference/appwrite/account.md#rate-limits).
const CALLS: RateLimit = RateLimit::an_hour(50);

/// The caller, and their browser.
pub(crate) struct Visit {
    pub(crate) app: App,
    pub(crate) caller: AuthedCaller,
    pub(crate) browser: Browser,
    pub(crate) locale: String,
    visitor: Visitor,
}

impl Visit {
    pub(crate) fn project(&self) -> &Project {
        self.caller.project()
    }

    /// Counts the call; a server that may create sessions is not counted.
    pub(crate) async fn count(&self, what: &'static str) -> Result<()> {
        if self.caller.may_make_sessions() {
            return Ok(());
        }
        self.app.count_calls(&self.caller, &counter_of(what, self.caller.ip(), CALLS)).await
    }

    /// The URL to which the provider sends the browser back. It is registered there.
    pub(crate) fn callback(&self, provider: Provider) -> String {
        let project = &self.project().id;
        format!("{}/v1/account/sessions/oauth2/callback/{provider}/{project}", self.browser.api_url())
    }

    /// The user who is signed in, if a page of the project sent them: any other page could send somebody who is signed in here
    /// and, by its doing, with an account of a stranger at the provider.
    pub(crate) async fn linking(&self) -> Result<Option<Linking>, Refusal> {
        if !self.browser.comes_from(self.project()) {
            return Ok(None);
        }
        let signed_in = self.visitor.signed_in().await?;
        Ok(signed_in.map(|signed_in| Linking {
            cid: signed_in.incarnation(),
            session: signed_in.session.as_ref().map(|session| session.id.clone()),
            user: signed_in.user.id,
        }))
    }
}

impl FromRequestParts<App> for Visit {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        let caller = AuthedCaller::from_request_parts(parts, app).await?;
        let visitor = Visitor::from_request_parts(parts, app).await?;
        let browser = Browser::from_request_parts(parts, app).await?;
        let Locale(locale) = Locale::from_request_parts(parts, app).await?;
        Ok(Self { app: app.clone(), caller, browser, locale, visitor })
    }
}

/// The provider that the path names. A browser that follows a link does not say its dialect: each knows all names.
pub(crate) struct Named(pub(crate) Provider);

impl FromParams for Named {
    fn from_params(params: &Params) -> Result<Self> {
        params.path("provider", known).map(Self)
    }
}

fn known(name: &str) -> Result<Provider, Invalid> {
    Provider::parse(name).ok_or_else(|| Invalid::OneOf(Provider::names()))
}
