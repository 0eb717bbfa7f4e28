//! Werkzeug, which Flask uses (source: werkzeug/security.py, versions 2.0 and 3.1).

use super::Read;
use crate::Invalid;
use crate::hash::text::number;
use crate::hash::{DigestAlgorithm, DigestRounds, PasswordHash, Pbkdf2Digest, SaltedDigest, ScryptCost};
use crate::hex::from_hex;

pub(super) const RULE: &str =
    "a hash of Werkzeug: scrypt:N:r:p$salt$hex, pbkdf2:digest:rounds$salt$hex, or digest$salt$hex";

/// The length of a scrypt hash, in bytes.
const SCRYPT_BYTES: u32 = 64;

/// `scrypt:32768:8:1$salt$hex` and `pbkdf2:sha256:1000000$salt$hex`; the salt is a text.
pub(super) fn read(text: &str) -> Option<Read> {
    let hash = match text.split_once(':')? {
        ("scrypt", rest) => scrypt(rest),
        ("pbkdf2", rest) => pbkdf2(rest),
        _ => return None,
    };
    Some(hash.unwrap_or(Err(Invalid::Hash(RULE))))
}

/// `sha256$salt$hex` of the versions before 3: an HMAC whose key is the salt, or a plain digest without a salt.
pub(super) fn old(text: &str) -> Option<Read> {
    let [name, salt, hash] = text.split('$').collect::<Vec<_>>().try_into().ok()?;
    let algorithm = DigestAlgorithm::of(name)?;
    let key = if salt.is_empty() { None } else { Some(salt.as_bytes().to_vec()) };
    let (before, after, hash) = (Vec::new(), Vec::new(), from_hex(hash)?);
    let rounds = DigestRounds::Chained(1);
    Some(PasswordHash::salted_digest(SaltedDigest { algorithm, key, before, after, rounds, hash }))
}

fn scrypt(rest: &str) -> Option<Read> {
    let (cost, salt, hash) = salt_and_hash(rest)?;
    let [cpu, memory, parallel] = cost.split(':').collect::<Vec<_>>().try_into().ok()?;
    let cost = ScryptCost::new(number(cpu)?, number(memory)?, number(parallel)?, SCRYPT_BYTES);
    Some(cost.and_then(|cost| PasswordHash::scrypt_bytes(cost, salt.as_bytes(), &hash)))
}

fn pbkdf2(rest: &str) -> Option<Read> {
    let (method, salt, hash) = salt_and_hash(rest)?;
    let (digest, rounds) = method.split_once(':')?;
    let digest = Pbkdf2Digest::of(digest).filter(|digest| digest.block_bytes() == hash.len())?;
    Some(PasswordHash::pbkdf2_bytes(digest, number(rounds)?, salt.as_bytes(), &hash))
}

fn salt_and_hash(rest: &str) -> Option<(&str, &str, Vec<u8>)> {
    let [method, salt, hash] = rest.split('$').collect::<Vec<_>>().try_into().ok()?;
    Some((method, salt, from_hex(hash)?))
}
