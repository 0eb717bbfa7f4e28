//! GitLab, on gitlab.com or one's own (source: <https://docs.gitlab.com/api/oauth2/>, <https://docs.gitlab.com/api/users/>).

use super::{Endpoints, Entry, Fixed, OPENID};
use crate::account::{Fields, Reading, Verified};
use crate::options::{OptionKind, OptionRule};

pub(super) static GITLAB: Entry = Entry {
    id: "gitlab",
    name: "GitLab",
    endpoints: Endpoints::Fixed(Fixed {
        authorization: "{endpoint}/oauth/authorize",
        token: "{endpoint}/oauth/token",
        user: Some("{endpoint}/api/v4/user"),
        id_token: None,
    }),
    scopes: &["read_user"],
    options: &[OptionRule {
        name: "endpoint",
        meaning: "the URL of the server",
        default: Some("https://gitlab.com"),
        is_required: false,
        kind: OptionKind::Url,
    }],
    reading: Reading::Fields(Fields {
        uid: "/id",
        email: "/email",
        verified: Verified::Set("/confirmed_at"),
        names: &["/name", "/username"],
    }),
    ..OPENID
};
