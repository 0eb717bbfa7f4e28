//! Exchange and refresh: answers of token endpoints, discovery, endpoints that are given one by one.

use super::id_token::{Issuer, discovery};
use super::server::{Received, Reply, Server};
use super::signer::{Signer, claims};
use super::{NOW, SECRET, Setup, config, project, shown};
use crate::endpoints::{IdTokenRule, Resolved};
use crate::{ProviderError, ProviderTokens};
use roster_core::ProviderConfig;
use serde_json::json;
use std::time::Duration;

/// A provider without `id_token`, that answers calls of its token endpoint so.
async fn token_server(status: u16, body: &str) -> Server {
    let body = body.to_owned();
    Server::http(move |request: &Received| match request.url.rsplit('/').next().unwrap() {
        "token" => Reply::Body(status, body.clone()),
        _ => Reply::Body(200, json!({ "sub": 7, "email": "ann@example.com", "email_verified": true }).to_string()),
    })
    .await
}

fn given(server: &Server) -> ProviderConfig {
    let (auth, token, me) = (server.url("/auth"), server.url("/token"), server.url("/me"));
    let options = [("authorizationEndpoint", auth.as_str()), ("tokenEndpoint", &token), ("userinfoEndpoint", &me)];
    config("oidc", options)
}

async fn rejected(status: u16, body: &str) -> (u16, String, String) {
    let server = token_server(status, body).await;
    match Setup::new().exchange(&given(&server)).await.unwrap_err() {
        ProviderError::Refused { status, error, description, .. } => (status, error, description),
        other => panic!("{body}: {other}"),
    }
}

#[tokio::test]
async fn endpoints_can_be_given_one_by_one() {
    let server = token_server(200, &json!({ "access_token": "a", "expires_in": "3600" }).to_string()).await;
    let (account, tokens) = Setup::new().exchange(&given(&server)).await.unwrap();
    let expected = json!({ "uid": "7", "email": "ann@example.com", "verified": true, "name": null });
    assert_eq!((shown(&account), tokens.expires_in), (expected, Some(Duration::from_secs(3_600))));
    let url = Setup::new().login_url(&given(&server)).await.unwrap();
    assert!(url.starts_with(&server.url("/auth?client_id=")) && !url.contains("nonce"), "{url}");
}

#[tokio::test]
async fn errors_of_token_endpoints_are_read_in_every_form() {
    for (status, body, expected) in [
        (
            400,
            r#"{"error":"invalid_grant","error_description":"Code expired."}"#,
            (400, "invalid_grant", "Code expired."),
        ),
        (401, r#"{"error":"invalid_client"}"#, (401, "invalid_client", "")),
        (200, r#"{"error":"bad_verification_code","error_description":"x"}"#, (400, "bad_verification_code", "x")),
        (
            200,
            "error=bad_verification_code&error_description=The+code+passed",
            (400, "bad_verification_code", "The code passed"),
        ),
        (200, r#"{"ok":false,"error":"invalid_code"}"#, (400, "invalid_code", "")),
        (
            400,
            r#"{"error":{"message":"Invalid verification code","type":"OAuthException"}}"#,
            (400, "error", "Invalid verification code"),
        ),
        (503, "<html>Unavailable</html>", (503, "error", "")),
        (500, "", (500, "error", "")),
        (400, r#"{"error":"ann@example.com is wrong"}"#, (400, "error", "")),
    ] {
        let (status, error, description) = rejected(status, body).await;
        assert_eq!((status, error.as_str(), description.as_str()), expected, "{body}");
    }
}

#[tokio::test]
async fn a_description_that_repeats_a_secret_is_left_out() {
    for repeated in ["code-1", super::VERIFIER, SECRET] {
        let body = json!({ "error": "invalid_grant", "error_description": format!("bad {repeated}!") });
        assert_eq!(rejected(400, &body.to_string()).await.2, "", "{repeated}");
    }
    let long = json!({ "error": "invalid_grant", "error_description": "x\u{7}".repeat(500) });
    assert_eq!(rejected(400, &long.to_string()).await.2, "x ".repeat(100));
}

#[tokio::test]
async fn an_answer_without_tokens_is_no_answer() {
    let long = json!({ "access_token": "a".repeat(20_000) }).to_string();
    for body in
        ["", "rubbish", "{}", "[]", "null", "<html></html>", r#"{"access_token":7}"#, r#"{"access_token":""}"#, &long]
    {
        let server = token_server(200, body).await;
        let error = Setup::new().exchange(&given(&server)).await.unwrap_err();
        assert!(matches!(error, ProviderError::Unavailable { .. }), "{body}: {error}");
    }
}

#[tokio::test]
async fn a_user_document_without_an_id_is_an_error() {
    for user in [
        json!({}),
        json!({ "sub": "" }),
        json!({ "sub": null }),
        json!([]),
        json!({ "sub": "a\u{0}" }),
        json!({ "sub": {} }),
    ] {
        let server = Server::http(move |request: &Received| match request.url.rsplit('/').next().unwrap() {
            "token" => Reply::Body(200, json!({ "access_token": "a" }).to_string()),
            _ => Reply::Body(200, user.to_string()),
        })
        .await;
        let error = Setup::new().exchange(&given(&server)).await.unwrap_err();
        assert_eq!(error, ProviderError::MissingUid { provider: "OpenID Connect" });
    }
}

async fn refresh(setup: &Setup, server: &Server) -> Result<ProviderTokens, ProviderError> {
    setup.providers.refresh(&project(), &given(server), "refresh-1", NOW).await
}

#[tokio::test]
async fn a_refresh_token_stays_unless_there_is_a_new_one() {
    let setup = Setup::new();
    for (body, expected) in [
        (json!({ "access_token": "a2" }), "refresh-1"),
        (json!({ "access_token": "a2", "refresh_token": "refresh-2" }), "refresh-2"),
    ] {
        let server = token_server(200, &body.to_string()).await;
        let tokens = refresh(&setup, &server).await.unwrap();
        assert_eq!((tokens.access.as_str(), tokens.refresh.unwrap().as_str()), ("a2", expected));
        let sent = &server.received()[0];
        assert_eq!(sent.field("grant_type").as_deref(), Some("refresh_token"));
        assert_eq!(sent.field("refresh_token").as_deref(), Some("refresh-1"));
        assert_eq!(sent.field("client_secret").as_deref(), Some(SECRET));
    }
    let server = token_server(400, r#"{"error":"invalid_grant","error_description":"refresh-1 is revoked"}"#).await;
    let error = refresh(&setup, &server).await.unwrap_err();
    assert!(
        matches!(error, ProviderError::Refused { error, description, .. } if error == "invalid_grant" && description.is_empty())
    );
}

#[tokio::test]
async fn a_discovery_document_of_another_issuer_is_rejected() {
    let server = Server::http(|request: &Received| {
        let own = request.url.split("/.well-known").next().unwrap().to_owned();
        let issuer = if own.ends_with("/other") { "https://other.example".to_owned() } else { format!("{own}/") };
        Reply::Body(200, discovery(&issuer, &own).to_string())
    })
    .await;
    let setup = Setup::new();
    let other = server.url("/other");
    let well_known = server.url("/.well-known/openid-configuration");
    let moved = server.url("/elsewhere");
    for options in [
        vec![("endpoint", other.as_str())],
        vec![("wellKnownEndpoint", &moved)],
        vec![("wellKnownEndpoint", &well_known), ("issuer", "https://other.example")],
    ] {
        let error = setup.login_url(&config("oidc", options.clone())).await.unwrap_err();
        assert!(error.to_string().contains("another issuer"), "{options:?}: {error}");
    }
    // A slash at the end makes no difference, and an issuer that is given decides.
    let (own, slash) = (server.url(""), server.url("/"));
    for options in [
        vec![("endpoint", own.as_str())],
        vec![("endpoint", &slash)],
        vec![("wellKnownEndpoint", &well_known)],
        vec![("wellKnownEndpoint", &moved), ("issuer", &format!("{moved}/"))],
    ] {
        setup.login_url(&config("oidc", options.clone())).await.unwrap_or_else(|error| panic!("{options:?}: {error}"));
    }
}

#[tokio::test]
async fn endpoints_of_a_discovery_document_are_checked() {
    for endpoint in ["http://other.example/auth", "javascript:alert(1)", "https://a@b.example/", "", "/auth"] {
        let server = Server::http(move |request: &Received| {
            let own = request.url.split("/.well-known").next().unwrap();
            let mut document = discovery(own, own);
            document["authorization_endpoint"] = json!(endpoint);
            Reply::Body(200, document.to_string())
        })
        .await;
        let error = Setup::new().login_url(&config("oidc", [("endpoint", server.url("").as_str())])).await.unwrap_err();
        assert!(matches!(error, ProviderError::Config { .. }), "{endpoint}: {error}");
    }
}

#[tokio::test]
async fn a_discovery_document_is_kept_for_an_hour() {
    let signer = Signer::new("key-1");
    let issuer = Issuer::start(signer.keys()).await;
    let (setup, url) = (Setup::new(), issuer.url());
    issuer.set(signer.sign(&claims(&url, &json!({ "exp": NOW.as_secs() + 9_000 }))));
    for (secs, expected) in [(0, 1), (3_599, 1), (3_600, 2)] {
        setup
            .exchange_at(&config("oidc", [("endpoint", url.as_str())]), NOW.after(Duration::from_secs(secs)))
            .await
            .unwrap();
        assert_eq!(issuer.server.count("openid-configuration"), expected, "{secs}");
    }
}

#[tokio::test]
async fn the_document_of_microsoft_for_several_tenants_is_accepted_from_microsoft_only() {
    use crate::openid::Place;
    let templated = "https://login.microsoftonline.com/{tenantid}/v2.0";
    assert!(Place::of_issuer("https://login.microsoftonline.com/common/v2.0").is_of(templated));
    assert!(!Place::of_issuer("https://login.microsoftonline.com.example/common/v2.0").is_of(templated));
    assert!(!Place::of_issuer("https://login.microsoftonline.com/common/v2.0").is_of("https://other.example"));
}

#[tokio::test]
async fn an_email_of_an_issuer_for_several_tenants_is_never_verified() {
    let signer = Signer::new("key-1");
    let issuer = Issuer::start(signer.keys()).await;
    let tenant = "72f988bf-86f1-41af-91ab-2d7cd011db47";
    let of_tenant = format!("https://login.microsoftonline.com/{tenant}/v2.0");
    let others = json!({ "tid": tenant, "email": "ann@example.com", "email_verified": true, "name": "Ann" });
    issuer.set(signer.sign(&claims(&of_tenant, &others)));
    let (auth, token, keys) = (issuer.server.url("/auth"), issuer.server.url("/token"), issuer.server.url("/keys"));
    for (name, is_verified) in
        [("https://login.microsoftonline.com/{tenantid}/v2.0", false), (of_tenant.as_str(), true)]
    {
        // As the discovery document of Microsoft has it; an option cannot have braces.
        let rule = IdTokenRule { issuer: name.to_owned(), keys: keys.clone(), tenant: None };
        let (authorization, token) = (auth.clone(), token.clone());
        let endpoints = Resolved { authorization, token, user: None, id_token: Some(rule), is_basic: false };
        let (setup, entry) = (Setup::new(), crate::table::entry("oidc").unwrap());
        let (project, config, answer) = (project(), config("oidc", []), super::answer());
        let exchange = setup.providers.exchange_at(&project, &config, entry, &endpoints, &answer);
        let (account, _) = exchange.await.unwrap();
        assert_eq!((account.email.is_some(), account.email_verified), (true, is_verified));
    }
}

#[tokio::test]
async fn tokens_that_another_library_signed_with_rsa_are_accepted() {
    let file: serde_json::Value = serde_json::from_str(include_str!("rsa_tokens.json")).unwrap();
    let issuer = Issuer::start(json!({ "keys": file["keys"] }).to_string()).await;
    let (setup, url) = (Setup::new(), |path: &str| issuer.server.url(path));
    let (auth, token, keys) = (url("/auth"), url("/token"), url("/keys"));
    let config = config(
        "oidc",
        [
            ("authorizationEndpoint", auth.as_str()),
            ("tokenEndpoint", &token),
            ("issuer", "https://issuer.example.org"),
            ("jwksEndpoint", &keys),
        ],
    );
    assert!(setup.login_url(&config).await.unwrap().contains("&nonce=nonce-1"));
    for (algorithm, token) in file["tokens"].as_object().unwrap() {
        issuer.set(token.as_str().unwrap().to_owned());
        let (account, _) = setup.exchange(&config).await.unwrap_or_else(|error| panic!("{algorithm}: {error}"));
        let expected =
            json!({ "uid": "person-1", "email": "ann@example.com", "verified": true, "name": "Ann Example" });
        assert_eq!(shown(&account), expected, "{algorithm}");
    }
    assert_eq!((issuer.server.count("/keys"), issuer.server.count("/me")), (1, 0));
}

#[tokio::test]
async fn the_client_secret_is_sent_as_the_document_or_the_option_says() {
    let signer = Signer::new("key-1");
    let issuer = Issuer::start(signer.keys()).await;
    let (setup, url) = (Setup::new(), issuer.url());
    issuer.set(signer.sign(&claims(&url, &json!({}))));
    // The document of this issuer lists the body only.
    for (option, is_basic) in [(None, false), (Some("body"), false), (Some("basic"), true)] {
        let options = [Some(("endpoint", url.as_str())), option.map(|option| ("authentication", option))];
        setup.exchange(&config("oidc", options.into_iter().flatten())).await.unwrap();
        let received = issuer.server.received();
        let sent = received.iter().rfind(|request| request.method == "POST").unwrap();
        let found = (sent.header("authorization").is_some(), sent.field("client_secret").is_some());
        assert_eq!(found, (is_basic, !is_basic), "{option:?}");
    }
}
