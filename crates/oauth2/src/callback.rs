//! `/v1/account/sessions/oauth2/callback/{provider}/{projectId}`: the URL that is registered at the provider.
//!
//! It passes on what came, by a redirect on the same host: after a form of another site a browser sends the cookie only with the
//! next step. It reads nothing and checks nothing but lengths.

use crate::visit::Named;
use roster_api::{FromParams, Params, Redirect, Refusal, Valid};
use roster_core::{Error, Invalid, ProjectId, Provider, Result};

/// The parameters that are passed on. The longest value, in characters (source: docs/reference/appwrite/oauth.md#oauth-routes).
const PASSED: [&str; 5] = ["code", "state", "error", "error_description", "user"];
const LONGEST: usize = 2_048;

/// GET /v1/account/sessions/oauth2/callback/{provider}/{projectId}
pub(crate) async fn after_link(Valid(callback): Valid<Callback>) -> Result<Redirect, Refusal> {
    Ok(Redirect::to(callback.next()))
}

/// POST /v1/account/sessions/oauth2/callback/{provider}/{projectId}
pub(crate) async fn after_form(Valid(callback): Valid<Callback>) -> Result<Redirect, Refusal> {
    Ok(Redirect::after_form(callback.next()))
}

/// What a provider sent back.
pub(crate) struct Callback {
    provider: Provider,
    project: ProjectId,
    passed: Vec<(&'static str, String)>,
}

impl Callback {
    fn next(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("project", self.project.as_str());
        for (name, value) in &self.passed {
            query.append_pair(name, value);
        }
        format!("/v1/account/sessions/oauth2/{}/redirect?{}", self.provider, query.finish())
    }
}

impl FromParams for Callback {
    fn from_params(params: &Params) -> Result<Self> {
        let Named(provider) = Named::from_params(params)?;
        let project = params.path("projectId", ProjectId::parse)?;
        let passed = PASSED.into_iter().filter_map(|name| Some((name, params.sent(name)?)));
        let passed: Vec<_> = passed.collect();
        match passed.iter().find(|(_, value)| value.chars().count() > LONGEST) {
            Some((name, _)) => Err(Error::invalid(name)(Invalid::Text(LONGEST))),
            None => Ok(Self { provider, project, passed }),
        }
    }
}
