//! Google (source: <https://accounts.google.com/.well-known/openid-configuration>).

use super::{Endpoints, Entry, Fixed, OPENID};
use crate::options::{OptionKind, OptionRule};

/// Google issues a refresh token for `access_type=offline`, and again only after another consent.
pub(super) static GOOGLE: Entry = Entry {
    id: "google",
    name: "Google",
    endpoints: Endpoints::Fixed(Fixed {
        authorization: "https://accounts.google.com/o/oauth2/v2/auth",
        token: "https://oauth2.googleapis.com/token",
        user: Some("https://openidconnect.googleapis.com/v1/userinfo"),
        id_token: Some(("https://accounts.google.com", "https://www.googleapis.com/oauth2/v3/certs")),
    }),
    parameters: &[("access_type", "offline"), ("prompt", "{prompt}")],
    options: &[OptionRule {
        name: "prompt",
        meaning: "what Google asks at each sign-in: none, or consent and select_account with a space between",
        default: Some("consent"),
        is_required: false,
        kind: OptionKind::Words(&["none", "consent", "select_account"]),
    }],
    ..OPENID
};
