use super::*;
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _,
};
use serde_json::{Value, json};

const MESSAGE: &[u8] = b"header.claims";

/// Keys and signatures that another library made.
fn rsa() -> (KeySet, Value) {
    let file: Value = serde_json::from_str(include_str!("rsa.json")).unwrap();
    assert_eq!(file["message"].as_str().unwrap().as_bytes(), MESSAGE);
    (serde_json::from_value(json!({ "keys": file["keys"] })).unwrap(), file)
}

fn key(key: Value) -> Key {
    serde_json::from_value(key).unwrap()
}

fn bytes(text: &Value) -> Vec<u8> {
    BASE64.decode(text.as_str().unwrap()).unwrap()
}

#[test]
fn signatures_of_rsa_are_verified() {
    let (keys, file) = rsa();
    for name in ["RS256", "RS384", "RS512", "PS256"] {
        let algorithm = Algorithm::parse(name).unwrap();
        let key = keys.find(Some("rsa"), algorithm).unwrap();
        let mut signature = bytes(&file["signatures"][name]);
        assert!(key.verifies(algorithm, MESSAGE, &signature), "{name}");
        assert!(!key.verifies(algorithm, b"header.Claims", &signature), "{name}");
        for other in ["RS256", "RS384", "RS512", "PS256"].iter().filter(|other| **other != name) {
            assert!(!key.verifies(Algorithm::parse(other).unwrap(), MESSAGE, &signature), "{name} as {other}");
        }
        signature[9] ^= 1;
        assert!(!key.verifies(algorithm, MESSAGE, &signature) && !key.verifies(algorithm, MESSAGE, b""), "{name}");
    }
}

#[test]
fn a_short_key_of_rsa_is_not_accepted() {
    let (keys, file) = rsa();
    let key = keys.find(Some("short"), Algorithm::Rs256).unwrap();
    assert!(!key.verifies(Algorithm::Rs256, MESSAGE, &bytes(&file["short"])));
}

#[test]
fn signatures_of_curves_are_verified() {
    let random = SystemRandom::new();
    for (signing, name, curve) in
        [(&ECDSA_P256_SHA256_FIXED_SIGNING, "ES256", "P-256"), (&ECDSA_P384_SHA384_FIXED_SIGNING, "ES384", "P-384")]
    {
        let document = EcdsaKeyPair::generate_pkcs8(signing, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(signing, document.as_ref(), &random).unwrap();
        let (x, y) = pair.public_key().as_ref()[1..].split_at(pair.public_key().as_ref().len() / 2);
        let public = key(json!({ "kty": "EC", "crv": curve, "x": BASE64.encode(x), "y": BASE64.encode(y) }));
        let signature = pair.sign(&random, MESSAGE).unwrap();
        let algorithm = Algorithm::parse(name).unwrap();
        assert!(public.verifies(algorithm, MESSAGE, signature.as_ref()), "{name}");
        assert!(!public.verifies(algorithm, b"other", signature.as_ref()), "{name}");
        assert!(!public.verifies(Algorithm::EdDsa, MESSAGE, signature.as_ref()), "{name}");
    }
    let document = Ed25519KeyPair::generate_pkcs8(&random).unwrap();
    let pair = Ed25519KeyPair::from_pkcs8(document.as_ref()).unwrap();
    let public = key(json!({ "kty": "OKP", "crv": "Ed25519", "x": BASE64.encode(pair.public_key()) }));
    let signature = pair.sign(MESSAGE);
    assert!(public.verifies(Algorithm::EdDsa, MESSAGE, signature.as_ref()));
    assert!(!public.verifies(Algorithm::EdDsa, b"other", signature.as_ref()));
}

#[test]
fn only_algorithms_with_public_keys_are_known() {
    for name in ["none", "None", "", "HS256", "HS384", "HS512", "RS1", "rs256", "PS384", "ES256K", "dir"] {
        assert_eq!(Algorithm::parse(name), None, "{name}");
    }
}

#[test]
fn a_key_is_found_by_its_id_and_kind() {
    let keys = |list: Value| serde_json::from_value::<KeySet>(json!({ "keys": list })).unwrap();
    let rsa = |id: &str| json!({ "kty": "RSA", "kid": id, "n": "AQ", "e": "AQAB" });
    let set =
        keys(json!([rsa("a"), rsa("b"), { "kty": "oct", "kid": "c", "k": "AQ" }, { "kty": "EC", "crv": "P-256" }]));
    assert!(set.find(Some("b"), Algorithm::Rs256).is_some_and(|key| key.kid.as_deref() == Some("b")));
    // Without an id there must be one only; a key of another kind does not count.
    assert!(set.find(None, Algorithm::Rs256).is_none() && set.find(None, Algorithm::Es256).is_some());
    for (id, algorithm) in [("b", Algorithm::Es256), ("c", Algorithm::Rs256), ("d", Algorithm::Rs256)] {
        assert!(set.find(Some(id), algorithm).is_none(), "{id}");
    }
    let mut encryption = rsa("a");
    encryption["use"] = json!("enc");
    let mut of_other = rsa("b");
    of_other["alg"] = json!("RS512");
    let set = keys(json!([encryption, of_other]));
    assert!(set.find(Some("a"), Algorithm::Rs256).is_none() && set.find(Some("b"), Algorithm::Rs256).is_none());
    assert!(set.find(Some("b"), Algorithm::Rs512).is_some());
}
