//! `/v1/account/sessions/token`: signing in once by a token that a server made.

use crate::show::{show, whereabouts};
use axum::extract::State;
use roster_api::{
    App, AuthedCaller, FromParams, Locale, Params, Refusal, SessionCookie, ShownSession, Valid, View, text,
};
use roster_core::{Invalid, Result, TokenSecret, UserId};

/// Attempts at one user's short tokens in an hour, by everybody together.
///
/// A secret of the six digits that are usual has 24 bits. One client, who may try 10 times an hour, finds one in 1.7
/// million hours; ten thousand clients together would need a week. With this limit the whole world finds one of six digits
/// in 168,000 hours of there being one, and one of four, the shortest, in 655. Who tries so often keeps the user from
/// signing in by a short token for the rest of the hour, and by nothing else: long secrets need no such limit and have none.
const SHORT_TOKENS: u64 = 100;

/// POST /v1/account/sessions/token
///
/// An unknown user and a secret that is wrong, used or too old get the same answer after the same work. A server that signs
/// its user in is shown the token of the session, to hand it on.
pub(crate) async fn create_session(
    State(app): State<App>,
    caller: AuthedCaller,
    Valid(SignIn { user, secret }): Valid<SignIn>,
    Locale(locale): Locale,
) -> Result<(SessionCookie, View), Refusal> {
    app.count_sign_in(&caller, "sessions.token", user.as_str()).await?;
    if secret.is_short() {
        app.count_call(&caller, "sessions.token.short", user.as_str(), SHORT_TOKENS).await?;
    }
    let proof = app.store.find_token(caller.project_id(), &user, &secret.hash(), app.now()).await?;
    let (client, country) = whereabouts(&app, caller.origin());
    let new = app.new_session(&caller, &user, ("token", ""), client, country)?;
    let (hash, change) = (new.token.hash(), caller.change_of(&user)?);
    app.store.create_session(caller.project_id(), &new.session, &hash, &proof, &change).await?;
    let cookie = SessionCookie::of(&new.token, new.session.expires_at);
    let secret = caller.may_make_sessions().then(|| new.token.reveal());
    Ok((cookie, View::new_session(ShownSession { secret, ..show(&app, new.session, true, &locale) })))
}

pub(crate) struct SignIn {
    user: UserId,
    secret: TokenSecret,
}

impl FromParams for SignIn {
    fn from_params(params: &Params) -> Result<Self> {
        let custom_id = |id: &str| UserId::parse(id).map_err(|_| Invalid::CustomId);
        Ok(Self {
            user: params.required("userId", text(custom_id, Invalid::CustomId))?,
            secret: params.required("secret", text(TokenSecret::parse, Invalid::Text(TokenSecret::MAX_CHARS)))?,
        })
    }
}
