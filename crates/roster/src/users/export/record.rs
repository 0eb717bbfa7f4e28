//! A user as an export writes it: with the fields and names of `users.list` of Appwrite's server SDKs.

use crate::users::source::format_date;
use roster::failure::{Failure, Outcome};
use roster_core::{Email, PasswordHash, Phone, Timestamp, User};
use serde::Serialize;
use serde_json::value::RawValue;

/// The fields of a user, in the order of the file. Preferences are as they were stored.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ExportedUser<'a> {
    #[serde(rename = "$id")]
    pub id: &'a str,
    #[serde(rename = "$createdAt")]
    pub created_at: String,
    #[serde(rename = "$updatedAt")]
    pub updated_at: String,
    pub name: &'a str,
    #[serde(flatten)]
    pub hash: Option<ExportedHash>,
    pub registration: String,
    pub status: bool,
    pub labels: &'a [String],
    pub password_update: String,
    pub email: &'a str,
    pub phone: &'a str,
    pub email_verification: bool,
    pub phone_verification: bool,
    pub mfa: bool,
    pub prefs: &'a RawValue,
    pub accessed_at: String,
    pub impersonator: bool,
}

/// The fields that an export has only with `--with-hashes`. All are empty for a user without a password.
#[derive(Serialize, Default)]
#[serde(rename_all = "camelCase")]
pub struct ExportedHash {
    pub password: Option<String>,
    pub hash: Option<&'static str>,
    pub hash_options: Option<Box<RawValue>>,
}

impl<'a> ExportedUser<'a> {
    /// The fields of a user.
    pub fn of(user: &'a User, with_hash: bool) -> Outcome<Self> {
        let moment = |at: Option<Timestamp>| at.map(format_date).unwrap_or_default();
        Ok(Self {
            id: user.id.as_str(),
            created_at: format_date(user.created_at),
            updated_at: format_date(user.updated_at),
            name: user.name.as_str(),
            hash: with_hash.then(|| ExportedHash::of(user)).transpose()?,
            registration: format_date(user.created_at),
            status: user.status,
            labels: user.labels.as_slice(),
            password_update: moment(user.password_updated_at),
            email: user.email.as_ref().map_or("", Email::as_str),
            phone: user.phone.as_ref().map_or("", Phone::as_str),
            email_verification: user.email_verified,
            phone_verification: user.phone_verified,
            mfa: user.mfa,
            prefs: serde_json::from_str(user.prefs.as_json()).map_err(|_| broken(user))?,
            accessed_at: moment(user.accessed_at),
            impersonator: user.impersonator,
        })
    }

    /// The user as JSON on one line.
    pub fn line(&self) -> serde_json::Result<String> {
        // Preferences are stored as they were sent, possibly on several lines. An import would read each line as a user, which the
        // sender of the preferences could forge. Between tokens a blank means the same; within strings JSON has no raw line breaks.
        Ok(serde_json::to_string(self)?.replace(['\n', '\r'], " "))
    }
}

impl ExportedHash {
    fn of(user: &User) -> Outcome<Self> {
        let Some(shown) = user.password.as_ref().map(PasswordHash::shown) else { return Ok(Self::default()) };
        let options = RawValue::from_string(shown.options.clone()).map_err(|_| broken(user))?;
        Ok(Self { hash: Some(shown.kind), hash_options: Some(options), password: Some(shown.password) })
    }
}

/// The failure for a user whose stored JSON is invalid.
pub fn broken(user: &User) -> Failure {
    Failure::new(format!("the stored user {} has invalid JSON", user.id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use roster_core::{Name, NewUser, Prefs, UserId};
    use serde_json::json;

    fn mallory(prefs: &str) -> User {
        let id = UserId::parse("mallory").unwrap();
        let new = NewUser { id, email: None, phone: None, name: Name::default(), password: None };
        User { prefs: Prefs::parse(prefs).unwrap(), ..User::create(new, Timestamp::default()) }
    }

    /// Each line of these preferences would be read as a user, one of them with more rights.
    #[test]
    fn a_user_is_one_line_even_with_preferences_on_several() {
        let prefs = "{\"a\":\r\n{\"$id\":\"root\",\"impersonator\":true}\n,\"text\":\"two\\nlines\"}";
        let user = mallory(prefs);
        let line = ExportedUser::of(&user, false).unwrap().line().unwrap();
        assert!(!line.contains(['\n', '\r']), "{line}");
        let read: serde_json::Value = serde_json::from_str(&line).unwrap();
        assert_eq!(read["prefs"], serde_json::from_str::<serde_json::Value>(prefs).unwrap());
        assert_eq!((&read["$id"], &read["impersonator"]), (&json!("mallory"), &json!(false)));
    }

    #[test]
    fn the_fields_of_a_hash_are_there_only_on_request() {
        let mut user = mallory("{}");
        user.password = Some(PasswordHash::md5("5f4dcc3b5aa765d61d8327deb882cf99").unwrap());
        let fields = |with_hash| serde_json::to_value(ExportedUser::of(&user, with_hash).unwrap()).unwrap();
        let (with, without) = (fields(true), fields(false));
        assert_eq!((&with["hash"], &with["password"]), (&json!("md5"), &json!("5f4dcc3b5aa765d61d8327deb882cf99")));
        for field in ["hash", "password", "hashOptions"] {
            assert!(with.get(field).is_some() && without.get(field).is_none(), "{field}");
        }
        assert!(!without.to_string().contains("5f4dcc3b"));
    }
}
