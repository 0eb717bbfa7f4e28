//! Apple's client secret: a JWT that the client signs (source:
//! <https://developer.apple.com/documentation/accountorganizationaldatasharing/creating-a-client-secret>).

use crate::providers::SecretText;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use roster_core::Timestamp;
use serde::Deserialize;
use serde_json::json;
use zeroize::Zeroizing;

/// How long a secret is valid, in seconds. Apple allows six months; one is made for each call.
const LIFETIME: u64 = 300;

/// What an operator stores for Apple.
#[derive(Deserialize)]
struct Stored {
    #[serde(rename = "keyID")]
    key_id: String,
    #[serde(rename = "teamID")]
    team_id: String,
    p8: String,
}

/// Signs a client secret.
///
/// # Errors
/// What is wrong with the stored secret; never a part of it.
pub(crate) fn sign(stored: &str, client_id: &str, now: Timestamp) -> Result<SecretText, &'static str> {
    let stored: Stored =
        serde_json::from_str(stored).map_err(|_| "it is not JSON with the texts keyID, teamID and p8")?;
    let p8 = Zeroizing::new(stored.p8);
    let key = key(&p8).ok_or("p8 is not the private key that Apple issued (PKCS#8 in PEM, curve P-256)")?;
    let (begin, end) = (now.as_secs(), now.as_secs() + LIFETIME);
    let head = json!({ "alg": "ES256", "kid": stored.key_id });
    let audience = "https://appleid.apple.com";
    let claims = json!({ "iss": stored.team_id, "iat": begin, "exp": end, "aud": audience, "sub": client_id });
    let encode = |part: &serde_json::Value| URL_SAFE_NO_PAD.encode(part.to_string());
    let signed = format!("{}.{}", encode(&head), encode(&claims));
    let signature = key.sign(&SystemRandom::new(), signed.as_bytes()).map_err(|_| "p8 cannot sign")?;
    Ok(Zeroizing::new(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))))
}

/// The private key in a file of PEM; ends of lines may be written as `\n`, as in environment variables.
fn key(pem: &str) -> Option<EcdsaKeyPair> {
    let text = Zeroizing::new(pem.replace("\\n", "\n"));
    let lines = text.lines().map(str::trim).filter(|line| !line.starts_with("-----"));
    let bytes = Zeroizing::new(STANDARD.decode(Zeroizing::new(lines.collect::<String>()).as_bytes()).ok()?);
    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &bytes, &SystemRandom::new()).ok()
}
