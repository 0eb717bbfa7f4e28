//! The texts of Python's passlib 1.7, which other software writes as well: Zitadel, Ory Kratos, Auth0's bulk import.

use super::Read;
use crate::Invalid;
use crate::hash::text::{from_passlib_base64, number, parts, settings};
use crate::hash::{
    DigestAlgorithm, PasswordHash, Pbkdf2Digest, Preparation, ScryptCost, ShaVersion, bcrypt, pbkdf2, scrypt,
};

/// The first N that is not read as a logarithm.
const SMALLEST_COST: u32 = 32;

pub(super) fn read(text: &str) -> Option<Read> {
    if let Some(rest) = text.strip_prefix("$pbkdf2") {
        Some(pbkdf2(rest).unwrap_or(Err(Invalid::Hash(pbkdf2::RULE))))
    } else if text.starts_with("$scrypt$") {
        Some(scrypt(text).unwrap_or(Err(Invalid::Hash(scrypt::RULE))))
    } else if text.starts_with("$bcrypt-sha256$") {
        Some(bcrypt_sha256(text).unwrap_or(Err(Invalid::Hash(bcrypt::RULE))))
    } else {
        None
    }
}

/// `$pbkdf2-sha256$29000$salt$hash`, and with `i=29000` or `i=29000,l=32` in the place of the rounds. Without the name of
/// a digest it is SHA-1.
pub(super) fn pbkdf2(rest: &str) -> Option<Read> {
    let (digest, rest) = rest.split_once('$')?;
    let digest = if digest.is_empty() { "sha1" } else { digest.strip_prefix('-')? };
    let [rounds, salt, hash] = rest.split('$').collect::<Vec<_>>().try_into().ok()?;
    let hash = from_passlib_base64(hash)?;
    let rounds = match (number(rounds), settings(rounds, ["i"]), settings(rounds, ["i", "l"])) {
        (Some(rounds), ..) | (_, Some([rounds]), _) => rounds,
        (.., Some([rounds, length])) if length as usize == hash.len() => rounds,
        _ => return None,
    };
    Some(PasswordHash::pbkdf2_bytes(Pbkdf2Digest::of(digest)?, rounds, &from_passlib_base64(salt)?, &hash))
}

/// `$scrypt$ln=14,r=8,p=1$salt$hash`. Kratos writes N itself as `ln` (source: Ory Kratos, hash/hash_comparator.go,
/// `decodeScryptHash`).
fn scrypt(text: &str) -> Option<Read> {
    let [cost, salt, hash] = parts(text, "scrypt")?;
    let [cpu, memory, parallel] = settings(cost, ["ln", "r", "p"])?;
    let cpu = if cpu < SMALLEST_COST { 1 << cpu } else { cpu };
    let (salt, hash) = (from_passlib_base64(salt)?, from_passlib_base64(hash)?);
    let cost = ScryptCost::new(cpu, memory, parallel, u32::try_from(hash.len()).ok()?);
    Some(cost.and_then(|cost| PasswordHash::scrypt_bytes(cost, &salt, &hash)))
}

/// `$bcrypt-sha256$v=2,t=2b,r=12$salt$hash`, and `$bcrypt-sha256$2b,12$salt$hash` of its first version: bcrypt over the
/// base64 of an HMAC whose key is the text of the salt, in the first version of a digest (source: passlib 1.7.4,
/// handlers/bcrypt.py). Django's function of this name is another one.
fn bcrypt_sha256(text: &str) -> Option<Read> {
    let [cost, salt, hash] = parts(text, "bcrypt-sha256")?;
    let (version, cost) = cost.strip_prefix("v=2,t=").map_or((1, cost), |cost| (2, cost));
    let (ident, rounds) = cost.split_once(if version == 1 { "," } else { ",r=" })?;
    let key = (version == 2).then(|| salt.as_bytes().to_vec());
    let bcrypt = PasswordHash::bcrypt(&format!("${ident}${rounds:0>2}${salt}{hash}"));
    let step = Preparation::Base64(DigestAlgorithm::Sha(ShaVersion::Sha256), key);
    Some(bcrypt.and_then(|hash| hash.prepared(&[step])))
}
