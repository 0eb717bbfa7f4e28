//! Signing in once, with a token: one that a server created, or a link or a code that was sent to the user.

use crate::sign_in::{Proven, sign_in};
use axum::extract::State;
use roster_api::{App, AuthedCaller, FromParams, Locale, Params, Refusal, SessionCookie, Valid, View, text};
use roster_core::{AttemptCounter, Error, Factor, Invalid, Proof, Result, SignInToken, TokenKind, TokenSecret, UserId};

/// Attempts at the short tokens and codes of one user in an hour, by all clients together.
///
/// A code of six decimal digits has a million values, and a new one replaces the former. One client may try 10 times an hour;
/// with this limit, all clients together have one chance in ten thousand in an hour. The usual secret of a server has six hex
/// digits: 168,000 hours for all clients together, and 655 hours for four digits, the shortest. Reaching the limit blocks only
/// sign-ins with short tokens of this user for the rest of the hour: long secrets need no such limit and have none.
const SHORT_TOKENS: u64 = 100;

/// POST /v1/account/sessions/token
///
/// An unknown user and a secret that is wrong, used or expired get the same answer after the same work. A server that signs a
/// user in gets the token of the session, to pass it on.
///
/// # Errors
/// [`Error::TokenInvalid`], [`Error::TooManyAttempts`], [`Error::UserBlocked`]: then the token is not used up.
pub async fn create_token_session(
    State(app): State<App>,
    caller: AuthedCaller,
    Valid(attempt): Valid<TokenAttempt>,
    Locale(locale): Locale,
) -> Result<(SessionCookie, View), Refusal> {
    let (sign_in, counter) = attempt.admit(&app, &caller).await?;
    Ok(sign_in.begin(&app, &caller, counter, &locale, Error::TokenInvalid).await?)
}

/// PUT /v1/account/sessions/magic-url and /v1/account/sessions/phone
///
/// As [`create_token_session`], which took their place. In 0.15 an unknown user and a wrong secret have different errors (source:
/// docs/reference/appwrite/recovery.md#magic-links).
///
/// # Errors
/// As [`create_token_session`], and [`Error::UserNotFound`].
pub async fn update_token_session(
    State(app): State<App>,
    caller: AuthedCaller,
    Valid(attempt): Valid<TokenAttempt>,
    Locale(locale): Locale,
) -> Result<(SessionCookie, View), Refusal> {
    let (sign_in, counter) = attempt.admit(&app, &caller).await?;
    let unknown = if caller.is_v1() { Error::TokenInvalid } else { Error::UserNotFound };
    Ok(sign_in.begin(&app, &caller, counter, &locale, unknown).await?)
}

/// A sign-in that may be invalid, with the id of the user as it was sent, by which it is counted.
pub struct TokenAttempt {
    user: String,
    sign_in: Result<Valid<TokenSignIn>, Refusal>,
}

impl TokenAttempt {
    /// The sign-in, once it is valid and counted.
    async fn admit(self, app: &App, caller: &AuthedCaller) -> Result<(TokenSignIn, Option<AttemptCounter>), Refusal> {
        let counter = app.sign_in_counter(caller, "sessions.token", &self.user);
        let sign_in = app.valid_or_shown(caller, self.sign_in, counter.as_ref()).await?;
        app.count_sign_in(caller, counter.as_ref()).await?;
        if sign_in.secret.is_short() {
            app.count_call(caller, "sessions.token.short", sign_in.user.as_str(), SHORT_TOKENS).await?;
        }
        Ok((sign_in, counter))
    }
}

impl FromParams for TokenAttempt {
    fn from_params(params: &Params) -> Result<Self> {
        let sign_in = TokenSignIn::from_params(params).map(Valid).map_err(Refusal::from);
        Ok(Self { user: params.sent("userId").unwrap_or_default(), sign_in })
    }
}

/// A user, and the secret that signs them in.
struct TokenSignIn {
    user: UserId,
    secret: TokenSecret,
}

impl TokenSignIn {
    /// Begins the session; `unknown` is the error for a user who does not exist.
    async fn begin(
        self,
        app: &App,
        caller: &AuthedCaller,
        counter: Option<AttemptCounter>,
        locale: &str,
        unknown: Error,
    ) -> Result<(SessionCookie, View)> {
        let found = app.store.find_token(caller.project_id(), &self.user, &self.secret, app.now()).await;
        let (token, user) = match found {
            Err(Error::UserNotFound) => return Err(unknown),
            found => found?,
        };
        let (provider, factor) = way_of(&token);
        let account = token.account.clone();
        let uid = account.as_ref().map_or("", |(_, uid)| uid.as_str());
        let proof = &Proof::Token(token);
        sign_in(app, caller, Proven { user, proof, provider: (provider, uid), factor }, counter, locale).await
    }
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

/// The provider of a session that begins with a token, and its factor if the provider does not say it (source:
/// docs/reference/appwrite/account.md#sessions).
fn way_of(token: &SignInToken) -> (&'static str, Option<Factor>) {
    if let Some((provider, _)) = &token.account {
        return (provider.as_str(), Some(Factor::OAuth2));
    }
    match token.kind {
        TokenKind::MagicUrl => ("magic-url", None),
        TokenKind::PhoneCode => ("phone", None),
        TokenKind::EmailCode => ("token", Some(Factor::Email)),
        _ => ("token", None),
    }
}
