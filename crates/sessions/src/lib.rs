//! The function `sessions`: `/v1/users/{userId}/sessions`.

use axum::extract::State;
use axum::routing::{delete, get};
use roster_agents::Countries;
use roster_api::{App, Caller, FromParams, Group, Guard, Locale, OneUser, Params, Reader, Refusal, Valid, View};
use roster_core::{Listing, Result, SessionId, UserId};
use std::sync::OnceLock;

/// Read when the first session is shown: most functions of a deployment never need it.
static COUNTRIES: OnceLock<Countries> = OnceLock::new();

/// The routes of this function, to the handlers.
#[must_use]
pub fn routes() -> Group {
    Group::new(Guard::Sessions)
        .route("/v1/users/{userId}/sessions", get(list_sessions).delete(delete_sessions))
        .route("/v1/users/{userId}/sessions/{sessionId}", delete(delete_session))
}

/// GET /v1/users/{userId}/sessions
async fn list_sessions(
    State(app): State<App>,
    reader: Reader,
    Valid(OneUser(id)): Valid<OneUser>,
    Locale(locale): Locale,
) -> Result<View, Refusal> {
    let Listing { total, items } = app.store.list_sessions(reader.project_id(), &id, app.now()).await?;
    let countries = COUNTRIES.get_or_init(|| Countries::open(&app.country_db));
    let named = items.into_iter().map(|session| {
        let country = countries.name(&session.country_code, &locale);
        (session, country)
    });
    Ok(View::Sessions(Listing { total, items: named.collect() }))
}

/// DELETE /v1/users/{userId}/sessions
async fn delete_sessions(
    State(app): State<App>,
    caller: Caller,
    Valid(OneUser(id)): Valid<OneUser>,
) -> Result<View, Refusal> {
    app.store.delete_sessions(caller.project_id(), &id, &caller.change()?).await?;
    Ok(View::Done)
}

/// DELETE /v1/users/{userId}/sessions/{sessionId}
async fn delete_session(
    State(app): State<App>,
    caller: Caller,
    Valid(OneSession { user, session }): Valid<OneSession>,
) -> Result<View, Refusal> {
    app.store.delete_session(caller.project_id(), &user, &session, &caller.change()?).await?;
    Ok(View::Done)
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
