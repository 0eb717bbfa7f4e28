//! `/v1/account/...`: one field of the signed-in user. Changes that could lock the user out require the password again.

use axum::extract::State;
use roster_api::{App, FromParams, Params, Refusal, SessionCookie, SignedInUser, Valid, Value, View, text};
use roster_core::{Email, Error, Invalid, Name, Password, Phone, Prefs, Proof, Result};

/// PATCH /v1/account/email
pub(crate) async fn update_email(
    State(app): State<App>,
    member: SignedInUser,
    Valid(UpdateEmail { email, password }): Valid<UpdateEmail>,
) -> Result<View, Refusal> {
    let (project, change) = (member.caller.project_id(), member.caller.change()?);
    let (user, proof) = app.prove(Some(member.user), password).await?;
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
    Valid(UpdatePhone { number, password }): Valid<UpdatePhone>,
) -> Result<View, Refusal> {
    let (project, change) = (member.caller.project_id(), member.caller.change()?);
    let (user, proof) = app.prove(Some(member.user), password).await?;
    Ok(member.caller.account(app.store.update_phone(project, &user.id, number, &proof, &change).await?))
}

pub(crate) struct UpdatePhone {
    number: Phone,
    password: Password,
}

impl FromParams for UpdatePhone {
    fn from_params(params: &Params) -> Result<Self> {
        Ok(Self {
            number: params.required("number", text(Phone::parse, Invalid::Phone))?,
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
/// A user who never chose a password need not send the old one.
pub(crate) async fn update_password(
    State(app): State<App>,
    member: SignedInUser,
    Valid(UpdatePassword { password, old }): Valid<UpdatePassword>,
) -> Result<View, Refusal> {
    let (project, change) = (member.caller.project_id(), member.caller.change()?);
    let (mut user, mut proof) = (member.user, Proof::NoPassword);
    if user.password_updated_at.is_some() {
        (user, proof) = app.prove(Some(user), old.ok_or(Error::CredentialsInvalid)?).await.map_err(of_old_password)?;
    }
    let hash = app.hash(password).await?;
    Ok(member.caller.account(app.store.update_password(project, &user.id, hash, &proof, &change).await?))
}

/// An error of the password that is compared is reported for this parameter.
fn of_old_password(error: Error) -> Error {
    match error {
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
        Ok(Self {
            password: params.required("password", text(Password::parse, Invalid::PasswordTooShort))?,
            old: params.optional("oldPassword", text(Password::parse_candidate, Invalid::PasswordTooShort))?,
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
) -> Result<(SessionCookie, View), Refusal> {
    let (project, change) = (member.caller.project_id(), member.caller.change()?);
    let user = app.store.update_status(project, &member.user.id, false, &change).await?;
    Ok((SessionCookie::Clear, member.caller.account(user)))
}
