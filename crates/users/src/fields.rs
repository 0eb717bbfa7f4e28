//! `/v1/users/{userId}/...`: one field of a user.

use axum::extract::State;
use roster_api::{
    App, AuthedCaller, FromParams, Params, Refusal, Valid, Value, View, loose_bool, or_empty, strict_bool, text,
};
use roster_core::{Email, Invalid, Name, Password, Phone, Proof, Result, UserId};

/// PATCH /v1/users/{userId}/email
pub(crate) async fn update_email(
    State(app): State<App>,
    caller: AuthedCaller,
    Valid(UpdateEmail { id, email }): Valid<UpdateEmail>,
) -> Result<View, Refusal> {
    Ok(View::user(app.store.update_email(caller.project_id(), &id, email, &Proof::Key, &caller.change()?).await?))
}

pub(crate) struct UpdateEmail {
    id: UserId,
    email: Option<Email>,
}

impl FromParams for UpdateEmail {
    fn from_params(params: &Params) -> Result<Self> {
        Ok(Self { id: params.path("userId", UserId::parse)?, email: params.email_or_empty("email")? })
    }
}

/// PATCH /v1/users/{userId}/name
pub(crate) async fn update_name(
    State(app): State<App>,
    caller: AuthedCaller,
    Valid(UpdateName { id, name }): Valid<UpdateName>,
) -> Result<View, Refusal> {
    Ok(View::user(app.store.update_name(caller.project_id(), &id, name, &caller.change()?).await?))
}

pub(crate) struct UpdateName {
    id: UserId,
    name: Name,
}

impl FromParams for UpdateName {
    fn from_params(params: &Params) -> Result<Self> {
        Ok(Self {
            id: params.path("userId", UserId::parse)?,
            name: params.required("name", or_empty(text(name_or_empty, NO_NAME)))?.unwrap_or_default(),
        })
    }
}

const NO_NAME: Invalid = Invalid::TextOrEmpty(Name::MAX_CHARS);

fn name_or_empty(text: &str) -> Result<Name, Invalid> {
    Name::parse(text).map_err(|_| NO_NAME)
}

/// PATCH /v1/users/{userId}/password
///
/// Since 1.0 an empty password removes the password; it is never hashed. The user's sessions may end, by the dialect and the
/// setting of the project.
pub(crate) async fn update_password(
    State(app): State<App>,
    caller: AuthedCaller,
    Valid(UpdatePassword { id, password }): Valid<UpdatePassword>,
) -> Result<View, Refusal> {
    let sessions = caller.other_sessions(None);
    let new = match password {
        Some(password) => app.set_password(&caller, &id, password, sessions).await?,
        None => app.no_password(&caller, &id, sessions).await?,
    };
    Ok(View::user(app.store.update_password(caller.project_id(), &id, new, &Proof::Key, &caller.change()?).await?))
}

pub(crate) struct UpdatePassword {
    id: UserId,
    password: Option<Password>,
}

impl FromParams for UpdatePassword {
    fn from_params(params: &Params) -> Result<Self> {
        Ok(Self {
            id: params.path("userId", UserId::parse)?,
            password: params.required("password", or_empty(text(Password::parse, Invalid::PasswordTooShort)))?,
        })
    }
}

/// PATCH /v1/users/{userId}/phone
pub(crate) async fn update_phone(
    State(app): State<App>,
    caller: AuthedCaller,
    Valid(UpdatePhone { id, number }): Valid<UpdatePhone>,
) -> Result<View, Refusal> {
    Ok(View::user(app.store.update_phone(caller.project_id(), &id, number, &Proof::Key, &caller.change()?).await?))
}

pub(crate) struct UpdatePhone {
    id: UserId,
    number: Option<Phone>,
}

impl FromParams for UpdatePhone {
    fn from_params(params: &Params) -> Result<Self> {
        Ok(Self {
            id: params.path("userId", UserId::parse)?,
            number: params.required("number", or_empty(text(Phone::parse, Invalid::Phone)))?,
        })
    }
}

/// PATCH /v1/users/{userId}/status
pub(crate) async fn update_status(
    State(app): State<App>,
    caller: AuthedCaller,
    Valid(UpdateStatus { id, status }): Valid<UpdateStatus>,
) -> Result<View, Refusal> {
    Ok(View::user(app.store.update_status(caller.project_id(), &id, status, &caller.change()?).await?))
}

pub(crate) struct UpdateStatus {
    id: UserId,
    status: bool,
}

impl FromParams for UpdateStatus {
    fn from_params(params: &Params) -> Result<Self> {
        let rule = if params.status_is_number() { status_of_0_11 } else { loose_bool };
        Ok(Self { id: params.path("userId", UserId::parse)?, status: params.required("status", rule)? })
    }
}

/// Up to 0.11 a status was a number: 2 is blocked, anything else active (source:
/// docs/reference/appwrite/formats.md#older-requests).
fn status_of_0_11(value: &Value) -> Result<bool, Invalid> {
    Ok(match value {
        Value::Number(number) => number.as_i64() != Some(2),
        Value::Text(text) => text != "2",
        _ => true,
    })
}

/// PATCH /v1/users/{userId}/verification
pub(crate) async fn update_email_verification(
    State(app): State<App>,
    caller: AuthedCaller,
    Valid(UpdateEmailVerification { id, verified }): Valid<UpdateEmailVerification>,
) -> Result<View, Refusal> {
    let change = caller.change()?;
    Ok(View::user(app.store.update_email_verification(caller.project_id(), &id, verified, &change).await?))
}

pub(crate) struct UpdateEmailVerification {
    id: UserId,
    verified: bool,
}

impl FromParams for UpdateEmailVerification {
    fn from_params(params: &Params) -> Result<Self> {
        let id = params.path("userId", UserId::parse)?;
        Ok(Self { id, verified: params.required("emailVerification", strict_bool)? })
    }
}

/// PATCH /v1/users/{userId}/verification/phone
pub(crate) async fn update_phone_verification(
    State(app): State<App>,
    caller: AuthedCaller,
    Valid(UpdatePhoneVerification { id, verified }): Valid<UpdatePhoneVerification>,
) -> Result<View, Refusal> {
    let change = caller.change()?;
    Ok(View::user(app.store.update_phone_verification(caller.project_id(), &id, verified, &change).await?))
}

pub(crate) struct UpdatePhoneVerification {
    id: UserId,
    verified: bool,
}

impl FromParams for UpdatePhoneVerification {
    fn from_params(params: &Params) -> Result<Self> {
        let id = params.path("userId", UserId::parse)?;
        Ok(Self { id, verified: params.required("phoneVerification", strict_bool)? })
    }
}
