//! Any provider that follows OpenID Connect (source: <https://openid.net/specs/openid-connect-discovery-1_0.html>).

use super::{AUTHENTICATION, Endpoints, Entry, OPENID};
use crate::options::{OptionKind, OptionRule};

const fn url(name: &'static str, meaning: &'static str) -> OptionRule {
    OptionRule { name, meaning, default: None, is_required: false, kind: OptionKind::Url }
}

/// Without `issuer` and `jwksEndpoint`, endpoints that are given one by one lead to a user document only.
pub(super) static OIDC: Entry = Entry {
    id: "oidc",
    name: "OpenID Connect",
    endpoints: Endpoints::Configured,
    options: &[
        url("endpoint", "the issuer, which has a discovery document"),
        url("wellKnownEndpoint", "the discovery document, if it is not in the usual place of the issuer"),
        url("authorizationEndpoint", "where people sign in"),
        url("tokenEndpoint", "where codes are exchanged for tokens"),
        url("userinfoEndpoint", "where the user document is"),
        url("issuer", "the issuer of id_tokens"),
        url("jwksEndpoint", "the keys of id_tokens"),
        AUTHENTICATION,
    ],
    ..OPENID
};
