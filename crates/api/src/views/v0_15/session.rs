//! Sessions.

use super::{Total, since_15};
use crate::answers::dialect::Format;
use crate::answers::view::ShownSession;
use roster_core::{Client, Listing, Timestamp};
use serde::Serialize;

/// The description of a client, as sessions and log entries show it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ClientView<'a> {
    os_code: &'a str,
    os_name: &'a str,
    os_version: &'a str,
    client_type: &'a str,
    client_code: &'a str,
    client_name: &'a str,
    client_version: &'a str,
    client_engine: &'a str,
    client_engine_version: &'a str,
    device_name: &'a str,
    device_brand: &'a str,
    device_model: &'a str,
}

impl<'a> From<&'a Client> for ClientView<'a> {
    fn from(client: &'a Client) -> Self {
        Self {
            os_code: &client.os_code,
            os_name: &client.os_name,
            os_version: &client.os_version,
            client_type: &client.client_type,
            client_code: &client.client_code,
            client_name: &client.client_name,
            client_version: &client.client_version,
            client_engine: &client.client_engine,
            client_engine_version: &client.client_engine_version,
            device_name: &client.device_name,
            device_brand: &client.device_brand,
            device_model: &client.device_model,
        }
    }
}

/// A session. The secret is shown only to the server that creates the session. The tokens of a provider are shown where
/// one session is read by its user; in lists they are empty.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SessionView<'a> {
    #[serde(rename = "$id")]
    id: &'a str,
    #[serde(rename = "$createdAt", skip_serializing_if = "Option::is_none")]
    created_at: Option<u64>,
    user_id: &'a str,
    expire: u64,
    provider: &'a str,
    provider_uid: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    provider_access_token: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    provider_access_token_expiry: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    provider_refresh_token: Option<&'a str>,
    /// The access token, by its name in 0.12.
    #[serde(skip_serializing_if = "Option::is_none")]
    provider_token: Option<&'a str>,
    ip: &'a str,
    #[serde(flatten)]
    client: ClientView<'a>,
    country_code: &'a str,
    country_name: &'a str,
    current: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<&'a str>,
}

/// The provider of a session that a server created for its user.
const SERVER: &str = "server";

#[derive(Serialize)]
pub(crate) struct Sessions<'a> {
    #[serde(flatten)]
    total: Total,
    sessions: Vec<SessionView<'a>>,
}

impl<'a> SessionView<'a> {
    /// A session in the caller's form.
    pub(crate) fn of(shown: &'a ShownSession, format: Format) -> Self {
        let (session, older) = (&shown.session, format == Format::V0_12);
        Self {
            id: session.id.as_str(),
            created_at: since_15(session.created_at, format),
            user_id: session.user.as_str(),
            expire: session.expires_at.as_secs(),
            provider: &session.provider,
            provider_uid: &session.provider_uid,
            provider_access_token: (!older).then_some(&shown.tokens.access),
            provider_access_token_expiry: (!older).then_some(shown.tokens.expires_at.map_or(0, Timestamp::as_secs)),
            provider_refresh_token: (!older).then_some(&shown.tokens.refresh),
            provider_token: older.then_some(&shown.tokens.access),
            ip: &session.ip,
            client: (&session.client).into(),
            country_code: &session.country_code,
            country_name: &shown.country_name,
            current: shown.current,
            // In 0.15 a user that signs in with a password gets the secret only as a cookie.
            secret: shown.secret.as_deref().filter(|_| session.provider == SERVER),
        }
    }
}

/// The sessions of a user.
pub(crate) fn sessions(listing: &Listing<ShownSession>, format: Format) -> Sessions<'_> {
    let sessions = listing.items.iter().map(|shown| SessionView::of(shown, format));
    Sessions { total: Total::of(listing, format), sessions: sessions.collect() }
}
