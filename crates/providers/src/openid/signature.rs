//! Signatures of tokens, verified by ring (source: RFC 7515, 7517, 7518, 8037).
//!
//! `jsonwebtoken` verifies by a provider that is set once for a process, and that of this process knows HS256 only.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384,
    RSA_PKCS1_2048_8192_SHA512, RSA_PSS_2048_8192_SHA256, RsaParameters, RsaPublicKeyComponents, UnparsedPublicKey,
    VerificationAlgorithm,
};
use serde::Deserialize;

/// The algorithms that are accepted: all with a public key. `none` and those with a shared secret are not among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Algorithm {
    Rs256,
    Rs384,
    Rs512,
    Ps256,
    Es256,
    Es384,
    EdDsa,
}

/// What verifies an algorithm.
enum Means {
    Rsa(&'static RsaParameters),
    Curve { kind: &'static str, curve: &'static str, means: &'static dyn VerificationAlgorithm },
}

impl Algorithm {
    /// Reads the name in the head of a token.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "RS256" => Self::Rs256,
            "RS384" => Self::Rs384,
            "RS512" => Self::Rs512,
            "PS256" => Self::Ps256,
            "ES256" => Self::Es256,
            "ES384" => Self::Es384,
            "EdDSA" | "Ed25519" => Self::EdDsa,
            _ => return None,
        })
    }

    fn means(self) -> Means {
        match self {
            Self::Rs256 => Means::Rsa(&RSA_PKCS1_2048_8192_SHA256),
            Self::Rs384 => Means::Rsa(&RSA_PKCS1_2048_8192_SHA384),
            Self::Rs512 => Means::Rsa(&RSA_PKCS1_2048_8192_SHA512),
            Self::Ps256 => Means::Rsa(&RSA_PSS_2048_8192_SHA256),
            Self::Es256 => Means::Curve { kind: "EC", curve: "P-256", means: &ECDSA_P256_SHA256_FIXED },
            Self::Es384 => Means::Curve { kind: "EC", curve: "P-384", means: &ECDSA_P384_SHA384_FIXED },
            Self::EdDsa => Means::Curve { kind: "OKP", curve: "Ed25519", means: &ED25519 },
        }
    }
}

/// The keys of a provider. Those of a kind that is unknown here are kept, and never fit.
#[derive(Deserialize)]
pub(crate) struct KeySet {
    keys: Vec<Key>,
}

/// A public key.
#[derive(Clone, Deserialize)]
pub(crate) struct Key {
    kid: Option<String>,
    kty: String,
    #[serde(rename = "use")]
    purpose: Option<String>,
    alg: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

impl KeySet {
    /// The key with an id; without an id the key for `algorithm`, if there is only one.
    pub(crate) fn find(&self, id: Option<&str>, algorithm: Algorithm) -> Option<Key> {
        let mut fitting =
            self.keys.iter().filter(|key| key.fits(algorithm) && (id.is_none() || key.kid.as_deref() == id));
        let first = fitting.next()?;
        (id.is_some() || fitting.next().is_none()).then(|| first.clone())
    }
}

impl Key {
    /// Whether the key is for an algorithm: a token cannot choose another one than its key is for.
    fn fits(&self, algorithm: Algorithm) -> bool {
        let is_kind = match algorithm.means() {
            Means::Rsa(_) => self.kty == "RSA",
            Means::Curve { kind, curve, .. } => self.kty == kind && self.crv.as_deref() == Some(curve),
        };
        let is_for = self.alg.as_deref().is_none_or(|name| Algorithm::parse(name) == Some(algorithm));
        is_kind && is_for && self.purpose.as_deref().is_none_or(|purpose| purpose == "sig")
    }

    /// Whether `signature` is that of `message` by this key.
    pub(crate) fn verifies(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        if !self.fits(algorithm) {
            return false;
        }
        let part = |part: &Option<String>| part.as_ref().and_then(|text| BASE64.decode(text).ok());
        match algorithm.means() {
            Means::Rsa(parameters) => part(&self.n)
                .zip(part(&self.e))
                .is_some_and(|(n, e)| RsaPublicKeyComponents { n, e }.verify(parameters, message, signature).is_ok()),
            Means::Curve { kind, means, .. } => {
                let point = match kind {
                    // An uncompressed point: 4, x, y (SEC 1, 2.3.3).
                    "EC" => part(&self.x).zip(part(&self.y)).map(|(x, y)| [&[4], x.as_slice(), &y].concat()),
                    _ => part(&self.x),
                };
                point.is_some_and(|point| UnparsedPublicKey::new(means, point).verify(message, signature).is_ok())
            }
        }
    }
}

#[cfg(test)]
mod tests;
