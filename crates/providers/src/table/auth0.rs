//! Auth0 (source: <https://auth0.com/docs/get-started/applications/configure-applications-with-oidc-discovery>).

use super::{AUTHENTICATION, DOMAIN, Endpoints, Entry, OPENID};

pub(super) static AUTH0: Entry = Entry {
    id: "auth0",
    name: "Auth0",
    endpoints: Endpoints::Discovered("https://{domain}/"),
    scopes: &["openid", "profile", "email", "offline_access"],
    options: &[DOMAIN, AUTHENTICATION],
    ..OPENID
};
