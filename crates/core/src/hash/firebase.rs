//! Firebase's scrypt: scrypt derives a key from the password, and the hash is the project's signer key, encrypted with
//! that key (AES-256 in counter mode from zero).

use super::ShownHash;
use super::bounds::{LONGEST_SALT, SCRYPT_BYTES};
use super::scheme::Scheme;
use super::scrypt::derive;
use super::text::{from_base64, parts, settings};
use crate::{Invalid, Result};
use aes::Aes256;
use aes::cipher::{BlockCipherEncrypt, KeyInit};
use subtle::ConstantTimeEq;

/// The rule for a hash of Firebase.
pub(super) const RULE: &str = "a hash of Firebase's scrypt in base64, as long as its signer key";
/// The rule for salt, separator and signer key.
const KEYS_RULE: &str = "base64, as Firebase exports it";
/// The rule for a signer key.
const SIGNER_RULE: &str = "a signer key of 16 to 128 bytes in base64";
/// The rule for rounds and memory cost.
const COST_RULE: &str = "rounds from 1 to 64 and a memory cost from 1 to 20, of at most 256 MiB together";

/// The cost that Firebase uses, and the only one that Appwrite supports (source:
/// docs/reference/appwrite/users.md#imported-hashes).
const ROUNDS: u32 = 8;
const MEM_COST: u32 = 14;
/// The length of a signer key, in bytes; Firebase's have 64.
const SIGNER_BYTES: std::ops::RangeInclusive<usize> = 16..=128;

/// The parameters of the hash of one Firebase user: texts in base64.
#[derive(Clone, PartialEq, Eq)]
pub struct FirebaseKeys {
    salt: String,
    separator: String,
    signer_key: String,
    rounds: u32,
    mem_cost: u32,
}

impl FirebaseKeys {
    /// The project's separator and signer key, and the user's salt.
    ///
    /// # Errors
    /// [`Invalid::Hash`] when one of them is not base64, or when the signer key is too short or too long.
    pub fn new(salt: &str, separator: &str, signer_key: &str) -> Result<Self, Invalid> {
        for part in [salt, separator, signer_key] {
            Self::check_part(part)?;
        }
        if !SIGNER_BYTES.contains(&from_base64(signer_key).unwrap_or_default().len()) {
            return Err(Invalid::Hash(SIGNER_RULE));
        }
        let (salt, separator, signer_key) = (salt.to_owned(), separator.to_owned(), signer_key.to_owned());
        Ok(Self { salt, separator, signer_key, rounds: ROUNDS, mem_cost: MEM_COST })
    }

    /// Whether a text can be a salt, a separator or a signer key.
    ///
    /// # Errors
    /// [`Invalid::Hash`] when it is not base64 or too long.
    pub fn check_part(text: &str) -> Result<(), Invalid> {
        let known = from_base64(text).is_some_and(|bytes| bytes.len() <= LONGEST_SALT);
        if known { Ok(()) } else { Err(Invalid::Hash(KEYS_RULE)) }
    }

    /// For a project with other rounds (default 8) and memory cost (default 14).
    ///
    /// # Errors
    /// [`Invalid::Hash`] when they are out of range or take more than 256 MiB.
    pub fn with_cost(self, rounds: u32, mem_cost: u32) -> Result<Self, Invalid> {
        let ranges = (1..=64).contains(&rounds) && (1..=20).contains(&mem_cost);
        if ranges && (128 * u64::from(rounds)) << mem_cost <= SCRYPT_BYTES {
            Ok(Self { rounds, mem_cost, ..self })
        } else {
            Err(Invalid::Hash(COST_RULE))
        }
    }
}

/// The keys of a project are secrets of the project.
impl std::fmt::Debug for FirebaseKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FirebaseKeys(..)")
    }
}

pub(super) struct FirebaseHash {
    keys: FirebaseKeys,
    text: String,
    hash: Vec<u8>,
}

impl FirebaseHash {
    pub(super) fn of(keys: FirebaseKeys, text: &str) -> Option<Self> {
        let signer_key = from_base64(&keys.signer_key)?;
        let hash = from_base64(text).filter(|hash| hash.len() == signer_key.len())?;
        Some(Self { keys, text: text.to_owned(), hash })
    }

    pub(super) fn read(text: &str) -> Option<Self> {
        let [cost, salt, separator, signer_key, hash] = parts(text, "scrypt-modified")?;
        let [rounds, mem_cost] = settings(cost, ["r", "m"])?;
        Self::of(FirebaseKeys::new(salt, separator, signer_key).ok()?.with_cost(rounds, mem_cost).ok()?, hash)
    }

    pub(super) fn to_text(&self) -> String {
        let FirebaseKeys { salt, separator, signer_key, rounds, mem_cost } = &self.keys;
        format!("$scrypt-modified$r={rounds},m={mem_cost}${salt}${separator}${signer_key}${}", self.text)
    }
}

impl Scheme for FirebaseHash {
    fn matches(&self, password: &[u8]) -> Result<bool> {
        let FirebaseKeys { salt, separator, signer_key, rounds, mem_cost } = &self.keys;
        let bytes = |text: &String| from_base64(text).unwrap_or_default();
        let salt = [bytes(salt), bytes(separator)].concat();
        let mut key = [0; 32];
        derive(1 << mem_cost, *rounds, 1, password, &salt, &mut key)?;
        Ok(encrypt(&key, bytes(signer_key)).ct_eq(&self.hash).into())
    }

    fn shown(&self) -> ShownHash {
        let FirebaseKeys { salt, separator, signer_key, rounds, mem_cost } = &self.keys;
        let keys = format!(r#""salt":"{salt}","saltSeparator":"{separator}","signerKey":"{signer_key}""#);
        // Appwrite's model has no field for the cost (source: docs/reference/appwrite/models.md#hash-options).
        let is_usual = (*rounds, *mem_cost) == (ROUNDS, MEM_COST);
        let cost = if is_usual { String::new() } else { format!(r#","rounds":{rounds},"memCost":{mem_cost}"#) };
        let options = format!(r#"{{"type":"scryptMod",{keys}{cost}}}"#);
        ShownHash { password: self.text.clone(), kind: "scryptMod", options }
    }
}

/// AES-256 in counter mode, the counter beginning at zero.
fn encrypt(key: &[u8; 32], mut text: Vec<u8>) -> Vec<u8> {
    let cipher = Aes256::new(key.into());
    for (counter, chunk) in (0_u128..).zip(text.chunks_mut(16)) {
        let mut block = counter.to_be_bytes().into();
        cipher.encrypt_block(&mut block);
        chunk.iter_mut().zip(block).for_each(|(byte, mask)| *byte ^= mask);
    }
    text
}
