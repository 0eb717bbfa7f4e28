//! Sessions.

use super::{moment, moment_or_empty};
use crate::answers::dialect::Format;
use crate::answers::view::ShownSession;
use crate::views::v0_15::session::ClientView;
use roster_core::Listing;
use serde::Serialize;

/// A session. The secret is shown only to the server that creates the session. The tokens of a provider are shown where
/// one session is read by its user; in lists they are empty.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SessionView<'a> {
    #[serde(rename = "$id")]
    id: &'a str,
    #[serde(rename = "$createdAt")]
    created_at: String,
    #[serde(rename = "$updatedAt")]
    updated_at: String,
    user_id: &'a str,
    expire: String,
    provider: &'a str,
    provider_uid: &'a str,
    provider_access_token: &'a str,
    provider_access_token_expiry: String,
    provider_refresh_token: &'a str,
    ip: &'a str,
    #[serde(flatten)]
    client: ClientView<'a>,
    country_code: &'a str,
    country_name: &'a str,
    current: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    factors: Option<Vec<&'static str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<&'a str>,
    mfa_updated_at: String,
}

#[derive(Serialize)]
pub(crate) struct Sessions<'a> {
    total: u64,
    sessions: Vec<SessionView<'a>>,
}

impl<'a> SessionView<'a> {
    /// A session in the caller's form.
    pub(crate) fn of(shown: &'a ShownSession, format: Format) -> Self {
        let (session, has_factors) = (&shown.session, format > Format::V1_4);
        let secret = shown.secret.as_deref();
        Self {
            id: session.id.as_str(),
            created_at: moment(session.created_at),
            updated_at: moment(session.updated_at),
            user_id: session.user.as_str(),
            expire: moment(session.expires_at),
            provider: &session.provider,
            provider_uid: &session.provider_uid,
            provider_access_token: &shown.tokens.access,
            provider_access_token_expiry: moment_or_empty(shown.tokens.expires_at),
            provider_refresh_token: &shown.tokens.refresh,
            ip: &session.ip,
            client: (&session.client).into(),
            country_code: &session.country_code,
            country_name: &shown.country_name,
            current: shown.current,
            factors: has_factors.then(|| session.factors.iter().map(|factor| factor.as_str()).collect()),
            // The form before 1.5 has no secret, but a server that creates a session needs it.
            secret: if has_factors { Some(secret.unwrap_or_default()) } else { secret },
            mfa_updated_at: moment_or_empty(session.challenged_at),
        }
    }
}

/// The sessions of a user.
pub(crate) fn sessions(listing: &Listing<ShownSession>, format: Format) -> Sessions<'_> {
    let sessions = listing.items.iter().map(|shown| SessionView::of(shown, format)).collect();
    Sessions { total: listing.total, sessions }
}
