//! `/v1/account`: the signed-in user.

use crate::show::log_view;
use axum::extract::State;
use roster_api::{
    App, AuthedCaller, JwtLifetime, Locale, LogPart, Refusal, SessionCookie, SignUp, SignedInUser, Valid, View,
};
use roster_core::{Error, Listing, Result};

/// Sign-ups from one IP address in an hour (source: docs/reference/appwrite/account.md#rate-limits).
const SIGN_UPS: u64 = 10;
/// JWTs of one user in an hour (source: docs/reference/appwrite/account.md#rate-limits).
const JWTS: u64 = 100;

/// POST /v1/account
pub(crate) async fn create_account(
    State(app): State<App>,
    caller: AuthedCaller,
    Valid(SignUp(new)): Valid<SignUp>,
) -> Result<View, Refusal> {
    app.count_call(&caller, "account.create", caller.ip(), SIGN_UPS).await?;
    let user = app.create_user(&caller, new, |id| caller.change_of(id)).await?;
    Ok(View::new_account(user))
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
) -> Result<(SessionCookie, View), Refusal> {
    let (project, change) = (member.caller.project_id(), member.caller.change()?);
    app.store.delete_user(project, &member.user.id, &change).await?;
    Ok((SessionCookie::Clear, View::done()))
}

/// GET /v1/account/prefs
pub(crate) async fn get_prefs(member: SignedInUser) -> View {
    View::prefs(member.user.prefs)
}

/// POST /v1/account/jwt, and /v1/account/jwts, its name since 1.6
pub(crate) async fn create_jwt(
    State(app): State<App>,
    member: SignedInUser,
    Valid(JwtLifetime(lifetime)): Valid<JwtLifetime>,
) -> Result<View, Refusal> {
    app.count_call(&member.caller, "account.jwt", member.user.id.as_str(), JWTS).await?;
    let session = member.session.ok_or(Error::SessionMissing)?;
    Ok(View::jwt(app.sign_jwt(&member.caller, &member.user, Some(&session.id), lifetime)?))
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
