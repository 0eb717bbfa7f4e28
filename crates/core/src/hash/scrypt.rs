//! scrypt hashes. Their salt is mostly a text, and in some software any bytes.

use super::ShownHash;
use super::bounds::{LANES, LONGEST_HASH, LONGEST_SALT, SCRYPT_BLOCK, SCRYPT_BYTES, SCRYPT_CPU, SHORTEST_HASH};
use super::scheme::Scheme;
use super::text::{base64, from_base64, parts, settings};
use crate::hex::{from_hex, hex};
use crate::{Error, Invalid, Result};
use scrypt::{Params, scrypt};
use subtle::ConstantTimeEq;

/// The rule for a scrypt hash.
pub(super) const RULE: &str = "a scrypt hash in hex, of the length that `length` says";
/// The rule for its cost.
const COST_RULE: &str = "a scrypt cost: a power of two, which takes at most 256 MiB with memory and parallel";

/// The cost of a scrypt hash, and its length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScryptCost {
    cpu: u32,
    memory: u32,
    parallel: u32,
    length: u32,
}

impl ScryptCost {
    /// A cost: N, r, p, and the length of the hash in bytes.
    ///
    /// # Errors
    /// [`Invalid::Hash`] when N is not a power of two, or the cost takes more than 256 MiB (128 N r p bytes).
    pub fn new(cpu: u32, memory: u32, parallel: u32, length: u32) -> Result<Self, Invalid> {
        let valid = cpu > 1
            && cpu.is_power_of_two()
            && u64::from(cpu) <= SCRYPT_CPU
            && (1..=SCRYPT_BLOCK).contains(&memory)
            && (1..=LANES).contains(&parallel)
            && (SHORTEST_HASH..=LONGEST_HASH).contains(&(length as usize))
            && 128 * u64::from(cpu) * u64::from(memory) * u64::from(parallel) <= SCRYPT_BYTES;
        if valid { Ok(Self { cpu, memory, parallel, length }) } else { Err(Invalid::Hash(COST_RULE)) }
    }
}

/// Fills `out` with the first bytes that scrypt derives from a password.
pub(super) fn derive(cpu: u32, memory: u32, parallel: u32, password: &[u8], salt: &[u8], out: &mut [u8]) -> Result<()> {
    let params = Params::new(cpu.ilog2() as u8, memory, parallel).map_err(|_| Error::internal("scrypt: parameters"))?;
    scrypt(password, salt, &params, out).map_err(|_| Error::internal("scrypt: length"))
}

pub(super) struct ScryptHash {
    cost: ScryptCost,
    salt: Vec<u8>,
    hash: Vec<u8>,
}

impl ScryptHash {
    pub(super) fn of(cost: ScryptCost, salt: &str, text: &str) -> Option<Self> {
        Self::of_bytes(cost, salt.as_bytes(), from_hex(text)?)
    }

    pub(super) fn of_bytes(cost: ScryptCost, salt: &[u8], hash: Vec<u8>) -> Option<Self> {
        let fits = hash.len() == cost.length as usize && salt.len() <= LONGEST_SALT;
        fits.then(|| Self { cost, salt: salt.to_vec(), hash })
    }

    pub(super) fn read(text: &str) -> Option<Self> {
        let [cost, salt, hash] = parts(text, "scrypt")?;
        let [cpu, memory, parallel] = settings(cost, ["n", "r", "p"])?;
        let cost = ScryptCost::new(cpu, memory, parallel, hash.len() as u32 / 2).ok()?;
        Self::of_bytes(cost, &from_base64(salt)?, from_hex(hash)?)
    }

    pub(super) fn to_text(&self) -> String {
        let ScryptCost { cpu, memory, parallel, .. } = self.cost;
        format!("$scrypt$n={cpu},r={memory},p={parallel}${}${}", base64(&self.salt), hex(&self.hash))
    }
}

impl Scheme for ScryptHash {
    fn matches(&self, password: &[u8]) -> Result<bool> {
        let ScryptCost { cpu, memory, parallel, .. } = self.cost;
        let mut digest = vec![0; self.hash.len()];
        derive(cpu, memory, parallel, password, &self.salt, &mut digest)?;
        Ok(digest.ct_eq(&self.hash).into())
    }

    fn shown(&self) -> ShownHash {
        let ScryptCost { cpu, memory, parallel, length } = self.cost;
        let cost = format!(r#""costCpu":{cpu},"costMemory":{memory},"costParallel":{parallel}"#);
        // Appwrite's model has only texts as salts (source: docs/reference/appwrite/models.md#hash-options).
        let Ok(salt) = std::str::from_utf8(&self.salt).map(serde_json::Value::from) else {
            let options = format!(r#"{{"type":"scryptBytes",{cost},"length":{length}}}"#);
            return ShownHash { password: self.to_text(), kind: "scryptBytes", options };
        };
        let options = format!(r#"{{"type":"scrypt",{cost},"length":{length},"salt":{salt}}}"#);
        ShownHash { password: hex(&self.hash), kind: "scrypt", options }
    }
}
