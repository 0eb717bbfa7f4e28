//! Django (source: django/contrib/auth/hashers.py, Django 6.0).

use super::Read;
use crate::Invalid;
use crate::hash::text::{from_base64, number};
use crate::hash::{
    DigestAlgorithm, DigestRounds, PasswordHash, Pbkdf2Digest, Preparation, SaltedDigest, ScryptCost, ShaVersion,
};
use crate::hex::from_hex;

pub(super) const RULE: &str =
    "a hash of Django: pbkdf2_sha256$, pbkdf2_sha1$, argon2$, bcrypt$, bcrypt_sha256$, scrypt$, md5$ or sha1$";

/// The length of a scrypt hash, in bytes.
const SCRYPT_BYTES: u32 = 64;

pub(super) fn read(text: &str) -> Option<Read> {
    let (name, rest) = text.split_once('$')?;
    let hash = match name {
        "pbkdf2_sha256" => pbkdf2(Pbkdf2Digest::Sha256, rest),
        "pbkdf2_sha1" => pbkdf2(Pbkdf2Digest::Sha1, rest),
        "argon2" => Some(PasswordHash::argon2(&format!("${rest}"))),
        "bcrypt" => Some(PasswordHash::bcrypt(rest)),
        "bcrypt_sha256" => Some(bcrypt_sha256(rest)),
        "scrypt" => scrypt(rest),
        _ => return None,
    };
    Some(hash.unwrap_or(Err(Invalid::Hash(RULE))))
}

/// `md5$salt$hex` and `sha1$salt$hex`, and hex without a salt, which Django's first versions wrote.
pub(super) fn weak(text: &str) -> Option<Read> {
    let Some((name, rest)) = text.split_once('$') else {
        return Some(PasswordHash::md5(text));
    };
    let algorithm = match name {
        "md5" => DigestAlgorithm::Md5,
        "sha1" => DigestAlgorithm::Sha(ShaVersion::Sha1),
        _ => return None,
    };
    let (salt, hash) = rest.split_once('$')?;
    if salt.is_empty() {
        let is_md5 = algorithm == DigestAlgorithm::Md5;
        return Some(if is_md5 { PasswordHash::md5(hash) } else { PasswordHash::sha(ShaVersion::Sha1, hash) });
    }
    Some(PasswordHash::salted_digest(SaltedDigest {
        algorithm,
        key: None,
        before: salt.as_bytes().to_vec(),
        after: Vec::new(),
        rounds: DigestRounds::Chained(1),
        hash: from_hex(hash)?,
    }))
}

/// `1000000$salt$base64`; the salt is a text.
fn pbkdf2(digest: Pbkdf2Digest, rest: &str) -> Option<Read> {
    let [rounds, salt, hash] = rest.split('$').collect::<Vec<_>>().try_into().ok()?;
    let hash = from_base64(hash).filter(|hash| hash.len() == digest.block_bytes())?;
    Some(PasswordHash::pbkdf2_bytes(digest, number(rounds)?, salt.as_bytes(), &hash))
}

/// bcrypt over the hex of a digest. Passlib's function of this name is another one.
fn bcrypt_sha256(rest: &str) -> Read {
    PasswordHash::bcrypt(rest)?.prepared(&[Preparation::Hex(DigestAlgorithm::Sha(ShaVersion::Sha256))])
}

/// `16384$salt$8$5$base64`: N, the salt as a text, r, p.
fn scrypt(rest: &str) -> Option<Read> {
    let [cpu, salt, memory, parallel, hash] = rest.split('$').collect::<Vec<_>>().try_into().ok()?;
    let cost = ScryptCost::new(number(cpu)?, number(memory)?, number(parallel)?, SCRYPT_BYTES);
    let hash = from_base64(hash)?;
    Some(cost.and_then(|cost| PasswordHash::scrypt_bytes(cost, salt.as_bytes(), &hash)))
}
