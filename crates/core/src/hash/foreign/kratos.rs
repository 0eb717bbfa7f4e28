//! The texts of Ory Kratos (source: hash/hash_comparator.go), and of Zitadel's passwap (md5salted/md5salted.go).

use super::Read;
use crate::Invalid;
use crate::hash::text::{from_base64, parts};
use crate::hash::{DigestAlgorithm, DigestRounds, PasswordHash, SaltedDigest, digest, salted};
use crate::hex::{from_hex, hex};

pub(super) fn read(text: &str) -> Option<Read> {
    let (tag, rest) = text.strip_prefix('$')?.split_once('$')?;
    let salted =
        |hash: Option<SaltedDigest>| Some(hash.map_or(Err(Invalid::Hash(salted::RULE)), PasswordHash::salted_digest));
    match tag {
        // `$md5-crypt$1$…`
        "md5-crypt" | "sha256-crypt" | "sha512-crypt" => Some(PasswordHash::crypt(&format!("${rest}"))),
        "md5" if !rest.contains('$') => Some(plain_md5(rest)),
        "md5" | "sha1" | "sha256" | "sha512" => salted(formatted(text, tag)),
        "md5salted-prefix" | "md5salted-suffix" => salted(zitadel_md5(text, tag)),
        _ if tag.starts_with("hmac-") => salted(hmac(text, tag)),
        _ => None,
    }
}

/// `$md5$` and base64; ours has hex.
fn plain_md5(hash: &str) -> Read {
    let bytes = from_hex(hash).or_else(|| from_base64(hash)).ok_or(Invalid::Hash(digest::MD5_RULE))?;
    PasswordHash::md5(&hex(&bytes))
}

/// `$sha256$pf=format$salt$hash`, where the format is the base64 of a text with `{SALT}` and `{PASSWORD}`.
fn formatted(text: &str, tag: &str) -> Option<SaltedDigest> {
    let [format, salt, hash] = parts(text, tag)?;
    let format = String::from_utf8(from_base64(format.strip_prefix("pf=")?)?).ok()?;
    let (before, after) = format.split_once("{PASSWORD}").filter(|(_, after)| !after.contains("{PASSWORD}"))?;
    let salt = from_base64(salt)?;
    let filled = |part: &str| part.split("{SALT}").map(str::as_bytes).collect::<Vec<_>>().join(salt.as_slice());
    let algorithm = DigestAlgorithm::of(tag)?;
    let (before, after, hash) = (filled(before), filled(after), from_base64(hash)?);
    Some(SaltedDigest { algorithm, key: None, before, after, rounds: DigestRounds::Chained(1), hash })
}

/// `$hmac-sha256$hash$key`, where the hash is the base64 of hex.
fn hmac(text: &str, tag: &str) -> Option<SaltedDigest> {
    let [hash, key] = parts(text, tag)?;
    let hash = from_hex(&String::from_utf8(from_base64(hash)?).ok()?)?;
    let (algorithm, key) = (DigestAlgorithm::of(tag.strip_prefix("hmac-")?)?, Some(from_base64(key)?));
    let (before, after) = (Vec::new(), Vec::new());
    Some(SaltedDigest { algorithm, key, before, after, rounds: DigestRounds::Chained(1), hash })
}

/// `$md5salted-prefix$salt$hash`, where the salt is a text.
fn zitadel_md5(text: &str, tag: &str) -> Option<SaltedDigest> {
    let [salt, hash] = parts(text, tag)?;
    let salt = salt.as_bytes().to_vec();
    let (before, after) = if tag == "md5salted-prefix" { (salt, Vec::new()) } else { (Vec::new(), salt) };
    let (algorithm, hash) = (DigestAlgorithm::Md5, from_base64(hash)?);
    Some(SaltedDigest { algorithm, key: None, before, after, rounds: DigestRounds::Chained(1), hash })
}
