//! The function `mfa`: `/v1/users/{userId}/mfa`, second factors of a user.
//!
//! Only recovery codes exist: authenticators cannot be enrolled, and no challenge is ever created.

use axum::extract::State;
use axum::routing::{delete, get, patch};
use roster_api::{
    App, AuthedCaller, FromParams, Group, OneUser, Params, Policy, Refusal, UncheckedReader, Valid, View, strict_bool,
};
use roster_core::{ChallengeId, Error, Invalid, RecoveryCodes, Result, UserId};

/// The routes of this function.
#[must_use]
pub fn routes() -> Group {
    Group::new(Policy::Users)
        .route("/v1/users/{userId}/mfa", patch(update_mfa))
        .route("/v1/users/{userId}/mfa/factors", get(get_factors))
        .route(
            "/v1/users/{userId}/mfa/recovery-codes",
            get(get_recovery_codes).patch(create_recovery_codes).put(update_recovery_codes),
        )
        .route("/v1/users/{userId}/mfa/authenticators/{type}", delete(delete_authenticator))
        .route("/v1/users/{userId}/mfa/challenges/{challengeId}", get(get_challenge))
}

/// PATCH /v1/users/{userId}/mfa
async fn update_mfa(
    State(app): State<App>,
    caller: AuthedCaller,
    Valid(UpdateMfa { id, mfa }): Valid<UpdateMfa>,
) -> Result<View, Refusal> {
    Ok(View::user(app.store.update_mfa(caller.project_id(), &id, mfa, &caller.change()?).await?))
}

struct UpdateMfa {
    id: UserId,
    mfa: bool,
}

impl FromParams for UpdateMfa {
    fn from_params(params: &Params) -> Result<Self> {
        Ok(Self { id: params.path("userId", UserId::parse)?, mfa: params.required("mfa", strict_bool)? })
    }
}

/// GET /v1/users/{userId}/mfa/factors
async fn get_factors(
    State(app): State<App>,
    reader: UncheckedReader,
    Valid(OneUser(id)): Valid<OneUser>,
) -> Result<View, Refusal> {
    Ok(View::factors(app.store.get_factors(reader.project_id(), &id).await?))
}

/// GET /v1/users/{userId}/mfa/recovery-codes
///
/// Not for impersonators, who may read users: with the codes they could act as the user without being named in the log.
async fn get_recovery_codes(
    State(app): State<App>,
    reader: UncheckedReader,
    Valid(OneUser(id)): Valid<OneUser>,
) -> Result<View, Refusal> {
    let codes = app.store.get_recovery_codes(reader.project_id(), &id).await;
    if reader.is_server().await { Ok(View::recovery_codes(codes?)) } else { Err(Error::Unauthorized.into()) }
}

/// PATCH /v1/users/{userId}/mfa/recovery-codes
async fn create_recovery_codes(
    State(app): State<App>,
    caller: AuthedCaller,
    Valid(OneUser(id)): Valid<OneUser>,
) -> Result<View, Refusal> {
    let codes = RecoveryCodes::create(&app.secret()?);
    app.store.create_recovery_codes(caller.project_id(), &id, &codes, &caller.change()?).await?;
    Ok(View::recovery_codes(codes))
}

/// PUT /v1/users/{userId}/mfa/recovery-codes
async fn update_recovery_codes(
    State(app): State<App>,
    caller: AuthedCaller,
    Valid(OneUser(id)): Valid<OneUser>,
) -> Result<View, Refusal> {
    let codes = RecoveryCodes::create(&app.secret()?);
    app.store.replace_recovery_codes(caller.project_id(), &id, &codes, &caller.change()?).await?;
    Ok(View::recovery_codes(codes))
}

/// DELETE /v1/users/{userId}/mfa/authenticators/{type}
async fn delete_authenticator(
    State(app): State<App>,
    caller: AuthedCaller,
    Valid(Authenticator(user)): Valid<Authenticator>,
) -> Result<View, Refusal> {
    app.store.get_user(caller.project_id(), &user).await?;
    Err(Error::AuthenticatorNotFound.into())
}

/// The authenticator of a user; none exists yet.
struct Authenticator(UserId);

impl FromParams for Authenticator {
    fn from_params(params: &Params) -> Result<Self> {
        let user = params.path("userId", UserId::parse)?;
        params.path("type", |kind| if kind == "totp" { Ok(()) } else { Err(Invalid::OneOf(&["totp"])) })?;
        Ok(Self(user))
    }
}

/// GET /v1/users/{userId}/mfa/challenges/{challengeId}
async fn get_challenge(
    State(app): State<App>,
    reader: UncheckedReader,
    Valid(Challenge(user)): Valid<Challenge>,
) -> Result<View, Refusal> {
    app.store.get_user(reader.project_id(), &user).await?;
    Err(Error::ChallengeNotFound.into())
}

/// A challenge of a user; none exists yet.
struct Challenge(UserId);

impl FromParams for Challenge {
    fn from_params(params: &Params) -> Result<Self> {
        let user = params.path("userId", UserId::parse)?;
        params.path("challengeId", ChallengeId::parse)?;
        Ok(Self(user))
    }
}
