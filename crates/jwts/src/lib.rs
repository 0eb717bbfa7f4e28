//! The function `jwts`: `/v1/users/{userId}/jwts`, JWTs with which a server calls as one of its users.

use axum::extract::State;
use axum::routing::post;
use roster_api::{App, AuthedCaller, FromParams, Group, JwtLifetime, Params, Policy, Refusal, Valid, View, text};
use roster_core::{Error, Invalid, Result, SessionId, User, UserId};
use std::time::Duration;

/// The session id that means the latest session.
const RECENT: &str = "recent";

/// The routes of this function.
#[must_use]
pub fn routes() -> Group {
    Group::new(Policy::Users).route("/v1/users/{userId}/jwts", post(create_jwt))
}

/// POST /v1/users/{userId}/jwts
///
/// A token that names a session ends with it. An unknown session is 404: a token without a session,
/// which Appwrite makes, would grant more than the caller requested (source: docs/reference/appwrite/account.md#jwts).
async fn create_jwt(
    State(app): State<App>,
    caller: AuthedCaller,
    Valid(CreateJwt { user, session, lifetime }): Valid<CreateJwt>,
) -> Result<View, Refusal> {
    let (user, session) = match session {
        None => (app.store.get_user(caller.project_id(), &user).await?, None),
        Some(id) => find(&app, &caller, &user, id).await.map(|(user, session)| (user, Some(session)))?,
    };
    Ok(View::jwt(app.sign_jwt(&caller, &user, session.as_ref(), lifetime)?))
}

/// The user with one of their live sessions: the session of this id, or the latest one.
async fn find(app: &App, caller: &AuthedCaller, user: &UserId, session: SessionId) -> Result<(User, SessionId)> {
    let (project, now) = (caller.project_id(), app.now());
    let id = if session.as_str() == RECENT {
        let sessions = app.store.list_sessions(project, user, now).await?.items;
        let last = sessions.into_iter().max_by_key(|session| session.created_at);
        last.ok_or(Error::SessionNotFound)?.id
    } else {
        session
    };
    match app.store.find_session_by_id(project, user, &id, now).await? {
        Some(found) => Ok((found.user, id)),
        None => app.store.get_user(project, user).await.and(Err(Error::SessionNotFound)),
    }
}

struct CreateJwt {
    user: UserId,
    session: Option<SessionId>,
    lifetime: Duration,
}

impl FromParams for CreateJwt {
    fn from_params(params: &Params) -> Result<Self> {
        Ok(Self {
            user: params.path("userId", UserId::parse)?,
            session: params.optional("sessionId", text(SessionId::parse, Invalid::Id))?,
            lifetime: JwtLifetime::of(params)?.0,
        })
    }
}
