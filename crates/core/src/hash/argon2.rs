//! Argon2 hashes in the PHC string form: ours, and imported ones.

use super::bounds::{ARGON2_MEMORY_KIB, ARGON2_WORK_KIB, LANES, LONGEST_HASH, LONGEST_SALT, SHORTEST_HASH};
use super::scheme::Scheme;
use super::text::{base64, from_base64, settings};
use super::{HashCost, ShownHash};
use crate::{Error, Result};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use std::sync::{Mutex, PoisonError};
use subtle::ConstantTimeEq;

/// The rule for an Argon2 hash.
pub(super) const RULE: &str = "an Argon2 hash in PHC form ($argon2id$v=19$m=65536,t=4,p=1$salt$hash) of at most 256 MiB, and 1 GiB over all passes";

/// The blocks that Argon2 fills; they stay allocated for the life of the process.
///
/// Without this the allocator of glibc does not reuse them: 160 hashes left 2.5 GB resident. With it a function stays
/// at 29 MB, and a hash takes a third less time. A function serves one request at a time, so nothing waits for the
/// lock. The buffer grows to the size of the largest hash that was compared, which the bounds keep at 256 MiB.
static BLOCKS: Mutex<Vec<Block>> = Mutex::new(Vec::new());

/// An Argon2 hash and the parameters with which it was made.
pub(super) struct Argon2Hash {
    algorithm: Algorithm,
    version: Version,
    memory_kib: u32,
    iterations: u32,
    lanes: u32,
    salt: Vec<u8>,
    pub(super) hash: Vec<u8>,
}

impl Argon2Hash {
    pub(super) fn of_ours(cost: HashCost, salt: Vec<u8>, hash: Vec<u8>) -> Self {
        let HashCost { memory_kib, iterations } = cost;
        let (algorithm, version) = (Algorithm::Argon2id, Version::V0x13);
        Self { algorithm, version, memory_kib, iterations, lanes: 1, salt, hash }
    }

    pub(super) fn read(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix('$')?.split('$').peekable();
        let algorithm = match parts.next()? {
            "argon2id" => Algorithm::Argon2id,
            "argon2i" => Algorithm::Argon2i,
            "argon2d" => Algorithm::Argon2d,
            _ => return None,
        };
        // A text without a version is of the first version (1.0).
        let version = match parts.next_if(|part| part.starts_with("v=")) {
            Some("v=19") => Version::V0x13,
            Some("v=16") | None => Version::V0x10,
            Some(_) => return None,
        };
        let [memory_kib, iterations, lanes] = settings(parts.next()?, ["m", "t", "p"])?;
        let (salt, hash) = (from_base64(parts.next()?)?, from_base64(parts.next()?)?);
        let read = Self { algorithm, version, memory_kib, iterations, lanes, salt, hash };
        (parts.next().is_none() && read.params().is_some()).then_some(read)
    }

    pub(super) fn is_bounded(&self) -> bool {
        self.memory_kib <= ARGON2_MEMORY_KIB
            && u64::from(self.memory_kib) * u64::from(self.iterations) <= ARGON2_WORK_KIB
            && self.lanes <= LANES
            && (8..=LONGEST_SALT).contains(&self.salt.len())
            && (SHORTEST_HASH..=LONGEST_HASH).contains(&self.hash.len())
    }

    /// The cost of the hash, if it is of the kind that we make.
    pub(super) fn cost_if_ours(&self) -> Option<HashCost> {
        let ours = self.algorithm == Algorithm::Argon2id && self.version == Version::V0x13 && self.lanes == 1;
        ours.then_some(HashCost { memory_kib: self.memory_kib, iterations: self.iterations })
    }

    pub(super) fn to_text(&self) -> String {
        let Self { memory_kib, iterations, lanes, .. } = self;
        let (salt, hash) = (base64(&self.salt), base64(&self.hash));
        let (algorithm, version) = (self.algorithm.as_str(), u32::from(self.version));
        format!("${algorithm}$v={version}$m={memory_kib},t={iterations},p={lanes}${salt}${hash}")
    }

    fn params(&self) -> Option<Params> {
        Params::new(self.memory_kib, self.iterations, self.lanes, Some(self.hash.len())).ok()
    }

    pub(super) fn digest(&self, password: &[u8]) -> Result<Vec<u8>> {
        let params = self.params().ok_or_else(|| Error::internal("argon2: parameters"))?;
        let argon2 = Argon2::new(self.algorithm, self.version, params);
        let mut blocks = BLOCKS.lock().unwrap_or_else(PoisonError::into_inner);
        blocks.resize(argon2.params().block_count(), Block::default());
        let mut digest = vec![0; self.hash.len()];
        argon2
            .hash_password_into_with_memory(password, &self.salt, &mut digest, &mut blocks[..])
            .map_err(|cause| Error::internal(format!("argon2: {cause}")))?;
        Ok(digest)
    }
}

impl Scheme for Argon2Hash {
    fn matches(&self, password: &[u8]) -> Result<bool> {
        Ok(self.digest(password)?.ct_eq(&self.hash).into())
    }

    fn shown(&self) -> ShownHash {
        let Self { memory_kib, iterations, lanes, .. } = self;
        ShownHash {
            password: self.to_text(),
            kind: "argon2",
            options: format!(
                r#"{{"type":"argon2","memoryCost":{memory_kib},"timeCost":{iterations},"threads":{lanes}}}"#
            ),
        }
    }
}
