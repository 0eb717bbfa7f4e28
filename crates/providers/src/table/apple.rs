//! Apple (source: <https://appleid.apple.com/.well-known/openid-configuration>).

use super::{Authentication, Endpoints, Entry, Fixed, OPENID};

/// With scopes, Apple sends the code in a form (`form_post`), and the name once, in a parameter of that form: there is no
/// user document, and the `id_token` has no name.
pub(super) static APPLE: Entry = Entry {
    id: "apple",
    name: "Apple",
    endpoints: Endpoints::Fixed(Fixed {
        authorization: "https://appleid.apple.com/auth/authorize",
        token: "https://appleid.apple.com/auth/token",
        user: None,
        id_token: Some(("https://appleid.apple.com", "https://appleid.apple.com/auth/keys")),
    }),
    scopes: &["name", "email"],
    parameters: &[("response_mode", "form_post")],
    authentication: Authentication::SignedSecret,
    ..OPENID
};
