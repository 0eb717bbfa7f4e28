//! FusionAuth: the requests of its import API (`{"users":[…]}`), which tools for moving write, and users as its search returns them,
//! which have no hashes. `data` belongs to the application, and is reported.

use crate::users::formats::hash::columns;
use crate::users::formats::person::{FACTORS, IDENTITIES, contact_phone, full_name};
use crate::users::formats::sign_in::SignIn;
use crate::users::formats::{Likeness, Spec, no_headers};
use crate::users::import::options::ReadOptions;
use crate::users::source::{Fields, Reading, Sample, SourcePassword, SourceUser};

/// FusionAuth.
pub const SPEC: Spec = Spec {
    name: "fusionauth",
    title: "FusionAuth",
    about: "FusionAuth: users in the form of its import API, and as its search returns them",
    looks_like,
    headers: no_headers,
    read,
};

/// Fields of FusionAuth that say nothing about a user.
const INTERNAL: &[&str] = &[
    "tenantId",
    "connectorId",
    "usernameStatus",
    "uniqueUsername",
    "verifiedInstant",
    "breachedPasswordLastCheckedInstant",
    "breachedPasswordStatus",
    "cleanSpeakId",
];

fn looks_like(sample: &Sample) -> Likeness {
    let has_scheme = sample.has_all(&["encryptionScheme", "password"]);
    let others = ["usernameStatus", "registrations", "lastUpdateInstant", "tenantId", "connectorId"];
    if has_scheme || (sample.has("insertInstant") && sample.count(&others) > 0) {
        Likeness::Certain
    } else if sample.has("insertInstant") {
        Likeness::Possible
    } else {
        Likeness::No
    }
}

fn read(mut user: Fields, _: &ReadOptions) -> Result<Reading, String> {
    let mut losses = Vec::new();
    let two_factor = user.value(&["twoFactor"]).unwrap_or_default();
    if two_factor["methods"].as_array().is_some_and(|methods| !methods.is_empty()) {
        losses.push(FACTORS);
    }
    if !user.texts(&["identityProviderLinks", "identities"]).is_empty() {
        losses.push(IDENTITIES);
    }
    let is_verified = user.flag(&["verified"])? == Some(true);
    let (email, phone) = (user.text(&["email"])?, user.text(&["phoneNumber"])?);
    let has_email = email.is_some();
    let name = full_name([user.text(&["firstName"])?, user.text(&["middleName"])?, user.text(&["lastName"])?]);
    let password = password(&mut user)?;
    user.ignore(INTERNAL);
    let sign_in = SignIn::of(user.text(&["username"])?, email);
    Ok(Reading::User(Box::new(SourceUser {
        source_id: user.text(&["id"])?.unwrap_or_default(),
        username: sign_in.username,
        email_verified: is_verified && has_email,
        // `verified` is about the email where there is one.
        phone_verified: is_verified && !has_email && phone.is_some(),
        email: sign_in.email,
        phone: match phone {
            Some(phone) => Some(phone),
            None => contact_phone(&mut user, &["mobilePhone"]),
        },
        name: user.text(&["fullName"])?.unwrap_or(name),
        password,
        password_updated_at: user.when(&["passwordLastUpdateInstant"])?,
        is_blocked: user.flag(&["active"])? == Some(false),
        roles: roles(&mut user)?,
        groups: memberships(&mut user)?,
        created_at: user.when(&["insertInstant"])?,
        updated_at: user.when(&["lastUpdateInstant"])?,
        accessed_at: user.when(&["lastLoginInstant"])?,
        losses,
        notes: sign_in.note.into_iter().collect(),
        left: user,
        ..SourceUser::default()
    })))
}

/// The roles of all registrations.
fn roles(user: &mut Fields) -> Result<Vec<String>, String> {
    let mut roles: Vec<String> = Vec::new();
    for mut registration in user.objects(&["registrations"])? {
        for role in registration.texts(&["roles"]) {
            if !roles.contains(&role) {
                roles.push(role);
            }
        }
    }
    Ok(roles)
}

/// The ids of the user's groups: users have no names of groups in them.
fn memberships(user: &mut Fields) -> Result<Vec<String>, String> {
    let memberships = user.objects(&["memberships"])?;
    let ids = memberships.into_iter().map(|mut membership| membership.text(&["groupId"]));
    Ok(ids.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

/// The hash, whose scheme, salt and factor are fields of their own.
fn password(user: &mut Fields) -> Result<Option<SourcePassword>, String> {
    let scheme = user.text(&["encryptionScheme"])?.unwrap_or_default();
    let (factor, salt) = (user.number(&["factor"])?, user.text(&["salt"])?.unwrap_or_default());
    Ok(user.text(&["password"])?.map(|hash| match scheme.as_str() {
        "" => SourcePassword::unknown("a hash without its encryptionScheme"),
        scheme => columns::fusionauth(scheme, factor, &salt, &hash),
    }))
}
