//! Constructors of hashes that no route accepts: only imports can set them.

use super::crypt::CryptHash;
use super::pbkdf2::{Pbkdf2Digest, Pbkdf2Hash};
use super::phpass::PhpassHash;
use super::prehash::{Preparation, PreparedHash};
use super::salted::{SaltedDigest, SaltedHash};
use super::scrypt::{ScryptCost, ScryptHash};
use super::{PasswordHash, crypt, pbkdf2, phpass, prehash, salted, scrypt};
use crate::Invalid;

impl PasswordHash {
    /// Accepts a PBKDF2 hash and its salt in bytes.
    ///
    /// # Errors
    /// [`Invalid::Hash`] when it has more than 2,000,000 rounds over all blocks, is shorter than 12 bytes, or when it or
    /// its salt is too long.
    pub fn pbkdf2_bytes(digest: Pbkdf2Digest, iterations: u32, salt: &[u8], hash: &[u8]) -> Result<Self, Invalid> {
        let hash = Pbkdf2Hash::of_bytes(digest, iterations, salt.to_vec(), hash.to_vec());
        if hash.is_bounded() { Ok(Self(hash.to_text())) } else { Err(Invalid::Hash(pbkdf2::RULE)) }
    }

    /// Accepts a scrypt hash and its salt in bytes.
    ///
    /// # Errors
    /// [`Invalid::Hash`] when it does not have the length in `cost`, or its salt is too long.
    pub fn scrypt_bytes(cost: ScryptCost, salt: &[u8], hash: &[u8]) -> Result<Self, Invalid> {
        let hash = ScryptHash::of_bytes(cost, salt, hash.to_vec()).ok_or(Invalid::Hash(scrypt::RULE))?;
        Ok(Self(hash.to_text()))
    }

    /// Accepts a digest with a salt.
    ///
    /// # Errors
    /// [`Invalid::Hash`] when it does not have the length of its algorithm, has more than 131,072 rounds or 512 bytes of
    /// salt and key, or is an HMAC with more than one round.
    pub fn salted_digest(digest: SaltedDigest) -> Result<Self, Invalid> {
        SaltedHash::of(digest).map(|hash| Self(hash.to_text())).ok_or(Invalid::Hash(salted::RULE))
    }

    /// Parses a hash of crypt(3): `$1$`, `$5$` or `$6$`.
    ///
    /// # Errors
    /// [`Invalid::Hash`] for any other text, and for a hash of more than 656,000 rounds.
    pub fn crypt(text: &str) -> Result<Self, Invalid> {
        CryptHash::read(text).map(|_| Self(text.to_owned())).ok_or(Invalid::Hash(crypt::RULE))
    }

    /// Parses a hash of Drupal 7 and later (`$S$`), or one that Drupal 7 made of a hash of Drupal 6 (`U$S$`, `U$P$`,
    /// `U$H$`). Drupal removes blanks at both ends of a password (source: Drupal 7, user.module,
    /// `user_login_authenticate_validate` and `user_check_password` in password.inc).
    ///
    /// # Errors
    /// [`Invalid::Hash`] for any other text, and for a hash of more than 2^18 rounds.
    pub fn drupal(text: &str) -> Result<Self, Invalid> {
        let rule = Invalid::Hash(phpass::DRUPAL_RULE);
        let updated = text.strip_prefix('U');
        let hash = updated.unwrap_or(text);
        let known = PhpassHash::drupal(hash).or_else(|| PhpassHash::read(hash).filter(|_| updated.is_some()));
        known.ok_or(rule)?;
        let md5 = Preparation::Hex(super::DigestAlgorithm::Md5);
        let steps = if updated.is_some() { vec![Preparation::Trim, md5] } else { vec![Preparation::Trim] };
        Self(hash.to_owned()).prepared(&steps)
    }

    /// The hash, for a password that these steps are applied to before it is hashed.
    ///
    /// # Errors
    /// [`Invalid::Hash`] for more than three steps, and for a hash that is prepared already.
    pub fn prepared(self, steps: &[Preparation]) -> Result<Self, Invalid> {
        let hash = PreparedHash::of(steps, &self.0).ok_or(Invalid::Hash(prehash::RULE))?;
        Ok(Self(hash.to_text()))
    }
}
