//! PBKDF2, as Keycloak, Django, ASP.NET and others use it. Only imports can set such a hash: no route accepts one
//! (source: docs/reference/appwrite/users.md#imported-hashes).

use super::ShownHash;
use super::bounds::{LONGEST_HASH, LONGEST_SALT, PBKDF2_ROUNDS, SHORTEST_HASH};
use super::scheme::Scheme;
use super::text::{base64, from_base64, parts, settings};
use crate::Result;
use pbkdf2::pbkdf2_hmac;
use sha1::Sha1;
use sha2::{Sha224, Sha256, Sha384, Sha512};
use subtle::ConstantTimeEq;

/// The rule for a hash of PBKDF2.
pub(super) const RULE: &str =
    "a PBKDF2 hash in base64 with its salt, of at most 2,000,000 rounds over all blocks of the hash";

/// The digest of a PBKDF2 hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Pbkdf2Digest {
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
}

impl Pbkdf2Digest {
    const ALL: [Self; 5] = [Self::Sha1, Self::Sha224, Self::Sha256, Self::Sha384, Self::Sha512];

    /// The digest with this name: `sha1`, `sha224`, `sha256`, `sha384`, `sha512`.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|digest| digest.as_str() == name)
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Sha1 => "sha1",
            Self::Sha224 => "sha224",
            Self::Sha256 => "sha256",
            Self::Sha384 => "sha384",
            Self::Sha512 => "sha512",
        }
    }

    /// The length of the digest, in bytes.
    pub(super) fn block_bytes(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha224 => 28,
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }
}

/// A PBKDF2 hash as other software exports it.
#[derive(Clone)]
pub struct Pbkdf2 {
    /// The digest.
    pub digest: Pbkdf2Digest,
    /// The number of rounds.
    pub iterations: u32,
    /// The salt, in base64.
    pub salt: String,
    /// The hash, in base64.
    pub hash: String,
}

impl std::fmt::Debug for Pbkdf2 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pbkdf2(..)")
    }
}

pub(super) struct Pbkdf2Hash {
    digest: Pbkdf2Digest,
    iterations: u32,
    salt: Vec<u8>,
    hash: Vec<u8>,
}

impl Pbkdf2Hash {
    pub(super) fn of(given: &Pbkdf2) -> Option<Self> {
        let (salt, hash) = (from_base64(&given.salt)?, from_base64(&given.hash)?);
        Some(Self { digest: given.digest, iterations: given.iterations, salt, hash })
    }

    pub(super) fn of_bytes(digest: Pbkdf2Digest, iterations: u32, salt: Vec<u8>, hash: Vec<u8>) -> Self {
        Self { digest, iterations, salt, hash }
    }

    pub(super) fn is_bounded(&self) -> bool {
        let blocks = self.hash.len().div_ceil(self.digest.block_bytes()) as u64;
        self.iterations > 0
            && u64::from(self.iterations) * blocks <= PBKDF2_ROUNDS
            && (SHORTEST_HASH..=LONGEST_HASH).contains(&self.hash.len())
            && (1..=LONGEST_SALT).contains(&self.salt.len())
    }

    pub(super) fn read(text: &str) -> Option<Self> {
        let [digest, iterations, salt, hash] = parts(text, "pbkdf2")?;
        let [iterations] = settings(iterations, ["i"])?;
        let (digest, salt, hash) = (Pbkdf2Digest::of(digest)?, from_base64(salt)?, from_base64(hash)?);
        Some(Self { digest, iterations, salt, hash }).filter(Self::is_bounded)
    }

    pub(super) fn to_text(&self) -> String {
        let (digest, iterations) = (self.digest.as_str(), self.iterations);
        format!("$pbkdf2${digest}$i={iterations}${}${}", base64(&self.salt), base64(&self.hash))
    }
}

impl Scheme for Pbkdf2Hash {
    fn matches(&self, password: &[u8]) -> Result<bool> {
        let mut digest = vec![0; self.hash.len()];
        match self.digest {
            Pbkdf2Digest::Sha1 => pbkdf2_hmac::<Sha1>(password, &self.salt, self.iterations, &mut digest),
            Pbkdf2Digest::Sha224 => pbkdf2_hmac::<Sha224>(password, &self.salt, self.iterations, &mut digest),
            Pbkdf2Digest::Sha256 => pbkdf2_hmac::<Sha256>(password, &self.salt, self.iterations, &mut digest),
            Pbkdf2Digest::Sha384 => pbkdf2_hmac::<Sha384>(password, &self.salt, self.iterations, &mut digest),
            Pbkdf2Digest::Sha512 => pbkdf2_hmac::<Sha512>(password, &self.salt, self.iterations, &mut digest),
        }
        Ok(digest.ct_eq(&self.hash).into())
    }

    fn shown(&self) -> ShownHash {
        let (digest, iterations, salt) = (self.digest.as_str(), self.iterations, base64(&self.salt));
        let options = format!(r#"{{"type":"pbkdf2","digest":"{digest}","iterations":{iterations},"salt":"{salt}"}}"#);
        ShownHash { password: base64(&self.hash), kind: "pbkdf2", options }
    }
}
