//! The function `sessions`: `/v1/users/{userId}/sessions`.

use axum::extract::State;
use axum::routing::{delete, get};
use roster_agents::{Countries, parse_agent};
use roster_api::{
    App, AuthedCaller, FromParams, Group, Locale, OneUser, Params, Policy, Refusal, ShownSession, ShownTokens,
    UncheckedReader, Valid, View, WithTotal,
};
use roster_core::{Listing, Proof, Result, Session, SessionId, UserId};
use std::sync::OnceLock;

/// Opened when the first session is shown: most function instances never need it.
static COUNTRIES: OnceLock<Countries> = OnceLock::new();

/// The routes of this function.
#[must_use]
pub fn routes() -> Group {
    Group::new(Policy::Sessions)
        .route("/v1/users/{userId}/sessions", get(list_sessions).post(create_session).delete(delete_sessions))
        .route("/v1/users/{userId}/sessions/{sessionId}", delete(delete_session))
}

/// GET /v1/users/{userId}/sessions
async fn list_sessions(
    State(app): State<App>,
    reader: UncheckedReader,
    Valid(OneUser(id)): Valid<OneUser>,
    Valid(WithTotal(with_total)): Valid<WithTotal>,
    Locale(locale): Locale,
) -> Result<View, Refusal> {
    let Listing { total, items } = app.store.list_sessions(reader.project_id(), &id, app.now()).await?;
    let shown = items.into_iter().map(|session| show(&app, session, None, &locale));
    Ok(View::sessions(Listing { total: if with_total { total } else { 0 }, items: shown.collect() }))
}

fn show(app: &App, session: Session, secret: Option<String>, locale: &str) -> ShownSession {
    let countries = COUNTRIES.get_or_init(|| Countries::open(&app.country_db));
    let country_name = countries.name(&session.country_code, locale);
    ShownSession { country_name, session, current: false, secret, tokens: ShownTokens::default() }
}

/// POST /v1/users/{userId}/sessions
///
/// A server creates a session for a user. The token is shown here and never again.
async fn create_session(
    State(app): State<App>,
    caller: AuthedCaller,
    Valid(OneUser(id)): Valid<OneUser>,
    Locale(locale): Locale,
) -> Result<View, Refusal> {
    let countries = COUNTRIES.get_or_init(|| Countries::open(&app.country_db));
    let country = countries.locate(caller.ip(), "en").code;
    let client = parse_agent(&caller.origin().agent);
    let new = app.new_session(&caller, &id, ("server", ""), client, country)?;
    let (hash, change) = (new.token.hash(), caller.change()?);
    app.store.create_session(caller.project_id(), &new.session, &hash, &Proof::Key, &change).await?;
    Ok(View::new_session(show(&app, new.session, Some(new.token.reveal()), &locale)))
}

/// DELETE /v1/users/{userId}/sessions
async fn delete_sessions(
    State(app): State<App>,
    caller: AuthedCaller,
    Valid(OneUser(id)): Valid<OneUser>,
) -> Result<View, Refusal> {
    app.store.delete_sessions(caller.project_id(), &id, &caller.change()?).await?;
    Ok(View::done())
}

/// DELETE /v1/users/{userId}/sessions/{sessionId}
async fn delete_session(
    State(app): State<App>,
    caller: AuthedCaller,
    Valid(OneSession { user, session }): Valid<OneSession>,
) -> Result<View, Refusal> {
    app.store.delete_session(caller.project_id(), &user, &session, &caller.change()?).await?;
    Ok(View::done())
}

struct OneSession {
    user: UserId,
    session: SessionId,
}

impl FromParams for OneSession {
    fn from_params(params: &Params) -> Result<Self> {
        Ok(Self { user: params.path("userId", UserId::parse)?, session: params.path("sessionId", SessionId::parse)? })
    }
}
