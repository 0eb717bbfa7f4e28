//! Every provider with its recorded documents: at its real URLs, with TLS, on this machine.

use super::server::{Received, Reply, Server};
use super::signer::{Signer, claims};
use super::{CALLBACK, CLIENT, NONCE, NOW, SECRET, Setup, VERIFIER, answer, config, project, shown};
use crate::CodeAnswer;
use crate::outbound::TestNetwork;
use crate::table::{Authentication, Entry, entries};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The recorded documents of a provider.
fn shape(entry: &Entry) -> Value {
    let path = format!("{}/src/tests/shapes/{}.json", env!("CARGO_MANIFEST_DIR"), entry.id);
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// A server that has the documents of a shape at their URLs.
async fn serve(shape: &Value, claims_of: impl Fn(Value) -> Value) -> Server {
    let signer = Signer::new("key-1");
    let mut bodies = BTreeMap::new();
    let token =
        shape.get("claims").map(|others| signer.sign(&claims_of(claims(shape["issuer"].as_str().unwrap(), others))));
    for (url, document) in shape["calls"].as_object().unwrap() {
        let text = document.as_str().map_or_else(|| document.to_string(), str::to_owned);
        bodies.insert(url.clone(), text.replace("{id_token}", token.as_deref().unwrap_or_default()));
    }
    if let Some(url) = shape["keys"].as_str() {
        bodies.insert(url.to_owned(), signer.keys());
    }
    let host = |url: &String| url.trim_start_matches("https://").split('/').next().unwrap().to_owned();
    let hosts = bodies.keys().map(host).collect();
    Server::https(hosts, move |request: &Received| match bodies.get(&request.url) {
        Some(body) => Reply::Body(200, body.clone()),
        None => Reply::Body(404, json!({ "error": "unknown_url" }).to_string()),
    })
    .await
}

fn setup(server: &Server, entry: &Entry) -> Setup {
    let mut setup = Setup::new();
    setup.providers.outbound.network =
        Some(TestNetwork { server: server.address, authority: server.authority.clone() });
    if entry.authentication == Authentication::SignedSecret {
        setup.set_secret(entry.id, &super::secrets::apple().0);
    }
    setup
}

fn config_of(entry: &Entry, shape: &Value) -> roster_core::ProviderConfig {
    let options = shape["options"].as_object().into_iter().flatten();
    config(entry.id, options.map(|(name, value)| (name.as_str(), value.as_str().unwrap())))
}

#[tokio::test]
async fn the_account_of_every_provider_is_read_from_its_documents() {
    for entry in entries() {
        let shape = shape(entry);
        let server = serve(&shape, |claims| claims).await;
        let answer = CodeAnswer { user_parameter: shape["user_parameter"].as_str(), ..answer() };
        let answer = setup(&server, entry).providers.exchange(&project(), &config_of(entry, &shape), &answer).await;
        let (account, tokens) = answer.unwrap_or_else(|error| panic!("{}: {error}", entry.id));
        assert_eq!(shown(&account), shape["expected"], "{}", entry.id);
        assert_eq!((account.provider.as_str(), tokens.access.as_str()), (entry.id, "access-1"));
        assert_eq!(tokens.refresh.is_some(), shape["calls"].to_string().contains("refresh-1"), "{}", entry.id);
        check_calls(entry, &shape, &server);
    }
}

/// Every recorded document was asked for once, in the way that the provider wants.
fn check_calls(entry: &Entry, shape: &Value, server: &Server) {
    let received = server.received();
    let expected = shape["calls"].as_object().unwrap().len() + usize::from(shape.get("keys").is_some());
    assert_eq!(received.len(), expected, "{}: {received:?}", entry.id);
    for call in &received {
        assert!(call.header("user-agent").is_some() && call.header("accept") == Some("application/json"));
        assert_eq!(call.header("accept-encoding"), None);
        if call.method == "GET" {
            let is_public = call.url.contains("openid-configuration") || shape["keys"] == call.url.as_str();
            assert_eq!(call.header("authorization"), (!is_public).then_some("Bearer access-1"), "{}", call.url);
        }
    }
    let token = received.iter().find(|call| call.method == "POST").unwrap();
    let field = |name: &str| token.field(name);
    assert_eq!(field("grant_type").as_deref(), Some("authorization_code"));
    assert_eq!((field("code").as_deref(), field("redirect_uri").as_deref()), (Some("code-1"), Some(CALLBACK)));
    assert_eq!(field("code_verifier").as_deref(), entry.has_pkce.then_some(VERIFIER), "{}", entry.id);
    assert_eq!(field("client_id").as_deref(), Some(CLIENT));
    let is_basic = matches!(entry.id, "x" | "spotify" | "oidc");
    let basic =
        format!("Basic {}", BASE64.encode(format!("{CLIENT}:{}", SECRET.replace(' ', "+").replace('/', "%2F"))));
    assert_eq!(token.header("authorization"), is_basic.then_some(basic.as_str()), "{}", entry.id);
    match entry.authentication {
        Authentication::SignedSecret => check_signed(&field("client_secret").unwrap()),
        _ => assert_eq!(field("client_secret").as_deref(), (!is_basic).then_some(SECRET), "{}", entry.id),
    }
}

/// The client secret of Apple is signed by the key of the stored secret.
fn check_signed(secret: &str) {
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let (signed, signature) = secret.rsplit_once('.').unwrap();
    let part = |at: usize| -> Value {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(signed.split('.').nth(at).unwrap()).unwrap()).unwrap()
    };
    let (now, audience) = (NOW.as_secs(), "https://appleid.apple.com");
    assert_eq!(part(0), json!({ "alg": "ES256", "kid": "KEY1234567" }));
    assert_eq!(part(1), json!({ "iss": "TEAM123456", "iat": now, "exp": now + 300, "aud": audience, "sub": CLIENT }));
    let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, super::secrets::apple().1);
    key.verify(signed.as_bytes(), &URL_SAFE_NO_PAD.decode(signature).unwrap()).unwrap();
}

#[tokio::test]
async fn the_login_url_of_every_provider_has_what_it_needs() {
    for entry in entries() {
        let shape = shape(entry);
        let server = serve(&shape, |claims| claims).await;
        let url = setup(&server, entry).login_url(&config_of(entry, &shape)).await.unwrap();
        let (endpoint, query) = url.split_once('?').unwrap();
        assert_eq!(endpoint, shape["authorization"].as_str().unwrap());
        let mut found: BTreeMap<_, _> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        assert_eq!(found.len(), query.split('&').count(), "{}: a parameter is there twice", entry.id);
        let own = shape["scope"].as_str().unwrap();
        let extra = if own.contains("openid") { " extra" } else { " openid extra" };
        for (name, value) in [
            ("client_id", CLIENT),
            ("redirect_uri", CALLBACK),
            ("response_type", "code"),
            ("state", "state-1"),
            ("scope", &format!("{own}{extra}")),
        ] {
            assert_eq!(found.remove(name).as_deref(), Some(value), "{}: {name}", entry.id);
        }
        // The challenge of this verifier is in RFC 7636, appendix B.
        let challenge = entry.has_pkce.then_some("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        assert_eq!(found.remove("code_challenge").as_deref(), challenge, "{}", entry.id);
        assert_eq!(found.remove("code_challenge_method").as_deref(), entry.has_pkce.then_some("S256"));
        let nonce = (entry.has_nonce && shape.get("claims").is_some()).then_some(NONCE);
        assert_eq!(found.remove("nonce").as_deref(), nonce, "{}", entry.id);
        assert_eq!(json!(found), shape["parameters"], "{}", entry.id);
        assert!(!url.contains(VERIFIER) && !url.contains("secret"), "{}", entry.id);
    }
}

/// The account of a provider after a change of its claims.
async fn with_claims(id: &str, change: impl Fn(&mut Value)) -> Result<Value, crate::ProviderError> {
    let entry = crate::table::entry(id).unwrap();
    let shape = shape(entry);
    let server = serve(&shape, |mut claims| {
        change(&mut claims);
        claims
    })
    .await;
    let exchanged = setup(&server, entry).exchange(&config_of(entry, &shape)).await;
    exchanged.map(|(account, _)| shown(&account))
}

#[tokio::test]
async fn an_email_of_microsoft_is_verified_only_by_a_claim_that_a_tenant_cannot_write() {
    let personal = "9188040d-6c67-4c5b-b112-36a304b66dad";
    for (edov, tenant, expected) in [
        (json!(true), None, true),
        (json!("1"), None, true),
        (json!(1), None, true),
        (json!(false), None, false),
        (json!("0"), None, false),
        (Value::Null, None, false),
        (Value::Null, Some(personal), true),
    ] {
        let found = with_claims("microsoft", |claims| {
            claims["xms_edov"] = edov.clone();
            claims["email_verified"] = json!(true);
            if let Some(tenant) = tenant {
                claims["tid"] = json!(tenant);
                claims["iss"] = json!(format!("https://login.microsoftonline.com/{tenant}/v2.0"));
            }
        })
        .await;
        assert_eq!(found.unwrap()["verified"], expected, "{edov} {tenant:?}");
    }
}

#[tokio::test]
async fn an_account_without_an_id_is_an_error() {
    for (id, claim) in [("microsoft", "oid"), ("slack", "https://slack.com/team_id")] {
        let error = with_claims(id, |claims| claims[claim] = Value::Null).await.unwrap_err();
        assert!(matches!(error, crate::ProviderError::MissingUid { .. }), "{id}: {error}");
    }
}

#[tokio::test]
async fn an_email_that_is_not_verified_or_not_valid_is_no_proof() {
    let google = with_claims("google", |claims| claims["email_verified"] = json!(false)).await.unwrap();
    assert_eq!((&google["email"], &google["verified"]), (&json!("ann@example.com"), &json!(false)));
    let google = with_claims("google", |claims| claims["email"] = json!("not an email")).await.unwrap();
    assert_eq!((&google["email"], &google["verified"]), (&Value::Null, &json!(false)));
    let google = with_claims("google", |claims| claims["email_verified"] = json!(1)).await.unwrap();
    assert_eq!(google["verified"], false);
    let long = "n".repeat(500);
    let google = with_claims("google", |claims| claims["name"] = json!(long)).await.unwrap();
    assert_eq!(google["name"].as_str().unwrap().len(), 128);
}

#[tokio::test]
async fn an_app_of_github_that_may_not_read_emails_has_none() {
    let entry = crate::table::entry("github").unwrap();
    let mut shape = shape(entry);
    shape["calls"].as_object_mut().unwrap().remove("https://api.github.com/user/emails");
    let server = serve(&shape, |claims| claims).await;
    let (account, _) = setup(&server, entry).exchange(&config_of(entry, &shape)).await.unwrap();
    assert_eq!((account.email, account.email_verified), (None, false));
}

#[tokio::test]
async fn only_the_primary_email_of_github_counts() {
    let entry = crate::table::entry("github").unwrap();
    for (is_primary, is_verified, expected) in [(true, false, (true, false)), (false, true, (false, false))] {
        let mut shape = shape(entry);
        let list = &mut shape["calls"]["https://api.github.com/user/emails"];
        list[1]["primary"] = json!(is_primary);
        list[1]["verified"] = json!(is_verified);
        let server = serve(&shape, |claims| claims).await;
        let (account, _) = setup(&server, entry).exchange(&config_of(entry, &shape)).await.unwrap();
        assert_eq!((account.email.is_some(), account.email_verified), expected);
    }
}

#[tokio::test]
async fn a_token_of_microsoft_is_of_the_tenant_that_the_project_names() {
    let entry = crate::table::entry("microsoft").unwrap();
    let (work, personal) = ("72f988bf-86f1-41af-91ab-2d7cd011db47", "9188040d-6c67-4c5b-b112-36a304b66dad");
    for (wanted, tenant, accepted) in [
        (work, work, true),
        (work, personal, false),
        ("consumers", personal, true),
        ("consumers", work, false),
        ("organizations", work, true),
        ("organizations", personal, false),
        ("shop.example.com", work, true),
        ("common", "not-a-tenant", false),
        ("common", "", false),
    ] {
        let mut shape = shape(entry);
        let text = shape.to_string().replace("/common/", &format!("/{wanted}/"));
        shape = serde_json::from_str(&text).unwrap();
        shape["options"] = json!({ "tenant": wanted });
        shape["issuer"] = json!(format!("https://login.microsoftonline.com/{tenant}/v2.0"));
        shape["claims"]["tid"] = json!(tenant);
        let server = serve(&shape, |claims| claims).await;
        let exchanged = setup(&server, entry).exchange(&config_of(entry, &shape)).await;
        assert_eq!(exchanged.is_ok(), accepted, "{wanted} {tenant}");
    }
}
