//! Facebook (source: <https://developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow>).

use super::{Endpoints, Entry, Fixed, OPENID};
use crate::account::{Fields, Reading, Verified};

/// No field says that an email was verified, and the documentation promises a *valid* one only: it counts as not verified.
pub(super) static FACEBOOK: Entry = Entry {
    id: "facebook",
    name: "Facebook",
    endpoints: Endpoints::Fixed(Fixed {
        authorization: "https://www.facebook.com/v25.0/dialog/oauth",
        token: "https://graph.facebook.com/v25.0/oauth/access_token",
        user: Some("https://graph.facebook.com/v25.0/me?fields=id,name,email"),
        id_token: None,
    }),
    scopes: &["email"],
    reading: Reading::Fields(Fields { uid: "/id", email: "/email", verified: Verified::Never, names: &["/name"] }),
    ..OPENID
};
