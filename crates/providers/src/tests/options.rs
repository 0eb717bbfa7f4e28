//! Configurations that are stored, and those that are not.

use super::config;
use crate::{check_config, is_supported, name_of, options_of};
use roster_core::Provider;

fn fault(provider: &str, options: &[(&str, &str)]) -> String {
    check_config(&config(provider, options.iter().copied())).unwrap_err()
}

#[test]
fn valid_configurations_are_accepted() {
    let given = [("authorizationEndpoint", "https://a.example/a"), ("tokenEndpoint", "https://a.example/t")];
    let with = |more: &[(&'static str, &'static str)]| [&given[..], more].concat();
    for (provider, options) in [
        ("google", vec![]),
        ("google", vec![("prompt", "consent select_account")]),
        ("microsoft", vec![("tenant", "72f988bf-86f1-41af-91ab-2d7cd011db47")]),
        ("gitlab", vec![("endpoint", "https://git.example.com/gitlab")]),
        ("auth0", vec![("domain", "shop.eu.auth0.com")]),
        ("okta", vec![("domain", "shop.okta.com"), ("authorizationServerId", "aus1")]),
        ("keycloak", vec![("domain", "id.example.com:8443"), ("realm", "shop")]),
        ("keycloak", vec![("domain", "http://localhost:8080"), ("realm", "shop")]),
        ("oidc", vec![("endpoint", "https://id.example.com")]),
        ("oidc", vec![("endpoint", "http://127.0.0.1:3000")]),
        ("oidc", vec![("wellKnownEndpoint", "https://id.example.com/x")]),
        ("oidc", with(&[("userinfoEndpoint", "https://a.example/u")])),
        ("oidc", with(&[("issuer", "https://a.example"), ("jwksEndpoint", "https://a.example/k")])),
    ] {
        assert_eq!(check_config(&config(provider, options.clone())), Ok(()), "{provider} {options:?}");
    }
}

#[test]
fn what_is_wrong_is_said() {
    for (provider, options, part) in [
        ("github", vec![("endpoint", "https://x.example")], "GitHub has no option \"endpoint\": it has none"),
        ("microsoft", vec![("tenantID", "x")], "Microsoft has no option \"tenantID\": it has tenant"),
        ("microsoft", vec![("tenant", "a/b")], "the option tenant must be 1 to 128 letters"),
        ("microsoft", vec![("tenant", "..")], "the option tenant must be"),
        ("google", vec![("prompt", "login")], "words of this list: none, consent, select_account"),
        ("google", vec![("prompt", "")], "words of this list"),
        ("google", vec![("prompt", "none consent")], "none is alone"),
        ("gitlab", vec![("endpoint", "http://git.example.com")], "https:// (http:// for this machine only)"),
        ("auth0", vec![], "the option domain is missing: the host of the provider"),
        ("auth0", vec![("domain", "a.example/path")], "the option domain must be a host"),
        ("auth0", vec![("domain", "http://a.example")], "the option domain must be a host"),
        ("auth0", vec![("domain", "u@a.example")], "the option domain must be a host"),
        ("keycloak", vec![("domain", "a.example")], "the option realm is missing"),
        ("oidc", vec![], "give the option endpoint"),
        (
            "oidc",
            vec![("endpoint", "https://a.example/.well-known/openid-configuration")],
            "the option endpoint is the issuer",
        ),
        (
            "oidc",
            vec![("authorizationEndpoint", "https://a.example"), ("tokenEndpoint", "https://a.example")],
            "give the option",
        ),
        (
            "oidc",
            vec![("endpoint", "https://a.example"), ("wellKnownEndpoint", "https://a.example")],
            "exclude each other",
        ),
        (
            "oidc",
            vec![("endpoint", "https://a.example"), ("authentication", "body basic")],
            "one of these: body, basic",
        ),
        ("oidc", vec![("endpoint", "ftp://a.example")], "the option endpoint must be a URL"),
        ("zoho", vec![], "sign-in with zoho is not supported"),
    ] {
        let fault = fault(provider, &options);
        assert!(fault.contains(part), "{provider} {options:?}: {fault}");
    }
}

#[test]
fn a_client_id_is_visible_text() {
    for id in ["", "a b", "a\n", "ä", &"a".repeat(513)] {
        let config = roster_core::ProviderConfig { client_id: id.to_owned(), ..config("github", []) };
        assert!(check_config(&config).unwrap_err().contains("client id"), "{id:?}");
    }
}

#[test]
fn supported_providers_are_known_names() {
    let supported: Vec<_> = Provider::all().into_iter().filter(is_supported).collect();
    assert_eq!(supported.len(), crate::table::entries().count());
    for provider in supported {
        assert!(!name_of(&provider).is_empty() && options_of(&provider).iter().all(|rule| !rule.meaning.is_empty()));
    }
}
