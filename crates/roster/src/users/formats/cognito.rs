//! Amazon Cognito: the CSV of its user import, the JSON of `list-users` and `admin-get-user`, and lists that backup tools make of them.
//! Cognito does not export hashes, so its users have no passwords.
//!
//! Field names are those of `UserType` of the Cognito API and of the CSV header (source: docs.aws.amazon.com/cognito/latest/developerguide,
//! "Creating the user import CSV file").

use super::grants::names_of;
use super::person::{FACTORS, IDENTITIES, full_name};
use super::sign_in::SignIn;
use super::{Likeness, Spec, no_headers};
use crate::users::import::options::ReadOptions;
use crate::users::source::{Fields, Reading, Sample, SourceUser, text};
use serde_json::Value;

/// Cognito.
pub const SPEC: Spec = Spec {
    name: "cognito",
    title: "Amazon Cognito",
    about: "Amazon Cognito: the users of a pool as CSV or JSON; Cognito does not export hashes",
    looks_like,
    headers: no_headers,
    read,
};

/// States of a user that lose nothing here: nobody has a password after the import, and the email says itself whether it is verified.
const USUAL_STATES: &[&str] = &["CONFIRMED", "UNCONFIRMED", "FORCE_CHANGE_PASSWORD", "RESET_REQUIRED"];
/// The state of a user who signs in through another provider.
const FEDERATED: &str = "EXTERNAL_PROVIDER";

/// What a field of attributes is called by the API and by tools.
const ATTRIBUTES: &[&str] = &["Attributes", "UserAttributes", "attributes"];

fn looks_like(sample: &Sample) -> Likeness {
    let has_attributes = sample.has("Username") && sample.count(&["Attributes", "UserAttributes", "UserStatus"]) > 0;
    if has_attributes
        || sample.count(&["cognito:username", "cognito:mfa_enabled", "cognito:user_status", "UserCreateDate"]) > 0
    {
        Likeness::Certain
    } else if sample.has("Username") || sample.has_all(&["sub", "email"]) {
        Likeness::Possible
    } else {
        Likeness::No
    }
}

fn read(mut user: Fields, _: &ReadOptions) -> Result<Reading, String> {
    let attributes = attributes(&mut user)?;
    user.absorb("", attributes)?;
    // White space around a value does not belong to it (source: the same page).
    user.edit_cells(|cell| cell.trim().to_owned());
    let given_id = user.text(&["cognito:username", "Username", "username"])?;
    let sub = user.text(&["sub"])?;
    let is_federated = take_state(&mut user) == Some(FEDERATED);
    let mut losses = Vec::new();
    let has_identities = user.text(&["identities"])?.is_some_and(|list| list.trim() != "[]");
    if has_identities || is_federated {
        losses.push(IDENTITIES);
    }
    if has_factors(&mut user)? {
        losses.push(FACTORS);
    }
    let phone = user.text(&["phone_number"])?;
    let username = take_username(&mut user, &given_id, [&sub, &phone], is_federated)?;
    let SignIn { email, username, note } = SignIn::of(username, user.text(&["email"])?);
    let email_verified = user.flag(&["email_verified"])? == Some(true) && note.is_none();
    let given = full_name([user.text(&["given_name"])?, user.text(&["middle_name"])?, user.text(&["family_name"])?]);
    Ok(Reading::User(Box::new(SourceUser {
        source_id: sub.or(given_id).unwrap_or_default(),
        username,
        email,
        phone,
        name: user.text(&["name"])?.unwrap_or(given),
        is_blocked: user.flag(&["Enabled", "enabled"])? == Some(false),
        email_verified,
        phone_verified: user.flag(&["phone_number_verified"])? == Some(true),
        groups: groups(&mut user),
        created_at: user.when(&["UserCreateDate", "created_at"])?,
        updated_at: user.when(&["UserLastModifiedDate", "updated_at"])?,
        losses,
        notes: note.into_iter().collect(),
        left: user,
        ..SourceUser::default()
    })))
}

/// Takes the attributes: a list of names and values, or an object.
fn attributes(user: &mut Fields) -> Result<Fields, String> {
    let Some(value) = user.value(ATTRIBUTES) else { return Ok(Fields::default()) };
    let value = match value {
        Value::String(json) => serde_json::from_str(&json).unwrap_or_default(),
        value => value,
    };
    let wrong = || "Attributes: not a list of names and values".to_owned();
    let pairs: Vec<(String, String)> = match value {
        Value::Array(list) => {
            let pair = |entry: &Value| {
                Some((text(entry, &["Name", "name"])?, text(entry, &["Value", "value"]).unwrap_or_default()))
            };
            list.iter().map(pair).collect::<Option<_>>().ok_or_else(wrong)?
        }
        Value::Object(object) => object.into_iter().map(|(name, value)| (name, value_text(&value))).collect(),
        _ => return Err(wrong()),
    };
    Ok(Fields::from_cells(pairs.iter().map(|(name, value)| (name.as_str(), value.clone()))))
}

fn value_text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Takes the state of the user, unless an import loses it.
fn take_state(user: &mut Fields) -> Option<&'static str> {
    const NAMES: &[&str] = &["UserStatus", "cognito:user_status"];
    let state = user.peek_text(NAMES)?;
    let known = USUAL_STATES.iter().chain([&FEDERATED]).find(|known| **known == state)?;
    user.ignore(NAMES);
    Some(*known)
}

/// Whether the user has second factors: by a flag, or by a list.
fn has_factors(user: &mut Fields) -> Result<bool, String> {
    let is_on = user.flag(&["cognito:mfa_enabled"])? == Some(true);
    let mut has_some = is_on;
    for list in ["MFAOptions", "UserMFASettingList", "PreferredMfaSetting"] {
        has_some |= user.value(&[list]).is_some();
    }
    Ok(has_some)
}

/// Takes the user name with which the user signs in. A pool that signs people in by email or phone makes their user names itself: the same
/// text as `sub`; and those of users of other providers contain the name of the provider.
fn take_username(
    user: &mut Fields,
    given: &Option<String>,
    others: [&Option<String>; 2],
    is_federated: bool,
) -> Result<Option<String>, String> {
    let is_other = |name: &&String| !others.iter().any(|other| other.as_ref() == Some(*name));
    let own = given.as_ref().filter(is_other).filter(|_| !is_federated).cloned();
    if own.is_some() && own != user.peek_text(&["preferred_username"]) {
        return Ok(own);
    }
    Ok(user.text(&["preferred_username"])?.or(own))
}

/// Takes the groups: names, or objects with a `GroupName`.
fn groups(user: &mut Fields) -> Vec<String> {
    const NAMES: [&str; 3] = ["cognito:groups", "Groups", "groups"];
    let name = |entry: &Value| text(entry, &["GroupName"]).map_or_else(|| names_of(entry), |name| vec![name]);
    let mut groups = Vec::new();
    for field in NAMES {
        let value = match user.value(&[field]) {
            Some(Value::String(json)) => serde_json::from_str(&json).unwrap_or(Value::String(json)),
            Some(value) => value,
            None => continue,
        };
        match value {
            Value::Array(list) => groups.extend(list.iter().flat_map(name)),
            value => groups.extend(names_of(&value)),
        }
    }
    groups
}
