//! Plain digests in hex, without salt: MD5 and the SHA family.

use super::ShownHash;
use super::scheme::Scheme;
use super::text::parts;
use crate::Result;
use crate::hex::{from_hex, hex};
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha224, Sha256, Sha384, Sha512, Sha512_224, Sha512_256};
use sha3::{Sha3_224, Sha3_256, Sha3_384, Sha3_512};
use subtle::ConstantTimeEq;

/// The rule for an MD5.
pub(super) const MD5_RULE: &str = "an MD5 hash in hex (32 digits)";
/// The rule for a SHA.
pub(super) const SHA_RULE: &str = "a SHA hash in hex, of the length of its version";

const MD5_BYTES: usize = 16;

pub(super) struct Md5Hash(Vec<u8>);

impl Md5Hash {
    pub(super) fn of(text: &str) -> Option<Self> {
        from_hex(text).filter(|hash| hash.len() == MD5_BYTES).map(Self)
    }

    pub(super) fn read(text: &str) -> Option<Self> {
        let [hash] = parts(text, "md5")?;
        Self::of(hash)
    }

    pub(super) fn to_text(&self) -> String {
        format!("$md5${}", hex(&self.0))
    }
}

impl Scheme for Md5Hash {
    fn matches(&self, password: &[u8]) -> Result<bool> {
        Ok(Md5::digest(password).as_slice().ct_eq(&self.0).into())
    }

    fn shown(&self) -> ShownHash {
        ShownHash { password: hex(&self.0), kind: "md5", options: r#"{"type":"md5"}"#.to_owned() }
    }
}

/// The version of a SHA.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[allow(missing_docs, reason = "the names say it")]
pub enum ShaVersion {
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
    Sha512T224,
    Sha512T256,
    Sha3T224,
    Sha3T256,
    Sha3T384,
    /// The version for a request that does not set one (source: docs/reference/appwrite/users.md#imported-hashes).
    #[default]
    Sha3T512,
}

impl ShaVersion {
    /// The names of all versions, as the API spells them.
    pub const NAMES: &[&str] = &[
        "sha1",
        "sha224",
        "sha256",
        "sha384",
        "sha512/224",
        "sha512/256",
        "sha512",
        "sha3-224",
        "sha3-256",
        "sha3-384",
        "sha3-512",
    ];
    /// The versions, in the order of their names.
    pub const ALL: &[Self] = &[
        Self::Sha1,
        Self::Sha224,
        Self::Sha256,
        Self::Sha384,
        Self::Sha512T224,
        Self::Sha512T256,
        Self::Sha512,
        Self::Sha3T224,
        Self::Sha3T256,
        Self::Sha3T384,
        Self::Sha3T512,
    ];

    /// The version of this name, in any case (source: docs/reference/appwrite/users.md#imported-hashes).
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        let position = Self::NAMES.iter().position(|known| known.eq_ignore_ascii_case(name))?;
        Self::ALL.get(position).copied()
    }

    /// The name, as the API spells it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        let position = Self::ALL.iter().position(|version| *version == self);
        position.and_then(|position| Self::NAMES.get(position).copied()).unwrap_or_default()
    }

    pub(super) fn digest(self, password: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha1 => Sha1::digest(password).to_vec(),
            Self::Sha224 => Sha224::digest(password).to_vec(),
            Self::Sha256 => Sha256::digest(password).to_vec(),
            Self::Sha384 => Sha384::digest(password).to_vec(),
            Self::Sha512 => Sha512::digest(password).to_vec(),
            Self::Sha512T224 => Sha512_224::digest(password).to_vec(),
            Self::Sha512T256 => Sha512_256::digest(password).to_vec(),
            Self::Sha3T224 => Sha3_224::digest(password).to_vec(),
            Self::Sha3T256 => Sha3_256::digest(password).to_vec(),
            Self::Sha3T384 => Sha3_384::digest(password).to_vec(),
            Self::Sha3T512 => Sha3_512::digest(password).to_vec(),
        }
    }
}

pub(super) struct ShaHash {
    version: ShaVersion,
    hash: Vec<u8>,
}

impl ShaHash {
    pub(super) fn of(version: ShaVersion, text: &str) -> Option<Self> {
        let length = version.digest(&[]).len();
        from_hex(text).filter(|hash| hash.len() == length).map(|hash| Self { version, hash })
    }

    pub(super) fn read(text: &str) -> Option<Self> {
        let [version, hash] = parts(text, "sha")?;
        Self::of(ShaVersion::of(version)?, hash)
    }

    pub(super) fn to_text(&self) -> String {
        format!("$sha${}${}", self.version.as_str(), hex(&self.hash))
    }
}

impl Scheme for ShaHash {
    fn matches(&self, password: &[u8]) -> Result<bool> {
        Ok(self.version.digest(password).ct_eq(&self.hash).into())
    }

    fn shown(&self) -> ShownHash {
        // Appwrite has only the version; the SDKs' models identify a hash by its type (source:
        // docs/reference/appwrite/models.md#hash-options).
        let options = format!(r#"{{"type":"sha","version":"{}"}}"#, self.version.as_str());
        ShownHash { password: hex(&self.hash), kind: "sha", options }
    }
}
