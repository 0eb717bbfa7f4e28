//! Cognito: a CSV file with the columns of a user pool. Cognito does not export hashes, so its users have no passwords.

use super::super::field::{Flag, Text, When};
use super::super::source_user::SourceUser;
use super::parse;
use serde::Deserialize;

#[derive(Deserialize)]
struct CognitoUser {
    #[serde(default)]
    sub: Text,
    #[serde(rename = "cognito:username", alias = "username", alias = "Username", default)]
    username: Text,
    #[serde(default)]
    name: Text,
    #[serde(default)]
    given_name: Text,
    #[serde(default)]
    family_name: Text,
    #[serde(default)]
    email: Text,
    #[serde(default)]
    email_verified: Flag,
    #[serde(default)]
    phone_number: Text,
    #[serde(default)]
    phone_number_verified: Flag,
    #[serde(rename = "Enabled", alias = "enabled", default)]
    enabled: Flag,
    #[serde(rename = "UserCreateDate", alias = "created_at", default)]
    created_at: When,
    #[serde(rename = "UserLastModifiedDate", alias = "updated_at", default)]
    updated_at: When,
}

/// Reads a user.
pub fn read(json: &str) -> Result<SourceUser, String> {
    let user: CognitoUser = parse(json)?;
    let given = [user.given_name.0, user.family_name.0].join(" ");
    Ok(SourceUser {
        source_id: user.sub.some().or_else(|| user.username.some()).unwrap_or_default(),
        email: user.email.some(),
        phone: user.phone_number.some(),
        name: user.name.some().unwrap_or_else(|| given.trim().to_owned()),
        is_blocked: user.enabled.0 == Some(false),
        email_verified: user.email_verified.is_set(),
        phone_verified: user.phone_number_verified.is_set(),
        created_at: user.created_at.0,
        updated_at: user.updated_at.0,
        ..SourceUser::default()
    })
}
