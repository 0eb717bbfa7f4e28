//! The options of a provider's configuration, and whether a configuration is valid.

use crate::settings::OutboundRule;
use crate::table::{self, Authentication, Endpoints, Entry};
use crate::url::{Url, is_loopback};
use crate::{apple_secret, client_secret};
use roster_core::{Provider, ProviderConfig, Timestamp};
use std::collections::BTreeMap;

/// Longest client id, in bytes.
const MAX_CLIENT_ID: usize = 512;

/// An option of a provider.
#[derive(Debug)]
pub struct OptionRule {
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub meaning: &'static str,
    /// Its value if none is given.
    pub default: Option<&'static str>,
    /// Whether it must be given.
    pub is_required: bool,
    /// What values it can have.
    pub(crate) kind: OptionKind,
}

/// What values an option can have.
#[derive(Debug)]
pub(crate) enum OptionKind {
    /// A URL with HTTPS, or with HTTP to this machine.
    Url,
    /// A host, with a port or without; with `http://` before it for this machine.
    Domain,
    /// 1 to 128 letters, digits, `.`, `_` and `-`; it does not begin with a dot.
    Word,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// Some of these words, with a space between.
    Words(&'static [&'static str]),
}

impl OptionRule {
    /// What a value must be, if `value` is not valid.
    fn fault(&self, value: &str) -> Option<String> {
        let (is_valid, expected) = match self.kind {
            OptionKind::Url => (is_url(value), "a URL with https:// (http:// for this machine only)".to_owned()),
            OptionKind::Domain => (is_domain(value), "a host, such as login.example.com, without a path".to_owned()),
            OptionKind::Word => (is_word(value), "1 to 128 letters, digits, dots, hyphens or underscores".to_owned()),
            OptionKind::OneOf(words) => (words.contains(&value), format!("one of these: {}", words.join(", "))),
            OptionKind::Words(words) => {
                let is_known = !value.is_empty() && value.split(' ').all(|word| words.contains(&word));
                let is_valid = is_known && (value == "none" || value.split(' ').all(|word| word != "none"));
                (is_valid, format!("words of this list: {}; none is alone", words.join(", ")))
            }
        };
        (!is_valid).then(|| format!("the option {} must be {expected}", self.name))
    }
}

/// Whether Roster can sign in with a provider.
#[must_use]
pub fn is_supported(provider: &Provider) -> bool {
    table::entry(provider.as_str()).is_some()
}

/// The name of a provider as people know it, such as `GitHub`; its id if it is not supported.
#[must_use]
pub fn name_of(provider: &Provider) -> &'static str {
    table::entry(provider.as_str()).map_or(provider.as_str(), |entry| entry.name)
}

/// The options of a provider; none if it is not supported.
#[must_use]
pub fn options_of(provider: &Provider) -> &'static [OptionRule] {
    table::entry(provider.as_str()).map_or(&[], |entry| entry.options)
}

/// Checks a configuration before it is stored.
///
/// # Errors
/// What is wrong, and what it must be.
pub fn check_config(config: &ProviderConfig) -> Result<(), String> {
    let Some(entry) = table::entry(config.provider.as_str()) else {
        return Err(format!("sign-in with {} is not supported", config.provider.as_str()));
    };
    let is_id = |id: &str| (1..=MAX_CLIENT_ID).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic());
    if !is_id(&config.client_id) {
        return Err(format!("the client id must be 1 to {MAX_CLIENT_ID} characters without spaces"));
    }
    check(entry, &config.options)
}

/// Checks a client secret before it is stored: its form only, never whether the provider accepts it.
///
/// # Errors
/// What is wrong; never a part of the secret.
pub fn check_secret(provider: &Provider, secret: &str) -> Result<(), String> {
    let entry = table::entry(provider.as_str());
    let secret = client_secret::checked(secret)?;
    match entry.map(|entry| entry.authentication) {
        None => Err(format!("sign-in with {provider} is not supported")),
        Some(Authentication::SignedSecret) => {
            apple_secret::sign(secret, "client", Timestamp::default()).map(|_| ()).map_err(str::to_owned)
        }
        Some(Authentication::Body | Authentication::Basic) if secret.contains(char::is_control) => {
            Err("it has more than one line".to_owned())
        }
        Some(Authentication::Body | Authentication::Basic) => Ok(()),
    }
}

/// Checks the options of an entry.
pub(crate) fn check(entry: &Entry, options: &BTreeMap<String, String>) -> Result<(), String> {
    for (name, value) in options {
        let Some(rule) = entry.options.iter().find(|rule| rule.name == name) else {
            let names: Vec<_> = entry.options.iter().map(|rule| rule.name).collect();
            let known =
                if names.is_empty() { "it has none".to_owned() } else { format!("it has {}", names.join(", ")) };
            return Err(format!("{} has no option {name:?}: {known}", entry.name));
        };
        if let Some(fault) = rule.fault(value) {
            return Err(fault);
        }
    }
    let missing = entry.options.iter().find(|rule| rule.is_required && !options.contains_key(rule.name));
    match missing {
        Some(rule) => Err(format!("the option {} is missing: {}", rule.name, rule.meaning)),
        None if matches!(entry.endpoints, Endpoints::Configured) => check_endpoints(options),
        None => Ok(()),
    }
}

/// Endpoints are found by a discovery document, or all that a sign-in needs are given.
fn check_endpoints(options: &BTreeMap<String, String>) -> Result<(), String> {
    let has = |name: &str| options.contains_key(name);
    if has("endpoint") && has("wellKnownEndpoint") {
        return Err("the options endpoint and wellKnownEndpoint exclude each other".to_owned());
    }
    if options.get("endpoint").is_some_and(|endpoint| endpoint.contains("/.well-known/")) {
        return Err("the option endpoint is the issuer, without /.well-known/ and what follows; the URL of a document is the option \
                    wellKnownEndpoint"
            .to_owned());
    }
    let is_discovered = has("endpoint") || has("wellKnownEndpoint");
    let is_proven = has("userinfoEndpoint") || (has("issuer") && has("jwksEndpoint"));
    if is_discovered || (has("authorizationEndpoint") && has("tokenEndpoint") && is_proven) {
        return Ok(());
    }
    Err("give the option endpoint or wellKnownEndpoint, or authorizationEndpoint, tokenEndpoint and userinfoEndpoint \
         (or issuer and jwksEndpoint instead of userinfoEndpoint)"
        .to_owned())
}

fn is_url(value: &str) -> bool {
    Url::parse(value, OutboundRule::Loopback).is_some()
}

fn is_domain(value: &str) -> bool {
    let bare = value.strip_prefix("https://").or_else(|| value.strip_prefix("http://")).unwrap_or(value);
    let url = Url::parse(&format!("https://{bare}"), OutboundRule::Loopback);
    let is_http = value.starts_with("http://");
    !bare.contains(['/', '?']) && url.is_some_and(|url| !is_http || is_loopback(&url.host))
}

fn is_word(value: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    (1..=128).contains(&value.len()) && !value.starts_with('.') && value.bytes().all(is_allowed)
}
