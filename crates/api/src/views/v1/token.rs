//! Tokens that sign users in.

use super::moment;
use crate::answers::dialect::Format;
use crate::answers::view::NewToken;
use roster_core::UserId;
use serde::Serialize;

/// A token. The secret is shown once, to a server that creates it or asks for it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TokenView<'a> {
    #[serde(rename = "$id")]
    id: &'a str,
    #[serde(rename = "$createdAt")]
    created_at: String,
    user_id: &'a str,
    secret: &'a str,
    expire: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    phrase: Option<&'a str>,
}

impl<'a> TokenView<'a> {
    /// A token in the caller's form.
    pub(crate) fn of(token: &'a NewToken, format: Format) -> Self {
        Self {
            id: token.id.as_str(),
            created_at: moment(token.created_at),
            user_id: token.user.as_ref().map_or("", UserId::as_str),
            secret: &token.secret,
            expire: moment(token.expires_at),
            phrase: (format > Format::V1_4).then_some(token.phrase.as_str()),
        }
    }
}
