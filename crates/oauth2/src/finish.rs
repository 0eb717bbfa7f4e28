//! `GET /v1/account/sessions/oauth2/{provider}/redirect`: back from the provider.

use crate::answer::Ending;
use crate::fault::fault_of;
use crate::outside::{Outside, enabled};
use crate::state::State;
use crate::user::SignIn;
use crate::visit::{Named, Visit};
use axum::Extension;
use axum::response::Response;
use roster_api::{FromParams, Params, Refusal, Valid};
use roster_core::{OAuthState, Provider, ProviderAccount, ProviderFault, Result, SecretHash};
use roster_providers::{CodeAnswer, ProviderTokens, name_of};

/// The longest text of a provider that is repeated, in characters.
const LONGEST: usize = 200;

/// GET /v1/account/sessions/oauth2/{provider}/redirect
///
/// What is wrong with the state is shown as a page: who sent it is not known. Any later error goes to the page of failure.
pub(crate) async fn finish(
    Extension(outside): Extension<Outside>,
    visit: Visit,
    Valid(answer): Valid<Answer>,
) -> Result<Response, Refusal> {
    let begun = answer.begun(&visit).await?;
    let ending = Ending { visit: &visit, state: &begun.state, begun: &begun.item };
    match answer.sign_in(&outside, &visit, &begun).await {
        Ok(outcome) => ending.success(outcome),
        Err(error) => ending.failure(error),
    }
}

/// What a provider sent back.
pub(crate) struct Answer {
    provider: Provider,
    state: String,
    code: Option<String>,
    error: Option<(String, String)>,
    user: Option<String>,
}

/// A sign-in that this browser began and nobody has ended.
struct Begun {
    state: State,
    item: OAuthState,
    cookie: Option<String>,
}

impl Answer {
    /// Takes what was remembered when the sign-in began.
    ///
    /// # Errors
    /// [`ProviderFault::State`].
    async fn begun(&self, visit: &Visit) -> Result<Begun> {
        let (app, project) = (&visit.app, visit.project());
        visit.count("oauth2.finish").await?;
        let state = State::verify(project, self.provider, &self.state, app.now())?;
        let cookie = visit.browser.cookie(&state.cookie_name(&project.id));
        let item = app.store.take_oauth_state(&project.id, &state.hash(), app.now()).await?;
        let item = item.filter(|item| item.provider == self.provider).ok_or(ProviderFault::State)?;
        match (&item.browser, cookie) {
            (None, _) => Ok(Begun { state, item, cookie: None }),
            (Some(browser), Some(cookie)) if SecretHash::of(&cookie).is(browser) => {
                Ok(Begun { state, item, cookie: Some(cookie) })
            }
            _ => Err(ProviderFault::State.into()),
        }
    }

    /// Finds out which account it is, and signs its user in.
    async fn sign_in(&self, outside: &Outside, visit: &Visit, begun: &Begun) -> Result<crate::user::Outcome> {
        let (account, tokens) = self.exchange(outside, visit, begun).await?;
        SignIn { visit, outside, begun: &begun.item, account: &account, tokens: &tokens }.run().await
    }

    async fn exchange(
        &self,
        outside: &Outside,
        visit: &Visit,
        begun: &Begun,
    ) -> Result<(ProviderAccount, ProviderTokens)> {
        let (app, project) = (&visit.app, visit.project());
        let config = enabled(app, &project.id, self.provider).await?;
        if let Some((error, description)) = self.error.clone() {
            let provider = name_of(&self.provider);
            return Err(ProviderFault::Refused { provider, status: None, error, description }.into());
        }
        let code = self.code.as_deref().ok_or(ProviderFault::CodeMissing)?;
        let proofs = begun.state.proofs(project, begun.cookie.as_deref())?;
        let answer = CodeAnswer {
            code,
            redirect_uri: &visit.callback(self.provider),
            verifier: &proofs.verifier,
            nonce: &proofs.nonce,
            user_parameter: self.user.as_deref(),
            now: app.now(),
        };
        outside.providers.exchange(&project.id, &config, &answer).await.map_err(|error| fault_of(&error))
    }
}

impl FromParams for Answer {
    fn from_params(params: &Params) -> Result<Self> {
        let Named(provider) = Named::from_params(params)?;
        let bounded = |name| params.sent(name).map(|text| text.chars().take(LONGEST).collect::<String>());
        let description = bounded("error_description").unwrap_or_default();
        Ok(Self {
            provider,
            state: params.sent("state").unwrap_or_default(),
            code: params.sent("code"),
            error: bounded("error").map(|error| (error, description)),
            user: params.sent("user"),
        })
    }
}
