//! Slack (source: <https://slack.com/.well-known/openid-configuration>, <https://docs.slack.dev/authentication/sign-in-with-slack>).

use super::{Endpoints, Entry, Fixed, OPENID};
use crate::account::{Documents, Found, Reading, is_true, text};

/// Slack takes PKCE for a sign of a public client, and fails when a client secret comes with it (source: paradigmxyz/centaur
/// pull request 1101, July 2026); the nonce protects the code as well.
pub(super) static SLACK: Entry = Entry {
    id: "slack",
    name: "Slack",
    endpoints: Endpoints::Fixed(Fixed {
        authorization: "https://slack.com/openid/connect/authorize",
        token: "https://slack.com/api/openid.connect.token",
        user: Some("https://slack.com/api/openid.connect.userInfo"),
        id_token: Some(("https://slack.com", "https://slack.com/openid/connect/keys")),
    }),
    has_pkce: false,
    reading: Reading::Own(read),
    ..OPENID
};

/// A user id of Slack is unique within a workspace; only together with that of the workspace it is unique everywhere
/// (source: <https://docs.slack.dev/reference/objects/user-object>).
fn read(documents: &Documents<'_>) -> Found {
    let id = |name: &str| {
        let of = |claims: &serde_json::Value| claims[name].as_str().map(str::to_owned);
        documents.claims.and_then(of).or_else(|| documents.user.and_then(of))
    };
    let uid = id("https://slack.com/team_id").zip(id("https://slack.com/user_id"));
    let claims = documents.with("/email").unwrap_or(&serde_json::Value::Null);
    Found {
        uid: uid.map(|(team, user)| format!("{team}.{user}")),
        email: text(claims, "/email"),
        is_verified: is_true(&claims["email_verified"]),
        name: documents.text("/name"),
    }
}
