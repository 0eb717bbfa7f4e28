//! The function `tokens`: `/v1/users/{userId}/tokens`, tokens with which a user signs in once.

use axum::extract::State;
use axum::routing::post;
use roster_api::{
    App, AuthedCaller, FromParams, Group, NewToken, Params, Policy, Refusal, Valid, View, number_between,
};
use roster_core::{Result, TokenLength, TokenLifetime, UserId};

/// The routes of this function.
#[must_use]
pub fn routes() -> Group {
    Group::new(Policy::Users).route("/v1/users/{userId}/tokens", post(create_token))
}

/// POST /v1/users/{userId}/tokens
///
/// The secret is shown here and never again.
async fn create_token(
    State(app): State<App>,
    caller: AuthedCaller,
    Valid(CreateToken { user, length, lifetime }): Valid<CreateToken>,
) -> Result<View, Refusal> {
    let (token, secret) = app.new_token(&user, length, lifetime)?;
    app.store.create_token(caller.project_id(), &token, &caller.change()?).await?;
    Ok(View::token(NewToken::of(token, &secret)))
}

struct CreateToken {
    user: UserId,
    length: TokenLength,
    lifetime: TokenLifetime,
}

impl FromParams for CreateToken {
    fn from_params(params: &Params) -> Result<Self> {
        let length = number_between(TokenLength::new, TokenLength::MIN, TokenLength::MAX);
        let lifetime = number_between(TokenLifetime::new, TokenLifetime::MIN_SECS, TokenLifetime::MAX_SECS);
        Ok(Self {
            user: params.path("userId", UserId::parse)?,
            length: params.optional("length", length)?.unwrap_or_default(),
            lifetime: params.optional("expire", lifetime)?.unwrap_or_default(),
        })
    }
}
