//! Password hashes: Argon2id in the PHC string form (`$argon2id$v=19$m=19456,t=2,p=1$salt$hash`).

use crate::{Error, Password, Result};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD as BASE64};
use std::fmt;
use std::sync::{Mutex, PoisonError};
use subtle::ConstantTimeEq;

/// Length of a salt, in bytes (RFC 9106, 3.1: 16 bytes are enough for passwords).
const SALT_BYTES: usize = 16;
/// Length of a hash, in bytes.
const HASH_BYTES: usize = 32;

/// The blocks that Argon2 fills, kept for the life of the process.
///
/// Without this the allocator of glibc does not reuse them: 160 hashes left 2.5 GB resident. With it a function stays at
/// 29 MB, and a hash takes a third less time. A function serves one request at a time, so the lock is never waited for.
static BLOCKS: Mutex<Vec<Block>> = Mutex::new(Vec::new());

/// What a hash costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HashCost {
    /// Memory, in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub iterations: u32,
}

/// 19 MiB and two passes: the least that OWASP recommends for Argon2id, 17 ms on one vCPU.
impl Default for HashCost {
    fn default() -> Self {
        Self { memory_kib: 19_456, iterations: 2 }
    }
}

impl HashCost {
    /// Hashes a password. Blocks for some 17 ms at the default cost: keep it off the thread that serves requests.
    ///
    /// # Errors
    /// [`Error::Internal`] when the cost is outside of what Argon2 allows.
    pub fn hash(self, password: &Password, salt: [u8; SALT_BYTES]) -> Result<PasswordHash> {
        let digest = self.digest(password, &salt)?;
        Ok(self.phc(&salt, &digest))
    }

    /// A hash that no password has, of this cost: comparing with it takes as long as with a real one.
    #[must_use]
    pub fn decoy(self) -> PasswordHash {
        self.phc(&[0; SALT_BYTES], &[0; HASH_BYTES])
    }

    fn phc(self, salt: &[u8], digest: &[u8]) -> PasswordHash {
        let (salt, digest) = (BASE64.encode(salt), BASE64.encode(digest));
        PasswordHash(format!("$argon2id$v=19$m={},t={},p=1${salt}${digest}", self.memory_kib, self.iterations))
    }

    fn digest(self, password: &Password, salt: &[u8]) -> Result<[u8; HASH_BYTES]> {
        let params = Params::new(self.memory_kib, self.iterations, 1, Some(HASH_BYTES))
            .map_err(|cause| Error::internal(format!("argon2 parameters: {cause}")))?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let mut blocks = BLOCKS.lock().unwrap_or_else(PoisonError::into_inner);
        blocks.resize(argon2.params().block_count(), Block::default());
        let mut digest = [0; HASH_BYTES];
        argon2
            .hash_password_into_with_memory(password.as_bytes(), salt, &mut digest, &mut blocks[..])
            .map_err(|cause| Error::internal(format!("argon2: {cause}")))?;
        Ok(digest)
    }
}

/// The hash of a password, in PHC form.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// Takes a hash that we stored.
    #[must_use]
    pub fn from_stored(text: String) -> Self {
        Self(text)
    }

    /// The hash as it is stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the password is the one that was hashed; compares in constant time. Blocks as [`HashCost::hash`] does.
    ///
    /// # Errors
    /// [`Error::Internal`] when the stored hash is not one of ours.
    pub fn matches(&self, password: &Password) -> Result<bool> {
        let (cost, salt, expected) =
            self.parts().ok_or_else(|| Error::internal("a stored password hash is malformed"))?;
        Ok(cost.digest(password, &salt)?.ct_eq(expected.as_slice()).into())
    }

    /// The hash as servers may see it.
    #[must_use]
    pub fn shown(&self) -> ShownHash {
        let cost = self.cost().unwrap_or_default();
        let HashCost { memory_kib, iterations } = cost;
        let options = format!(r#"{{"type":"argon2","memoryCost":{memory_kib},"timeCost":{iterations},"threads":1}}"#);
        ShownHash { password: self.0.clone(), kind: "argon2", options }
    }

    /// What the hash cost; nothing for one that is not ours.
    #[must_use]
    pub fn cost(&self) -> Option<HashCost> {
        self.parts().map(|(cost, ..)| cost)
    }

    fn parts(&self) -> Option<(HashCost, Vec<u8>, Vec<u8>)> {
        let mut parts = self.0.strip_prefix("$argon2id$v=19$")?.split('$');
        let mut costs = parts.next()?.split(',');
        let mut cost = |tag: &str| costs.next()?.strip_prefix(tag)?.parse::<u32>().ok();
        let (memory_kib, iterations, _) = (cost("m=")?, cost("t=")?, cost("p=")?);
        let salt = BASE64.decode(parts.next()?).ok()?;
        let hash = BASE64.decode(parts.next()?).ok()?;
        Some((HashCost { memory_kib, iterations }, salt, hash))
    }
}

/// A hash as servers may see it: the text, the name of its kind, and its options as JSON.
#[derive(Clone, PartialEq, Eq)]
pub struct ShownHash {
    /// The hash itself.
    pub password: String,
    /// The name of the algorithm, as the reference spells it.
    pub kind: &'static str,
    /// The options of the algorithm, as JSON.
    pub options: String,
}

impl fmt::Debug for ShownHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ShownHash({})", self.kind)
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHEAP: HashCost = HashCost { memory_kib: 64, iterations: 1 };

    #[test]
    fn a_hash_knows_its_password_and_no_other() {
        let password = Password::parse("correct horse").unwrap();
        let hash = CHEAP.hash(&password, [7; 16]).unwrap();
        assert!(hash.as_str().starts_with("$argon2id$v=19$m=64,t=1,p=1$"));
        assert!(hash.matches(&password).unwrap());
        assert!(!hash.matches(&Password::parse("correct house").unwrap()).unwrap());
    }

    #[test]
    fn a_hash_depends_on_its_salt() {
        let password = Password::parse("correct horse").unwrap();
        assert_ne!(CHEAP.hash(&password, [1; 16]).unwrap(), CHEAP.hash(&password, [2; 16]).unwrap());
    }

    #[test]
    fn a_hash_made_by_the_reference_program_is_understood() {
        // printf correcthorse | argon2 somesaltsomesalt -id -t 2 -k 19456 -p 1 -l 32 -e
        let made_elsewhere = PasswordHash::from_stored(VECTOR.to_owned());
        assert!(made_elsewhere.matches(&Password::parse("correcthorse").unwrap()).unwrap());
    }

    #[test]
    fn a_decoy_costs_the_same_and_matches_nothing() {
        let decoy = CHEAP.decoy();
        assert_eq!(decoy.cost(), Some(CHEAP));
        assert!(!decoy.matches(&Password::parse("correct horse").unwrap()).unwrap());
    }

    const VECTOR: &str =
        "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$f5Wi/jsRmH5xdwOinq2L3+sADy2cqExCg0Pnn4lBxe4";
}
