//! Digests of a password with a salt before or after it, repeated or keyed.

use super::ShownHash;
use super::algorithm::DigestAlgorithm;
use super::bounds::{DIGEST_ROUNDS, LONGEST_SALT};
use super::scheme::Scheme;
use super::text::{base64, from_base64, parts, settings};
use crate::Result;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// The rule for a salted digest.
pub(super) const RULE: &str =
    "a digest of the length of its algorithm, with a salt of at most 512 bytes and at most 131,072 rounds";

/// A digest of a password, and what it was made with.
#[derive(Clone, PartialEq, Eq)]
pub struct SaltedDigest {
    /// The digest.
    pub algorithm: DigestAlgorithm,
    /// The key of an HMAC; `None` for a plain digest.
    pub key: Option<Vec<u8>>,
    /// What precedes the password.
    pub before: Vec<u8>,
    /// What follows the password.
    pub after: Vec<u8>,
    /// How often it is digested.
    pub rounds: DigestRounds,
    /// The result.
    pub hash: Vec<u8>,
}

/// How often a text is digested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DigestRounds {
    /// The result is digested again, until it was digested this often. A single digest has one round.
    Chained(u32),
    /// The result with the salted password after it is digested again, until it was digested this often.
    Resalted(u32),
}

impl DigestRounds {
    fn count(self) -> u32 {
        match self {
            Self::Chained(count) | Self::Resalted(count) => count,
        }
    }
}

/// Neither the salt nor the digest is printed.
impl std::fmt::Debug for SaltedDigest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SaltedDigest(..)")
    }
}

pub(super) struct SaltedHash(SaltedDigest);

impl SaltedHash {
    pub(super) fn of(given: SaltedDigest) -> Option<Self> {
        let SaltedDigest { algorithm, key, before, after, rounds, hash } = &given;
        let salts = [before, after].into_iter().chain(key);
        let fits = salts.map(Vec::len).sum::<usize>() <= LONGEST_SALT
            && hash.len() == algorithm.bytes()
            && (1..=DIGEST_ROUNDS).contains(&rounds.count())
            && (key.is_none() || rounds.count() == 1);
        fits.then_some(Self(given))
    }

    /// Parses `$digest$sha256$i=1$key$before$after$hash`; an HMAC has `hmac-` before the digest, and `s=` instead of
    /// `i=` says that the salted password is digested in every round.
    pub(super) fn read(text: &str) -> Option<Self> {
        let [name, rounds, key, before, after, hash] = parts(text, "digest")?;
        let (is_keyed, name) = name.strip_prefix("hmac-").map_or((false, name), |name| (true, name));
        let rounds = match settings(rounds, ["i"]) {
            Some([count]) => DigestRounds::Chained(count),
            None => settings(rounds, ["s"]).map(|[count]| DigestRounds::Resalted(count))?,
        };
        let key = from_base64(key)?;
        Self::of(SaltedDigest {
            algorithm: DigestAlgorithm::of(name)?,
            key: if is_keyed { Some(key) } else { None },
            before: from_base64(before)?,
            after: from_base64(after)?,
            rounds,
            hash: from_base64(hash)?,
        })
    }

    pub(super) fn to_text(&self) -> String {
        let SaltedDigest { algorithm, key, before, after, rounds, hash } = &self.0;
        let keyed = if key.is_some() { "hmac-" } else { "" };
        let rounds = match rounds {
            DigestRounds::Chained(count) => format!("i={count}"),
            DigestRounds::Resalted(count) => format!("s={count}"),
        };
        let key = base64(key.as_deref().unwrap_or_default());
        let (before, after, hash) = (base64(before), base64(after), base64(hash));
        format!("$digest${keyed}{}${rounds}${key}${before}${after}${hash}", algorithm.as_str())
    }

    fn digest(&self, password: &[u8]) -> Vec<u8> {
        let SaltedDigest { algorithm, key, before, after, rounds, .. } = &self.0;
        let salted = Zeroizing::new([before.as_slice(), password, after.as_slice()].concat());
        if let Some(key) = key {
            return algorithm.hmac(key, &salted);
        }
        let mut digest = algorithm.digest(&salted);
        for _ in 1..rounds.count() {
            digest = match rounds {
                DigestRounds::Chained(_) => algorithm.digest(&digest),
                DigestRounds::Resalted(_) => {
                    algorithm.digest(&Zeroizing::new([digest.as_slice(), &salted[..]].concat()))
                }
            };
        }
        digest
    }
}

impl Scheme for SaltedHash {
    fn matches(&self, password: &[u8]) -> Result<bool> {
        Ok(self.digest(password).ct_eq(&self.0.hash).into())
    }

    fn shown(&self) -> ShownHash {
        let (algorithm, rounds) = (self.0.algorithm.as_str(), self.0.rounds.count());
        let options = format!(r#"{{"type":"digest","algorithm":"{algorithm}","iterations":{rounds}}}"#);
        ShownHash { password: self.to_text(), kind: "digest", options }
    }
}
