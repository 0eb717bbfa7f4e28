//! What other software does to a password before it hashes it.

use super::ShownHash;
use super::algorithm::DigestAlgorithm;
use super::scheme::{self, Scheme};
use super::text::{base64, from_base64, padded_base64};
use crate::Result;
use crate::hex::hex;
use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

/// The rule for a prepared hash.
pub(super) const RULE: &str = "a hash of a known scheme whose password is prepared in at most three known steps";

const MOST_STEPS: usize = 3;
/// Longest key of a step, in bytes.
const LONGEST_KEY: usize = 64;
/// What PHP's `trim` removes (source: PHP's manual, trim).
const BLANKS: &[u8] = b" \t\n\r\0\x0b";

/// A step between the password and the hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Preparation {
    /// The normal form NFKC of Unicode.
    Nfkc,
    /// Without blanks at both ends, as PHP's `trim` removes them.
    Trim,
    /// The password in UTF-16, the low byte first.
    Utf16,
    /// The password in ISO 8859-1. Of other characters, only the low byte is kept, as Node.js does.
    Latin1,
    /// The digest of the password in hex, in lower case.
    Hex(DigestAlgorithm),
    /// The digest of the password in base64, with padding; with a key, its HMAC.
    Base64(DigestAlgorithm, Option<Vec<u8>>),
}

impl Preparation {
    fn read(text: &str) -> Option<Self> {
        Some(match text {
            "nfkc" => Self::Nfkc,
            "trim" => Self::Trim,
            "utf16" => Self::Utf16,
            "latin1" => Self::Latin1,
            _ => return Self::read_digest(text),
        })
    }

    fn read_digest(text: &str) -> Option<Self> {
        if let Some(name) = text.strip_prefix("hex-") {
            return DigestAlgorithm::of(name).map(Self::Hex);
        }
        let rest = text.strip_prefix("base64-")?;
        let Some(keyed) = rest.strip_prefix("hmac-") else {
            return Some(Self::Base64(DigestAlgorithm::of(rest)?, None));
        };
        let (name, key) = keyed.split_once(':')?;
        let key = from_base64(key).filter(|key| key.len() <= LONGEST_KEY)?;
        Some(Self::Base64(DigestAlgorithm::of(name)?, Some(key)))
    }

    fn to_text(&self) -> String {
        match self {
            Self::Nfkc => "nfkc".to_owned(),
            Self::Trim => "trim".to_owned(),
            Self::Utf16 => "utf16".to_owned(),
            Self::Latin1 => "latin1".to_owned(),
            Self::Hex(digest) => format!("hex-{}", digest.as_str()),
            Self::Base64(digest, None) => format!("base64-{}", digest.as_str()),
            Self::Base64(digest, Some(key)) => format!("base64-hmac-{}:{}", digest.as_str(), base64(key)),
        }
    }

    fn apply(&self, password: &[u8]) -> Vec<u8> {
        let text = || String::from_utf8_lossy(password);
        match self {
            Self::Nfkc => text().nfkc().collect::<String>().into_bytes(),
            Self::Trim => trim(password).to_vec(),
            Self::Utf16 => text().encode_utf16().flat_map(u16::to_le_bytes).collect(),
            Self::Latin1 => text().encode_utf16().map(|unit| unit.to_le_bytes()[0]).collect(),
            Self::Hex(digest) => hex(&digest.digest(password)).into_bytes(),
            Self::Base64(digest, None) => padded_base64(&digest.digest(password)).into_bytes(),
            Self::Base64(digest, Some(key)) => padded_base64(&digest.hmac(key, password)).into_bytes(),
        }
    }
}

fn trim(mut text: &[u8]) -> &[u8] {
    while let Some((_, rest)) = text.split_first().filter(|(first, _)| BLANKS.contains(first)) {
        text = rest;
    }
    while let Some((_, rest)) = text.split_last().filter(|(last, _)| BLANKS.contains(last)) {
        text = rest;
    }
    text
}

/// A hash of a prepared password.
pub(super) struct PreparedHash {
    steps: Vec<Preparation>,
    text: String,
    hash: Box<dyn Scheme>,
}

impl PreparedHash {
    /// Puts steps before a hash, in their order.
    pub(super) fn of(steps: &[Preparation], hash: &str) -> Option<Self> {
        let steps: Vec<_> = steps.iter().map(Preparation::to_text).collect();
        Self::read(&format!("$pre${}{hash}", steps.join(",")))
    }

    /// Parses `$pre$trim,hex-md5` and the text of a hash after it, which is not a prepared hash itself.
    pub(super) fn read(text: &str) -> Option<Self> {
        let rest = text.strip_prefix("$pre$")?;
        let (steps, hash) = rest.split_at_checked(rest.find('$')?)?;
        if hash.starts_with("$pre$") {
            return None;
        }
        let steps = steps.split(',').map(Preparation::read).collect::<Option<Vec<_>>>()?;
        let hash = scheme::read(hash).filter(|_| steps.len() <= MOST_STEPS)?;
        Some(Self { steps, text: text.to_owned(), hash })
    }

    pub(super) fn to_text(&self) -> String {
        self.text.clone()
    }
}

impl Scheme for PreparedHash {
    fn matches(&self, password: &[u8]) -> Result<bool> {
        let mut prepared = Zeroizing::new(password.to_vec());
        for step in &self.steps {
            prepared = Zeroizing::new(step.apply(&prepared));
        }
        self.hash.matches(&prepared)
    }

    fn shown(&self) -> ShownHash {
        let names: Vec<_> = self.steps.iter().map(|step| format!(r#""{}""#, step.to_text())).collect();
        let ShownHash { kind, options, .. } = self.hash.shown();
        let steps = names.join(",");
        let options = format!(r#"{{"type":"prepared","steps":[{steps}],"hash":"{kind}","hashOptions":{options}}}"#);
        ShownHash { password: self.text.clone(), kind: "prepared", options }
    }
}
