//! Message digests, and HMACs with them.

use super::digest::ShaVersion;
use md5::Md5;
use sha2::Digest as _;
use zeroize::Zeroizing;

/// A message digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum DigestAlgorithm {
    Md5,
    Sha(ShaVersion),
}

impl DigestAlgorithm {
    /// The digest with this name, in any case: `md5`, or a version of SHA as in [`ShaVersion::NAMES`].
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        if name.eq_ignore_ascii_case("md5") { Some(Self::Md5) } else { ShaVersion::of(name).map(Self::Sha) }
    }

    /// The name, in lower case.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Md5 => "md5",
            Self::Sha(version) => version.as_str(),
        }
    }

    /// The length of a digest, in bytes.
    #[must_use]
    pub fn bytes(self) -> usize {
        self.digest(&[]).len()
    }

    pub(super) fn digest(self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Md5 => Md5::digest(message).to_vec(),
            Self::Sha(version) => version.digest(message),
        }
    }

    /// The HMAC of a message (RFC 2104, 2). It is made of digests because one function for all digests is smaller than
    /// the code that the compiler would make for each of them.
    pub(super) fn hmac(self, key: &[u8], message: &[u8]) -> Vec<u8> {
        let block = self.block_bytes();
        let mut key = if key.len() > block { self.digest(key) } else { key.to_vec() };
        key.resize(block, 0);
        let after_pad = |pad: u8, text: &[u8]| {
            let masked = key.iter().map(|byte| byte ^ pad);
            self.digest(&Zeroizing::new(masked.chain(text.iter().copied()).collect::<Vec<_>>()))
        };
        after_pad(0x5c, &after_pad(0x36, message))
    }

    /// The length of the blocks of the digest, in bytes (FIPS 180-4, 1; FIPS 202, 7).
    fn block_bytes(self) -> usize {
        match self {
            Self::Md5 | Self::Sha(ShaVersion::Sha1 | ShaVersion::Sha224 | ShaVersion::Sha256) => 64,
            Self::Sha(ShaVersion::Sha384 | ShaVersion::Sha512 | ShaVersion::Sha512T224 | ShaVersion::Sha512T256) => 128,
            Self::Sha(ShaVersion::Sha3T224) => 144,
            Self::Sha(ShaVersion::Sha3T256) => 136,
            Self::Sha(ShaVersion::Sha3T384) => 104,
            Self::Sha(ShaVersion::Sha3T512) => 72,
        }
    }
}
