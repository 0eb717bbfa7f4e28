//! Twitch (source: <https://dev.twitch.tv/docs/authentication/getting-tokens-oauth/>, <https://dev.twitch.tv/docs/api/reference/#get-users>).

use super::{Endpoints, Entry, Fixed, OPENID};
use crate::account::{Fields, Reading, Verified};

/// The email is the verified one of the account (source: *Get Users*).
pub(super) static TWITCH: Entry = Entry {
    id: "twitch",
    name: "Twitch",
    endpoints: Endpoints::Fixed(Fixed {
        authorization: "https://id.twitch.tv/oauth2/authorize",
        token: "https://id.twitch.tv/oauth2/token",
        user: Some("https://api.twitch.tv/helix/users"),
        id_token: None,
    }),
    scopes: &["user:read:email"],
    client_id_header: Some("client-id"),
    reading: Reading::Fields(Fields {
        uid: "/data/0/id",
        email: "/data/0/email",
        verified: Verified::Set("/data/0/email"),
        names: &["/data/0/display_name"],
    }),
    ..OPENID
};
