//! `PATCH /v1/account/sessions/{sessionId}`: extending a session.

use crate::sessions::{Which, find};
use axum::extract::State;
use roster_api::{App, FromParams, Locale, Params, Refusal, SignedInUser, Valid, View, counter_of};
use roster_core::{Error, RateLimit, Result};
use roster_sign_in::session_view;

/// Calls from one IP address in an hour (source: docs/reference/appwrite/account.md#rate-limits).
const EXTENSIONS: RateLimit = RateLimit::an_hour(10);

/// PATCH /v1/account/sessions/{sessionId}
///
/// From 1.0 on the session gets a whole lifetime from now on. In 0.15 the call renews the tokens of the provider with which
/// the user signed in, and no provider here has any.
pub(crate) async fn update_session(
    State(app): State<App>,
    member: SignedInUser,
    extend: Result<Valid<Extend>, Refusal>,
    Locale(locale): Locale,
) -> Result<View, Refusal> {
    let counter = counter_of("account.sessions.update", member.caller.ip(), EXTENSIONS);
    let Extend { which: Which(which), renews_tokens } =
        app.valid_or_shown(&member.caller, extend, Some(&counter)).await?;
    app.count_calls(&member.caller, &counter).await?;
    if renews_tokens {
        find(&app, &member, which).await?;
        return Err(Error::ProviderUnsupported.into());
    }
    let own = member.session.as_ref().map(|session| session.id.clone());
    let id = which.or(own).ok_or(Error::SessionNotFound)?;
    let (project, change) = (member.caller.project_id(), member.caller.change()?);
    let until = member.caller.end_of_session(change.at);
    let session = app.store.extend_session(project, &member.user.id, &id, until, &change).await?;
    Ok(View::session(session_view(&app, session, member.is_current(&id), &locale)))
}

/// The session to extend, and whether the dialect means its tokens instead.
pub(crate) struct Extend {
    which: Which,
    renews_tokens: bool,
}

impl FromParams for Extend {
    fn from_params(params: &Params) -> Result<Self> {
        Ok(Self { which: Which::from_params(params)?, renews_tokens: !params.is_v1() })
    }
}
