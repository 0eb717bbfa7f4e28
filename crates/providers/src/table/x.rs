//! X (source: <https://docs.x.com/resources/fundamentals/authentication/oauth-2-0/authorization-code>).

use super::{Authentication, Endpoints, Entry, Fixed, OPENID};
use crate::account::{Fields, Reading, Verified};

/// The email is there only if it was confirmed (source: <https://docs.x.com/x-api/users/user-lookup-me>).
pub(super) static X: Entry = Entry {
    id: "x",
    name: "X",
    endpoints: Endpoints::Fixed(Fixed {
        authorization: "https://x.com/i/oauth2/authorize",
        token: "https://api.x.com/2/oauth2/token",
        user: Some("https://api.x.com/2/users/me?user.fields=confirmed_email"),
        id_token: None,
    }),
    scopes: &["users.read", "tweet.read", "users.email", "offline.access"],
    authentication: Authentication::Basic,
    reading: Reading::Fields(Fields {
        uid: "/data/id",
        email: "/data/confirmed_email",
        verified: Verified::Set("/data/confirmed_email"),
        names: &["/data/name", "/data/username"],
    }),
    ..OPENID
};
