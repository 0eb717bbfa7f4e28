//! Auth0: its export with hashes (`passwordHash`), and the files of its bulk import (`password_hash`,
//! `custom_password_hash`). `user_metadata`, which users can change themselves, becomes the preferences.

use super::super::field::{Flag, Text, When, number, text};
use super::super::source_user::SourceUser;
use super::{known_hash, parse};
use roster_core::{PasswordHash, Pbkdf2, Pbkdf2Digest, ScryptCost, ShaVersion};
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

#[derive(Deserialize)]
struct Auth0User {
    #[serde(default)]
    user_id: Text,
    #[serde(rename = "_id", default)]
    oid: Value,
    #[serde(default)]
    email: Text,
    #[serde(default)]
    email_verified: Flag,
    #[serde(default)]
    phone_number: Text,
    #[serde(default)]
    phone_verified: Flag,
    #[serde(default)]
    name: Text,
    #[serde(default)]
    given_name: Text,
    #[serde(default)]
    family_name: Text,
    #[serde(default)]
    blocked: Flag,
    #[serde(default)]
    created_at: When,
    #[serde(default)]
    updated_at: When,
    #[serde(default)]
    last_login: When,
    #[serde(rename = "passwordHash", alias = "password_hash", default)]
    password_hash: Text,
    #[serde(default)]
    custom_password_hash: Option<Value>,
    #[serde(default, alias = "last_password_reset")]
    password_set_date: When,
    #[serde(default)]
    user_metadata: Option<Box<RawValue>>,
}

/// Reads a user.
pub fn read(json: &str) -> Result<SourceUser, String> {
    let user: Auth0User = parse(json)?;
    // An export with hashes has the id of the database, without the `auth0|` with which Auth0 shows it elsewhere.
    let oid = text(&user.oid, &["$oid"]).or_else(|| user.oid.as_str().map(str::to_owned));
    let source = user.user_id.some().or_else(|| oid.map(|oid| format!("auth0|{oid}")));
    let given = [user.given_name.0, user.family_name.0].join(" ");
    let custom = user.custom_password_hash.as_ref().map(custom);
    Ok(SourceUser {
        source_id: source.unwrap_or_default(),
        // Auth0 exports the email as the name of a user without one.
        name: user.name.some().filter(|name| *name != user.email.0).unwrap_or_else(|| given.trim().to_owned()),
        email: user.email.some(),
        phone: user.phone_number.some(),
        password: user.password_hash.some().map(|hash| known_hash(&hash)).or(custom),
        password_updated_at: user.password_set_date.0,
        is_blocked: user.blocked.is_set(),
        email_verified: user.email_verified.is_set(),
        phone_verified: user.phone_verified.is_set(),
        prefs: user.user_metadata,
        created_at: user.created_at.0,
        updated_at: user.updated_at.0,
        accessed_at: user.last_login.0,
        ..SourceUser::default()
    })
}

fn custom(custom: &Value) -> Result<PasswordHash, String> {
    let value = text(&custom["hash"], &["value"]).ok_or("a custom hash without a value")?;
    let encoding = text(&custom["hash"], &["encoding"]).unwrap_or_default();
    let is_salted = custom.get("salt").is_some_and(|salt| text(salt, &["value"]).is_some_and(|salt| !salt.is_empty()));
    let algorithm = text(custom, &["algorithm"]).unwrap_or_default();
    let hash = match algorithm.as_str() {
        "argon2" | "bcrypt" => return known_hash(&value),
        "pbkdf2" => return pbkdf2(&value),
        "scrypt" if encoding != "base64" => return scrypt(custom, &value),
        "md5" if !is_salted && encoding != "base64" => PasswordHash::md5(&value),
        "sha1" | "sha256" | "sha512" if !is_salted && encoding != "base64" => {
            PasswordHash::sha(ShaVersion::of(&algorithm).unwrap_or_default(), &value)
        }
        _ => return Err("a custom hash of an unknown kind, with a salt of its own, or not in hex".to_owned()),
    };
    hash.map_err(|reason| reason.to_string())
}

/// `$pbkdf2-sha512$i=100000,l=64$salt$hash`
fn pbkdf2(text: &str) -> Result<PasswordHash, String> {
    let read = || {
        let mut parts = text.strip_prefix("$pbkdf2-")?.split('$');
        let digest = Pbkdf2Digest::of(parts.next()?)?;
        let iterations = parts.next()?.split(',').find_map(|part| part.strip_prefix("i="))?.parse().ok()?;
        let (salt, hash) = (parts.next()?.to_owned(), parts.next()?.to_owned());
        Some(Pbkdf2 { digest, iterations, salt, hash })
    };
    let hash = read().ok_or("not a PBKDF2 hash of a known digest")?;
    PasswordHash::pbkdf2(&hash).map_err(|reason| reason.to_string())
}

fn scrypt(custom: &Value, value: &str) -> Result<PasswordHash, String> {
    const RULE: &str =
        "a scrypt hash that is not in hex, or has no salt in UTF-8, cost, blockSize, parallelization or keylen";
    let factor = |name| number(custom, &[name]).ok_or(RULE);
    let salt = &custom["salt"];
    if text(salt, &["encoding"]).is_some_and(|encoding| encoding != "utf8") {
        return Err(RULE.to_owned());
    }
    let salt = text(salt, &["value"]).ok_or(RULE)?;
    let cost = ScryptCost::new(factor("cost")?, factor("blockSize")?, factor("parallelization")?, factor("keylen")?);
    cost.and_then(|cost| PasswordHash::scrypt(cost, &salt, value)).map_err(|reason| reason.to_string())
}
