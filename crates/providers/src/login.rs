//! The URL where a person signs in.

use crate::endpoints::{Resolved, fill};
use crate::error::ProviderError;
use crate::request::LoginRequest;
use crate::table::Entry;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use form_urlencoded::Serializer;
use ring::digest::{SHA256, digest};
use roster_core::ProviderConfig;

/// Builds the URL; parameters that the endpoint has already stay.
///
/// # Errors
/// [`ProviderError::Config`] if the endpoint is not a URL.
pub(crate) fn url(
    entry: &Entry,
    config: &ProviderConfig,
    endpoints: &Resolved,
    request: &LoginRequest<'_>,
) -> Result<String, ProviderError> {
    let (endpoint, query) = endpoints.authorization.split_once('?').unwrap_or((&endpoints.authorization, ""));
    let mut parameters = Serializer::new(query.to_owned());
    parameters
        .append_pair("client_id", &config.client_id)
        .append_pair("redirect_uri", request.redirect_uri)
        .append_pair("response_type", "code")
        .append_pair("scope", &scopes(entry, request.scopes))
        .append_pair("state", request.state);
    if entry.has_pkce {
        parameters.append_pair("code_challenge", &challenge(request.verifier));
        parameters.append_pair("code_challenge_method", "S256");
    }
    if entry.has_nonce && endpoints.id_token.is_some() {
        parameters.append_pair("nonce", request.nonce);
    }
    for (name, value) in entry.parameters {
        parameters.append_pair(name, &fill(entry, value, &config.options));
    }
    Ok(format!("{endpoint}?{}", parameters.finish()))
}

/// The scopes that a sign-in needs, then those of the caller, each once.
fn scopes(entry: &Entry, of_caller: &[String]) -> String {
    let mut scopes: Vec<&str> = entry.scopes.to_vec();
    for scope in of_caller.iter().flat_map(|text| text.split_ascii_whitespace()) {
        if !scopes.contains(&scope) {
            scopes.push(scope);
        }
    }
    scopes.join(" ")
}

/// The challenge of a verifier (RFC 7636, 4.2).
fn challenge(verifier: &str) -> String {
    BASE64.encode(digest(&SHA256, verifier.as_bytes()))
}
