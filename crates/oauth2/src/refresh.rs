//! `PATCH /v1/account/sessions/{sessionId}`: extending a session, and new tokens of its provider.

use crate::outside::Outside;
use crate::sessions::{Which, find, identity_of, shown};
use axum::Extension;
use axum::extract::State;
use roster_api::{App, FromParams, Locale, Params, Refusal, SignedInUser, Valid, View, counter_of};
use roster_core::{Error, Identity, Provider, RateLimit, Result, Session};
use roster_providers::ProviderTokens;

/// Calls from one IP address in an hour (source: docs/reference/appwrite/account.md#rate-limits).
const EXTENSIONS: RateLimit = RateLimit::an_hour(10);

/// PATCH /v1/account/sessions/{sessionId}
///
/// A session of a provider gets new tokens. From 1.0 on every session gets a whole lifetime from now on, too. In 0.15 a session of
/// no provider is an error.
pub(crate) async fn update_session(
    State(app): State<App>,
    Extension(outside): Extension<Outside>,
    member: SignedInUser,
    extend: Result<Valid<Extend>, Refusal>,
    Locale(locale): Locale,
) -> Result<View, Refusal> {
    let counter = counter_of("account.sessions.update", member.caller.ip(), EXTENSIONS);
    let Extend { which: Which(which), is_v1 } = app.valid_or_shown(&member.caller, extend, Some(&counter)).await?;
    app.count_calls(&member.caller, &counter).await?;
    let session = find(&app, &member, which).await?;
    if !is_v1 && Provider::parse(&session.provider).is_none() {
        return Err(Error::ProviderUnsupported.into());
    }
    renew_tokens(&app, &outside, &member, &session).await?;
    let session = if is_v1 { extended(&app, &member, session).await? } else { session };
    Ok(View::session_with_tokens(shown(&app, &outside.keyring, &member, session, &locale).await?))
}

async fn extended(app: &App, member: &SignedInUser, session: Session) -> Result<Session> {
    let (project, change) = (member.caller.project_id(), member.caller.change()?);
    let until = member.caller.end_of_session(change.at);
    app.store.extend_session(project, &member.user.id, &session.id, until, &change).await
}

/// Gets new tokens for a session with an identity that has a refresh token. Of two callers at the same time the later one keeps
/// what the other wrote: its own refresh token might not be valid any more.
async fn renew_tokens(app: &App, outside: &Outside, member: &SignedInUser, session: &Session) -> Result<()> {
    let Some(identity) = identity_of(app, member, session).await? else { return Ok(()) };
    let project = member.caller.project_id();
    let Some(refresh) = refresh_token(outside, &identity, project).await? else { return Ok(()) };
    let change = member.caller.change()?;
    let tokens = outside.refresh(app, project, identity.provider, &refresh).await?;
    let sealed = outside.seal(&identity.context(project), &tokens, app.now()).await?;
    match app.store.refresh_identity(project, &identity, sealed, &change).await {
        Ok(_) | Err(Error::Contention) => Ok(()),
        Err(error) => Err(error),
    }
}

async fn refresh_token(
    outside: &Outside,
    identity: &Identity,
    project: &roster_core::ProjectId,
) -> Result<Option<impl std::ops::Deref<Target = String> + use<>>> {
    let opened = outside.keyring.open(&identity.context(project), &identity.tokens.sealed).await?;
    Ok(ProviderTokens::from_bytes(&opened).and_then(|tokens| tokens.refresh))
}

/// The session to extend, and the dialect.
pub(crate) struct Extend {
    which: Which,
    is_v1: bool,
}

impl FromParams for Extend {
    fn from_params(params: &Params) -> Result<Self> {
        Ok(Self { which: Which::from_params(params)?, is_v1: params.is_v1() })
    }
}
