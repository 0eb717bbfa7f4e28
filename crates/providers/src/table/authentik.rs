//! authentik (source: <https://docs.goauthentik.io/add-secure-apps/providers/oauth2/>).

use super::{AUTHENTICATION, DOMAIN, Endpoints, Entry, OPENID};
use crate::options::{OptionKind, OptionRule};

/// Each application has an issuer of its own.
pub(super) static AUTHENTIK: Entry = Entry {
    id: "authentik",
    name: "authentik",
    endpoints: Endpoints::Discovered("https://{domain}/application/o/{application}/"),
    options: &[
        DOMAIN,
        AUTHENTICATION,
        OptionRule {
            name: "application",
            meaning: "the slug of the application",
            default: None,
            is_required: true,
            kind: OptionKind::Word,
        },
    ],
    ..OPENID
};
