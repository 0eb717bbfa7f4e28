//! The interface of all schemes.

use super::ShownHash;
use super::argon2::Argon2Hash;
use super::bcrypt::BcryptHash;
use super::crypt::CryptHash;
use super::digest::{Md5Hash, ShaHash};
use super::firebase::FirebaseHash;
use super::pbkdf2::Pbkdf2Hash;
use super::phpass::PhpassHash;
use super::prehash::PreparedHash;
use super::salted::SaltedHash;
use super::scrypt::ScryptHash;
use crate::Result;

/// A parsed hash.
pub(super) trait Scheme {
    /// Whether the password is the one that was hashed.
    fn matches(&self, password: &[u8]) -> Result<bool>;

    /// The hash in the form that servers read (source: docs/reference/appwrite/models.md#hash-options).
    fn shown(&self) -> ShownHash;
}

/// Parses a stored hash.
pub(super) fn read(text: &str) -> Option<Box<dyn Scheme>> {
    fn some<S: Scheme + 'static>(read: fn(&str) -> Option<S>, text: &str) -> Option<Box<dyn Scheme>> {
        read(text).map(|scheme| Box::new(scheme) as Box<dyn Scheme>)
    }
    some(Argon2Hash::read, text)
        .or_else(|| some(BcryptHash::read, text))
        .or_else(|| some(PhpassHash::read, text))
        .or_else(|| some(Md5Hash::read, text))
        .or_else(|| some(ShaHash::read, text))
        .or_else(|| some(ScryptHash::read, text))
        .or_else(|| some(FirebaseHash::read, text))
        .or_else(|| some(Pbkdf2Hash::read, text))
        .or_else(|| some(PhpassHash::drupal, text))
        .or_else(|| some(CryptHash::read, text))
        .or_else(|| some(SaltedHash::read, text))
        .or_else(|| some(PreparedHash::read, text))
}
