//! Appwrite: users in the form of its server SDKs, which `roster users export` writes as well.

use super::super::field::{Flag, Text, When, number, text};
use super::super::source_user::SourceUser;
use super::{known_hash, parse};
use roster_core::{FirebaseKeys, Invalid, PasswordHash, Pbkdf2, Pbkdf2Digest, ScryptCost, ShaVersion};
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AppwriteUser {
    #[serde(rename = "$id")]
    id: String,
    #[serde(rename = "$createdAt", default)]
    created_at: When,
    #[serde(rename = "$updatedAt", default)]
    updated_at: When,
    #[serde(default)]
    registration: When,
    #[serde(default)]
    name: Text,
    #[serde(default)]
    password: Text,
    #[serde(default)]
    hash: Text,
    #[serde(default)]
    hash_options: Value,
    #[serde(default)]
    status: Flag,
    #[serde(default)]
    labels: Option<Vec<String>>,
    #[serde(default)]
    password_update: When,
    #[serde(default)]
    email: Text,
    #[serde(default)]
    phone: Text,
    #[serde(default)]
    email_verification: Flag,
    #[serde(default)]
    phone_verification: Flag,
    #[serde(default)]
    mfa: Flag,
    #[serde(default)]
    prefs: Option<Box<RawValue>>,
    #[serde(default)]
    accessed_at: When,
    #[serde(default)]
    impersonator: Flag,
}

/// Reads a user.
pub fn read(json: &str) -> Result<SourceUser, String> {
    let user: AppwriteUser = parse(json)?;
    let (kind, options) = (user.hash.0, user.hash_options);
    Ok(SourceUser {
        source_id: user.id,
        email: user.email.some(),
        phone: user.phone.some(),
        name: user.name.0,
        password: user.password.some().map(|password| hash(&kind, &password, &options)),
        password_updated_at: user.password_update.0,
        has_password_dates: true,
        blocked_until: None,
        is_blocked: user.status.0 == Some(false),
        email_verified: user.email_verification.is_set(),
        phone_verified: user.phone_verification.is_set(),
        labels: user.labels.unwrap_or_default(),
        prefs: user.prefs,
        mfa: user.mfa.is_set(),
        impersonator: user.impersonator.is_set(),
        created_at: user.registration.0.or(user.created_at.0),
        updated_at: user.updated_at.0,
        accessed_at: user.accessed_at.0,
    })
}

fn hash(kind: &str, password: &str, options: &Value) -> Result<PasswordHash, String> {
    match kind.to_ascii_lowercase().as_str() {
        "argon2" | "bcrypt" | "phpass" | "" => return known_hash(password),
        "md5" => PasswordHash::md5(password),
        "sha" => sha(password, options),
        "scrypt" => scrypt(password, options),
        "scryptmod" | "scrypt_mod" | "scryptmodified" => scrypt_modified(password, options),
        "pbkdf2" => pbkdf2(password, options),
        _ => return Err("a hash of an unknown kind".to_owned()),
    }
    .map_err(|reason| reason.to_string())
}

/// An option that is required.
fn needed<T>(option: Option<T>, rule: &'static str) -> Result<T, Invalid> {
    option.ok_or(Invalid::Hash(rule))
}

fn sha(password: &str, options: &Value) -> Result<PasswordHash, Invalid> {
    let version = match text(options, &["version"]) {
        Some(name) => needed(ShaVersion::of(&name), "a SHA of a known version")?,
        None => ShaVersion::default(),
    };
    PasswordHash::sha(version, password)
}

fn scrypt(password: &str, options: &Value) -> Result<PasswordHash, Invalid> {
    const RULE: &str = "a scrypt hash with costCpu, costMemory, costParallel, length and salt";
    let factor = |camel, snake| needed(number(options, &[camel, snake]), RULE);
    let (cpu, memory) = (factor("costCpu", "cost_cpu")?, factor("costMemory", "cost_memory")?);
    let (parallel, length) = (factor("costParallel", "cost_parallel")?, factor("length", "length")?);
    let salt = needed(text(options, &["salt"]), RULE)?;
    PasswordHash::scrypt(ScryptCost::new(cpu, memory, parallel, length)?, &salt, password)
}

fn scrypt_modified(password: &str, options: &Value) -> Result<PasswordHash, Invalid> {
    const RULE: &str = "a Firebase hash with salt, saltSeparator and signerKey";
    let part = |camel, snake| needed(text(options, &[camel, snake]), RULE);
    let (salt, separator) = (part("salt", "salt")?, part("saltSeparator", "salt_separator")?);
    let keys = FirebaseKeys::new(&salt, &separator, &part("signerKey", "signer_key")?)?;
    let rounds = number(options, &["rounds"]).zip(number(options, &["memCost"]));
    let keys = match rounds {
        Some((rounds, mem_cost)) => keys.with_cost(rounds, mem_cost)?,
        None => keys,
    };
    PasswordHash::scrypt_modified(&keys, password)
}

fn pbkdf2(password: &str, options: &Value) -> Result<PasswordHash, Invalid> {
    const RULE: &str = "a PBKDF2 hash with digest, iterations and salt";
    let digest = text(options, &["digest"]).and_then(|name| Pbkdf2Digest::of(&name));
    let hash = Pbkdf2 {
        digest: needed(digest, RULE)?,
        iterations: needed(number(options, &["iterations"]), RULE)?,
        salt: needed(text(options, &["salt"]), RULE)?,
        hash: password.to_owned(),
    };
    PasswordHash::pbkdf2(&hash)
}
