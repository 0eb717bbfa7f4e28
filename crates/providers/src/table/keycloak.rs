//! Keycloak (source: <https://www.keycloak.org/securing-apps/oidc-layers>).

use super::{AUTHENTICATION, DOMAIN, Endpoints, Entry, OPENID};
use crate::options::{OptionKind, OptionRule};

pub(super) static KEYCLOAK: Entry = Entry {
    id: "keycloak",
    name: "Keycloak",
    endpoints: Endpoints::Discovered("https://{domain}/realms/{realm}"),
    options: &[
        DOMAIN,
        AUTHENTICATION,
        OptionRule {
            name: "realm",
            meaning: "the name of the realm",
            default: None,
            is_required: true,
            kind: OptionKind::Word,
        },
    ],
    ..OPENID
};
