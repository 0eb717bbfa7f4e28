//! Encrypts secrets that must be read again, such as the secret of an authenticator or a message that waits to be sent:
//! whoever can read the table cannot read them.
//!
//! The key is one of AWS KMS (which encrypts a data key for each process), or 256 bits in a file, for one machine. Each secret is bound to a
//! context, so that it cannot be moved to another user by somebody who can write to the table.
//!
//! Here does not belong: what the secrets are, and where they are stored. Secrets that only need to be compared are hashed
//! instead (`roster_core::SecretHash`).

mod cipher;
mod error;
mod kms;
mod opened;
mod settings;

pub use error::KeyringError;
pub use opened::Opened;
pub use settings::{KeyringSettings, SettingError};

use cipher::Cipher;
use kms::Kms;
use std::path::Path;
use std::sync::Arc;
use tokio::sync::OnceCell;

/// The first byte of a secret that the key of a file encrypted.
const BY_FILE: u8 = 1;
/// The first byte of a secret that a data key of KMS encrypted.
const BY_KMS: u8 = 2;

/// The key of the secrets. Cheap to clone; nothing is read or called before the first use.
#[derive(Clone)]
pub struct Keyring(Arc<Source>);

enum Source {
    None,
    File { path: std::path::PathBuf, cipher: OnceCell<Cipher> },
    Kms(Box<Kms>),
}

impl Keyring {
    /// The key of these settings.
    #[must_use]
    pub fn connect(settings: &KeyringSettings) -> Self {
        Self(Arc::new(match settings {
            KeyringSettings::None => Source::None,
            KeyringSettings::File(path) => Source::File { path: path.clone(), cipher: OnceCell::new() },
            KeyringSettings::Kms { key, endpoint } => Source::Kms(Box::new(Kms::new(key, endpoint.as_deref()))),
        }))
    }

    /// Whether there is a key. It may still be one that cannot be used.
    #[must_use]
    pub fn has_key(&self) -> bool {
        !matches!(*self.0, Source::None)
    }

    /// Encrypts a secret. Only the same context opens it.
    ///
    /// # Errors
    /// [`KeyringError::Missing`] without a key, [`KeyringError::Unavailable`] if the key cannot be used now.
    pub async fn seal(&self, context: &str, secret: &[u8]) -> Result<Vec<u8>, KeyringError> {
        match &*self.0 {
            Source::None => Err(KeyringError::Missing),
            Source::File { path, cipher } => file_cipher(path, cipher).await?.seal(vec![BY_FILE], context, secret),
            Source::Kms(kms) => kms.seal(context, secret).await,
        }
    }

    /// Decrypts what [`Keyring::seal`] encrypted with this context.
    ///
    /// # Errors
    /// [`KeyringError::Missing`] without a key, [`KeyringError::Unavailable`] if the key cannot be used now,
    /// [`KeyringError::Invalid`] for another context, another key, or bytes that were changed.
    pub async fn open(&self, context: &str, sealed: &[u8]) -> Result<Opened, KeyringError> {
        match (&*self.0, sealed.split_first()) {
            (Source::None, _) => Err(KeyringError::Missing),
            (Source::File { path, cipher }, Some((&BY_FILE, rest))) => {
                file_cipher(path, cipher).await?.open(&[BY_FILE], context, rest)
            }
            (Source::Kms(kms), Some((&BY_KMS, rest))) => kms.open(context, rest).await,
            _ => Err(KeyringError::Invalid),
        }
    }
}

/// A debug print shows no key.
impl std::fmt::Debug for Keyring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match *self.0 {
            Source::None => "Keyring(none)",
            Source::File { .. } => "Keyring(file)",
            Source::Kms(_) => "Keyring(kms)",
        })
    }
}

async fn file_cipher<'a>(path: &Path, cell: &'a OnceCell<Cipher>) -> Result<&'a Cipher, KeyringError> {
    cell.get_or_try_init(async || {
        let text = std::fs::read(path).map(zeroize::Zeroizing::new);
        let text = text.map_err(|cause| KeyringError::Unavailable(format!("the key file: {}", cause.kind())))?;
        let key = std::str::from_utf8(&text).ok().and_then(|text| cipher::key_from_hex(text.trim()));
        let key = key.ok_or_else(|| KeyringError::Unavailable("the key file does not have 64 hex digits".into()))?;
        Cipher::new(&key[..])
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    fn keyring(key: &str) -> (tempfile::NamedTempFile, Keyring) {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        writeln!(file, "{key}").unwrap();
        let keyring = Keyring::connect(&KeyringSettings::File(file.path().to_owned()));
        (file, keyring)
    }

    #[tokio::test]
    async fn a_secret_is_opened_with_its_key_and_its_context_only() {
        let (_file, ours) = keyring(&"0a".repeat(32));
        let (_other_file, other) = keyring(&"0b".repeat(32));
        let sealed = ours.seal("p#u#totp", b"secret").await.unwrap();
        assert_eq!(&*ours.open("p#u#totp", &sealed).await.unwrap(), b"secret");
        assert!(!sealed.windows(6).any(|part| part == b"secret"));
        assert!(matches!(ours.open("p#v#totp", &sealed).await, Err(KeyringError::Invalid)));
        assert!(matches!(other.open("p#u#totp", &sealed).await, Err(KeyringError::Invalid)));
    }

    #[tokio::test]
    async fn every_changed_or_missing_byte_is_noticed() {
        let (_file, keyring) = keyring(&"0a".repeat(32));
        let sealed = keyring.seal("c", b"secret").await.unwrap();
        for index in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[index] ^= 1;
            assert!(keyring.open("c", &changed).await.is_err(), "byte {index}");
            assert!(keyring.open("c", &sealed[..index]).await.is_err(), "first {index} bytes");
        }
    }

    #[tokio::test]
    async fn the_same_secret_is_encrypted_differently_each_time() {
        let (_file, keyring) = keyring(&"0a".repeat(32));
        assert_ne!(keyring.seal("c", b"secret").await.unwrap(), keyring.seal("c", b"secret").await.unwrap());
    }

    #[tokio::test]
    async fn without_a_key_nothing_is_encrypted() {
        let none = Keyring::connect(&KeyringSettings::None);
        assert!(!none.has_key());
        assert!(matches!(none.seal("c", b"secret").await, Err(KeyringError::Missing)));
        assert!(matches!(none.open("c", &[1; 40]).await, Err(KeyringError::Missing)));
    }

    #[tokio::test]
    async fn a_missing_or_malformed_key_file_is_an_error_that_shows_no_key() {
        let missing = Keyring::connect(&KeyringSettings::File("/no/such/file".into()));
        assert!(matches!(missing.seal("c", b"s").await, Err(KeyringError::Unavailable(_))));
        let (_file, short) = keyring("0a0b");
        let error = short.seal("c", b"s").await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "the key of the secrets cannot be used: the key file does not have 64 hex digits"
        );
    }
}
