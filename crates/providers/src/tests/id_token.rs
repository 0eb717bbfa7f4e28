//! `id_token`s that must be rejected, with a real provider on this machine.

use super::server::{Received, Reply, Server};
use super::signer::{Signer, claims};
use super::{CLIENT, NOW, Setup, config, shown};
use crate::ProviderError;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A provider whose next token and keys a test decides.
pub(super) struct Issuer {
    pub server: Server,
    pub token: Arc<Mutex<String>>,
    pub keys: Arc<Mutex<String>>,
    pub user: Arc<Mutex<String>>,
}

impl Issuer {
    pub(super) async fn start(keys: String) -> Self {
        let (token, keys) = (Arc::<Mutex<String>>::default(), Arc::new(Mutex::new(keys)));
        let user = Arc::new(Mutex::new(json!({ "sub": "person-1", "email": "ann@example.com" }).to_string()));
        let (next, current, document) = (Arc::clone(&token), Arc::clone(&keys), Arc::clone(&user));
        let server = Server::http(move |request: &Received| {
            let issuer = request.url.rsplit_once('/').unwrap().0.trim_end_matches("/.well-known").to_owned();
            match request.url.rsplit('/').next().unwrap() {
                "openid-configuration" => Reply::Body(200, discovery(&issuer, &issuer).to_string()),
                "token" => {
                    let token = next.lock().unwrap().clone();
                    Reply::Chunks(json!({ "access_token": "access-1", "id_token": token }).to_string())
                }
                "keys" => Reply::Body(200, current.lock().unwrap().clone()),
                "me" => Reply::Body(200, document.lock().unwrap().clone()),
                _ => Reply::Body(404, String::new()),
            }
        })
        .await;
        Self { server, token, keys, user }
    }

    pub(super) fn set(&self, token: String) {
        *self.token.lock().unwrap() = token;
    }

    pub(super) fn url(&self) -> String {
        self.server.url("")
    }
}

/// The discovery document of an issuer that is at another URL, perhaps.
pub(super) fn discovery(issuer: &str, url: &str) -> Value {
    json!({
        "issuer": issuer, "authorization_endpoint": format!("{url}/auth"), "token_endpoint": format!("{url}/token"),
        "userinfo_endpoint": format!("{url}/me"), "jwks_uri": format!("{url}/keys"),
        "token_endpoint_auth_methods_supported": ["client_secret_post"],
    })
}

fn cause(error: &ProviderError) -> &str {
    match error {
        ProviderError::NotVerified { cause, .. } => cause,
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn claims_that_break_a_rule_are_rejected() {
    let signer = Signer::new("key-1");
    let issuer = Issuer::start(signer.keys()).await;
    let (setup, url, now) = (Setup::new(), issuer.url(), NOW.as_secs());
    let config = config("oidc", [("endpoint", url.as_str())]);
    for (change, expected) in [
        (json!({ "iss": "https://other.example" }), "the issuer of the id_token is wrong"),
        (json!({ "iss": null }), "the issuer of the id_token is wrong"),
        (json!({ "iss": format!("{url}/") }), "the issuer of the id_token is wrong"),
        (json!({ "aud": "client-2" }), "the audience of the id_token is wrong"),
        (json!({ "aud": null }), "the audience of the id_token is wrong"),
        (json!({ "aud": ["client-2"] }), "the audience of the id_token is wrong"),
        (json!({ "aud": [] }), "the audience of the id_token is wrong"),
        (json!({ "aud": [CLIENT, "client-2"] }), "the audience of the id_token is wrong"),
        (json!({ "aud": [CLIENT, "client-2"], "azp": "client-2" }), "the audience of the id_token is wrong"),
        (json!({ "azp": "client-2" }), "the audience of the id_token is wrong"),
        (json!({ "exp": now - 60 }), "the id_token is not valid at this time"),
        (json!({ "exp": null }), "the id_token is not valid at this time"),
        (json!({ "exp": "9999999999" }), "the id_token is not valid at this time"),
        (json!({ "exp": -1 }), "the id_token is not valid at this time"),
        (json!({ "nbf": now + 61 }), "the id_token is not valid at this time"),
        (json!({ "nbf": "soon" }), "the id_token is not valid at this time"),
        (json!({ "iat": now + 61 }), "the id_token is not valid at this time"),
        (json!({ "iat": null }), "the id_token is not valid at this time"),
        (json!({ "nonce": "nonce-2" }), "the nonce of the id_token is wrong"),
        (json!({ "nonce": "nonce-1x" }), "the nonce of the id_token is wrong"),
        (json!({ "nonce": null }), "the nonce of the id_token is wrong"),
        (json!({ "sub": null }), "the id_token has no subject"),
        (json!({ "sub": "" }), "the id_token has no subject"),
    ] {
        issuer.set(signer.sign(&claims(&url, &change)));
        let error = setup.exchange(&config).await.unwrap_err();
        assert_eq!(cause(&error), expected, "{change}");
    }
    // What can be rejected without the keys does not ask for them.
    assert_eq!(issuer.server.count("/keys"), 0);
}

#[tokio::test]
async fn claims_at_the_edge_of_a_rule_are_accepted() {
    let signer = Signer::new("key-1");
    let issuer = Issuer::start(signer.keys()).await;
    let (setup, url, now) = (Setup::new(), issuer.url(), NOW.as_secs());
    let config = config("oidc", [("endpoint", url.as_str())]);
    for change in [
        json!({ "exp": now - 59 }),
        json!({ "exp": now as f64 + 0.5 }),
        json!({ "nbf": now + 60, "iat": now + 60 }),
        json!({ "aud": [CLIENT] }),
        json!({ "aud": [CLIENT, "client-2"], "azp": CLIENT }),
        json!({ "azp": CLIENT }),
    ] {
        issuer.set(signer.sign(&claims(&url, &change)));
        let (account, _) = setup.exchange(&config).await.unwrap_or_else(|error| panic!("{change}: {error}"));
        // Without `email_verified` the email is no proof.
        let expected = json!({ "uid": "person-1", "email": "ann@example.com", "verified": false, "name": null });
        assert_eq!(shown(&account), expected, "{change}");
    }
    // Document and keys are kept.
    assert_eq!((issuer.server.count("/keys"), issuer.server.count("openid-configuration")), (1, 1));
}

#[tokio::test]
async fn a_token_that_nobody_signed_is_rejected() {
    let (signer, other) = (Signer::new("key-1"), Signer::new("key-1"));
    let issuer = Issuer::start(signer.keys()).await;
    let (setup, url) = (Setup::new(), issuer.url());
    let config = config("oidc", [("endpoint", url.as_str())]);
    let valid = claims(&url, &json!({}));
    let head = |head: Value| format!("{}.{}.", BASE64.encode(head.to_string()), BASE64.encode(valid.to_string()));
    let signed = signer.sign(&valid);
    let hmac = {
        // Signed with the public key as if it were a shared secret.
        let text = head(json!({ "alg": "HS256", "kid": "key-1" }));
        let text = text.trim_end_matches('.');
        let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, signer.keys().as_bytes());
        format!("{text}.{}", BASE64.encode(ring::hmac::sign(&key, text.as_bytes())))
    };
    let (front, end) = signed.rsplit_once('.').unwrap();
    let tampered = format!("{front}.{}{}", if end.starts_with('A') { 'B' } else { 'A' }, &end[1..]);
    let algorithm = "the algorithm of the id_token is not accepted";
    let (malformed, signature) = ("the id_token is malformed", "the signature of the id_token is not valid");
    for (token, expected) in [
        (head(json!({ "alg": "none" })), algorithm),
        (head(json!({ "alg": "None", "kid": "key-1" })), algorithm),
        (hmac, algorithm),
        (
            signer.sign_with(&json!({ "alg": "ES256", "kid": "key-1", "crit": ["b64"], "b64": false }), &valid),
            algorithm,
        ),
        (signer.sign_with(&json!({ "alg": "ES384", "kid": "key-1" }), &valid), "the key of the id_token is unknown"),
        (signer.sign_with(&json!({ "alg": "RS256", "kid": "key-1" }), &valid), "the key of the id_token is unknown"),
        (signer.sign_with(&json!({ "kid": "key-1" }), &valid), malformed),
        (head(json!({ "alg": "ES256", "kid": "key-1" })), signature),
        (other.sign(&valid), signature),
        (tampered, signature),
        (signed.replace('.', ""), malformed),
        (format!("{signed}.x"), malformed),
        ("x".to_owned(), malformed),
        ("a.b.c".to_owned(), malformed),
    ] {
        issuer.set(token.clone());
        let error = setup.exchange(&config).await.unwrap_err();
        assert_eq!(cause(&error), expected, "{token}");
    }
    issuer.set(signed);
    setup.exchange(&config).await.unwrap();
}

#[tokio::test]
async fn a_missing_id_token_is_rejected() {
    let signer = Signer::new("key-1");
    let issuer = Issuer::start(signer.keys()).await;
    let error = Setup::new().exchange(&config("oidc", [("endpoint", issuer.url().as_str())])).await.unwrap_err();
    assert_eq!(cause(&error), "there is no id_token");
}

#[tokio::test]
async fn a_user_document_of_another_person_is_rejected() {
    let signer = Signer::new("key-1");
    let issuer = Issuer::start(signer.keys()).await;
    let url = issuer.url();
    issuer.set(signer.sign(&claims(&url, &json!({}))));
    for user in [json!({ "sub": "person-2", "email": "ann@example.com" }), json!({ "email": "ann@example.com" })] {
        *issuer.user.lock().unwrap() = user.to_string();
        let error = Setup::new().exchange(&config("oidc", [("endpoint", url.as_str())])).await.unwrap_err();
        assert_eq!(cause(&error), "the subject of the user document is wrong");
    }
}

#[tokio::test]
async fn the_email_of_one_document_is_not_verified_by_the_other() {
    let signer = Signer::new("key-1");
    let issuer = Issuer::start(signer.keys()).await;
    let url = issuer.url();
    issuer.set(signer.sign(&claims(&url, &json!({ "email_verified": true }))));
    let (account, _) = Setup::new().exchange(&config("oidc", [("endpoint", url.as_str())])).await.unwrap();
    assert!(account.email.is_some() && !account.email_verified);
}

#[tokio::test]
async fn new_keys_are_read_but_not_more_often_than_once_a_minute() {
    let (old, new, unknown) = (Signer::new("key-1"), Signer::new("key-2"), Signer::new("key-3"));
    let issuer = Issuer::start(old.keys()).await;
    let (setup, url) = (Setup::new(), issuer.url());
    let config = config("oidc", [("endpoint", url.as_str())]);
    let at = |secs| NOW.after(Duration::from_secs(secs));
    let token = |signer: &Signer| signer.sign(&claims(&url, &json!({ "exp": NOW.as_secs() + 9_000 })));

    issuer.set(token(&old));
    setup.exchange_at(&config, at(0)).await.unwrap();
    *issuer.keys.lock().unwrap() = new.keys();
    issuer.set(token(&new));
    let error = setup.exchange_at(&config, at(59)).await.unwrap_err();
    assert_eq!((cause(&error), issuer.server.count("/keys")), ("the key of the id_token is unknown", 1));
    setup.exchange_at(&config, at(61)).await.unwrap();
    assert_eq!(issuer.server.count("/keys"), 2);

    // Unknown keys: one call in a minute, however many ask.
    issuer.set(token(&unknown));
    for secs in [62, 90, 122, 123, 150] {
        setup.exchange_at(&config, at(secs)).await.unwrap_err();
    }
    assert_eq!(issuer.server.count("/keys"), 3);
    // A withdrawn key is trusted for an hour at most.
    *issuer.keys.lock().unwrap() = old.keys();
    issuer.set(token(&new));
    setup.exchange_at(&config, at(122 + 3_599)).await.unwrap();
    let error = setup.exchange_at(&config, at(122 + 3_601)).await.unwrap_err();
    assert_eq!((cause(&error), issuer.server.count("/keys")), ("the key of the id_token is unknown", 4));
}
