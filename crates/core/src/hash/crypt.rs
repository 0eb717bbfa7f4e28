//! The hashes of crypt(3): `$1$` (MD5), `$5$` (SHA-256) and `$6$` (SHA-512). Source: "Unix crypt using SHA-256 and
//! SHA-512" by Ulrich Drepper, version 0.6; crypt-md5.c of FreeBSD.

use super::ShownHash;
use super::bounds::{LONGEST_CRYPT_PASSWORD, MD5_CRYPT_ROUNDS, SHA_CRYPT_ROUNDS};
use super::phpass::ALPHABET;
use super::scheme::Scheme;
use super::text::number;
use crate::Result;
use md5::Md5;
use sha2::{Digest, Sha256, Sha512};
use subtle::ConstantTimeEq;

/// The rule for a hash of crypt(3).
pub(super) const RULE: &str = "a hash of crypt(3) that begins with $1$, $5$ or $6$, with a salt of at most 16 characters and at most 656,000 rounds";

/// The rounds of a text that does not name them.
const DEFAULT_ROUNDS: u32 = 5_000;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Md5,
    Sha256,
    Sha512,
}

pub(super) struct CryptHash {
    text: String,
    kind: Kind,
    rounds: u32,
    salt: String,
    hash: String,
}

impl CryptHash {
    pub(super) fn read(text: &str) -> Option<Self> {
        let (kind, length, longest_salt, rest) = match text.get(..3)? {
            "$1$" => (Kind::Md5, 22, 8, &text[3..]),
            "$5$" => (Kind::Sha256, 43, 16, &text[3..]),
            "$6$" => (Kind::Sha512, 86, 16, &text[3..]),
            _ => return None,
        };
        let (rounds, rest) = match rest.strip_prefix("rounds=").filter(|_| kind != Kind::Md5) {
            Some(rest) => {
                let (rounds, rest) = rest.split_once('$')?;
                (number(rounds)?, rest)
            }
            None => (if kind == Kind::Md5 { MD5_CRYPT_ROUNDS } else { DEFAULT_ROUNDS }, rest),
        };
        let (salt, hash) = rest.split_once('$')?;
        let valid = salt.len() <= longest_salt
            && salt.bytes().all(|byte| byte.is_ascii_graphic())
            && hash.len() == length
            && hash.bytes().all(|byte| ALPHABET.contains(&byte))
            && (1_000..=SHA_CRYPT_ROUNDS).contains(&rounds);
        let (salt, hash) = (salt.to_owned(), hash.to_owned());
        valid.then(|| Self { text: text.to_owned(), kind, rounds, salt, hash })
    }

    fn digest(&self, password: &[u8]) -> Vec<u8> {
        match self.kind {
            Kind::Md5 => self.md5(password),
            Kind::Sha256 => encode(&self.sha::<Sha256>(password), (0, 10, 20), |(a, b, c)| (c + 1, a + 1, b + 1)),
            Kind::Sha512 => encode(&self.sha::<Sha512>(password), (0, 21, 42), |(a, b, c)| (b + 1, c + 1, a + 1)),
        }
    }

    fn sha<D: Digest>(&self, password: &[u8]) -> Vec<u8> {
        let salt = self.salt.as_bytes();
        let length = password.len();
        let stretch = |digest: &[u8], length: usize| digest.iter().copied().cycle().take(length).collect::<Vec<_>>();
        let both = D::new().chain_update(password).chain_update(salt).chain_update(password).finalize();
        let mut first = D::new().chain_update(password).chain_update(salt).chain_update(stretch(&both[..], length));
        let mut bits = length;
        while bits > 0 {
            first.update(if bits & 1 == 1 { &both[..] } else { password });
            bits >>= 1;
        }
        let mut digest = first.finalize();
        let mut passwords = D::new();
        (0..length).for_each(|_| passwords.update(password));
        let passwords = stretch(&passwords.finalize()[..], length);
        let mut salts = D::new();
        (0..16 + usize::from(digest[0])).for_each(|_| salts.update(salt));
        let salts = stretch(&salts.finalize()[..], salt.len());
        for round in 0..self.rounds {
            digest = mix::<D>(round, &digest[..], &passwords, &salts);
        }
        digest.to_vec()
    }

    fn md5(&self, password: &[u8]) -> Vec<u8> {
        let salt = self.salt.as_bytes();
        let both = Md5::new().chain_update(password).chain_update(salt).chain_update(password).finalize();
        let filled: Vec<_> = both.iter().copied().cycle().take(password.len()).collect();
        let mut first = Md5::new().chain_update(password).chain_update("$1$").chain_update(salt).chain_update(filled);
        let mut bits = password.len();
        while bits > 0 {
            first.update(if bits & 1 == 1 { &[0] } else { password.get(..1).unwrap_or_default() });
            bits >>= 1;
        }
        let mut digest = first.finalize();
        for round in 0..self.rounds {
            digest = mix::<Md5>(round, &digest[..], password, salt);
        }
        let triples = (0..5).flat_map(|n| [digest[n], digest[n + 6], digest[if n == 4 { 5 } else { n + 12 }]]);
        letters(&triples.chain([0, 0, digest[11]]).collect::<Vec<_>>(), 22)
    }
}

/// One round: the order of digest, salt and password depends on its number.
fn mix<D: Digest>(round: u32, digest: &[u8], password: &[u8], salt: &[u8]) -> sha2::digest::Output<D> {
    let (one, other) = if round & 1 == 1 { (password, digest) } else { (digest, password) };
    let mut next = D::new().chain_update(one);
    if !round.is_multiple_of(3) {
        next.update(salt);
    }
    if !round.is_multiple_of(7) {
        next.update(password);
    }
    next.chain_update(other).finalize()
}

/// The places of three bytes of a digest.
type Triple = (usize, usize, usize);

/// The letters of a SHA digest, whose bytes are taken in a peculiar order: `next` leads from each three to the next.
fn encode(digest: &[u8], first: Triple, next: fn(Triple) -> Triple) -> Vec<u8> {
    let whole = digest.len() / 3;
    let triples = std::iter::successors(Some(first), |triple| Some(next(*triple))).take(whole);
    let mut bytes: Vec<u8> = triples.flat_map(|(a, b, c)| [digest[a], digest[b], digest[c]]).collect();
    // What is left of the digest: one byte of SHA-512, two of SHA-256.
    let left = digest.get(3 * whole..).unwrap_or_default();
    bytes.extend(std::iter::repeat_n(0, 3 - left.len()).chain(left.iter().rev().copied()));
    letters(&bytes, (8 * digest.len()).div_ceil(6))
}

/// Four letters for each three bytes, the lowest bits first.
fn letters(bytes: &[u8], count: usize) -> Vec<u8> {
    let four = |triple: &[u8]| {
        let value = triple.iter().fold(0_usize, |value, byte| (value << 8) | usize::from(*byte));
        [0, 6, 12, 18].map(|shift| ALPHABET[(value >> shift) & 0x3f])
    };
    bytes.chunks(3).flat_map(four).take(count).collect()
}

impl Scheme for CryptHash {
    fn matches(&self, password: &[u8]) -> Result<bool> {
        Ok(password.len() <= LONGEST_CRYPT_PASSWORD && self.digest(password).ct_eq(self.hash.as_bytes()).into())
    }

    fn shown(&self) -> ShownHash {
        let options = format!(r#"{{"type":"crypt","iterations":{}}}"#, self.rounds);
        ShownHash { password: self.text.clone(), kind: "crypt", options }
    }
}
