//! The schemes of `--hash`.

use crate::users::formats::hash::columns::{SaltPosition, salted, symfony};
use crate::users::formats::hash::{NAMES, known, named};
use crate::users::source::SourcePassword;
use roster_core::{BytesEncoding, DigestAlgorithm, PasswordHash, Pbkdf2Digest, ShaVersion};
use std::str::FromStr;

/// The scheme of the hashes of a file, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HashScheme(&'static str);

/// The schemes whose salt is a column of its own. The digests are in hex (those of Symfony in base64), and the salt is a text.
const SALTED: &[&str] = &[
    "md5-salt-first",
    "md5-salt-last",
    "sha1-salt-first",
    "sha1-salt-last",
    "sha256-salt-first",
    "sha256-salt-last",
    "sha512-salt-first",
    "sha512-salt-last",
    PASSPORT,
    SYMFONY,
];
/// Symfony's digest encoder and FOSUserBundle with their default settings: SHA-512 and 5,000 rounds.
const SYMFONY: &str = "symfony";
const SYMFONY_DIGEST: DigestAlgorithm = DigestAlgorithm::Sha(ShaVersion::Sha512);
const SYMFONY_ROUNDS: u32 = 5_000;
const PASSPORT: &str = "passport-local-mongoose";

impl FromStr for HashScheme {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let all = || NAMES.iter().chain(SALTED).copied();
        let known = all().find(|name| *name == text).map(Self);
        known.ok_or_else(|| format!("the schemes are {}", all().collect::<Vec<_>>().join(", ")))
    }
}

impl HashScheme {
    /// Whether the salt is a column of its own.
    pub fn is_salted(self) -> bool {
        SALTED.contains(&self.0)
    }
}

/// Reads a hash. Without a scheme, its text has to name it.
pub fn read(scheme: Option<HashScheme>, text: &str, salt: Option<&str>) -> SourcePassword {
    match (scheme, salt) {
        (None, _) => known(text),
        (Some(scheme), _) if !scheme.is_salted() => named(scheme.0, text),
        (Some(_), None) => SourcePassword::unknown("the salt is missing: map its column with --columns salt=…"),
        (Some(HashScheme(SYMFONY)), Some(salt)) => symfony(SYMFONY_DIGEST, SYMFONY_ROUNDS, salt, text.trim()),
        (Some(scheme), Some(salt)) => match BytesEncoding::Hex.decode(text.trim()) {
            Some(hash) => with_salt(scheme, hash, salt),
            None => SourcePassword::unknown("a hash that is not in hex"),
        },
    }
}

fn with_salt(scheme: HashScheme, hash: Vec<u8>, salt: &str) -> SourcePassword {
    if scheme.0 == PASSPORT {
        return passport(&hash, salt);
    }
    let (digest, position) = match scheme.0.split_once('-') {
        Some((digest, "salt-first")) => (DigestAlgorithm::of(digest), SaltPosition::First),
        Some((digest, _)) => (DigestAlgorithm::of(digest), SaltPosition::Last),
        None => (None, SaltPosition::First),
    };
    match digest {
        Some(digest) => salted(digest, salt.as_bytes().to_vec(), position, hash).into(),
        None => SourcePassword::unknown("a digest of an unknown kind"),
    }
}

/// The default settings: PBKDF2 with SHA-256, 25,000 rounds and 512 bytes, with the hex text of the salt as the salt (source: README of
/// passport-local-mongoose, "Options"). Each block of PBKDF2 is made by itself, so the first one is enough to compare.
fn passport(hash: &[u8], salt: &str) -> SourcePassword {
    match hash.get(..32) {
        Some(block) => PasswordHash::pbkdf2_bytes(Pbkdf2Digest::Sha256, 25_000, salt.as_bytes(), block).into(),
        None => SourcePassword::unknown("a hash of fewer than 32 bytes"),
    }
}
