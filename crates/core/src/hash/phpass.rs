//! phpass in its portable form: `$P$` (phpBB: `$H$`), a character for the rounds, eight of salt, 22 of hash; and
//! Drupal's form of it, `$S$`, which has SHA-512 instead of MD5 and the first 43 characters of the hash.

use super::ShownHash;
use super::bounds::{DRUPAL_LOG2, LONGEST_CRYPT_PASSWORD, PHPASS_LOG2};
use super::scheme::Scheme;
use crate::Result;
use md5::{Digest, Md5};
use sha2::Sha512;
use subtle::ConstantTimeEq;

/// The rule for a hash of phpass.
pub(super) const RULE: &str = "a portable phpass hash ($P$ or $H$ and 31 characters) of at most 2^19 rounds";
/// The rule for a hash of Drupal.
pub(super) const DRUPAL_RULE: &str = "a hash of Drupal ($S$ and 52 characters) of at most 2^18 rounds";

const LENGTH: usize = 34;
const DRUPAL_LENGTH: usize = 55;
/// The base64 of crypt(3).
pub(super) const ALPHABET: &[u8; 64] = b"./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

pub(super) struct PhpassHash {
    text: String,
    log2_rounds: u32,
    is_drupal: bool,
}

impl PhpassHash {
    /// Parses a hash of phpass.
    pub(super) fn read(text: &str) -> Option<Self> {
        let rest = text.strip_prefix("$P$").or_else(|| text.strip_prefix("$H$"))?;
        let log2_rounds = log2_rounds(rest, LENGTH - 3).filter(|log2| *log2 <= PHPASS_LOG2)?;
        Some(Self { text: text.to_owned(), log2_rounds, is_drupal: false })
    }

    /// Parses a hash of Drupal.
    pub(super) fn drupal(text: &str) -> Option<Self> {
        let log2_rounds = log2_rounds(text.strip_prefix("$S$")?, DRUPAL_LENGTH - 3)?;
        (log2_rounds <= DRUPAL_LOG2).then(|| Self { text: text.to_owned(), log2_rounds, is_drupal: true })
    }

    fn stretched<D: Digest>(&self, password: &[u8]) -> Vec<u8> {
        let salt = self.text.get(4..12).unwrap_or_default();
        let mut digest = D::new().chain_update(salt).chain_update(password).finalize();
        for _ in 0..1_u32 << self.log2_rounds {
            digest = D::new().chain_update(digest).chain_update(password).finalize();
        }
        encode(&digest[..])
    }
}

/// The number of rounds, as a power of two, if the text after the prefix has this length and only known letters.
fn log2_rounds(rest: &str, length: usize) -> Option<u32> {
    let in_alphabet = rest.len() == length && rest.bytes().all(|byte| ALPHABET.contains(&byte));
    let rounds = rest.bytes().next().filter(|_| in_alphabet)?;
    let log2 = ALPHABET.iter().position(|letter| *letter == rounds)? as u32;
    (log2 >= 7).then_some(log2)
}

impl Scheme for PhpassHash {
    fn matches(&self, password: &[u8]) -> Result<bool> {
        if self.is_drupal && password.len() > LONGEST_CRYPT_PASSWORD {
            return Ok(false);
        }
        let expected = self.text.as_bytes().get(12..).unwrap_or_default();
        let mut digest =
            if self.is_drupal { self.stretched::<Sha512>(password) } else { self.stretched::<Md5>(password) };
        // Drupal keeps only the first characters.
        digest.truncate(expected.len());
        Ok(digest.ct_eq(expected).into())
    }

    fn shown(&self) -> ShownHash {
        let kind = if self.is_drupal { "drupal" } else { "phpass" };
        let options = format!(r#"{{"type":"{kind}","iteration_count_log2":{}}}"#, self.log2_rounds);
        ShownHash { password: self.text.clone(), kind, options }
    }
}

/// The letters of a digest: the lowest bits first, three bytes give four letters.
fn encode(bytes: &[u8]) -> Vec<u8> {
    let letters = |group: &[u8]| {
        let value = group.iter().rev().fold(0_usize, |value, byte| (value << 8) | usize::from(*byte));
        (0..=group.len()).map(|n| ALPHABET[(value >> (6 * n)) & 0x3f]).collect::<Vec<_>>()
    };
    bytes.chunks(3).flat_map(letters).collect()
}
