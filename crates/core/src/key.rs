//! API keys: the secrets with which servers authenticate.

use crate::hex::hex;
use crate::secret::Secret;
use crate::{Invalid, KeyId, Name, ProjectId, Timestamp};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// The prefix of the API keys that we create; scanners for leaked secrets recognize them by it.
const PREFIX: &str = "standard_";
/// Random bytes in an API key that we create.
const SECRET_BYTES: usize = 32;
/// Hex digits after the prefix of such a key: the secret and its CRC-32.
const OWN_DIGITS: usize = SECRET_BYTES * 2 + 8;
/// Longest API key that is looked up, in bytes; Appwrite's longest has 265 (source:
/// docs/reference/appwrite/requests.md#credentials).
const MAX_LENGTH: usize = 512;

/// A right of an API key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Read users and what belongs to them.
    UsersRead,
    /// Create, change and delete users.
    UsersWrite,
    /// Read sessions.
    SessionsRead,
    /// Create and end sessions.
    SessionsWrite,
    /// Read teams and memberships.
    TeamsRead,
    /// Create, change and delete teams and memberships.
    TeamsWrite,
    /// Read the health of the deployment.
    HealthRead,
    /// Act on one's own account: a session gives this scope, no API key does.
    Account,
    /// Sign up in 0.15: everybody but an API key has this scope.
    Public,
}

impl Scope {
    /// Every scope that an API key can have.
    pub const ALL: [Self; 7] = [
        Self::UsersRead,
        Self::UsersWrite,
        Self::SessionsRead,
        Self::SessionsWrite,
        Self::TeamsRead,
        Self::TeamsWrite,
        Self::HealthRead,
    ];

    /// Parses the name of a scope.
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
            Self::Public => "public",
        }
    }
}

/// An API key as it is stored: with the hash of the secret instead of the secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// The id of the key, for lists and logs.
    pub id: KeyId,
    /// The project that the key gives access to.
    pub project: ProjectId,
    /// The name that its operators gave it.
    pub name: Name,
    /// The hash of the secret.
    pub hash: SecretHash,
    /// The rights of the key.
    pub scopes: Vec<Scope>,
    /// The time from which the key is rejected as expired; `None` for a key without an end.
    pub expires_at: Option<Timestamp>,
    /// When it was created.
    pub created_at: Timestamp,
}

impl ApiKey {
    /// Whether the key has at least one of these scopes.
    #[must_use]
    pub fn allows(&self, any_of: &[Scope]) -> bool {
        any_of.iter().any(|scope| self.scopes.contains(scope))
    }

    /// Whether the key has expired.
    #[must_use]
    pub fn is_expired(&self, now: Timestamp) -> bool {
        self.expires_at.is_some_and(|end| end <= now)
    }
}

/// The secret of an API key: shown once when it is created, then only compared. It is wiped when dropped and never
/// printed.
#[derive(Debug, Clone)]
pub struct KeySecret(Secret);

impl KeySecret {
    /// Creates the secret of a new key: `standard_`, 256 random bits as hex, and their CRC-32.
    #[must_use]
    pub fn create(random: [u8; SECRET_BYTES]) -> Self {
        let secret = hex(&random);
        Self(Secret::new(format!("{PREFIX}{secret}{:08x}", crc32fast::hash(secret.as_bytes()))))
    }

    /// Parses the key that a caller sent. A key in another form is accepted too: the table decides whether it exists.
    /// The result is `None` for a text that cannot be a key: empty, too long, or in our form with a wrong checksum.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.is_empty() || text.len() > MAX_LENGTH || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return None;
        }
        match text.strip_prefix(PREFIX) {
            Some(digits) if digits.len() == OWN_DIGITS && !has_checksum(digits) => None,
            _ => Some(Self(Secret::new(text.to_owned()))),
        }
    }

    /// The hash that is stored, and by which the key is looked up.
    #[must_use]
    pub fn hash(&self) -> SecretHash {
        SecretHash::of(&self.0)
    }

    /// The secret itself, to be shown once.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

fn has_checksum(digits: &str) -> bool {
    let (secret, checksum) = digits.split_at(SECRET_BYTES * 2);
    u32::from_str_radix(checksum, 16) == Ok(crc32fast::hash(secret.as_bytes()))
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

    /// Whether both are the hash of the same secret. The comparison takes the same time for every result.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }

    /// Wraps a stored hash.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_created_key_has_prefix_secret_and_checksum() {
        let key = KeySecret::create([7; 32]);
        assert!(key.reveal().starts_with("standard_0707"));
        assert_eq!(key.reveal().len(), 81);
        assert_eq!(KeySecret::parse(key.reveal()).map(|key| key.hash()), Some(key.hash()));
    }

    #[test]
    fn a_typing_error_in_a_created_key_is_found_without_a_lookup() {
        let key = KeySecret::create([7; 32]).reveal().replace("0707", "0708");
        assert!(KeySecret::parse(&key).is_none());
    }

    #[test]
    fn keys_in_other_forms_are_looked_up() {
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
    fn a_key_has_at_most_512_characters_and_is_not_printed() {
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
    fn a_key_allows_a_call_if_it_has_one_of_the_scopes() {
        let reads = key(&[Scope::UsersRead, Scope::TeamsRead], None);
        assert!(reads.allows(&[Scope::UsersRead]) && reads.allows(&[Scope::UsersWrite, Scope::TeamsRead]));
        assert!(!reads.allows(&[Scope::UsersWrite]) && !reads.allows(&[]) && !key(&[], None).allows(&Scope::ALL));
    }

    #[test]
    fn a_key_is_expired_from_the_millisecond_of_its_end() {
        let ends = key(&[], Some(100));
        assert!(!ends.is_expired(Timestamp::from_millis(99_999)));
        assert!(ends.is_expired(Timestamp::from_secs(100)) && ends.is_expired(Timestamp::from_secs(101)));
        assert!(!key(&[], None).is_expired(Timestamp::from_secs(u64::MAX)));
    }

    #[test]
    fn a_hash_equals_only_the_hash_of_the_same_secret() {
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
