//! Client secrets: files, Secrets Manager, and what is said if one is missing.

use super::server::{Received, Reply, Server};
use super::{CALLBACK, NOW, Setup, config, project};
use crate::client_secret::ClientSecrets;
use crate::{ProviderError, ProviderSettings, SecretPlace, apple_secret, check_secret};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use roster_core::Provider;
use serde_json::json;
use std::sync::LazyLock;
use std::time::Duration;

/// A stored secret for Apple, and its public key.
pub(super) fn apple() -> (String, Vec<u8>) {
    static MADE: LazyLock<(String, Vec<u8>)> = LazyLock::new(|| {
        let random = SystemRandom::new();
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref(), &random).unwrap();
        let text = BASE64.encode(document.as_ref());
        let (first, rest) = text.split_at(64);
        // The marks of PEM are put together, so that no scanner takes this file for one with a key.
        let (begin, end) = (["-----BEGIN", "PRIVATE KEY-----"].join(" "), ["-----END", "PRIVATE KEY-----"].join(" "));
        let p8 = format!("{begin}\n{first}\n{rest}\n{end}\n");
        let stored = json!({ "keyID": "KEY1234567", "teamID": "TEAM123456", "p8": p8 }).to_string();
        (stored, pair.public_key().as_ref().to_vec())
    });
    MADE.clone()
}

fn cause(error: ProviderError) -> String {
    match error {
        ProviderError::Secret { cause, .. } => cause,
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_missing_or_empty_secret_is_reported_before_anybody_signs_in() {
    let setup = Setup::new();
    let config = config("google", []);
    std::fs::remove_file(setup.folder.path().join("shop/google")).unwrap();
    let error = cause(setup.login_url(&config).await.unwrap_err());
    assert_eq!(error, "its file does not exist: set it with `roster providers set`");
    for secret in ["", " \n"] {
        setup.set_secret("google", secret);
        assert_eq!(cause(setup.login_url(&config).await.unwrap_err()), "it is empty");
    }
    setup.set_secret("google", &"x".repeat(9_000));
    assert!(cause(setup.login_url(&config).await.unwrap_err()).contains("longer than 8 kB"));
    let nowhere = ClientSecrets::new(&ProviderSettings::default());
    let google = crate::table::entry("google").unwrap();
    let error = cause(nowhere.read(&project(), google, NOW).await.unwrap_err());
    assert!(error.contains("ROSTER_PROVIDER_SECRETS"), "{error}");
}

#[tokio::test]
async fn a_secret_is_kept_for_five_minutes_or_until_the_provider_rejects_it() {
    let setup = Setup::new();
    let google = crate::table::entry("google").unwrap();
    let read = async |secs| {
        setup
            .providers
            .secrets
            .read(&project(), google, NOW.after(Duration::from_secs(secs)))
            .await
            .unwrap()
            .to_string()
    };
    setup.set_secret("google", "one");
    assert_eq!(read(0).await, "one");
    setup.set_secret("google", "two");
    assert_eq!((read(299).await, read(300).await), ("one".to_owned(), "two".to_owned()));

    let server = Server::http(|request: &Received| match request.field("client_secret").as_deref() {
        Some("new") => Reply::Body(400, json!({ "error": "invalid_grant" }).to_string()),
        _ => Reply::Body(401, json!({ "error": "invalid_client" }).to_string()),
    })
    .await;
    let url = server.url("/x");
    let config =
        config("oidc", ["authorizationEndpoint", "tokenEndpoint", "userinfoEndpoint"].map(|name| (name, url.as_str())));
    assert!(setup.exchange(&config).await.unwrap_err().to_string().contains("invalid_client"));
    // One that was replaced meanwhile is used at once: the same exchange goes on with it.
    setup.set_secret("oidc", "new\n");
    assert!(setup.exchange(&config).await.unwrap_err().to_string().contains("invalid_grant"));
}

#[test]
fn a_malformed_secret_of_apple_is_reported_without_its_text() {
    let (stored, _) = apple();
    for (stored, part) in [
        ("text".to_owned(), "not JSON with the texts keyID, teamID and p8"),
        (json!({ "keyID": "a", "teamID": "b" }).to_string(), "not JSON with"),
        (json!({ "keyID": "a", "teamID": "b", "p8": "c2VjcmV0" }).to_string(), "p8 is not the private key"),
        (stored.replace("-----BEGIN", "x -----BEGIN"), "p8 is not the private key"),
    ] {
        let error = apple_secret::sign(&stored, "client", NOW).unwrap_err();
        assert!(error.contains(part), "{error}");
    }
    // As environment variables have it: with the ends of lines written out.
    assert!(apple_secret::sign(&stored.replace("\\n", "\\\\n"), "client", NOW).is_ok());
}

#[test]
fn a_secret_is_checked_before_it_is_stored() {
    let provider = |name| Provider::parse(name).unwrap();
    assert_eq!(check_secret(&provider("github"), "a\n"), Ok(()));
    assert_eq!(check_secret(&provider("github"), "a\nb"), Err("it has more than one line".to_owned()));
    assert_eq!(check_secret(&provider("apple"), &apple().0), Ok(()));
    assert!(check_secret(&provider("apple"), "a").unwrap_err().contains("keyID"));
    assert_eq!(check_secret(&provider("github"), " "), Err("it is empty".to_owned()));
    assert!(check_secret(&provider("zoho"), "a").unwrap_err().contains("not supported"));
}

#[tokio::test]
async fn nothing_secret_is_in_a_debug_print() {
    let (setup, answer) = (Setup::new(), super::answer());
    let request = crate::LoginRequest {
        redirect_uri: CALLBACK,
        scopes: &[],
        state: "state-1",
        verifier: "v",
        nonce: "n",
        now: NOW,
    };
    let error = setup.exchange(&config("zoho", [])).await.unwrap_err();
    let shown = format!("{answer:?} {request:?} {error:?}");
    assert_eq!(shown, "CodeAnswer(..) LoginRequest(..) ProviderError(sign-in with zoho is not supported)");
}

/// A function has its credentials in the environment, which a test cannot set for itself alone.
#[tokio::test]
async fn secrets_manager_without_credentials_is_reported() {
    let settings = ProviderSettings {
        secrets: Some(SecretPlace::SecretsManager("roster/providers".to_owned())),
        secrets_endpoint: Some("http://127.0.0.1:9".to_owned()),
        ..ProviderSettings::default()
    };
    let google = crate::table::entry("google").unwrap();
    let error = cause(ClientSecrets::new(&settings).read(&project(), google, NOW).await.unwrap_err());
    assert_eq!(error, "Secrets Manager did not answer");
}

/// Secrets Manager as this server answers for it, with credentials that nobody checks.
fn managed(server: &Server) -> ClientSecrets {
    let place = SecretPlace::SecretsManager("roster/providers".to_owned());
    let secrets = ClientSecrets::new(&ProviderSettings { secrets: Some(place), ..ProviderSettings::default() });
    let config = aws_sdk_secretsmanager::Config::builder()
        .behavior_version(aws_sdk_secretsmanager::config::BehaviorVersion::latest())
        .region(aws_sdk_secretsmanager::config::Region::new("us-east-1"))
        .credentials_provider(aws_sdk_secretsmanager::config::Credentials::new("local", "local", None, None, "local"))
        .http_client(roster_aws::https())
        .retry_config(aws_config::retry::RetryConfig::disabled())
        .endpoint_url(server.url(""))
        .build();
    secrets.set_client(aws_sdk_secretsmanager::Client::from_conf(config));
    secrets
}

#[tokio::test]
async fn secrets_are_read_from_secrets_manager_by_project_and_provider() {
    let server = Server::http(|request: &Received| {
        if request.body.contains("roster/providers/shop/google") {
            return Reply::Body(200, json!({ "Name": "x", "SecretString": "managed" }).to_string());
        }
        let error = if request.body.contains("apple") { "AccessDeniedException" } else { "ResourceNotFoundException" };
        Reply::Body(400, json!({ "__type": error, "message": "x" }).to_string())
    })
    .await;
    let secrets = managed(&server);
    let read = async |id| secrets.read(&project(), crate::table::entry(id).unwrap(), NOW).await;
    assert_eq!(read("google").await.unwrap().as_str(), "managed");
    assert_eq!((read("google").await.unwrap().as_str(), server.received().len()), ("managed", 1));
    let missing = "there is no secret roster/providers/shop/github in Secrets Manager: create it";
    assert_eq!(cause(read("github").await.unwrap_err()), missing);
    let denied = "Secrets Manager answered AccessDeniedException for roster/providers/shop/apple";
    assert_eq!(cause(read("apple").await.unwrap_err()), denied);
}
