//! GitHub (source: <https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps>).

use super::{Endpoints, Entry, Fixed, OPENID};
use crate::account::{Documents, Found, Reading, text};

/// The user document has the email that a person shows to everybody; which one is primary and verified is in a list.
pub(super) static GITHUB: Entry = Entry {
    id: "github",
    name: "GitHub",
    endpoints: Endpoints::Fixed(Fixed {
        authorization: "https://github.com/login/oauth/authorize",
        token: "https://github.com/login/oauth/access_token",
        user: Some("https://api.github.com/user"),
        id_token: None,
    }),
    scopes: &["user:email"],
    emails: Some("https://api.github.com/user/emails"),
    reading: Reading::Own(read),
    ..OPENID
};

fn read(documents: &Documents<'_>) -> Found {
    let user = documents.user;
    let emails = documents.emails.and_then(|list| list.as_array()).map_or(&[][..], Vec::as_slice);
    let primary = emails.iter().find(|email| email["primary"] == true);
    Found {
        uid: user.and_then(|user| text(user, "/id")),
        email: primary.and_then(|email| text(email, "/email")),
        is_verified: primary.is_some_and(|email| email["verified"] == true),
        name: user.and_then(|user| text(user, "/name").or_else(|| text(user, "/login"))),
    }
}
