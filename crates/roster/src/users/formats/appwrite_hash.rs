//! Hashes as Appwrite shows them: the name of the scheme, its options, and the hash.

use super::hash::known;
use crate::users::source::{SourcePassword, number, text};
use roster_core::{FirebaseKeys, Invalid, PasswordHash, Pbkdf2, Pbkdf2Digest, ScryptCost, ShaVersion};
use serde_json::Value;

/// The hash `password` of the scheme `kind` (`hash` of a user) with `hashOptions`.
pub fn hash(kind: &str, password: &str, options: &Value) -> SourcePassword {
    match kind.to_ascii_lowercase().as_str() {
        "argon2" | "bcrypt" | "phpass" | "" => known(password),
        // Of our own: the whole hash is in its text.
        "scryptbytes" | "drupal" | "crypt" | "digest" | "prepared" => known(password),
        "md5" => PasswordHash::md5(password).into(),
        "sha" => sha(password, options).into(),
        "scrypt" => scrypt(password, options).into(),
        "scryptmod" | "scrypt_mod" | "scryptmodified" => scrypt_modified(password, options).into(),
        "pbkdf2" => pbkdf2(password, options).into(),
        _ => SourcePassword::unknown("a hash of an unknown kind"),
    }
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
