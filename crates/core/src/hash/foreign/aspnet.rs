//! ASP.NET Identity (source: src/Identity/Extensions.Core/src/PasswordHasher.cs of ASP.NET Core).

use super::Read;
use crate::hash::text::from_base64;
use crate::hash::{PasswordHash, Pbkdf2Digest};

pub(super) const RULE: &str =
    "a hash of ASP.NET Identity: base64 of version 2 (49 bytes, the first 0) or version 3 (the first byte 1)";

/// The rounds of version 2, and the length of its salt.
const V2_ROUNDS: u32 = 1_000;
const V2_SALT: usize = 16;
const V2_HASH: usize = 32;

pub(super) fn read(text: &str) -> Option<Read> {
    let bytes = from_base64(text)?;
    match bytes.split_first()? {
        (0, rest) if rest.len() == V2_SALT + V2_HASH => {
            let (salt, hash) = rest.split_at_checked(V2_SALT)?;
            Some(PasswordHash::pbkdf2_bytes(Pbkdf2Digest::Sha1, V2_ROUNDS, salt, hash))
        }
        (1, rest) => v3(rest),
        _ => None,
    }
}

/// Digest, rounds and the length of the salt in four bytes each, the highest first; then salt and hash.
fn v3(rest: &[u8]) -> Option<Read> {
    let (digest, rest) = rest.split_first_chunk()?;
    let (rounds, rest) = rest.split_first_chunk()?;
    let (length, rest) = rest.split_first_chunk()?;
    let digest = match u32::from_be_bytes(*digest) {
        0 => Pbkdf2Digest::Sha1,
        1 => Pbkdf2Digest::Sha256,
        2 => Pbkdf2Digest::Sha512,
        _ => return None,
    };
    let (salt, hash) = rest.split_at_checked(u32::from_be_bytes(*length) as usize)?;
    Some(PasswordHash::pbkdf2_bytes(digest, u32::from_be_bytes(*rounds), salt, hash))
}
