//! Hashes whose salt, cost and encoding are fields of their own.

use crate::users::source::SourcePassword;
use roster_core::{BytesEncoding, DigestAlgorithm, DigestRounds, Invalid, PasswordHash, Pbkdf2Digest, SaltedDigest};

/// Where the salt of a digest is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SaltPosition {
    /// Before the password.
    First,
    /// After it.
    Last,
}

/// A single digest of a password and a salt, in bytes.
///
/// # Errors
/// As of [`PasswordHash::salted_digest`].
pub fn salted(
    algorithm: DigestAlgorithm,
    salt: Vec<u8>,
    position: SaltPosition,
    hash: Vec<u8>,
) -> Result<PasswordHash, Invalid> {
    let (before, after) = match position {
        SaltPosition::First => (salt, Vec::new()),
        SaltPosition::Last => (Vec::new(), salt),
    };
    let rounds = DigestRounds::Chained(1);
    PasswordHash::salted_digest(SaltedDigest { algorithm, key: None, before, after, rounds, hash })
}

/// A digest as Symfony's `MessageDigestPasswordHasher` and FOSUserBundle make it: the salt in braces after the password, and both
/// after the result of each round; in base64 (source: Symfony, PasswordHasher/Hasher/MessageDigestPasswordHasher.php).
pub fn symfony(algorithm: DigestAlgorithm, rounds: u32, salt: &str, hash: &str) -> SourcePassword {
    let Some(hash) = BytesEncoding::Base64.decode(hash) else {
        return SourcePassword::unknown("a hash of Symfony that is not base64");
    };
    let after = if salt.is_empty() { Vec::new() } else { format!("{{{salt}}}").into_bytes() };
    let (before, rounds) = (Vec::new(), DigestRounds::Resalted(rounds));
    PasswordHash::salted_digest(SaltedDigest { algorithm, key: None, before, after, rounds, hash }).into()
}

/// A hash of FusionAuth with its `encryptionScheme`, `factor` and `salt` (source: "Password hashes" in FusionAuth's reference).
pub fn fusionauth(scheme: &str, factor: Option<u32>, salt: &str, hash: &str) -> SourcePassword {
    if scheme == "bcrypt" {
        let Some(factor) = factor else { return SourcePassword::unknown("a bcrypt hash without a factor") };
        return PasswordHash::bcrypt(&format!("$2a${factor:02}${salt}{hash}")).into();
    }
    let (Some(salt), Some(hash)) = (BytesEncoding::Base64.decode(salt), BytesEncoding::Base64.decode(hash)) else {
        return SourcePassword::unknown("a hash or a salt that is not base64");
    };
    let pbkdf2 = |digest, factor| PasswordHash::pbkdf2_bytes(digest, factor, &salt, &hash).into();
    let chained = |algorithm, factor| digest(algorithm, None, salt.clone(), DigestRounds::Chained(factor), &hash);
    match (scheme, factor) {
        ("salted-hmac-sha256", _) => digest("sha256", Some(salt.clone()), Vec::new(), DigestRounds::Chained(1), &hash),
        ("salted-pbkdf2-hmac-sha256" | "salted-pbkdf2-hmac-sha256-512", Some(factor)) => {
            pbkdf2(Pbkdf2Digest::Sha256, factor)
        }
        ("salted-pbkdf2-hmac-sha512-512", Some(factor)) => pbkdf2(Pbkdf2Digest::Sha512, factor),
        ("salted-md5", Some(factor)) => chained("md5", factor),
        ("salted-sha256", Some(factor)) => chained("sha256", factor),
        ("phpass-md5" | "phpass-sha512", _) => SourcePassword::unknown("a hash of FusionAuth's phpass"),
        (_, None) => SourcePassword::unknown("a hash without a factor"),
        _ => SourcePassword::unknown("a hash of an unknown encryptionScheme"),
    }
}

fn digest(name: &str, key: Option<Vec<u8>>, after: Vec<u8>, rounds: DigestRounds, hash: &[u8]) -> SourcePassword {
    let Some(algorithm) = DigestAlgorithm::of(name) else {
        return SourcePassword::unknown("a digest of an unknown kind");
    };
    let (before, hash) = (Vec::new(), hash.to_vec());
    PasswordHash::salted_digest(SaltedDigest { algorithm, key, before, after, rounds, hash }).into()
}
