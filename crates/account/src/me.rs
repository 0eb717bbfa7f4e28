//! `/v1/account`: the user himself.

use crate::show::explain;
use axum::extract::State;
use roster_api::{App, Caller, FromParams, JwtLifetime, Locale, Member, Params, Refusal, SignUp, Valid, View, number};
use roster_core::{Error, Limit, Listing, Offset, Result};

/// Sign-ups of one client in an hour (source: the reference).
const SIGN_UPS: u64 = 10;
/// JWTs of one user in an hour (source: the reference).
const JWTS: u64 = 100;

/// POST /v1/account
pub(crate) async fn create_account(
    State(app): State<App>,
    caller: Caller,
    Valid(SignUp(new)): Valid<SignUp>,
) -> Result<View, Refusal> {
    app.count_call(&caller, "account.create", caller.ip(), SIGN_UPS).await?;
    let user = app.create_user(&caller, new, |id| caller.change_of(id)).await?;
    Ok(View::NewAccount(user))
}

/// GET /v1/account
pub(crate) async fn get_account(member: Member) -> View {
    member.caller.account(member.user)
}

/// GET /v1/account/prefs
pub(crate) async fn get_prefs(member: Member) -> View {
    View::Prefs(member.user.prefs)
}

/// POST /v1/account/jwt
pub(crate) async fn create_jwt(
    State(app): State<App>,
    member: Member,
    Valid(JwtLifetime(lifetime)): Valid<JwtLifetime>,
) -> Result<View, Refusal> {
    app.count_call(&member.caller, "account.jwt", member.user.id.as_str(), JWTS).await?;
    let session = member.session.ok_or(Error::SessionMissing)?;
    Ok(View::Jwt(app.sign_jwt(&member.caller, &member.user, Some(&session.id), lifetime)?))
}

/// GET /v1/account/logs
pub(crate) async fn list_logs(
    State(app): State<App>,
    member: Member,
    Valid(Page { limit, offset }): Valid<Page>,
    Locale(locale): Locale,
) -> Result<View, Refusal> {
    let project = member.caller.project_id();
    let page = app.store.list_logs(project, &member.user.id, limit, offset, app.now()).await?;
    let items = page.entries.into_iter().map(|entry| explain(&app, entry, &locale)).collect();
    Ok(View::Logs(page.user, Listing { total: page.total, items }))
}

pub(crate) struct Page {
    limit: Limit,
    offset: Offset,
}

impl FromParams for Page {
    fn from_params(params: &Params) -> Result<Self> {
        Ok(Self {
            limit: params.optional("limit", number(Limit::new, Limit::MAX))?.unwrap_or_default(),
            offset: params.optional("offset", number(Offset::new, Offset::MAX))?.unwrap_or_default(),
        })
    }
}
