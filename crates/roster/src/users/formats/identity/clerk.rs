//! Clerk: the CSV of its dashboard, which has the hashes; the JSON of `clerk migrate export clerk`; and users as its Backend API
//! lists them. `unsafe_metadata`, which users can change from the browser, becomes the preferences. `public_metadata` and
//! `private_metadata` are the application's, and are reported.

use crate::users::formats::hash::clerk::hash;
use crate::users::formats::person::{FACTORS, IDENTITIES, PASSWORD, full_name};
use crate::users::formats::sign_in::SignIn;
use crate::users::formats::{Likeness, Spec, no_headers};
use crate::users::import::options::ReadOptions;
use crate::users::source::{Fields, Reading, Sample, SourcePassword, SourceUser};
use serde_json::Value;

/// Clerk.
pub const SPEC: Spec = Spec {
    name: "clerk",
    title: "Clerk",
    about: "Clerk: the CSV of its dashboard, `clerk migrate export`, and its Backend API",
    looks_like,
    headers: no_headers,
    read,
};

/// Fields of Clerk that say nothing about a user: ids of other objects, settings with their defaults, counters.
const INTERNAL: &[&str] = &[
    "object",
    "primary_email_address_id",
    "primary_phone_number_id",
    "primary_web3_wallet_id",
    "create_organization_enabled",
    "create_organizations_limit",
    "delete_self_enabled",
    "has_image",
    "verification_attempts_remaining",
    "lockout_expires_in_seconds",
    "mfa_enabled_at",
    "mfa_disabled_at",
    "last_active_at",
];

fn looks_like(sample: &Sample) -> Likeness {
    let is_table = sample.count(&["primary_email_address", "password_hasher", "unverified_email_addresses"]) >= 2;
    let is_api = sample.has("email_addresses") && sample.count(&["unsafe_metadata", "primary_email_address_id"]) > 0;
    // What `clerk migrate export` writes of a user with nothing but an email.
    let is_export = sample.has_all(&["primary_email_address", "create_organization_enabled"]);
    if is_table || is_api || is_export || sample.has_all(&["password_digest", "password_hasher"]) {
        Likeness::Certain
    } else if sample.has("primary_email_address") {
        Likeness::Possible
    } else {
        Likeness::No
    }
}

fn read(mut user: Fields, _: &ReadOptions) -> Result<Reading, String> {
    let mut losses = Vec::new();
    let (email, email_verified) = identifier(&mut user, &EMAILS, &mut losses)?;
    let (phone, phone_verified) = identifier(&mut user, &PHONES, &mut losses)?;
    let (password, has_password) = (password(&mut user)?, user.flag(&["password_enabled"])? == Some(true));
    if has_password && password.is_none() {
        losses.push(PASSWORD);
    }
    if has_factors(&mut user)? {
        losses.push(FACTORS);
    }
    if !user
        .texts(&["external_accounts", "saml_accounts", "enterprise_accounts", "web3_wallets", "passkeys"])
        .is_empty()
    {
        losses.push(IDENTITIES);
    }
    if user.flag(&["locked"])? == Some(true) {
        losses.push("a lock after failed sign-ins, which ends by itself");
    }
    // Without an image of their own, a user has a drawn one.
    if user.peek(&["has_image"]) == Some(Value::Bool(false)) {
        user.ignore(&["image_url", "profile_image_url"]);
    }
    let accessed_at = user.when(&["last_sign_in_at", "last_active_at"])?;
    let sign_in = SignIn::of(user.text(&["username"])?, email);
    user.ignore(INTERNAL);
    Ok(Reading::User(Box::new(SourceUser {
        source_id: user.text(&["id"])?.unwrap_or_default(),
        username: sign_in.username,
        name: full_name([user.text(&["first_name"])?, user.text(&["last_name"])?]),
        email: sign_in.email,
        phone,
        password,
        password_updated_at: user.when(&["password_last_updated_at"])?,
        is_blocked: user.flag(&["banned"])? == Some(true),
        email_verified,
        phone_verified,
        prefs: user.raw_object(&["unsafe_metadata"])?,
        created_at: user.when(&["created_at"])?,
        updated_at: user.when(&["updated_at"])?,
        accessed_at,
        losses,
        notes: sign_in.note.into_iter().collect(),
        left: user,
        ..SourceUser::default()
    })))
}

/// The names of the fields with emails, or with phones.
struct Names {
    primary: &'static str,
    primary_id: &'static str,
    objects: &'static str,
    verified: &'static str,
    unverified: &'static str,
    value: &'static str,
    loss: &'static str,
}

const EMAILS: Names = Names {
    primary: "primary_email_address",
    primary_id: "primary_email_address_id",
    objects: "email_addresses",
    verified: "verified_email_addresses",
    unverified: "unverified_email_addresses",
    value: "email_address",
    loss: "further emails",
};

const PHONES: Names = Names {
    primary: "primary_phone_number",
    primary_id: "primary_phone_number_id",
    objects: "phone_numbers",
    verified: "verified_phone_numbers",
    unverified: "unverified_phone_numbers",
    value: "phone_number",
    loss: "further phones",
};

/// The primary email or phone, and whether it is verified.
fn identifier(
    user: &mut Fields,
    names: &Names,
    losses: &mut Vec<&'static str>,
) -> Result<(Option<String>, bool), String> {
    let mut all = match user.peek(&[names.objects]) {
        Some(Value::Array(list)) if list.first().is_some_and(Value::is_object) => objects(user, names)?,
        _ => lists(user, names)?,
    };
    if all.len() > 1 {
        losses.push(names.loss);
    }
    Ok(if all.is_empty() { (None, false) } else { all.swap_remove(0) })
}

/// An email or phone, and whether it is verified.
type Entry = (Option<String>, bool);

/// Of the Backend API: objects, of which one is the primary one by its id.
fn objects(user: &mut Fields, names: &Names) -> Result<Vec<Entry>, String> {
    let primary = user.text(&[names.primary_id])?;
    let mut all = Vec::new();
    for mut object in user.objects(&[names.objects])? {
        let is_primary = primary.is_some() && object.text(&["id"])? == primary;
        let verification = object.value(&["verification"]).unwrap_or_default();
        let entry = (object.text(&[names.value])?, verification["status"] == "verified");
        all.insert(if is_primary { 0 } else { all.len() }, entry);
    }
    Ok(all)
}

/// Of the dashboard's CSV and of `clerk migrate export`: the primary one, and the lists of those that are verified and not. The export
/// of the command line has a verified primary one only in the first of them, and its lists are JSON.
fn lists(user: &mut Fields, names: &Names) -> Result<Vec<Entry>, String> {
    let is_export = user.peek(&[names.verified]).is_none_or(|list| list.is_array())
        && user.has(names.primary)
        && !user.has("password_hasher");
    let primary = user.text(&[names.primary])?;
    let (verified, unverified) = (parts(user, names.verified), parts(user, names.unverified));
    // Clerk's support exports all of a user in one text, and does not say which are verified.
    let rest = parts(user, names.objects);
    let mut all: Vec<Entry> = Vec::new();
    if let Some(primary) = primary {
        let is_verified = !unverified.contains(&primary) && (is_export || verified.contains(&primary));
        all.push((Some(primary), is_verified));
    }
    for (list, is_verified) in [(verified, true), (unverified, false), (rest, false)] {
        for entry in list {
            if !all.iter().any(|(known, _)| known.as_ref() == Some(&entry)) {
                all.push((Some(entry), is_verified));
            }
        }
    }
    Ok(all)
}

/// A list, or a text with commas or bars.
fn parts(user: &mut Fields, name: &str) -> Vec<String> {
    let all = user.texts(&[name]);
    all.iter()
        .flat_map(|text| text.split('|'))
        .map(|part| part.trim().to_owned())
        .filter(|part| !part.is_empty())
        .collect()
}

fn has_factors(user: &mut Fields) -> Result<bool, String> {
    let has_secret = user.text(&["totp_secret"])?.is_some();
    let flags = ["totp_enabled", "backup_code_enabled", "two_factor_enabled"];
    let flags = flags.into_iter().map(|flag| user.flag(&[flag])).collect::<Result<Vec<_>, _>>()?;
    Ok(has_secret || flags.contains(&Some(true)))
}

fn password(user: &mut Fields) -> Result<Option<SourcePassword>, String> {
    let hasher = user.text(&["password_hasher"])?.unwrap_or_default();
    Ok(user.text(&["password_digest"])?.map(|digest| hash(&hasher, &digest)))
}
