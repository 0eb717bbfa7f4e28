//! The endpoints of a provider for one configuration.

use crate::error::ProviderError;
use crate::openid::{Discovery, Document, Place};
use crate::outbound::Outbound;
use crate::table::{Endpoints, Entry, Fixed};
use roster_core::Timestamp;
use std::collections::BTreeMap;

/// What stands for the tenant in an issuer (Microsoft).
pub(crate) const TENANT: &str = "{tenantid}";

type Options = BTreeMap<String, String>;

/// The endpoints of a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Resolved {
    pub authorization: String,
    pub token: String,
    pub user: Option<String>,
    /// How the `id_token` is verified, if there is one.
    pub id_token: Option<IdTokenRule>,
    /// Whether the client secret is sent in the header `Authorization`.
    pub is_basic: bool,
}

/// How an `id_token` is verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct IdTokenRule {
    /// The issuer; `{tenantid}` in it stands for the claim `tid`.
    pub issuer: String,
    /// The URL of the keys.
    pub keys: String,
    /// The tenant that the configuration demands (Microsoft).
    pub tenant: Option<String>,
}

/// Finds the endpoints: in the entry, in a discovery document, or in the options.
///
/// # Errors
/// [`ProviderError`] if a discovery document cannot be had or is not of the issuer, or an endpoint is not allowed.
pub(crate) async fn resolve(
    entry: &'static Entry,
    options: &Options,
    discovery: &Discovery,
    outbound: &Outbound,
    now: Timestamp,
) -> Result<Resolved, ProviderError> {
    let fill = |template: &str| fill(entry, template, options);
    let mut resolved = match &entry.endpoints {
        Endpoints::Fixed(fixed) => of_fixed(entry, fixed, options),
        Endpoints::Discovered(issuer) => {
            let place = Place::of_issuer(&fill(issuer));
            of_document(discovery.document(entry.name, &place, outbound, now).await?)
        }
        Endpoints::Configured => configured(entry, options, discovery, outbound, now).await?,
    };
    if let Some(way) = options.get("authentication") {
        resolved.is_basic = way == "basic";
    }
    let urls = [Some(&resolved.authorization), Some(&resolved.token), resolved.user.as_ref()];
    if urls.into_iter().flatten().all(|url| outbound.is_allowed(url)) {
        return Ok(resolved);
    }
    Err(ProviderError::Config { provider: entry.name, cause: "the URL of an endpoint is not allowed".to_owned() })
}

fn of_fixed(entry: &Entry, fixed: &Fixed, options: &Options) -> Resolved {
    let fill = |template: &str| fill(entry, template, options);
    let tenant = entry.options.iter().any(|rule| rule.name == "tenant").then(|| fill("{tenant}"));
    Resolved {
        authorization: fill(fixed.authorization),
        token: fill(fixed.token),
        user: fixed.user.map(fill),
        id_token: fixed.id_token.map(|(issuer, keys)| IdTokenRule { issuer: fill(issuer), keys: fill(keys), tenant }),
        is_basic: false,
    }
}

fn of_document(document: Document) -> Resolved {
    Resolved {
        authorization: document.authorization_endpoint,
        token: document.token_endpoint,
        user: document.userinfo_endpoint,
        id_token: Some(IdTokenRule { issuer: document.issuer, keys: document.jwks_uri, tenant: None }),
        is_basic: !document.token_endpoint_auth_methods_supported.iter().any(|way| way == "client_secret_post"),
    }
}

/// The endpoints of the provider `oidc`: those of its discovery document, of which options replace some, or the options.
async fn configured(
    entry: &Entry,
    options: &Options,
    discovery: &Discovery,
    outbound: &Outbound,
    now: Timestamp,
) -> Result<Resolved, ProviderError> {
    let given = |name: &str| options.get(name).cloned();
    let place = match (given("endpoint"), given("wellKnownEndpoint")) {
        (Some(issuer), _) => Some(Place::of_issuer(&issuer)),
        (None, Some(document)) => Some(Place::of_document(&document, given("issuer"))),
        (None, None) => None,
    };
    let id_token = given("issuer").zip(given("jwksEndpoint"));
    let mut resolved = match place {
        Some(place) => of_document(discovery.document(entry.name, &place, outbound, now).await?),
        None => Resolved {
            authorization: String::new(),
            token: String::new(),
            user: None,
            id_token: id_token.map(|(issuer, keys)| IdTokenRule { issuer, keys, tenant: None }),
            is_basic: false,
        },
    };
    resolved.authorization = given("authorizationEndpoint").unwrap_or(resolved.authorization);
    resolved.token = given("tokenEndpoint").unwrap_or(resolved.token);
    resolved.user = given("userinfoEndpoint").or(resolved.user);
    Ok(resolved)
}

/// A template with the options in it, or their defaults. An option with a scheme replaces `https://` too.
pub(crate) fn fill(entry: &Entry, template: &str, options: &Options) -> String {
    let mut filled = template.to_owned();
    for rule in entry.options {
        let value = options.get(rule.name).map(String::as_str).or(rule.default).unwrap_or_default();
        let value = value.trim_end_matches('/');
        if value.contains("://") {
            filled = filled.replace(&format!("https://{{{}}}", rule.name), value);
        }
        filled = filled.replace(&format!("{{{}}}", rule.name), value);
    }
    filled
}
