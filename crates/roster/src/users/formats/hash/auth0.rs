//! Auth0's `custom_password_hash` (source: "Bulk User Import Database Schema and Examples" in Auth0's documentation).

use super::columns::{SaltPosition, salted};
use super::known;
use crate::users::source::SourcePassword;
use roster_core::{
    BytesEncoding, DigestAlgorithm, DigestRounds, PasswordHash, Preparation, SaltedDigest, ScryptCost, ShaVersion,
};
use serde_json::Value;

/// A hash that is described by `custom_password_hash`.
pub fn custom(custom: &Value) -> SourcePassword {
    match hash(custom).and_then(|hash| with_encoding(hash, custom)) {
        Ok(hash) => SourcePassword::Hash(hash),
        Err(reason) => SourcePassword::Unknown(reason),
    }
}

fn hash(custom: &Value) -> Result<PasswordHash, String> {
    let value = custom["hash"]["value"].as_str().ok_or("a custom hash without a value")?;
    match custom["algorithm"].as_str().unwrap_or_default() {
        "argon2" | "bcrypt" | "pbkdf2" | "ldap" => match known(value) {
            SourcePassword::Hash(hash) => Ok(hash),
            SourcePassword::Unknown(reason) => Err(reason),
            SourcePassword::Plain(_) => Err("a custom hash of an unknown kind".to_owned()),
        },
        "scrypt" => scrypt(custom, bytes(&custom["hash"], BytesEncoding::Hex)?),
        "hmac" => hmac(custom, bytes(&custom["hash"], BytesEncoding::Hex)?),
        name @ ("md5" | "sha1" | "sha256" | "sha512") => {
            digest(name, custom, bytes(&custom["hash"], BytesEncoding::Hex)?)
        }
        _ => Err("a custom hash of an unknown algorithm".to_owned()),
    }
}

/// The bytes of `{"value":…,"encoding":…}`.
fn bytes(part: &Value, default: BytesEncoding) -> Result<Vec<u8>, String> {
    let encoding = match part["encoding"].as_str() {
        Some(name) => BytesEncoding::of(name).ok_or("a custom hash with an unknown encoding")?,
        None => default,
    };
    let value = part["value"].as_str().unwrap_or_default();
    encoding.decode(value).ok_or_else(|| "a custom hash whose parts are not in their encoding".to_owned())
}

/// The salt, and where it is.
fn salt(custom: &Value) -> Result<Option<(Vec<u8>, SaltPosition)>, String> {
    let bytes = bytes(&custom["salt"], BytesEncoding::Utf8)?;
    match custom["salt"]["position"].as_str() {
        _ if bytes.is_empty() => Ok(None),
        Some("prefix") => Ok(Some((bytes, SaltPosition::First))),
        Some("suffix") => Ok(Some((bytes, SaltPosition::Last))),
        _ => Err("a custom hash with a salt, and without its position (prefix, suffix)".to_owned()),
    }
}

fn digest(name: &str, custom: &Value, hash: Vec<u8>) -> Result<PasswordHash, String> {
    let algorithm = DigestAlgorithm::of(name).ok_or("a custom hash of an unknown algorithm")?;
    let (salt, position) = salt(custom)?.unwrap_or((Vec::new(), SaltPosition::First));
    if !salt.is_empty() {
        return salted(algorithm, salt, position, hash).map_err(|reason| reason.to_string());
    }
    let hex: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    let plain = match ShaVersion::of(name) {
        Some(version) => PasswordHash::sha(version, &hex),
        None => PasswordHash::md5(&hex),
    };
    plain.map_err(|reason| reason.to_string())
}

fn hmac(custom: &Value, hash: Vec<u8>) -> Result<PasswordHash, String> {
    let name = custom["hash"]["digest"].as_str().unwrap_or_default();
    let algorithm = DigestAlgorithm::of(name).ok_or("a custom HMAC of an unknown digest")?;
    let key = Some(bytes(&custom["hash"]["key"], BytesEncoding::Utf8)?);
    let (before, after) = match salt(custom)? {
        None => (Vec::new(), Vec::new()),
        Some((salt, SaltPosition::First)) => (salt, Vec::new()),
        Some((salt, SaltPosition::Last)) => (Vec::new(), salt),
    };
    let rounds = DigestRounds::Chained(1);
    PasswordHash::salted_digest(SaltedDigest { algorithm, key, before, after, rounds, hash })
        .map_err(|reason| reason.to_string())
}

fn scrypt(custom: &Value, hash: Vec<u8>) -> Result<PasswordHash, String> {
    const RULE: &str = "a custom scrypt hash without cost, blockSize, parallelization or keylen";
    let factor = |name: &str| custom[name].as_u64().and_then(|number| u32::try_from(number).ok()).ok_or(RULE);
    let cost = ScryptCost::new(factor("cost")?, factor("blockSize")?, factor("parallelization")?, factor("keylen")?);
    let salt = bytes(&custom["salt"], BytesEncoding::Utf8)?;
    cost.and_then(|cost| PasswordHash::scrypt_bytes(cost, &salt, &hash)).map_err(|reason| reason.to_string())
}

/// The hash of a password in the encoding `password.encoding`.
fn with_encoding(hash: PasswordHash, custom: &Value) -> Result<PasswordHash, String> {
    let step = match custom["password"]["encoding"].as_str() {
        None | Some("utf8") => return Ok(hash),
        Some("utf16le" | "ucs2") => Preparation::Utf16,
        // Node.js writes a text in ASCII as it writes one in ISO 8859-1.
        Some("latin1" | "binary" | "ascii") => Preparation::Latin1,
        Some(_) => return Err("a custom hash with an unknown password.encoding".to_owned()),
    };
    hash.prepared(&[step]).map_err(|reason| reason.to_string())
}
