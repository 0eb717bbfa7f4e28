//! Auth0: its export with hashes (`passwordHash`), and the files of its bulk import (`password_hash`,
//! `custom_password_hash`). `user_metadata`, which users can change themselves, becomes the preferences.

use super::hash::known;
use super::{Likeness, Spec, no_headers};
use crate::users::import::options::ReadOptions;
use crate::users::source::{Fields, Reading, Sample, SourcePassword, SourceUser, number, text};
use roster_core::{PasswordHash, Pbkdf2, Pbkdf2Digest, ScryptCost, ShaVersion};
use serde_json::Value;

/// Auth0.
pub const SPEC: Spec = Spec {
    name: "auth0",
    title: "Auth0",
    about: "Auth0: its exports with and without hashes, and the files of its bulk import",
    looks_like,
    headers: no_headers,
    read,
};

fn looks_like(sample: &Sample) -> Likeness {
    if sample.has("user_id") || sample.has("custom_password_hash") || sample.has_all(&["_id", "passwordHash"]) {
        Likeness::Certain
    } else {
        Likeness::No
    }
}

fn read(mut user: Fields, _: &ReadOptions) -> Result<Reading, String> {
    // An export with hashes has the id of the database, without the `auth0|` with which Auth0 shows it elsewhere.
    let oid = user.value(&["_id", "_ID"]).unwrap_or_default();
    let oid = text(&oid, &["$oid"]).or_else(|| oid.as_str().map(str::to_owned));
    let source = user.text(&["user_id"])?.or_else(|| oid.map(|oid| format!("auth0|{oid}")));
    let email = user.text(&["email"])?;
    let given = [user.text(&["given_name"])?, user.text(&["family_name"])?];
    let given = given.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let hash = user.text(&["passwordHash", "password_hash"])?;
    let custom = user.value(&["custom_password_hash"]);
    Ok(Reading::User(Box::new(SourceUser {
        source_id: source.unwrap_or_default(),
        // Auth0 exports the email as the name of a user without one.
        name: user.text(&["name"])?.filter(|name| Some(name) != email.as_ref()).unwrap_or(given),
        email,
        phone: user.text(&["phone_number"])?,
        password: hash.map(|hash| known(&hash)).or_else(|| custom.map(|custom| self::custom(&custom))),
        password_updated_at: user.when(&["password_set_date", "last_password_reset"])?,
        is_blocked: user.flag(&["blocked"])? == Some(true),
        email_verified: user.flag(&["email_verified"])? == Some(true),
        phone_verified: user.flag(&["phone_verified"])? == Some(true),
        prefs: user.raw_object(&["user_metadata"])?,
        created_at: user.when(&["created_at"])?,
        updated_at: user.when(&["updated_at"])?,
        accessed_at: user.when(&["last_login"])?,
        left: user,
        ..SourceUser::default()
    })))
}

fn custom(custom: &Value) -> SourcePassword {
    let Some(value) = text(&custom["hash"], &["value"]) else {
        return SourcePassword::unknown("a custom hash without a value");
    };
    let encoding = text(&custom["hash"], &["encoding"]).unwrap_or_default();
    let is_salted = custom.get("salt").is_some_and(|salt| text(salt, &["value"]).is_some_and(|salt| !salt.is_empty()));
    let algorithm = text(custom, &["algorithm"]).unwrap_or_default();
    let hash = match algorithm.as_str() {
        "argon2" | "bcrypt" => return known(&value),
        "pbkdf2" => return pbkdf2(&value).into(),
        "scrypt" if encoding != "base64" => return scrypt(custom, &value).into(),
        "md5" if !is_salted && encoding != "base64" => PasswordHash::md5(&value),
        "sha1" | "sha256" | "sha512" if !is_salted && encoding != "base64" => {
            PasswordHash::sha(ShaVersion::of(&algorithm).unwrap_or_default(), &value)
        }
        _ => return SourcePassword::unknown("a custom hash of an unknown kind, with a salt of its own, or not in hex"),
    };
    hash.into()
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
