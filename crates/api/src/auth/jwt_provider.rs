//! HMAC-SHA256 for `jsonwebtoken`, on the `hmac` and `sha2` that request signing links anyway.
//!
//! The library's own providers link aws-lc, or RSA and elliptic curves, which no project here has keys for. This
//! provider supports HS256 only and rejects every other algorithm, so a token cannot choose another one.

use hmac::{Hmac, KeyInit, Mac};
use jsonwebtoken::crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{Error, ErrorKind};
use jsonwebtoken::signature::{self, Signer, Verifier};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey};
use sha2::Sha256;
use std::sync::Once;

/// The provider of this process. It does not support JSON web keys: no code here reads one.
static PROVIDER: CryptoProvider = CryptoProvider {
    signer_factory: |algorithm, key| Ok(Box::new(Hs256::new(*algorithm, key.as_bytes())?)),
    verifier_factory: |algorithm, key| Ok(Box::new(Hs256::new(*algorithm, key.try_get_as_bytes()?)?)),
    key_utils: KeyUtils::new_unimplemented(),
};
static INSTALLED: Once = Once::new();

/// Installs the provider for this process. Cheap after the first call.
pub(super) fn install() {
    // It fails only if another provider was installed before, which no code here does.
    INSTALLED.call_once(|| {
        PROVIDER.install_default().ok();
    });
}

/// HMAC-SHA256 with the key of a project.
struct Hs256(Hmac<Sha256>);

impl Hs256 {
    fn new(algorithm: Algorithm, key: &[u8]) -> Result<Self, Error> {
        if algorithm != Algorithm::HS256 {
            return Err(ErrorKind::InvalidAlgorithm.into());
        }
        Hmac::new_from_slice(key).map(Self).map_err(|_| ErrorKind::InvalidKeyFormat.into())
    }

    fn of(&self, message: &[u8]) -> Hmac<Sha256> {
        self.0.clone().chain_update(message)
    }
}

impl Signer<Vec<u8>> for Hs256 {
    fn try_sign(&self, message: &[u8]) -> Result<Vec<u8>, signature::Error> {
        Ok(self.of(message).finalize().into_bytes().to_vec())
    }
}

impl Verifier<Vec<u8>> for Hs256 {
    /// Compares the whole signature in constant time.
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), signature::Error> {
        self.of(message).verify_slice(signature).map_err(|_| signature::Error::new())
    }
}

impl JwtSigner for Hs256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}

impl JwtVerifier for Hs256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}

/// The key that signs the tokens of a project.
pub(super) fn signing_key(secret: &str) -> Result<EncodingKey, Error> {
    install();
    EncodingKey::from_secret(secret.as_bytes())
}

/// The key that verifies the tokens of a project.
pub(super) fn verifying_key(secret: &str) -> Result<DecodingKey, Error> {
    install();
    DecodingKey::from_secret(secret.as_bytes())
}
