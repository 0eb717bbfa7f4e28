//! The `password_hasher` and `password_digest` of Clerk (source: Clerk, Backend API, "Create a user").

use super::{known, named};
use crate::users::source::SourcePassword;
use roster_core::{BytesEncoding, FirebaseKeys, Invalid, PasswordHash, Pbkdf2Digest};

/// A hash of Clerk: of its own (bcrypt), or one that an application brought from elsewhere.
pub fn hash(hasher: &str, digest: &str) -> SourcePassword {
    match hasher {
        "bcrypt"
        | "bcrypt_sha256_django"
        | "argon2i"
        | "argon2id"
        | "phpass"
        | "pbkdf2_sha256_django"
        | "ldap_ssha"
        | "" => known(digest),
        "md5" | "sha256" => named(hasher, digest),
        "scrypt_werkzeug" => named("werkzeug", digest),
        "pbkdf2_sha256" => pbkdf2(Pbkdf2Digest::Sha256, digest, BytesEncoding::Base64, BytesEncoding::Base64).into(),
        "pbkdf2_sha1" => pbkdf2(Pbkdf2Digest::Sha1, digest, BytesEncoding::Utf8, BytesEncoding::Hex).into(),
        "scrypt_firebase" => firebase(digest).into(),
        "bcrypt_peppered" => SourcePassword::unknown("a hash with a pepper, which only its application knows"),
        _ => SourcePassword::unknown("a hash of a password_hasher that Roster does not know"),
    }
}

/// `pbkdf2_sha256$rounds$salt$hash`; the encodings of salt and hash differ.
fn pbkdf2(
    digest: Pbkdf2Digest,
    text: &str,
    of_salt: BytesEncoding,
    of_hash: BytesEncoding,
) -> Result<PasswordHash, Invalid> {
    let read = || {
        let [_, rounds, salt, hash] = text.split('$').collect::<Vec<_>>().try_into().ok()?;
        Some((rounds.parse().ok()?, of_salt.decode(salt)?, of_hash.decode(hash)?))
    };
    let (rounds, salt, hash) = read().ok_or(Invalid::Hash("a PBKDF2 hash of Clerk: name$rounds$salt$hash"))?;
    PasswordHash::pbkdf2_bytes(digest, rounds, &salt, &hash)
}

/// `hash$salt$signer key$salt separator$rounds$memory cost`
fn firebase(text: &str) -> Result<PasswordHash, Invalid> {
    const RULE: Invalid = Invalid::Hash("a Firebase hash of Clerk: hash$salt$key$separator$rounds$cost");
    let parts: [&str; 6] = text.split('$').collect::<Vec<_>>().try_into().map_err(|_| RULE)?;
    let [hash, salt, signer_key, separator, rounds, mem_cost] = parts;
    let (rounds, mem_cost) = rounds.parse().ok().zip(mem_cost.parse().ok()).ok_or(RULE)?;
    PasswordHash::scrypt_modified(&FirebaseKeys::new(salt, separator, signer_key)?.with_cost(rounds, mem_cost)?, hash)
}
