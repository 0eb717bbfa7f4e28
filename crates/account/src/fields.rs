//! `/v1/account/...`: one field of the signed-in user. Changes that could lock the user out require the password again.

use axum::extract::State;
use roster_api::{
    App, AuthedCaller, FromParams, Params, Refusal, SessionCookie, SignedInUser, Valid, Value, View, or_empty, text,
};
use roster_core::{Email, Error, Invalid, Name, Password, Phone, Prefs, Proof, Result};

/// PATCH /v1/account/email
pub(crate) async fn update_email(
    State(app): State<App>,
    member: SignedInUser,
    Valid(UpdateEmail { email, password }): Valid<UpdateEmail>,
) -> Result<View, Refusal> {
    member.caller.ensure_domain(&email)?;
    let (project, change) = (member.caller.project_id(), member.caller.change()?);
    let (user, proof) = app.prove_owner(&member.caller, member.user, password).await?;
    Ok(member.caller.account(app.store.update_email(project, &user.id, email, &proof, &change).await?))
}

pub(crate) struct UpdateEmail {
    email: Email,
    password: Password,
}

impl FromParams for UpdateEmail {
    fn from_params(params: &Params) -> Result<Self> {
        Ok(Self {
            email: params.email("email")?,
            password: params.required("password", text(Password::parse_candidate, Invalid::PasswordTooShort))?,
        })
    }
}

/// PATCH /v1/account/phone
pub(crate) async fn update_phone(
    State(app): State<App>,
    member: SignedInUser,
    Valid(UpdatePhone { phone, password }): Valid<UpdatePhone>,
) -> Result<View, Refusal> {
    let (project, change) = (member.caller.project_id(), member.caller.change()?);
    let (user, proof) = app.prove_owner(&member.caller, member.user, password).await?;
    Ok(member.caller.account(app.store.update_phone(project, &user.id, phone, &proof, &change).await?))
}

pub(crate) struct UpdatePhone {
    phone: Phone,
    password: Password,
}

impl FromParams for UpdatePhone {
    fn from_params(params: &Params) -> Result<Self> {
        // The name of the parameter since 1.0 (source: docs/reference/appwrite/account.md#changes-of-ones-own-account).
        let name = if params.is_v1() { "phone" } else { "number" };
        Ok(Self {
            phone: params.required(name, text(Phone::parse, Invalid::Phone))?,
            password: params.required("password", text(Password::parse_candidate, Invalid::PasswordTooShort))?,
        })
    }
}

/// PATCH /v1/account/name
pub(crate) async fn update_name(
    State(app): State<App>,
    member: SignedInUser,
    Valid(UpdateName(name)): Valid<UpdateName>,
) -> Result<View, Refusal> {
    let (project, change) = (member.caller.project_id(), member.caller.change()?);
    Ok(member.caller.account(app.store.update_name(project, &member.user.id, name, &change).await?))
}

pub(crate) struct UpdateName(Name);

impl FromParams for UpdateName {
    fn from_params(params: &Params) -> Result<Self> {
        Ok(Self(params.required("name", text(Name::parse, Invalid::Text(Name::MAX_CHARS)))?))
    }
}

/// PATCH /v1/account/password
///
/// A user who never chose a password need not send the old one. Their other sessions may end, by the dialect and the setting of
/// the project.
pub(crate) async fn update_password(
    State(app): State<App>,
    member: SignedInUser,
    Valid(UpdatePassword { password, old }): Valid<UpdatePassword>,
) -> Result<View, Refusal> {
    member.caller.rules().ensure_uncommon("password", &password)?;
    let (project, change) = (member.caller.project_id(), member.caller.change()?);
    let (mut user, mut proof) = (member.user, Proof::NoPassword);
    if user.password_updated_at.is_some() {
        let compared = app.prove(Some(user), old.ok_or(Error::CredentialsInvalid)?).await;
        (user, proof) = compared.map_err(|error| of_old_password(error, &member.caller))?;
    } else if member.caller.is_impersonator() {
        // With a password of their choice they could act as the user later, and the log would not name them.
        return Err(Error::Unauthorized.into());
    }
    let sessions = member.caller.other_sessions(member.session.as_ref().map(|session| &session.id));
    let new = app.new_password(&member.caller, &user, password, sessions).await?;
    Ok(member.caller.account(app.store.update_password(project, &user.id, new, &proof, &change).await?))
}

/// A password that is compared and is too short is an invalid parameter in 0.15, and just a wrong password since 1.0 (source:
/// docs/reference/appwrite/account.md#changes-of-ones-own-account).
fn of_old_password(error: Error, caller: &AuthedCaller) -> Error {
    match error {
        Error::ParamInvalid { .. } if caller.is_v1() => Error::CredentialsInvalid,
        Error::ParamInvalid { reason, .. } => Error::ParamInvalid { param: "oldPassword", reason },
        other => other,
    }
}

pub(crate) struct UpdatePassword {
    password: Password,
    old: Option<Password>,
}

impl FromParams for UpdatePassword {
    fn from_params(params: &Params) -> Result<Self> {
        let old = or_empty(text(Password::parse_candidate, Invalid::PasswordTooShort));
        Ok(Self {
            password: params.required("password", text(Password::parse, Invalid::PasswordTooShort))?,
            old: params.optional("oldPassword", old)?.flatten(),
        })
    }
}

/// PATCH /v1/account/prefs
pub(crate) async fn update_prefs(
    State(app): State<App>,
    member: SignedInUser,
    Valid(UpdatePrefs(prefs)): Valid<UpdatePrefs>,
) -> Result<View, Refusal> {
    let (project, change) = (member.caller.project_id(), member.caller.change()?);
    Ok(member.caller.account(app.store.update_prefs(project, &member.user.id, prefs, &change).await?))
}

pub(crate) struct UpdatePrefs(Prefs);

impl FromParams for UpdatePrefs {
    fn from_params(params: &Params) -> Result<Self> {
        Ok(Self(params.required("prefs", Value::to_prefs)?))
    }
}

/// PATCH /v1/account/status
///
/// The user blocks their own account: from now on their sessions are rejected.
pub(crate) async fn update_status(
    State(app): State<App>,
    member: SignedInUser,
) -> Result<(Option<SessionCookie>, View), Refusal> {
    let (project, change) = (member.caller.project_id(), member.caller.change()?);
    let user = app.store.update_status(project, &member.user.id, false, &change).await?;
    Ok((member.ended_session(), member.caller.account(user)))
}
