//! `GET /v1/account/sessions/oauth2/{provider}` and `/v1/account/tokens/oauth2/{provider}`: to the provider.

use crate::fault::fault_of;
use crate::outside::{Outside, enabled};
use crate::state::{State, new_binding};
use crate::visit::{Named, Visit};
use axum::Extension;
use roster_api::{FromParams, Params, Redirect, Refusal, Valid, list, text};
use roster_core::{Invalid, Link, OAuthForm, OAuthState, Provider, ProviderFault, Result, SecretHash};
use roster_providers::LoginRequest;

/// The most scopes, and the longest one, in characters (source: docs/reference/appwrite/oauth.md#oauth-routes).
const MOST_SCOPES: usize = 100;
const LONGEST_SCOPE: usize = 4_096;

/// GET /v1/account/sessions/oauth2/{provider}
pub(crate) async fn session(
    Extension(outside): Extension<Outside>,
    visit: Visit,
    Valid(begin): Valid<Begin>,
) -> Result<Redirect, Refusal> {
    begin.start(&outside, &visit, OAuthForm::Cookie).await
}

/// GET /v1/account/tokens/oauth2/{provider}
pub(crate) async fn token(
    Extension(outside): Extension<Outside>,
    visit: Visit,
    Valid(begin): Valid<Begin>,
) -> Result<Redirect, Refusal> {
    begin.start(&outside, &visit, OAuthForm::Token).await
}

/// A sign-in that is to begin.
pub(crate) struct Begin {
    provider: Provider,
    success: Option<Link>,
    failure: Option<Link>,
    scopes: Vec<String>,
}

impl Begin {
    async fn start(self, outside: &Outside, visit: &Visit, form: OAuthForm) -> Result<Redirect, Refusal> {
        let (app, project) = (&visit.app, visit.project());
        visit.count("oauth2.begin").await?;
        self.ensure_known(visit)?;
        let config = enabled(app, &project.id, self.provider).await?;
        let state = State::create(project, self.provider, app.secret()?, app.now())?;
        // A server passes the URL on to a browser, which has no cookie of this answer.
        let is_server = form == OAuthForm::Token && visit.caller.may_make_sessions();
        let cookie = if is_server { None } else { Some(new_binding(app.secret()?)) };
        let proofs = state.proofs(project, cookie.as_deref())?;
        let request = LoginRequest {
            redirect_uri: &visit.callback(self.provider),
            scopes: &self.scopes,
            state: state.as_str(),
            verifier: &proofs.verifier,
            nonce: &proofs.nonce,
            now: app.now(),
        };
        let url = outside.providers.login_url(&project.id, &config, &request).await.map_err(|e| fault_of(&e))?;
        let linking = if is_server { None } else { visit.linking().await? };
        let begun = OAuthState {
            provider: self.provider,
            success: self.success.map(Link::into_url),
            failure: self.failure.map(Link::into_url),
            form,
            browser: cookie.as_deref().map(SecretHash::of),
            linking,
            scopes: self.scopes,
            expires_at: state.expires_at,
        };
        app.store.begin_oauth(&project.id, &state.hash(), &begun).await?;
        let redirect = Redirect::to(url);
        Ok(match cookie {
            Some(value) => redirect.with_cookie(state.cookie(&project.id, &value)),
            None => redirect,
        })
    }

    /// Accepts pages and apps of the project: before somebody signs in, not only afterwards.
    fn ensure_known(&self, visit: &Visit) -> Result<()> {
        let known = |link: &Option<Link>| link.as_ref().is_none_or(|link| link.ensure_known(visit.project()).is_ok());
        if !known(&self.success) {
            return Err(ProviderFault::SuccessUrl.into());
        }
        if known(&self.failure) { Ok(()) } else { Err(ProviderFault::FailureUrl.into()) }
    }
}

impl FromParams for Begin {
    fn from_params(params: &Params) -> Result<Self> {
        let Named(provider) = Named::from_params(params)?;
        Ok(Self {
            provider,
            success: optional_link(params, "success")?,
            failure: optional_link(params, "failure")?,
            scopes: params.optional("scopes", list(scopes, Invalid::Text(LONGEST_SCOPE)))?.unwrap_or_default(),
        })
    }
}

/// A URL; the web SDK sends an empty text for none.
fn optional_link(params: &Params, name: &'static str) -> Result<Option<Link>> {
    match params.sent(name) {
        None => Ok(None),
        Some(_) => params.optional(name, text(Link::parse, Invalid::Url)),
    }
}

fn scopes(scopes: Vec<String>) -> Result<Vec<String>, Invalid> {
    let is_valid = |scope: &String| {
        (1..=LONGEST_SCOPE).contains(&scope.chars().count()) && !scope.chars().any(|c| c.is_control() || c == ' ')
    };
    if scopes.len() <= MOST_SCOPES && scopes.iter().all(is_valid) {
        Ok(scopes)
    } else {
        Err(Invalid::Text(LONGEST_SCOPE))
    }
}
