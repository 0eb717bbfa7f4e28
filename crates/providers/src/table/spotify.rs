//! Spotify (source: <https://developer.spotify.com/documentation/web-api/reference/get-current-users-profile>).

use super::{Authentication, Endpoints, Entry, Fixed, OPENID};
use crate::account::{Fields, Reading, Verified};

/// The documentation says that the email is not verified.
pub(super) static SPOTIFY: Entry = Entry {
    id: "spotify",
    name: "Spotify",
    endpoints: Endpoints::Fixed(Fixed {
        authorization: "https://accounts.spotify.com/authorize",
        token: "https://accounts.spotify.com/api/token",
        user: Some("https://api.spotify.com/v1/me"),
        id_token: None,
    }),
    scopes: &["user-read-email"],
    authentication: Authentication::Basic,
    reading: Reading::Fields(Fields {
        uid: "/id",
        email: "/email",
        verified: Verified::Never,
        names: &["/display_name"],
    }),
    ..OPENID
};
