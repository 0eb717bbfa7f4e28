//! `/v1/account/mfa`: second factors of the user who calls.

use crate::ensure_totp;
use axum::Extension;
use axum::extract::State;
use roster_api::{App, Challenged, FromParams, Oneself, Params, Refusal, SignedInUser, Valid, View, strict_bool, text};
use roster_core::{Error, Invalid, RecoveryCodes, Result, TokenSecret, TotpSecret, authenticator_context};
use roster_keyring::Keyring;

/// PATCH /v1/account/mfa
pub(crate) async fn update_mfa(
    State(app): State<App>,
    Oneself { member, signed_in }: Oneself,
    Valid(UpdateMfa(mfa)): Valid<UpdateMfa>,
) -> Result<View, Refusal> {
    let (project, change) = (member.caller.project_id(), member.caller.change()?);
    let user = app.store.update_own_mfa(project, &signed_in, mfa, &change).await?;
    Ok(member.caller.account(user))
}

pub(crate) struct UpdateMfa(bool);

impl FromParams for UpdateMfa {
    fn from_params(params: &Params) -> Result<Self> {
        Ok(Self(params.required("mfa", strict_bool)?))
    }
}

/// GET /v1/account/mfa/factors
pub(crate) async fn get_factors(State(app): State<App>, member: SignedInUser) -> Result<View, Refusal> {
    let signed_in = member.caller.signed_in().ok_or(Error::SessionMissing)?;
    Ok(View::factors(app.store.get_own_factors(member.caller.project_id(), signed_in).await?))
}

/// POST /v1/account/mfa/authenticators/{type}
///
/// The authenticator becomes a factor when the user shows a code of it; until then, another call replaces it.
pub(crate) async fn create_authenticator(
    State(app): State<App>,
    Extension(keyring): Extension<Keyring>,
    Oneself { member, signed_in }: Oneself,
    Valid(OfTotp): Valid<OfTotp>,
) -> Result<View, Refusal> {
    if member.user.totp {
        return Err(Error::AuthenticatorVerified.into());
    }
    let (project, change) = (member.caller.project(), member.caller.change()?);
    let secret = TotpSecret::create(&app.secret()?);
    let context = authenticator_context(&project.id, signed_in.incarnation());
    let sealed = keyring.seal(&context, secret.as_bytes()).await.map_err(Error::from)?;
    app.store.create_authenticator(&project.id, &signed_in, sealed, &change).await?;
    Ok(View::authenticator(secret.reveal(), secret.uri(project, &member.user)))
}

/// The only type of authenticators.
pub(crate) struct OfTotp;

impl FromParams for OfTotp {
    fn from_params(params: &Params) -> Result<Self> {
        params.path("type", ensure_totp)?;
        Ok(Self)
    }
}

/// PUT /v1/account/mfa/authenticators/{type}
pub(crate) async fn verify_authenticator(
    State(app): State<App>,
    Extension(keyring): Extension<Keyring>,
    Oneself { member, signed_in }: Oneself,
    Valid(Verify(code)): Valid<Verify>,
) -> Result<View, Refusal> {
    let (project, change) = (member.caller.project_id(), member.caller.change()?);
    let authenticator = app.store.get_authenticator(project, &signed_in).await?;
    if authenticator.is_verified {
        return Err(Error::AuthenticatorVerified.into());
    }
    let context = authenticator_context(project, signed_in.incarnation());
    let opened = keyring.open(&context, &authenticator.sealed).await.map_err(Error::from)?;
    let step = TotpSecret::from_stored(&opened).step_of(code.reveal(), None, change.at).ok_or(Error::CodeInvalid)?;
    let user = app.store.verify_authenticator(project, &signed_in, (&authenticator, step), &change).await?;
    Ok(member.caller.account(user))
}

/// The code that an authenticator shows.
pub(crate) struct Verify(TokenSecret);

impl FromParams for Verify {
    fn from_params(params: &Params) -> Result<Self> {
        OfTotp::from_params(params)?;
        Ok(Self(params.required("otp", text(TokenSecret::parse, Invalid::Text(TokenSecret::MAX_CHARS)))?))
    }
}

/// DELETE /v1/account/mfa/authenticators/{type}
pub(crate) async fn delete_authenticator(
    State(app): State<App>,
    Challenged(Oneself { member, .. }): Challenged,
    Valid(OfTotp): Valid<OfTotp>,
) -> Result<View, Refusal> {
    let (project, change) = (member.caller.project_id(), member.caller.change()?);
    app.store.delete_authenticator(project, &member.user.id, &change).await?;
    Ok(View::done())
}

/// POST /v1/account/mfa/recovery-codes
pub(crate) async fn create_recovery_codes(
    State(app): State<App>,
    Oneself { member, .. }: Oneself,
) -> Result<View, Refusal> {
    let (project, change) = (member.caller.project_id(), member.caller.change()?);
    let codes = RecoveryCodes::create(&app.secret()?);
    app.store.create_recovery_codes(project, &member.user.id, &codes, &change).await?;
    Ok(View::new_recovery_codes(codes))
}

/// GET /v1/account/mfa/recovery-codes
pub(crate) async fn get_recovery_codes(
    State(app): State<App>,
    Challenged(Oneself { member, .. }): Challenged,
) -> Result<View, Refusal> {
    Ok(View::recovery_codes(app.store.get_recovery_codes(member.caller.project_id(), &member.user.id).await?))
}

/// PATCH /v1/account/mfa/recovery-codes
pub(crate) async fn update_recovery_codes(
    State(app): State<App>,
    Challenged(Oneself { member, .. }): Challenged,
) -> Result<View, Refusal> {
    let (project, change) = (member.caller.project_id(), member.caller.change()?);
    let codes = RecoveryCodes::create(&app.secret()?);
    app.store.replace_recovery_codes(project, &member.user.id, &codes, &change).await?;
    Ok(View::recovery_codes(codes))
}
