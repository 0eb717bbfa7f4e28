//! Tests of the arguments, and of what is shown of a provider.

use super::*;
use clap::Parser;
use roster_core::Timestamp;
use std::collections::BTreeMap;

#[derive(Parser)]
struct Line {
    #[command(subcommand)]
    command: Command,
}

fn parse(line: &str) -> Result<Command, clap::Error> {
    Line::try_parse_from(std::iter::once("providers").chain(line.split(' '))).map(|line| line.command)
}

fn set_of(line: &str) -> SetProvider {
    match parse(line) {
        Ok(Command::Set(arguments)) => *arguments,
        other => panic!("{other:?}"),
    }
}

fn known() -> ProviderConfig {
    ProviderConfig {
        provider: Provider::parse("oidc").unwrap(),
        client_id: "roster".to_owned(),
        enabled: false,
        options: BTreeMap::from([("endpoint".to_owned(), "https://login.example.com".to_owned())]),
        updated_at: Timestamp::from_secs(1_801_396_800),
    }
}

#[test]
fn a_provider_is_one_that_works() {
    assert!(parse("set google --client-id x").is_ok());
    for unknown in ["set nobody --client-id x", "set Google --client-id x", "remove nobody"] {
        assert!(parse(unknown).unwrap_err().to_string().contains("github, gitlab, google"), "{unknown}");
    }
}

#[test]
fn a_secret_is_never_an_argument() {
    assert!(parse("set google --client-id x --secret s").is_err());
    assert!(parse("set google --client-id x --secret-file f --secret-stdin").is_err());
    assert!(given_secret(&set_of("set google")).unwrap().is_none());
}

#[test]
fn the_endpoint_is_that_of_the_api() {
    assert!(parse("list --endpoint https://api.example.com/v1/").is_ok());
    for other in ["https://api.example.com", "api.example.com/v1", "https://api.example.com/v1/users"] {
        assert!(parse(&format!("list --endpoint {other}")).is_err(), "{other}");
    }
}

#[test]
fn an_unknown_option_is_rejected() {
    assert!(parse("set oidc --option endpoint=https://a.example").is_ok());
    for invalid in ["set oidc --option endpoint", "set oidc --option nothing=x"] {
        assert!(parse(invalid).is_err(), "{invalid}");
    }
}

#[test]
fn what_is_not_named_stays_and_an_empty_option_is_removed() {
    let same = merged(&set_of("set oidc"), Some(known())).unwrap();
    assert_eq!((same.client_id.as_str(), &same.options, same.enabled), ("roster", &known().options, true));
    let other = set_of("set oidc --client-id other --option endpoint= --option issuer=https://b.example --disabled");
    let other = merged(&other, Some(known())).unwrap();
    let options = BTreeMap::from([("issuer".to_owned(), "https://b.example".to_owned())]);
    assert_eq!((other.client_id.as_str(), other.options, other.enabled), ("other", options, false));
    assert!(merged(&set_of("set oidc"), None).unwrap_err().to_string().contains("--client-id"));
}

#[test]
fn a_secret_is_read_without_the_end_of_its_line_and_within_a_limit() {
    let read = |mut text: &[u8]| read_secret("the file", &mut text);
    assert_eq!(read(b" s3cret\r\n").unwrap().as_str(), "s3cret");
    let too_long = vec![b'x'; MAX_SECRET + 1];
    for invalid in [&b""[..], b" \n", &too_long] {
        let failure = read(invalid).unwrap_err().to_string();
        assert!(failure.starts_with("the file is not a client secret"), "{failure}");
    }
}

#[test]
fn a_provider_is_shown_with_the_callback_url_if_the_endpoint_is_known() {
    let shop = ProjectId::parse("shop").unwrap();
    let shown = |endpoint| describe(&known(), true, &shop, endpoint).into_iter().find(|field| field.0 == "callback");
    let callback = "https://api.example.com/v1/account/sessions/oauth2/callback/oidc/shop";
    for endpoint in ["https://api.example.com/v1", "https://api.example.com/v1/"] {
        assert_eq!(shown(Some(endpoint)), Some(("callback", json!(callback))));
    }
    assert_eq!(shown(None), Some(("callback", Value::Null)));
}
