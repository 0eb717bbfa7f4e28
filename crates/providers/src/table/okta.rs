//! Okta (source: <https://developer.okta.com/docs/concepts/auth-servers/>).

use super::{AUTHENTICATION, DOMAIN, Endpoints, Entry, OPENID};
use crate::options::{OptionKind, OptionRule};

pub(super) static OKTA: Entry = Entry {
    id: "okta",
    name: "Okta",
    endpoints: Endpoints::Discovered("https://{domain}/oauth2/{authorizationServerId}"),
    scopes: &["openid", "profile", "email", "offline_access"],
    options: &[
        DOMAIN,
        AUTHENTICATION,
        OptionRule {
            name: "authorizationServerId",
            meaning: "the id of the authorization server",
            default: Some("default"),
            is_required: false,
            kind: OptionKind::Word,
        },
    ],
    ..OPENID
};
