//! Tokens.

use super::since_15;
use crate::answers::dialect::Format;
use crate::answers::view::NewToken;
use roster_core::UserId;
use serde::Serialize;

/// A token that was sent to a user, or that they have used.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TokenView<'a> {
    #[serde(rename = "$id")]
    id: &'a str,
    #[serde(rename = "$createdAt", skip_serializing_if = "Option::is_none")]
    created_at: Option<u64>,
    user_id: &'a str,
    secret: &'a str,
    expire: u64,
}

impl<'a> TokenView<'a> {
    /// A token in the caller's form.
    pub(crate) fn of(token: &'a NewToken, format: Format) -> Self {
        Self {
            id: token.id.as_str(),
            created_at: since_15(token.created_at, format),
            user_id: token.user.as_ref().map_or("", UserId::as_str),
            secret: &token.secret,
            expire: token.expires_at.as_secs(),
        }
    }
}
