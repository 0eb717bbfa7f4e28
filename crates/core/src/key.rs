//! API keys: what a server calls with.

use crate::{Invalid, KeyId, Name, ProjectId, Timestamp};
use sha2::{Digest, Sha256};
use std::fmt;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// What keys of ours begin with; scanners for leaked secrets know the form by it.
const PREFIX: &str = "standard_";
/// Random bytes in a key of ours.
const SECRET_BYTES: usize = 32;
/// Hex digits after the prefix of a key of ours: the secret and its CRC-32.
const OWN_DIGITS: usize = SECRET_BYTES * 2 + 8;
/// Longest key that is looked at, in bytes; Appwrite's longest has 265 (source:
/// docs/reference/appwrite/requests.md#credentials).
const MAX_LENGTH: usize = 512;

/// What a key may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Read users and what belongs to them.
    UsersRead,
    /// Create, change and delete users.
    UsersWrite,
    /// Read sessions.
    SessionsRead,
    /// Make and end sessions.
    SessionsWrite,
    /// Read teams and memberships.
    TeamsRead,
    /// Create, change and delete teams and memberships.
    TeamsWrite,
    /// Ask how the deployment fares.
    HealthRead,
    /// Act on one's own account: what a session gives, and no key.
    Account,
}

impl Scope {
    /// Every scope that a key can have.
    pub const ALL: [Self; 7] = [
        Self::UsersRead,
        Self::UsersWrite,
        Self::SessionsRead,
        Self::SessionsWrite,
        Self::TeamsRead,
        Self::TeamsWrite,
        Self::HealthRead,
    ];

    /// Takes the name of a scope.
    ///
    /// # Errors
    /// [`Invalid::Scope`] when there is no such scope.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == text).ok_or(Invalid::Scope)
    }

    /// The name of the scope.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UsersRead => "users.read",
            Self::UsersWrite => "users.write",
            Self::SessionsRead => "sessions.read",
            Self::SessionsWrite => "sessions.write",
            Self::TeamsRead => "teams.read",
            Self::TeamsWrite => "teams.write",
            Self::HealthRead => "health.read",
            Self::Account => "account",
        }
    }
}

/// A key as it is stored: everything but the secret, of which there is only the hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// Names the key in lists and logs.
    pub id: KeyId,
    /// The project that the key opens.
    pub project: ProjectId,
    /// What people call it.
    pub name: Name,
    /// The hash of the secret.
    pub hash: SecretHash,
    /// What the key may do.
    pub scopes: Vec<Scope>,
    /// From then on the key answers "expired".
    pub expires_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
}

impl ApiKey {
    /// Whether the key may do one of these.
    #[must_use]
    pub fn allows(&self, any_of: &[Scope]) -> bool {
        any_of.iter().any(|scope| self.scopes.contains(scope))
    }

    /// Whether the key's time is over.
    #[must_use]
    pub fn is_expired(&self, now: Timestamp) -> bool {
        self.expires_at.is_some_and(|end| end <= now)
    }
}

/// The secret of a key: shown once when it is made, then only compared. Wiped when dropped, never printed.
#[derive(Clone)]
pub struct KeySecret(Zeroizing<String>);

impl KeySecret {
    /// Makes the secret of a new key: `standard_`, 256 random bits as hex, and their CRC-32.
    #[must_use]
    pub fn create(random: [u8; SECRET_BYTES]) -> Self {
        let secret = hex(&random);
        Self(Zeroizing::new(format!("{PREFIX}{secret}{:08x}", crc32fast::hash(secret.as_bytes()))))
    }

    /// Takes what a caller sent as its key. Keys of other makers are taken too: whether one exists, the table knows.
    /// Nothing comes back for what cannot be a key: empty, too long, or in the form of ours with a wrong checksum.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.is_empty() || text.len() > MAX_LENGTH || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return None;
        }
        match text.strip_prefix(PREFIX) {
            Some(digits) if digits.len() == OWN_DIGITS && !has_checksum(digits) => None,
            _ => Some(Self(Zeroizing::new(text.to_owned()))),
        }
    }

    /// What is stored of the secret, and looked up by.
    #[must_use]
    pub fn hash(&self) -> SecretHash {
        SecretHash::of(&self.0)
    }

    /// The secret itself: to be shown once.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

fn has_checksum(digits: &str) -> bool {
    let (secret, checksum) = digits.split_at(SECRET_BYTES * 2);
    u32::from_str_radix(checksum, 16) == Ok(crc32fast::hash(secret.as_bytes()))
}

impl fmt::Debug for KeySecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeySecret(..)")
    }
}

/// The SHA-256 of a secret, as hex. A secret has 256 random bits, so a fast hash is enough.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SecretHash(String);

impl SecretHash {
    /// The hash of a secret.
    #[must_use]
    pub fn of(secret: &str) -> Self {
        Self(hex(&Sha256::digest(secret.as_bytes())))
    }

    /// Whether this is the hash of the same secret; takes the same time whatever the answer.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }

    /// Takes a hash that we stored.
    #[must_use]
    pub fn from_stored(hex: String) -> Self {
        Self(hex)
    }

    /// The hash as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_made_key_has_prefix_secret_and_checksum() {
        let key = KeySecret::create([7; 32]);
        assert!(key.reveal().starts_with("standard_0707"));
        assert_eq!(key.reveal().len(), 81);
        assert_eq!(KeySecret::parse(key.reveal()).map(|key| key.hash()), Some(key.hash()));
    }

    #[test]
    fn a_made_key_with_a_typing_error_is_known_as_wrong_without_a_look_up() {
        let key = KeySecret::create([7; 32]).reveal().replace("0707", "0708");
        assert!(KeySecret::parse(&key).is_none());
    }

    #[test]
    fn keys_of_other_makers_are_looked_up() {
        assert!(KeySecret::parse(&"a1".repeat(128)).is_some());
        assert!(KeySecret::parse(&format!("standard_{}", "a1".repeat(128))).is_some());
        assert!(KeySecret::parse("").is_none());
        assert!(KeySecret::parse("with space").is_none());
        assert!(KeySecret::parse(&"a".repeat(513)).is_none());
    }

    #[test]
    fn a_secret_is_stored_as_its_sha_256() {
        let hash = KeySecret::parse("abc").unwrap().hash();
        assert_eq!(hash.as_str(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[test]
    fn a_key_of_512_characters_is_looked_up_and_a_longer_one_is_not() {
        assert!(KeySecret::parse(&"a".repeat(512)).is_some());
        assert!(KeySecret::parse(&"a".repeat(513)).is_none());
        assert_eq!(format!("{:?}", KeySecret::create([7; 32])), "KeySecret(..)");
    }

    fn key(scopes: &[Scope], expires_at: Option<u64>) -> ApiKey {
        ApiKey {
            id: KeyId::parse("k").unwrap(),
            project: ProjectId::parse("p").unwrap(),
            name: Name::default(),
            hash: SecretHash::of("secret"),
            scopes: scopes.to_vec(),
            expires_at: expires_at.map(Timestamp::from_secs),
            created_at: Timestamp::default(),
        }
    }

    #[test]
    fn a_key_allows_what_one_of_its_scopes_does() {
        let reads = key(&[Scope::UsersRead, Scope::TeamsRead], None);
        assert!(reads.allows(&[Scope::UsersRead]) && reads.allows(&[Scope::UsersWrite, Scope::TeamsRead]));
        assert!(!reads.allows(&[Scope::UsersWrite]) && !reads.allows(&[]) && !key(&[], None).allows(&Scope::ALL));
    }

    #[test]
    fn a_key_is_over_in_the_very_moment_of_its_end() {
        let ends = key(&[], Some(100));
        assert!(!ends.is_expired(Timestamp::from_millis(99_999)));
        assert!(ends.is_expired(Timestamp::from_secs(100)) && ends.is_expired(Timestamp::from_secs(101)));
        assert!(!key(&[], None).is_expired(Timestamp::from_secs(u64::MAX)));
    }

    #[test]
    fn a_hash_is_that_of_its_secret_and_of_no_other() {
        let hash = SecretHash::of("secret");
        assert!(hash.is(&SecretHash::from_stored(hash.as_str().to_owned())));
        assert!(!hash.is(&SecretHash::of("Secret")) && !hash.is(&SecretHash::from_stored(String::new())));
    }

    #[test]
    fn every_scope_is_found_by_its_name() {
        for scope in Scope::ALL {
            assert_eq!(Scope::parse(scope.as_str()), Ok(scope));
        }
        assert_eq!(Scope::parse("users"), Err(Invalid::Scope));
    }
}
