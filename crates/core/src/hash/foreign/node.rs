//! better-auth and Lucia: scrypt with the text of the salt, over the password in NFKC (sources: better-auth,
//! packages/better-auth/src/crypto/password.ts; Lucia 1 and 2, packages/lucia/src/utils/crypto.ts; Lucia 3,
//! packages/lucia/src/crypto.ts).

use super::Read;
use crate::hash::{PasswordHash, Preparation, ScryptCost};

pub(super) const BETTER_AUTH_RULE: &str = "a hash of better-auth: salt:hash, with a hash of 128 hex digits";
pub(super) const LUCIA_RULE: &str =
    "a hash of Lucia: s2:salt:hash or salt:hash, with a salt of 16 or 32 characters and a hash of 128 hex digits";

const CPU: u32 = 16_384;
const BLOCK: u32 = 16;
/// The block of the first versions of Lucia, which did not write a version.
const FIRST_BLOCK: u32 = 8;
/// The lengths of the salt of Lucia 3, and of the versions before it, in characters.
const SALT: usize = 32;
const FIRST_SALT: usize = 16;
const LENGTH: u32 = 64;

/// `s2:salt:hash`, which only Lucia writes.
pub(super) fn read(text: &str) -> Option<Read> {
    text.starts_with("s2:").then(|| PasswordHash::lucia(text))
}

pub(super) fn better_auth(text: &str) -> Option<Read> {
    hash(text, BLOCK)
}

pub(super) fn lucia(text: &str) -> Option<Read> {
    let (rest, has_version) = text.strip_prefix("s2:").map_or((text, false), |rest| (rest, true));
    let (salt, _) = rest.split_once(':')?;
    match salt.len() {
        SALT | FIRST_SALT if has_version => hash(rest, BLOCK),
        SALT => hash(rest, BLOCK),
        FIRST_SALT => hash(rest, FIRST_BLOCK),
        _ => None,
    }
}

fn hash(text: &str, block: u32) -> Option<Read> {
    let (salt, hash) = text.split_once(':').filter(|(salt, _)| !salt.is_empty())?;
    let cost = ScryptCost::new(CPU, block, 1, LENGTH);
    let scrypt = cost.and_then(|cost| PasswordHash::scrypt(cost, salt, hash));
    Some(scrypt.and_then(|hash| hash.prepared(&[Preparation::Nfkc])))
}
