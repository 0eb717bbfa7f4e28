//! Hashes with the name of their scheme in braces: LDAP's `userPassword` (RFC 2307, 5.3, and what servers added to it),
//! and the forms of Spring Security that hold a text of another kind.

use super::{Read, passlib};
use crate::Invalid;
use crate::hash::text::from_base64;
use crate::hash::{DigestAlgorithm, DigestRounds, PasswordHash, SaltedDigest, pbkdf2};
use crate::hex::hex;

const RULE: &str = "a hash of LDAP: {SSHA}, {SMD5}, {SHA}, {MD5} and their longer versions with base64 of the right length, {PBKDF2}, or {CRYPT} with a hash that names its scheme";

pub(super) fn read(text: &str) -> Option<Read> {
    let (name, rest) = text.strip_prefix('{')?.split_once('}')?;
    let name = name.to_ascii_lowercase();
    let hash = if let Some(digest) = name.strip_prefix("pbkdf2").filter(|_| !rest.starts_with('$')) {
        passlib::pbkdf2(&format!("{digest}${rest}")).unwrap_or(Err(Invalid::Hash(pbkdf2::RULE)))
    } else if rest.starts_with('$') {
        PasswordHash::recognise(rest).unwrap_or(Err(Invalid::Hash(RULE)))
    } else {
        digest(&name, rest).unwrap_or(Err(Invalid::Hash(RULE)))
    };
    Some(hash)
}

/// A digest, and behind it the salt that followed the password. Names without a leading `s` have no salt.
fn digest(name: &str, text: &str) -> Option<Read> {
    let (is_salted, name) = match name {
        "smd5" => (true, "md5"),
        "ssha" => (true, "sha1"),
        "sha" => (false, "sha1"),
        _ => name.strip_prefix("ssha").map_or((false, name), |_| (true, &name[1..])),
    };
    let algorithm = DigestAlgorithm::of(name)?;
    let bytes = from_base64(text)?;
    let (hash, salt) = bytes.split_at_checked(algorithm.bytes())?;
    match algorithm {
        _ if is_salted => Some(PasswordHash::salted_digest(SaltedDigest {
            algorithm,
            key: None,
            before: Vec::new(),
            after: salt.to_vec(),
            rounds: DigestRounds::Chained(1),
            hash: hash.to_vec(),
        })),
        _ if !salt.is_empty() => None,
        DigestAlgorithm::Md5 => Some(PasswordHash::md5(&hex(hash))),
        DigestAlgorithm::Sha(version) => Some(PasswordHash::sha(version, &hex(hash))),
    }
}
