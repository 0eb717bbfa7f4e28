//! The providers: one entry each.
//!
//! A provider that follows OpenID Connect needs its name, its endpoints and its options; everything else is that of
//! [`OPENID`]. A provider that does not says where its documents have the id, the email and the name.

mod apple;
mod auth0;
mod authentik;
mod discord;
mod facebook;
mod github;
mod gitlab;
mod google;
mod keycloak;
mod linkedin;
mod microsoft;
mod oidc;
mod okta;
mod slack;
mod spotify;
mod twitch;
mod x;

pub(crate) use microsoft::PERSONAL;

use crate::account::{Fields, Reading, Verified};
use crate::options::{OptionKind, OptionRule};

/// What is special about a provider.
pub(crate) struct Entry {
    /// The name in URLs and in the table.
    pub id: &'static str,
    /// The name that people know.
    pub name: &'static str,
    /// Where its endpoints are.
    pub endpoints: Endpoints,
    /// The scopes that a sign-in needs.
    pub scopes: &'static [&'static str],
    /// What its login URL has beside the parameters of OAuth2; options are in braces.
    pub parameters: &'static [(&'static str, &'static str)],
    /// The options of its configuration.
    pub options: &'static [OptionRule],
    /// How the client proves that it is the client.
    pub authentication: Authentication,
    /// Whether it accepts PKCE.
    pub has_pkce: bool,
    /// Whether its `id_token` repeats the nonce.
    pub has_nonce: bool,
    /// Where it lists emails, if the user document has none.
    pub emails: Option<&'static str>,
    /// The header of user documents that has the client id.
    pub client_id_header: Option<&'static str>,
    /// How its documents are read.
    pub reading: Reading,
}

/// Where the endpoints of a provider are; options are in braces.
pub(crate) enum Endpoints {
    /// At URLs that do not change.
    Fixed(Fixed),
    /// In the discovery document of this issuer.
    Discovered(&'static str),
    /// In the options: those of the provider `oidc`.
    Configured,
}

/// URLs that do not change.
pub(crate) struct Fixed {
    pub authorization: &'static str,
    pub token: &'static str,
    /// The user document, if it is needed.
    pub user: Option<&'static str>,
    /// The issuer and the keys of its `id_token`, if it has one.
    pub id_token: Option<(&'static str, &'static str)>,
}

/// How the client proves that it is the client.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Authentication {
    /// Client id and client secret in the body (RFC 6749, 2.3.1).
    Body,
    /// Client id and client secret in the header `Authorization`.
    Basic,
    /// A JWT that is signed with the client's key takes the place of the secret in the body (Apple).
    SignedSecret,
}

/// A provider that follows OpenID Connect in everything.
const OPENID: Entry = Entry {
    id: "",
    name: "",
    endpoints: Endpoints::Configured,
    scopes: &["openid", "profile", "email"],
    parameters: &[],
    options: &[],
    authentication: Authentication::Body,
    has_pkce: true,
    has_nonce: true,
    emails: None,
    client_id_header: None,
    reading: Reading::Fields(Fields {
        uid: "/sub",
        email: "/email",
        verified: Verified::Claim("/email_verified"),
        names: &["/name"],
    }),
};

/// The host of a provider that everybody runs at their own domain.
const DOMAIN: OptionRule = OptionRule {
    name: "domain",
    meaning: "the host of the provider, such as login.example.com",
    default: None,
    is_required: true,
    kind: OptionKind::Domain,
};

/// How the client proves that it is the client, for providers that let each client have one way only.
const AUTHENTICATION: OptionRule = OptionRule {
    name: "authentication",
    meaning: "where the client secret is sent: body or basic; without it in the body, if the provider takes it there",
    default: None,
    is_required: false,
    kind: OptionKind::OneOf(&["body", "basic"]),
};

static ENTRIES: [&Entry; 17] = [
    &apple::APPLE,
    &auth0::AUTH0,
    &authentik::AUTHENTIK,
    &discord::DISCORD,
    &facebook::FACEBOOK,
    &github::GITHUB,
    &gitlab::GITLAB,
    &google::GOOGLE,
    &keycloak::KEYCLOAK,
    &linkedin::LINKEDIN,
    &microsoft::MICROSOFT,
    &oidc::OIDC,
    &okta::OKTA,
    &slack::SLACK,
    &spotify::SPOTIFY,
    &twitch::TWITCH,
    &x::X,
];

/// The entry of a provider; `None` if it is not supported.
pub(crate) fn entry(id: &str) -> Option<&'static Entry> {
    ENTRIES.iter().find(|entry| entry.id == id).copied()
}

#[cfg(test)]
pub(crate) fn entries() -> impl Iterator<Item = &'static Entry> {
    ENTRIES.iter().copied()
}
