//! `POST /v1/account/sessions/anonymous`: a session of somebody who is nobody yet.

use axum::extract::State;
use roster_api::{
    App, AuthedCaller, Locale, NewSession, Refusal, SessionCookie, ShownSession, View, Visitor, counter_of,
};
use roster_core::{AuthMethod, Error, Name, NewUser, RateLimit, Result, UserId};
use roster_sign_in::{client_and_country, session_view};

/// Anonymous users from one IP address in an hour (source: docs/reference/appwrite/account.md#rate-limits).
const ANONYMOUS_USERS: RateLimit = RateLimit::an_hour(50);

/// POST /v1/account/sessions/anonymous
///
/// User and session are written together: without the session, nobody could use the account. Somebody who is signed in would
/// lose their own, so they are rejected (source: docs/reference/appwrite/recovery.md#anonymous-users).
pub(crate) async fn create_session(
    State(app): State<App>,
    caller: AuthedCaller,
    visitor: Visitor,
    Locale(locale): Locale,
) -> Result<(SessionCookie, View), Refusal> {
    caller.ensure_method(AuthMethod::Anonymous)?;
    if !caller.may_make_sessions() {
        app.count_calls(&caller, &counter_of("account.anonymous", caller.ip(), ANONYMOUS_USERS)).await?;
    }
    if visitor.user().await?.is_some() {
        return Err(Error::SessionAlreadyExists.into());
    }
    app.ensure_may_sign_up(&caller, None).await?;
    let NewSession { session, token } = sign_up(&app, &caller).await?;
    let cookie = SessionCookie::of(&token, session.expires_at);
    let secret = caller.may_make_sessions().then(|| token.reveal());
    Ok((cookie, View::new_session(ShownSession { secret, ..session_view(&app, session, true, &locale) })))
}

/// Creates a user without email, phone, name and password, and their session.
async fn sign_up(app: &App, caller: &AuthedCaller) -> Result<NewSession> {
    let id = UserId::generate(app.now(), app.random()? as u64);
    let (client, country) = client_and_country(app, caller.origin());
    let new = app.new_session(caller, &id, ("anonymous", ""), client, country)?;
    let change = caller.change_of(&id)?;
    let user = NewUser { id, email: None, phone: None, name: Name::default(), password: None };
    let session = (&new.session, &new.token.hash());
    app.store.sign_up_with_session(caller.project(), user, session, caller.is_v1(), &change).await?;
    Ok(new)
}
