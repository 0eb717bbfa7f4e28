//! LinkedIn (source: <https://www.linkedin.com/oauth/.well-known/openid-configuration>).

use super::{Endpoints, Entry, Fixed, OPENID};

/// LinkedIn repeats no nonce, and rejects a verifier with `invalid_client` unless it enabled PKCE for the client (source:
/// issues nextauthjs/next-auth 8831, teamhanko/hanko 2405, authlib/authlib 763).
pub(super) static LINKEDIN: Entry = Entry {
    id: "linkedin",
    name: "LinkedIn",
    endpoints: Endpoints::Fixed(Fixed {
        authorization: "https://www.linkedin.com/oauth/v2/authorization",
        token: "https://www.linkedin.com/oauth/v2/accessToken",
        user: Some("https://api.linkedin.com/v2/userinfo"),
        id_token: Some(("https://www.linkedin.com/oauth", "https://www.linkedin.com/oauth/openid/jwks")),
    }),
    has_pkce: false,
    has_nonce: false,
    ..OPENID
};
