//! `/v1/account/sessions`: signing in and signing out.

use axum::extract::State;
use roster_api::{
    App, AuthedCaller, FromParams, Locale, Params, Refusal, SessionCookie, SignedInUser, Valid, View, text,
};
use roster_core::{AuthMethod, Email, Error, Invalid, Listing, Password, Result};
use roster_sign_in::{Proven, session_view, sign_in};

/// Sign-outs of one user in an hour (source: docs/reference/appwrite/account.md#rate-limits).
const SIGN_OUTS: u64 = 100;

/// POST /v1/account/sessions/email
///
/// An unknown email and a wrong password get the same answer after the same work. A password that is too short for a new user
/// is compared all the same: an imported user may have one. A server that signs a user in gets the token, to pass it on.
pub(crate) async fn create_session(
    State(app): State<App>,
    caller: AuthedCaller,
    Valid(EmailAttempt { email, sign_in: attempt }): Valid<EmailAttempt>,
    Locale(locale): Locale,
) -> Result<(SessionCookie, View), Refusal> {
    caller.ensure_method(AuthMethod::EmailPassword)?;
    let counter = app.sign_in_counter(&caller, "sessions.email", &email);
    let EmailSignIn { email, password } = app.valid_or_shown(&caller, attempt, counter.as_ref()).await?;
    app.count_sign_in(&caller, counter.as_ref()).await?;
    let found = app.store.find_to_sign_in(caller.project_id(), &email).await?;
    let (_, proof) = app.prove(found.as_ref().map(|known| known.user().clone()), password).await?;
    let user = found.ok_or(Error::CredentialsInvalid)?;
    let proven = Proven { user, proof: &proof, provider: ("email", email.as_str()), factor: None };
    Ok(sign_in(&app, &caller, proven, counter, &locale).await?)
}

/// A sign-in that may be invalid, with the email by which it is counted: in its stored form, or as it was sent.
pub(crate) struct EmailAttempt {
    email: String,
    sign_in: Result<Valid<EmailSignIn>, Refusal>,
}

impl FromParams for EmailAttempt {
    fn from_params(params: &Params) -> Result<Self> {
        let email = params.email("email").map(|email| email.as_str().to_owned());
        let email = email.unwrap_or_else(|_| params.sent("email").unwrap_or_default());
        Ok(Self { email, sign_in: EmailSignIn::from_params(params).map(Valid).map_err(Refusal::from) })
    }
}

pub(crate) struct EmailSignIn {
    email: Email,
    password: Password,
}

impl FromParams for EmailSignIn {
    fn from_params(params: &Params) -> Result<Self> {
        Ok(Self {
            email: params.email("email")?,
            password: params.required("password", text(Password::parse_candidate, Invalid::PasswordTooShort))?,
        })
    }
}

/// GET /v1/account/sessions
pub(crate) async fn list_sessions(
    State(app): State<App>,
    member: SignedInUser,
    Locale(locale): Locale,
) -> Result<View, Refusal> {
    let listing = app.store.list_sessions(member.caller.project_id(), &member.user.id, app.now()).await?;
    let shown = listing.items.into_iter().map(|session| {
        let current = member.is_current(&session.id);
        session_view(&app, session, current, &locale)
    });
    Ok(View::sessions(Listing { total: listing.total, items: shown.collect() }))
}

/// DELETE /v1/account/sessions
pub(crate) async fn delete_sessions(
    State(app): State<App>,
    member: SignedInUser,
) -> Result<(Option<SessionCookie>, View), Refusal> {
    app.count_call(&member.caller, "account.sessions", member.user.id.as_str(), SIGN_OUTS).await?;
    let change = member.caller.change()?;
    app.store.delete_sessions(member.caller.project_id(), &member.user.id, &change).await?;
    Ok((member.ended_session(), View::done()))
}
