//! Users.

use super::{Total, or_zero, since_15};
use crate::answers::dialect::Format;
use roster_core::{Email, Error, Listing, Phone, Result, User};
use serde::Serialize;
use serde_json::value::RawValue;

/// A user. There is no field for the password.
#[derive(Serialize)]
pub(crate) struct UserView<'a> {
    #[serde(rename = "$id")]
    id: &'a str,
    #[serde(rename = "$createdAt", skip_serializing_if = "Option::is_none")]
    created_at: Option<u64>,
    #[serde(rename = "$updatedAt", skip_serializing_if = "Option::is_none")]
    updated_at: Option<u64>,
    name: &'a str,
    registration: u64,
    status: Status,
    #[serde(rename = "passwordUpdate")]
    password_update: u64,
    email: &'a str,
    phone: &'a str,
    #[serde(rename = "emailVerification")]
    email_verification: bool,
    #[serde(rename = "phoneVerification")]
    phone_verification: bool,
    prefs: &'a RawValue,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Status {
    Flag(bool),
    /// 0.11: 2 for blocked, 1 for verified, 0 for neither.
    Number(u8),
}

#[derive(Serialize)]
pub(crate) struct Users<'a> {
    #[serde(flatten)]
    total: Total,
    users: Vec<UserView<'a>>,
}

impl<'a> UserView<'a> {
    /// A user in the caller's form.
    ///
    /// # Errors
    /// [`Error::Internal`] when stored preferences are not JSON.
    pub(crate) fn of(user: &'a User, format: Format) -> Result<Self> {
        Ok(Self {
            id: user.id.as_str(),
            created_at: since_15(user.created_at, format),
            updated_at: since_15(user.updated_at, format),
            name: user.name.as_str(),
            registration: user.created_at.as_secs(),
            status: status(user, format),
            password_update: or_zero(user.password_updated_at),
            email: user.email.as_ref().map_or("", Email::as_str),
            phone: user.phone.as_ref().map_or("", Phone::as_str),
            email_verification: user.email_verified,
            phone_verification: user.phone_verified,
            prefs: serde_json::from_str(user.prefs.as_json())
                .map_err(|_| Error::internal("stored preferences are not JSON"))?,
        })
    }
}

fn status(user: &User, format: Format) -> Status {
    match format {
        Format::V0_11 if !user.status => Status::Number(2),
        Format::V0_11 => Status::Number(u8::from(user.email_verified)),
        _ => Status::Flag(user.status),
    }
}

/// A page of users.
pub(crate) fn users(listing: &Listing<User>, format: Format) -> Result<Users<'_>> {
    let users = listing.items.iter().map(|user| UserView::of(user, format)).collect::<Result<_>>()?;
    Ok(Users { total: Total::of(listing, format), users })
}
