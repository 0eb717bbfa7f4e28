//! Discord (source: <https://discord.com/developers/docs/topics/oauth2>, <https://discord.com/developers/docs/resources/user>).

use super::{Endpoints, Entry, Fixed, OPENID};
use crate::account::{Fields, Reading, Verified};

pub(super) static DISCORD: Entry = Entry {
    id: "discord",
    name: "Discord",
    endpoints: Endpoints::Fixed(Fixed {
        authorization: "https://discord.com/oauth2/authorize",
        token: "https://discord.com/api/oauth2/token",
        user: Some("https://discord.com/api/users/@me"),
        id_token: None,
    }),
    scopes: &["identify", "email"],
    reading: Reading::Fields(Fields {
        uid: "/id",
        email: "/email",
        verified: Verified::Claim("/verified"),
        names: &["/global_name", "/username"],
    }),
    ..OPENID
};
