//! Users.

use super::target::TargetView;
use super::{moment, moment_or_empty};
use crate::answers::dialect::Format;
use roster_core::{Email, Error, Labels, Listing, Phone, Result, ShownHash, User, UserId};
use serde::Serialize;
use serde_json::value::RawValue;

/// A user as servers see them. The hash of the password is shown for a single user, and not in lists.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UserView<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    password: Option<String>,
    hash: Option<&'static str>,
    hash_options: Option<Box<RawValue>>,
    #[serde(flatten)]
    rest: Rest<'a>,
}

/// A user as they see themselves: without the hash of their password.
#[derive(Serialize)]
pub(crate) struct AccountView<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    #[serde(flatten)]
    rest: Rest<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Head<'a> {
    #[serde(rename = "$id")]
    id: &'a str,
    #[serde(rename = "$createdAt")]
    created_at: String,
    #[serde(rename = "$updatedAt")]
    updated_at: String,
    name: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rest<'a> {
    registration: String,
    status: bool,
    labels: &'a [String],
    password_update: String,
    email: &'a str,
    phone: &'a str,
    email_verification: bool,
    email_canonical: Option<String>,
    email_is_free: Option<bool>,
    email_is_disposable: Option<bool>,
    email_is_corporate: Option<bool>,
    email_is_canonical: Option<bool>,
    phone_verification: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    mfa: Option<bool>,
    prefs: &'a RawValue,
    #[serde(skip_serializing_if = "Option::is_none")]
    targets: Option<Vec<TargetView>>,
    accessed_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    impersonator: Option<bool>,
    #[serde(skip_serializing_if = "ImpersonatorId::is_absent")]
    impersonator_user_id: ImpersonatorId<'a>,
}

/// The id of the user who acts as this user.
#[derive(Serialize)]
#[serde(untagged)]
enum ImpersonatorId<'a> {
    /// The form does not have the field.
    Absent,
    /// Nobody acts as the user: `null`.
    Nobody,
    /// The id.
    User(&'a str),
}

impl<'a> ImpersonatorId<'a> {
    fn of(impersonator: Option<&'a UserId>, format: Format) -> Self {
        match impersonator {
            _ if format <= Format::V1_8 => Self::Absent,
            None => Self::Nobody,
            Some(id) => Self::User(id.as_str()),
        }
    }

    const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }
}

#[derive(Serialize)]
pub(crate) struct Users<'a> {
    total: u64,
    users: Vec<UserView<'a>>,
}

impl<'a> UserView<'a> {
    /// A user in the caller's form.
    ///
    /// # Errors
    /// [`Error::Internal`] when stored preferences are not JSON.
    pub(crate) fn of(user: &'a User, format: Format) -> Result<Self> {
        let shown = user.password.as_ref().map(roster_core::PasswordHash::shown);
        Self::with_hash(user, shown, format)
    }

    fn with_hash(user: &'a User, shown: Option<ShownHash>, format: Format) -> Result<Self> {
        let options = shown.as_ref().map(|shown| RawValue::from_string(shown.options.clone())).transpose();
        Ok(Self {
            head: Head::of(user),
            hash: shown.as_ref().map(|shown| shown.kind),
            hash_options: options.map_err(|_| Error::internal("options of a hash are not JSON"))?,
            password: shown.map(|shown| shown.password),
            rest: Rest::of(user, None, format, format > Format::V1_4)?,
        })
    }
}

impl<'a> AccountView<'a> {
    /// A user as they see themselves; `impersonator` is the user who acts as them. The forms before 1.5 have `mfa` and
    /// `targets`, too, unlike those of a user (source: docs/reference/appwrite/formats.md#forms-of-1x).
    ///
    /// # Errors
    /// As [`UserView::of`].
    pub(crate) fn of(user: &'a User, impersonator: Option<&'a UserId>, format: Format) -> Result<Self> {
        Ok(Self { head: Head::of(user), rest: Rest::of(user, impersonator, format, true)? })
    }
}

impl<'a> Head<'a> {
    fn of(user: &'a User) -> Self {
        Self {
            id: user.id.as_str(),
            created_at: moment(user.created_at),
            updated_at: moment(user.updated_at),
            name: user.name.as_str(),
        }
    }
}

impl<'a> Rest<'a> {
    fn of(user: &'a User, impersonator: Option<&'a UserId>, format: Format, has_parts: bool) -> Result<Self> {
        let mailbox = user.email.as_ref().map(Email::mailbox);
        let is_canonical = |email: &Email| mailbox.as_ref().is_some_and(|mailbox| mailbox.canonical == email.as_str());
        let has_impersonators = format > Format::V1_8;
        Ok(Self {
            registration: moment(user.created_at),
            status: user.status,
            labels: Labels::as_slice(&user.labels),
            password_update: moment_or_empty(user.password_updated_at),
            email: user.email.as_ref().map_or("", Email::as_str),
            phone: user.phone.as_ref().map_or("", Phone::as_str),
            email_verification: user.email_verified,
            email_is_free: mailbox.as_ref().map(|mailbox| mailbox.is_free),
            email_is_disposable: mailbox.as_ref().map(|mailbox| mailbox.is_disposable),
            email_is_corporate: mailbox.as_ref().map(roster_core::Mailbox::is_corporate),
            email_is_canonical: user.email.as_ref().map(is_canonical),
            email_canonical: mailbox.map(|mailbox| mailbox.canonical),
            phone_verification: user.phone_verified,
            mfa: has_parts.then_some(user.mfa),
            prefs: serde_json::from_str(user.prefs.as_json())
                .map_err(|_| Error::internal("stored preferences are not JSON"))?,
            targets: has_parts
                .then(|| user.all_targets().into_iter().map(|target| TargetView::of(&user.id, &target)).collect()),
            accessed_at: moment_or_empty(user.accessed_at),
            impersonator: has_impersonators.then_some(user.impersonator),
            impersonator_user_id: ImpersonatorId::of(impersonator, format),
        })
    }
}

/// A page of users.
///
/// # Errors
/// As [`UserView::of`].
pub(crate) fn users(listing: &Listing<User>, format: Format) -> Result<Users<'_>> {
    let users = listing.items.iter().map(|user| UserView::with_hash(user, None, format)).collect::<Result<_>>()?;
    Ok(Users { total: listing.total, users })
}
