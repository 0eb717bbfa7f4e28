//! Password hashes: ours, which are Argon2id in the PHC string form (`$argon2id$v=19$m=19456,t=2,p=1$salt$hash`), and
//! imported ones of other schemes. A hash is one text, which says its scheme and its parameters.
//!
//! The text of a hash is that of the scheme where it says scheme and parameters, or one of ours: each is a text that
//! [`PasswordHash::recognise`] takes. Each scheme has a constructor for imported hashes, which rejects a hash that costs
//! more than [`bounds`] allow: a caller that may create users must not be able to make a sign-in of one of them cost a
//! minute or a gigabyte.

mod algorithm;
mod argon2;
mod bcrypt;
mod bounds;
mod crypt;
mod digest;
mod firebase;
mod foreign;
mod imported;
mod pbkdf2;
mod phpass;
mod prehash;
mod salted;
mod scheme;
mod scrypt;
mod text;

pub use algorithm::DigestAlgorithm;
pub use digest::ShaVersion;
pub use firebase::FirebaseKeys;
pub use pbkdf2::{Pbkdf2, Pbkdf2Digest};
pub use prehash::Preparation;
pub use salted::{DigestRounds, SaltedDigest};
pub use scrypt::ScryptCost;
pub use text::BytesEncoding;

use crate::{Error, Invalid, Password, Result};
use argon2::Argon2Hash;
use scheme::Scheme;
use std::fmt;

/// Length of a salt, in bytes (RFC 9106, 3.1: 16 bytes are enough for passwords).
const SALT_BYTES: usize = 16;
/// Length of a hash that we make, in bytes.
const HASH_BYTES: usize = 32;

/// The cost of a hash that we make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HashCost {
    /// The memory, in KiB.
    pub memory_kib: u32,
    /// The number of passes over the memory.
    pub iterations: u32,
}

/// 19 MiB and two passes: the minimum that OWASP recommends for Argon2id, 17 ms on one vCPU.
impl Default for HashCost {
    fn default() -> Self {
        Self { memory_kib: 19_456, iterations: 2 }
    }
}

impl HashCost {
    /// Hashes a password. It blocks for about 17 ms at the default cost: keep it off the thread that serves requests.
    ///
    /// # Errors
    /// [`Error::Internal`] when the cost is outside of what Argon2 allows.
    pub fn hash(self, password: &Password, salt: [u8; SALT_BYTES]) -> Result<PasswordHash> {
        let mut made = Argon2Hash::of_ours(self, salt.to_vec(), vec![0; HASH_BYTES]);
        made.hash = made.digest(password.as_bytes())?;
        Ok(PasswordHash(made.to_text()))
    }

    /// A hash of this cost that no password matches: comparing with it takes as long as with a real hash that we make.
    #[must_use]
    pub fn decoy(self) -> PasswordHash {
        PasswordHash(Argon2Hash::of_ours(self, vec![0; SALT_BYTES], vec![0; HASH_BYTES]).to_text())
    }
}

/// The hash of a password.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

/// A hash in the form that servers read (source: docs/reference/appwrite/models.md#hash-options).
#[derive(Clone, PartialEq, Eq)]
pub struct ShownHash {
    /// The hash itself, in the form of its scheme.
    pub password: String,
    /// The scheme: `argon2`, `bcrypt`, `md5`, `phpass`, `scrypt`, `scryptMod` or `sha`, as in Appwrite, or one of our own:
    /// `pbkdf2`, `scryptBytes`, `drupal`, `crypt`, `digest` or `prepared`.
    pub kind: &'static str,
    /// The parameters for computing the hash again: the JSON text of an object.
    pub options: String,
}

impl PasswordHash {
    /// Wraps a stored hash.
    #[must_use]
    pub fn from_stored(text: String) -> Self {
        Self(text)
    }

    /// The hash as it is stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Parses an Argon2 hash (i, d or id) in PHC form.
    ///
    /// # Errors
    /// [`Invalid::Hash`] for any other text, and for a hash that costs more than 256 MiB, or 1 GiB over all passes.
    pub fn argon2(text: &str) -> Result<Self, Invalid> {
        let hash = Argon2Hash::read(text).filter(Argon2Hash::is_bounded).ok_or(Invalid::Hash(argon2::RULE))?;
        Ok(Self(hash.to_text()))
    }

    /// Parses a bcrypt hash.
    ///
    /// # Errors
    /// [`Invalid::Hash`] for any other text, and for a cost over 15.
    pub fn bcrypt(text: &str) -> Result<Self, Invalid> {
        bcrypt::BcryptHash::read(text).ok_or(Invalid::Hash(bcrypt::RULE))?;
        Ok(Self(text.to_owned()))
    }

    /// Parses a portable hash of phpass. On most machines phpass made bcrypt hashes: these are accepted as bcrypt.
    ///
    /// # Errors
    /// [`Invalid::Hash`] for any other text, and for a hash of more than 2^19 rounds.
    pub fn phpass(text: &str) -> Result<Self, Invalid> {
        let known = phpass::PhpassHash::read(text).is_some() || bcrypt::BcryptHash::read(text).is_some();
        if known { Ok(Self(text.to_owned())) } else { Err(Invalid::Hash(phpass::RULE)) }
    }

    /// Parses a plain MD5 in hex.
    ///
    /// # Errors
    /// [`Invalid::Hash`] for any other text.
    pub fn md5(text: &str) -> Result<Self, Invalid> {
        digest::Md5Hash::of(text).map(|hash| Self(hash.to_text())).ok_or(Invalid::Hash(digest::MD5_RULE))
    }

    /// Parses a plain SHA in hex.
    ///
    /// # Errors
    /// [`Invalid::Hash`] when the text is not hex of the length of this version.
    pub fn sha(version: ShaVersion, text: &str) -> Result<Self, Invalid> {
        digest::ShaHash::of(version, text).map(|hash| Self(hash.to_text())).ok_or(Invalid::Hash(digest::SHA_RULE))
    }

    /// Parses a scrypt hash in hex; the salt is a text.
    ///
    /// # Errors
    /// [`Invalid::Hash`] when the text is not hex of the length in `cost`.
    pub fn scrypt(cost: ScryptCost, salt: &str, text: &str) -> Result<Self, Invalid> {
        scrypt::ScryptHash::of(cost, salt, text).map(|hash| Self(hash.to_text())).ok_or(Invalid::Hash(scrypt::RULE))
    }

    /// Parses a hash of Firebase's scrypt in base64.
    ///
    /// # Errors
    /// [`Invalid::Hash`] when it does not have the length of the signer key.
    pub fn scrypt_modified(keys: &FirebaseKeys, text: &str) -> Result<Self, Invalid> {
        let hash = firebase::FirebaseHash::of(keys.clone(), text).ok_or(Invalid::Hash(firebase::RULE))?;
        Ok(Self(hash.to_text()))
    }

    /// Accepts a PBKDF2 hash, as Keycloak makes them.
    ///
    /// # Errors
    /// [`Invalid::Hash`] when it is not base64, or has more than 2,000,000 rounds.
    pub fn pbkdf2(hash: &Pbkdf2) -> Result<Self, Invalid> {
        let hash = pbkdf2::Pbkdf2Hash::of(hash).filter(pbkdf2::Pbkdf2Hash::is_bounded);
        hash.map(|hash| Self(hash.to_text())).ok_or(Invalid::Hash(pbkdf2::RULE))
    }

    /// Whether the password is the one that was hashed; compares in constant time. It blocks as [`HashCost::hash`]
    /// does, and for up to two seconds with an imported hash.
    ///
    /// # Errors
    /// [`Error::Internal`] when the stored text is not a hash.
    pub fn matches(&self, password: &Password) -> Result<bool> {
        self.scheme()
            .ok_or_else(|| Error::internal("a stored password hash is malformed"))?
            .matches(password.as_bytes())
    }

    /// Whether the hash is of our scheme and has this cost; any other one is replaced when its user signs in.
    #[must_use]
    pub fn is_current(&self, cost: HashCost) -> bool {
        self.cost() == Some(cost)
    }

    /// The cost of the hash; `None` for a hash of another kind than ours.
    #[must_use]
    pub fn cost(&self) -> Option<HashCost> {
        Argon2Hash::read(&self.0)?.cost_if_ours()
    }

    /// The hash in the form that servers read.
    #[must_use]
    pub fn shown(&self) -> ShownHash {
        let unknown = || ShownHash { password: self.0.clone(), kind: "argon2", options: "{}".to_owned() };
        self.scheme().map_or_else(unknown, |scheme| scheme.shown())
    }

    /// The scheme of the hash, which follows from the beginning of the text.
    fn scheme(&self) -> Option<Box<dyn Scheme>> {
        scheme::read(&self.0)
    }
}

impl fmt::Debug for ShownHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ShownHash({}, ..)", self.kind)
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(..)")
    }
}

#[cfg(test)]
mod tests;
