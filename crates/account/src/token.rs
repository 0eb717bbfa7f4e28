//! `/v1/account/sessions/token`: signing in once, with a token that a server created.

use axum::extract::State;
use roster_api::{App, AuthedCaller, FromParams, Locale, Params, Refusal, SessionCookie, Valid, View, text};
use roster_core::{Invalid, Result, TokenSecret, UserId};
use roster_sign_in::{Proven, sign_in};

/// Attempts at the short tokens of one user in an hour, by all clients together.
///
/// The usual secret of six hex digits has 24 bits. One client, which may try 10 times an hour, needs 1.7 million hours to guess
/// it; ten thousand clients together would need a week. With this limit all clients together need 168,000 hours for six
/// digits and 655 hours for four, the shortest. Reaching the limit blocks only sign-ins with short tokens of this user for
/// the rest of the hour: long secrets need no such limit and have none.
const SHORT_TOKENS: u64 = 100;

/// POST /v1/account/sessions/token
///
/// An unknown user and a secret that is wrong, used or expired get the same answer after the same work. A server that signs a
/// user in gets the token of the session, to pass it on.
pub(crate) async fn create_session(
    State(app): State<App>,
    caller: AuthedCaller,
    Valid(TokenAttempt { user, sign_in: attempt }): Valid<TokenAttempt>,
    Locale(locale): Locale,
) -> Result<(SessionCookie, View), Refusal> {
    let counter = app.sign_in_counter(&caller, "sessions.token", &user);
    let TokenSignIn { user, secret } = app.valid_or_shown(&caller, attempt, counter.as_ref()).await?;
    app.count_sign_in(&caller, counter.as_ref()).await?;
    if secret.is_short() {
        app.count_call(&caller, "sessions.token.short", user.as_str(), SHORT_TOKENS).await?;
    }
    let (proof, known) = app.store.find_token(caller.project_id(), &user, &secret.hash(), app.now()).await?;
    let proven = Proven { user: known, proof: &proof, provider: ("token", "") };
    Ok(sign_in(&app, &caller, proven, counter, &locale).await?)
}

/// A sign-in that may be invalid, with the id of the user as it was sent, by which it is counted.
pub(crate) struct TokenAttempt {
    user: String,
    sign_in: Result<Valid<TokenSignIn>, Refusal>,
}

impl FromParams for TokenAttempt {
    fn from_params(params: &Params) -> Result<Self> {
        let sign_in = TokenSignIn::from_params(params).map(Valid).map_err(Refusal::from);
        Ok(Self { user: params.sent("userId").unwrap_or_default(), sign_in })
    }
}

pub(crate) struct TokenSignIn {
    user: UserId,
    secret: TokenSecret,
}

impl FromParams for TokenSignIn {
    fn from_params(params: &Params) -> Result<Self> {
        let custom_id = |id: &str| UserId::parse(id).map_err(|_| Invalid::CustomId);
        Ok(Self {
            user: params.required("userId", text(custom_id, Invalid::CustomId))?,
            secret: params.required("secret", text(TokenSecret::parse, Invalid::Text(TokenSecret::MAX_CHARS)))?,
        })
    }
}
