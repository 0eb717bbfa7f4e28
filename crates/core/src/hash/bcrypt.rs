//! bcrypt hashes: `$2y$10$` and 53 characters.

use super::ShownHash;
use super::bounds::BCRYPT_COST;
use super::scheme::Scheme;
use super::text::from_bcrypt_base64;
use crate::Result;
use subtle::ConstantTimeEq;

/// The rule for a bcrypt hash.
pub(super) const RULE: &str = "a bcrypt hash ($2y$10$ and 53 characters) of a cost from 4 to 15";

/// The number of bytes of a password that bcrypt reads, the zero at its end included.
const KEY_BYTES: usize = 72;
const LENGTH: usize = 60;
const SALT_CHARS: usize = 22;
const HASH_BYTES: usize = 23;

pub(super) struct BcryptHash {
    text: String,
    /// Made by the first version of crypt_blowfish, which read bytes of non-ASCII characters as negative numbers.
    is_flawed: bool,
    cost: u32,
    salt: [u8; 16],
    hash: Vec<u8>,
}

impl BcryptHash {
    /// Parses a hash. One with a cost over the bound is rejected: we make no bcrypt hashes, so no stored one has such a
    /// cost.
    pub(super) fn read(text: &str) -> Option<Self> {
        let rest = text.strip_prefix("$2").filter(|_| text.len() == LENGTH)?;
        let is_flawed = rest.starts_with('x');
        let rest = rest.strip_prefix(['a', 'b', 'x', 'y'])?.strip_prefix('$')?;
        let (cost, rest) = rest.split_once('$')?;
        let digits = cost.len() == 2 && cost.bytes().all(|byte| byte.is_ascii_digit());
        let cost = cost.parse().ok().filter(|cost| digits && (4..=BCRYPT_COST).contains(cost))?;
        let (salt, hash) = rest.split_at_checked(SALT_CHARS)?;
        let salt = from_bcrypt_base64(salt)?.try_into().ok()?;
        let hash = from_bcrypt_base64(hash).filter(|hash| hash.len() == HASH_BYTES)?;
        Some(Self { text: text.to_owned(), is_flawed, cost, salt, hash })
    }
}

impl Scheme for BcryptHash {
    fn matches(&self, password: &[u8]) -> Result<bool> {
        let key = if self.is_flawed { flawed_key(password) } else { key(password) };
        let digest = bcrypt::bcrypt(self.cost, self.salt, &key);
        Ok(digest[..HASH_BYTES].ct_eq(&self.hash).into())
    }

    fn shown(&self) -> ShownHash {
        let options = format!(r#"{{"type":"bcrypt","cost":{}}}"#, self.cost);
        ShownHash { password: self.text.clone(), kind: "bcrypt", options }
    }
}

/// The password and a zero, up to the bytes that bcrypt reads. bcrypt repeats a shorter key.
fn key(password: &[u8]) -> Vec<u8> {
    password.iter().copied().chain([0]).take(KEY_BYTES).collect()
}

/// The same key as the flawed version read it: each four bytes become a number, and a byte over 127 sets all bits
/// before it.
fn flawed_key(password: &[u8]) -> Vec<u8> {
    let round: Vec<u8> = password.iter().copied().chain([0]).cycle().take(KEY_BYTES).collect();
    let word = |bytes: &[u8]| bytes.iter().fold(0_u32, |word, byte| (word << 8) | i32::from(*byte as i8) as u32);
    round.chunks_exact(4).flat_map(|bytes| word(bytes).to_be_bytes()).collect()
}
