//! `/v1/account/sessions`: signing in and signing out.

use crate::show::session_view;
use crate::sign_in::sign_in;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use roster_api::{
    App, AuthedCaller, FromParams, Locale, Params, Refusal, SessionCookie, SignedInUser, Valid, View, text,
};
use roster_core::{Email, Error, Invalid, Listing, Password, Result, Session, SessionId};

/// Sign-outs of one user in an hour (source: docs/reference/appwrite/account.md#rate-limits).
const SIGN_OUTS: u64 = 100;
/// The session id that means the session of the call.
const CURRENT: &str = "current";

/// POST /v1/account/sessions/email
///
/// An unknown email and a wrong password get the same answer after the same work. A password that is too short for a new user
/// is compared all the same: an imported user may have one. A server that signs a user in gets the token, to pass it on.
pub(crate) async fn create_session(
    State(app): State<App>,
    caller: AuthedCaller,
    Valid(EmailSignIn { email, password }): Valid<EmailSignIn>,
    Locale(locale): Locale,
) -> Result<(SessionCookie, View), Refusal> {
    app.count_sign_in(&caller, "sessions.email", email.as_str()).await?;
    let found = app.store.find_by_email(caller.project_id(), &email).await?;
    let (user, proof) = app.prove(found, password).await?;
    Ok(sign_in(&app, &caller, &user.id, ("email", email.as_str()), &proof, &locale).await?)
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

/// GET /v1/account/sessions/{sessionId}
pub(crate) async fn get_session(
    State(app): State<App>,
    member: SignedInUser,
    Valid(Which(which)): Valid<Which>,
    Locale(locale): Locale,
) -> Result<View, Refusal> {
    let session = find(&app, &member, which).await?;
    let current = member.is_current(&session.id);
    Ok(View::session(session_view(&app, session, current, &locale)))
}

/// The session that is meant, if the user has it.
pub(crate) async fn find(app: &App, member: &SignedInUser, which: Option<SessionId>) -> Result<Session> {
    let (project, user) = (member.caller.project_id(), &member.user.id);
    match which.filter(|id| !member.is_current(id)) {
        None => member.session.clone().ok_or(Error::SessionNotFound),
        Some(id) => {
            let found = app.store.find_session_by_id(project, user, &id, app.now()).await?;
            found.and_then(|found| found.session).ok_or(Error::SessionNotFound)
        }
    }
}

/// A session by its id; `None` means the session of the call.
pub(crate) struct Which(pub(crate) Option<SessionId>);

impl FromParams for Which {
    fn from_params(params: &Params) -> Result<Self> {
        let id = params.path("sessionId", SessionId::parse)?;
        Ok(Self(Some(id).filter(|id| id.as_str() != CURRENT)))
    }
}

/// DELETE /v1/account/sessions/{sessionId}
pub(crate) async fn delete_session(
    State(app): State<App>,
    member: SignedInUser,
    Valid(Which(which)): Valid<Which>,
) -> Result<Response, Refusal> {
    app.count_call(&member.caller, "account.sessions", member.user.id.as_str(), SIGN_OUTS).await?;
    let own = member.session.as_ref().map(|session| session.id.clone());
    let id = which.or(own).ok_or(Error::SessionNotFound)?;
    let change = member.caller.change()?;
    app.store.delete_session(member.caller.project_id(), &member.user.id, &id, &change).await?;
    let cookie = member.is_current(&id).then_some(SessionCookie::Clear);
    Ok(match cookie {
        Some(cookie) => (cookie, View::done()).into_response(),
        None => View::done().into_response(),
    })
}

/// DELETE /v1/account/sessions
pub(crate) async fn delete_sessions(
    State(app): State<App>,
    member: SignedInUser,
) -> Result<(SessionCookie, View), Refusal> {
    app.count_call(&member.caller, "account.sessions", member.user.id.as_str(), SIGN_OUTS).await?;
    let change = member.caller.change()?;
    app.store.delete_sessions(member.caller.project_id(), &member.user.id, &change).await?;
    Ok((SessionCookie::Clear, View::done()))
}
