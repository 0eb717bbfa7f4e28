//! AES-256-GCM with a random nonce, and the context as additional data.

use crate::{KeyringError, Opened};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::rand::{SecureRandom as _, SystemRandom};
use zeroize::Zeroizing;

/// The bytes of a key.
pub(crate) const KEY_BYTES: usize = 32;

/// A key that encrypts and decrypts.
pub(crate) struct Cipher(LessSafeKey);

impl Cipher {
    /// A cipher of this key.
    pub(crate) fn new(key: &[u8]) -> Result<Self, KeyringError> {
        let key = UnboundKey::new(&AES_256_GCM, key);
        let key = key.map_err(|_| KeyringError::Unavailable(format!("the key does not have {KEY_BYTES} bytes")))?;
        Ok(Self(LessSafeKey::new(key)))
    }

    /// Appends nonce and encrypted secret to the header. The header is authenticated, too.
    ///
    /// The nonce is from the system and not from an argument: with a repeated one, anybody could decrypt both secrets.
    /// Random ones repeat with a probability of 2^-33 after 2^32 secrets (source: NIST SP 800-38D, 8.3).
    pub(crate) fn seal(&self, header: Vec<u8>, context: &str, secret: &[u8]) -> Result<Vec<u8>, KeyringError> {
        let mut nonce = [0; NONCE_LEN];
        SystemRandom::new().fill(&mut nonce).map_err(|_| KeyringError::Unavailable("no randomness".into()))?;
        let mut text = secret.to_vec();
        let tag = self.0.seal_in_place_separate_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(additional(&header, context)),
            &mut text,
        );
        let tag = tag.map_err(|_| KeyringError::Unavailable("the secret is too long".into()))?;
        Ok([&header[..], &nonce, &text, tag.as_ref()].concat())
    }

    /// Decrypts what follows the header.
    pub(crate) fn open(&self, header: &[u8], context: &str, rest: &[u8]) -> Result<Opened, KeyringError> {
        let (nonce, text) = rest.split_at_checked(NONCE_LEN).ok_or(KeyringError::Invalid)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| KeyringError::Invalid)?;
        let mut text = Zeroizing::new(text.to_vec());
        let opened = self.0.open_in_place(nonce, Aad::from(additional(header, context)), &mut text);
        let length = opened.map_err(|_| KeyringError::Invalid)?.len();
        text.truncate(length);
        Ok(Opened(text))
    }
}

fn additional(header: &[u8], context: &str) -> Vec<u8> {
    [header, context.as_bytes()].concat()
}

/// A key from its hex digits.
pub(crate) fn key_from_hex(text: &str) -> Option<Zeroizing<[u8; KEY_BYTES]>> {
    if text.len() != 2 * KEY_BYTES || !text.is_ascii() {
        return None;
    }
    let mut key = Zeroizing::new([0; KEY_BYTES]);
    for (byte, digits) in key.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    }
    Some(key)
}
