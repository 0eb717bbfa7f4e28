//! `/v1/account/sessions/{sessionId}`: one session of the user.

use crate::outside::Outside;
use axum::Extension;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use roster_api::{
    App, FromParams, Locale, Params, Refusal, SessionCookie, ShownSession, SignedInUser, Valid, View, counter_of,
};
use roster_core::{Error, Identity, Provider, ProviderUid, RateLimit, Result, Session, SessionId};
use roster_keyring::Keyring;
use roster_sign_in::{session_view, shown_tokens};

/// Sign-outs of one user in an hour (source: docs/reference/appwrite/account.md#rate-limits).
const SIGN_OUTS: u64 = 100;
/// The session id that means the session of the call.
const CURRENT: &str = "current";

/// GET /v1/account/sessions/{sessionId}
pub(crate) async fn get_session(
    State(app): State<App>,
    Extension(outside): Extension<Outside>,
    member: SignedInUser,
    Valid(Which(which)): Valid<Which>,
    Locale(locale): Locale,
) -> Result<View, Refusal> {
    let session = find(&app, &member, which).await?;
    Ok(View::session_with_tokens(shown(&app, &outside.keyring, &member, session, &locale).await?))
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

/// A session with the tokens of its provider.
pub(crate) async fn shown(
    app: &App,
    keyring: &Keyring,
    member: &SignedInUser,
    session: Session,
    locale: &str,
) -> Result<ShownSession> {
    let tokens = match identity_of(app, member, &session).await? {
        Some(identity) => shown_tokens(keyring, member.caller.project_id(), &identity).await?,
        None => Default::default(),
    };
    let current = member.is_current(&session.id);
    Ok(ShownSession { tokens, ..session_view(app, session, current, locale) })
}

/// The identity with which a session began; `None` for any other session, and when the identity was deleted.
pub(crate) async fn identity_of(app: &App, member: &SignedInUser, session: &Session) -> Result<Option<Identity>> {
    let account = Provider::parse(&session.provider).zip(ProviderUid::parse(&session.provider_uid).ok());
    let Some((provider, uid)) = account else { return Ok(None) };
    let found = app.store.identity_of_account(member.caller.project_id(), provider, &uid).await?;
    Ok(found.filter(|identity| identity.user == member.user.id))
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
///
/// A session that lacks a second factor can end itself and no other.
pub(crate) async fn delete_session(
    State(app): State<App>,
    member: SignedInUser,
    which: Result<Valid<Which>, Refusal>,
) -> Result<Response, Refusal> {
    let counter = counter_of("account.sessions", member.user.id.as_str(), RateLimit::an_hour(SIGN_OUTS));
    let Which(which) = app.valid_or_shown(&member.caller, which, Some(&counter)).await?;
    let own = member.session.as_ref().map(|session| session.id.clone());
    if member.lacks_factors() && which.as_ref().is_some_and(|id| !member.is_current(id)) {
        return Err(Error::MoreFactorsRequired.into());
    }
    app.count_calls(&member.caller, &counter).await?;
    let id = which.or(own).ok_or(Error::SessionNotFound)?;
    let change = member.caller.change()?;
    app.store.delete_session(member.caller.project_id(), &member.user.id, &id, &change).await?;
    let cookie = member.is_current(&id).then_some(SessionCookie::Clear);
    Ok(match cookie {
        Some(cookie) => (cookie, View::done()).into_response(),
        None => View::done().into_response(),
    })
}
