//! phpass in its portable form: `$P$` (phpBB: `$H$`), a character for the rounds, eight of salt, 22 of hash.

use super::ShownHash;
use super::bounds::PHPASS_LOG2;
use super::scheme::Scheme;
use crate::Result;
use md5::{Digest, Md5};
use subtle::ConstantTimeEq;

/// The rule for a hash of phpass.
pub(super) const RULE: &str = "a portable phpass hash ($P$ or $H$ and 31 characters) of at most 2^18 rounds";

const LENGTH: usize = 34;
const ALPHABET: &[u8; 64] = b"./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

pub(super) struct PhpassHash {
    text: String,
    log2_rounds: u32,
}

impl PhpassHash {
    pub(super) fn read(text: &str) -> Option<Self> {
        let rest = text.strip_prefix("$P$").or_else(|| text.strip_prefix("$H$"))?;
        let in_alphabet = text.len() == LENGTH && rest.bytes().all(|byte| ALPHABET.contains(&byte));
        let rounds = rest.bytes().next().filter(|_| in_alphabet)?;
        let log2_rounds = ALPHABET.iter().position(|letter| *letter == rounds)? as u32;
        (7..=PHPASS_LOG2).contains(&log2_rounds).then(|| Self { text: text.to_owned(), log2_rounds })
    }

    fn digest(&self, password: &[u8]) -> Vec<u8> {
        let salt = self.text.get(4..12).unwrap_or_default();
        let mut digest = Md5::new().chain_update(salt).chain_update(password).finalize();
        for _ in 0..1_u32 << self.log2_rounds {
            digest = Md5::new().chain_update(digest).chain_update(password).finalize();
        }
        digest.to_vec()
    }
}

impl Scheme for PhpassHash {
    fn matches(&self, password: &[u8]) -> Result<bool> {
        let expected = self.text.as_bytes().get(12..).unwrap_or_default();
        Ok(encode(&self.digest(password)).ct_eq(expected).into())
    }

    fn shown(&self) -> ShownHash {
        let options = format!(r#"{{"type":"phpass","iteration_count_log2":{}}}"#, self.log2_rounds);
        ShownHash { password: self.text.clone(), kind: "phpass", options }
    }
}

/// The base64 of crypt(3): the lowest bits first, three bytes give four letters.
fn encode(bytes: &[u8]) -> Vec<u8> {
    let letters = |group: &[u8]| {
        let value = group.iter().rev().fold(0_usize, |value, byte| (value << 8) | usize::from(*byte));
        (0..=group.len()).map(|n| ALPHABET[(value >> (6 * n)) & 0x3f]).collect::<Vec<_>>()
    };
    bytes.chunks(3).flat_map(letters).collect()
}
