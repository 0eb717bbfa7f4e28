//! Logto: the table `users` as CSV or JSON, which has the hashes, and users as the Management API lists them. `customData` belongs to
//! the application, and is reported.

use crate::users::formats::hash::{known, named};
use crate::users::formats::person::{FACTORS, IDENTITIES, PASSWORD, full_name};
use crate::users::formats::sign_in::SignIn;
use crate::users::formats::{Likeness, Spec, no_headers};
use crate::users::import::options::ReadOptions;
use crate::users::source::{Fields, Reading, Sample, SourcePassword, SourceUser};
use serde_json::Value;

/// Logto.
pub const SPEC: Spec = Spec {
    name: "logto",
    title: "Logto",
    about: "Logto: the table users as CSV or JSON, and users as its Management API lists them",
    looks_like,
    headers: no_headers,
    read,
};

/// Fields of Logto that say nothing about a user.
const INTERNAL: &[&str] = &[
    "tenant_id",
    "tenantId",
    "application_id",
    "applicationId",
    "logto_config",
    "logtoConfig",
    "mfaVerificationFactors",
];

fn looks_like(sample: &Sample) -> Likeness {
    let is_table = sample.has_all(&["primary_email", "password_encrypted"]);
    let is_api = sample.has("primaryEmail") && sample.count(&["isSuspended", "passwordEncrypted", "customData"]) > 0;
    if is_table || is_api { Likeness::Certain } else { Likeness::No }
}

fn read(mut user: Fields, _: &ReadOptions) -> Result<Reading, String> {
    user.drop_nulls();
    let mut losses = Vec::new();
    if !user.texts(&["mfa_verifications", "mfaVerifications"]).is_empty() {
        losses.push(FACTORS);
    }
    let has_identities = user.left().any(|name| matches!(name, "identities" | "ssoIdentities"));
    if has_identities {
        losses.push(IDENTITIES);
    }
    user.ignore(&["identities", "ssoIdentities"]);
    let (password, has_password) = (password(&mut user)?, user.flag(&["hasPassword"])? == Some(true));
    if has_password && password.is_none() {
        losses.push(PASSWORD);
    }
    user.ignore(INTERNAL);
    let email = user.text(&["primary_email", "primaryEmail"])?;
    let mut profile = user.clone().object(&["profile"])?.unwrap_or_default();
    let name = full_name([profile.text(&["givenName"])?, profile.text(&["familyName"])?]);
    let sign_in = SignIn::of(user.text(&["username"])?, email);
    Ok(Reading::User(Box::new(SourceUser {
        source_id: user.text(&["id"])?.unwrap_or_default(),
        username: sign_in.username,
        name: user.text(&["name"])?.unwrap_or(name),
        email: sign_in.email,
        // Logto stores phones without the plus.
        phone: user
            .text(&["primary_phone", "primaryPhone"])?
            .map(|phone| format!("+{}", phone.trim_start_matches('+'))),
        password,
        is_blocked: user.flag(&["is_suspended", "isSuspended"])? == Some(true),
        created_at: user.when(&["created_at", "createdAt"])?,
        updated_at: user.when(&["updated_at", "updatedAt"])?,
        accessed_at: user.when(&["last_sign_in_at", "lastSignInAt"])?,
        losses,
        notes: sign_in.note.into_iter().collect(),
        left: user,
        ..SourceUser::default()
    })))
}

/// Source: `users_password_encryption_method` in Logto's schema, and "Password hashing" in its guide to user migration.
fn password(user: &mut Fields) -> Result<Option<SourcePassword>, String> {
    let method = user.text(&["password_encryption_method", "passwordEncryptionMethod", "passwordAlgorithm"])?;
    let legacy = user.peek(&["password_encrypted", "passwordEncrypted", "passwordDigest"]);
    let Some(Value::String(hash)) = legacy else { return Ok(None) };
    user.ignore(&["password_encrypted", "passwordEncrypted", "passwordDigest"]);
    Ok(Some(match method.unwrap_or_default().as_str() {
        "Argon2i" | "Argon2id" | "Argon2d" | "Bcrypt" => known(&hash),
        "MD5" => named("md5", &hash),
        "SHA1" => named("sha1", &hash),
        "SHA256" => named("sha256", &hash),
        "Legacy" => self::legacy(&hash),
        _ => SourcePassword::unknown("a hash of an unknown passwordEncryptionMethod"),
    }))
}

/// `["sha256", ["@"], "hash"]`: `@` is where the password is among the arguments.
fn legacy(text: &str) -> SourcePassword {
    match serde_json::from_str::<(String, Vec<String>, String)>(text) {
        Ok((name, arguments, hash))
            if arguments == ["@"] && matches!(name.as_str(), "md5" | "sha1" | "sha256" | "sha512") =>
        {
            named(&name, &hash)
        }
        _ => SourcePassword::unknown("a Legacy hash with more arguments than the password, or of an unknown kind"),
    }
}
