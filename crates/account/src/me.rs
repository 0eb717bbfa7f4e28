//! `/v1/account`: the signed-in user.

use crate::show::log_view;
use axum::extract::State;
use roster_api::{
    App, AuthedCaller, JwtLifetime, Locale, LogPart, Refusal, SessionCookie, SignUp, SignedInUser, Valid, View,
    counter_of,
};
use roster_core::{AttemptCounter, AuthMethod, Error, Listing, RateLimit, Result};

/// Sign-ups from one IP address in an hour (source: docs/reference/appwrite/account.md#rate-limits).
const SIGN_UPS: RateLimit = RateLimit::an_hour(10);
/// JWTs of one user in 0.15 (source: docs/reference/appwrite/account.md#rate-limits).
const JWTS: RateLimit = RateLimit::an_hour(100);
/// JWTs of one user since 1.0 (source: docs/reference/appwrite/account.md#rate-limits).
const JWTS_OF_V1: RateLimit = RateLimit::a_minute(120);

/// POST /v1/account
pub(crate) async fn create_account(
    State(app): State<App>,
    caller: AuthedCaller,
    sign_up: Result<Valid<SignUp>, Refusal>,
) -> Result<View, Refusal> {
    caller.ensure_method(AuthMethod::EmailPassword)?;
    let counter = sign_ups_of(&caller);
    let sign_up = app.valid_or_shown(&caller, sign_up, counter.as_ref()).await?;
    if let Some(counter) = counter {
        app.count_calls(&caller, &counter).await?;
    }
    Ok(View::new_account(app.sign_up(&caller, sign_up).await?))
}

/// The counter of the sign-ups of a client. In the 1.x dialect a server has none, because the IP address is its own and not
/// that of its users. A caller with an API key without the right to make sessions is counted: it could leave out the key.
fn sign_ups_of(caller: &AuthedCaller) -> Option<AttemptCounter> {
    let is_server = caller.is_v1() && caller.may_make_sessions();
    (!is_server).then(|| counter_of("account.create", caller.ip(), SIGN_UPS))
}

/// GET /v1/account
pub(crate) async fn get_account(member: SignedInUser) -> View {
    member.caller.account(member.user)
}

/// DELETE /v1/account
///
/// The user is deleted as by a server, with everything that belongs to them, and cannot be restored.
pub(crate) async fn delete_account(
    State(app): State<App>,
    member: SignedInUser,
) -> Result<(Option<SessionCookie>, View), Refusal> {
    let (project, change) = (member.caller.project_id(), member.caller.change()?);
    app.store.delete_user(project, &member.user.id, &change).await?;
    Ok((member.ended_session(), View::done()))
}

/// GET /v1/account/prefs
pub(crate) async fn get_prefs(member: SignedInUser) -> View {
    View::prefs(member.user.prefs)
}

/// POST /v1/account/jwt, and /v1/account/jwts, its name since 1.6
pub(crate) async fn create_jwt(
    State(app): State<App>,
    member: SignedInUser,
    lifetime: Result<Valid<JwtLifetime>, Refusal>,
) -> Result<View, Refusal> {
    member.caller.ensure_method(AuthMethod::Jwt)?;
    let counter = jwts_of(&member);
    let JwtLifetime(lifetime) = app.valid_or_shown(&member.caller, lifetime, Some(&counter)).await?;
    app.count_calls(&member.caller, &counter).await?;
    let session = member.session.ok_or(Error::SessionMissing)?;
    Ok(View::jwt(app.sign_jwt(&member.caller, &member.user, Some(&session.id), lifetime)?))
}

fn jwts_of(member: &SignedInUser) -> AttemptCounter {
    let (what, limit) = if member.caller.is_v1() { ("account.jwt.minute", JWTS_OF_V1) } else { ("account.jwt", JWTS) };
    counter_of(what, member.user.id.as_str(), limit)
}

/// GET /v1/account/logs
pub(crate) async fn list_logs(
    State(app): State<App>,
    member: SignedInUser,
    Valid(LogPart { limit, offset, with_total }): Valid<LogPart>,
    Locale(locale): Locale,
) -> Result<View, Refusal> {
    let project = member.caller.project_id();
    let page = app.store.list_logs(project, &member.user.id, limit, offset, app.now()).await?;
    let items = page.entries.into_iter().map(|entry| log_view(&app, entry, &locale)).collect();
    Ok(View::logs(page.user, Listing { total: if with_total { page.total } else { 0 }, items }))
}
