//! `/v1/users/{userId}/mfa`: second factors of a user, for servers.

use crate::ensure_totp;
use axum::extract::State;
use roster_api::{App, AuthedCaller, FromParams, OneUser, Params, Refusal, UncheckedReader, Valid, View, strict_bool};
use roster_core::{ChallengeId, Error, RecoveryCodes, Result, UserId};

/// PATCH /v1/users/{userId}/mfa
pub(crate) async fn update_mfa(
    State(app): State<App>,
    caller: AuthedCaller,
    Valid(UpdateMfa { id, mfa }): Valid<UpdateMfa>,
) -> Result<View, Refusal> {
    Ok(View::user(app.store.update_mfa(caller.project_id(), &id, mfa, &caller.change()?).await?))
}

pub(crate) struct UpdateMfa {
    id: UserId,
    mfa: bool,
}

impl FromParams for UpdateMfa {
    fn from_params(params: &Params) -> Result<Self> {
        Ok(Self { id: params.path("userId", UserId::parse)?, mfa: params.required("mfa", strict_bool)? })
    }
}

/// GET /v1/users/{userId}/mfa/factors
pub(crate) async fn get_factors(
    State(app): State<App>,
    reader: UncheckedReader,
    Valid(OneUser(id)): Valid<OneUser>,
) -> Result<View, Refusal> {
    Ok(View::factors(app.store.get_factors(reader.project_id(), &id).await?))
}

/// GET /v1/users/{userId}/mfa/recovery-codes
///
/// Not for impersonators, who may read users: with the codes they could act as the user without being named in the log.
pub(crate) async fn get_recovery_codes(
    State(app): State<App>,
    reader: UncheckedReader,
    Valid(OneUser(id)): Valid<OneUser>,
) -> Result<View, Refusal> {
    let codes = app.store.get_recovery_codes(reader.project_id(), &id).await;
    if reader.is_server().await { Ok(View::recovery_codes(codes?)) } else { Err(Error::Unauthorized.into()) }
}

/// PATCH /v1/users/{userId}/mfa/recovery-codes
pub(crate) async fn create_recovery_codes(
    State(app): State<App>,
    caller: AuthedCaller,
    Valid(OneUser(id)): Valid<OneUser>,
) -> Result<View, Refusal> {
    let codes = RecoveryCodes::create(&app.secret()?);
    app.store.create_recovery_codes(caller.project_id(), &id, &codes, &caller.change()?).await?;
    Ok(View::recovery_codes(codes))
}

/// PUT /v1/users/{userId}/mfa/recovery-codes
pub(crate) async fn update_recovery_codes(
    State(app): State<App>,
    caller: AuthedCaller,
    Valid(OneUser(id)): Valid<OneUser>,
) -> Result<View, Refusal> {
    let codes = RecoveryCodes::create(&app.secret()?);
    app.store.replace_recovery_codes(caller.project_id(), &id, &codes, &caller.change()?).await?;
    Ok(View::recovery_codes(codes))
}

/// DELETE /v1/users/{userId}/mfa/authenticators/{type}
pub(crate) async fn delete_authenticator(
    State(app): State<App>,
    caller: AuthedCaller,
    Valid(AuthenticatorOf(user)): Valid<AuthenticatorOf>,
) -> Result<View, Refusal> {
    app.store.delete_authenticator(caller.project_id(), &user, &caller.change()?).await?;
    Ok(View::done())
}

/// The user of an authenticator.
pub(crate) struct AuthenticatorOf(UserId);

impl FromParams for AuthenticatorOf {
    fn from_params(params: &Params) -> Result<Self> {
        let user = params.path("userId", UserId::parse)?;
        params.path("type", ensure_totp)?;
        Ok(Self(user))
    }
}

/// GET /v1/users/{userId}/mfa/challenges/{challengeId}
///
/// Appwrite shows servers the code of a challenge whose code they send themselves, and there is no such kind here. The code of any
/// other challenge is for the user alone (source: docs/reference/appwrite/mfa.md#for-servers).
pub(crate) async fn get_challenge(
    State(app): State<App>,
    reader: UncheckedReader,
    Valid(ChallengeOf { user, challenge }): Valid<ChallengeOf>,
) -> Result<View, Refusal> {
    app.store.get_challenge(reader.project_id(), &user, &challenge, app.now()).await?;
    Err(Error::CodeInvalid.into())
}

/// A challenge of a user.
pub(crate) struct ChallengeOf {
    user: UserId,
    challenge: ChallengeId,
}

impl FromParams for ChallengeOf {
    fn from_params(params: &Params) -> Result<Self> {
        Ok(Self {
            user: params.path("userId", UserId::parse)?,
            challenge: params.path("challengeId", ChallengeId::parse)?,
        })
    }
}
