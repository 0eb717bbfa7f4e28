//! Cognito: a CSV file with the columns of a user pool. Cognito does not export hashes, so its users have no passwords.

use super::{Likeness, Spec, no_headers};
use crate::users::import::options::ReadOptions;
use crate::users::source::{Fields, Reading, Sample, SourceUser};

/// Cognito.
pub const SPEC: Spec = Spec {
    name: "cognito",
    title: "Amazon Cognito",
    about: "Amazon Cognito: the users of a pool as CSV or JSON; Cognito does not export hashes",
    looks_like,
    headers: no_headers,
    read,
};

fn looks_like(sample: &Sample) -> Likeness {
    if sample.has("cognito:username") || sample.has_all(&["Username", "Attributes"]) {
        Likeness::Certain
    } else {
        Likeness::No
    }
}

fn read(mut user: Fields, _: &ReadOptions) -> Result<Reading, String> {
    let username = user.text(&["cognito:username", "Username", "username"])?;
    let sub = user.text(&["sub"])?;
    let given = [user.text(&["given_name"])?, user.text(&["family_name"])?];
    let given = given.into_iter().flatten().collect::<Vec<_>>().join(" ");
    Ok(Reading::User(Box::new(SourceUser {
        source_id: sub.or_else(|| username.clone()).unwrap_or_default(),
        username,
        email: user.text(&["email"])?,
        phone: user.text(&["phone_number"])?,
        name: user.text(&["name"])?.unwrap_or(given),
        is_blocked: user.flag(&["Enabled", "enabled"])? == Some(false),
        email_verified: user.flag(&["email_verified"])? == Some(true),
        phone_verified: user.flag(&["phone_number_verified"])? == Some(true),
        created_at: user.when(&["UserCreateDate", "created_at"])?,
        updated_at: user.when(&["UserLastModifiedDate", "updated_at"])?,
        left: user,
        ..SourceUser::default()
    })))
}
