//! The item of a session.

use crate::factors::session_factors::{factors_of, stored_factors};
use crate::table::failure::malformed;
use crate::table::item::{Item, decode, encode, ulid_text};
use crate::table::keys;
use crate::users::item::StoredUser;
use roster_core::{Client, ProjectId, Result, SecretHash, Session, SessionId, Timestamp, Ulid, User};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct SessionItem {
    id: String,
    /// The hash of the secret.
    h: String,
    /// The user's epoch when the session was created.
    ep: u64,
    #[serde(with = "ulid_text")]
    uc: Ulid,
    pr: String,
    pu: String,
    ip: String,
    cc: String,
    /// The client, in the order of [`Client`]'s fields.
    cl: [String; 12],
    ct: u64,
    /// When it was extended, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ut: Option<u64>,
    exp: u64,
    /// The factors, unless they are just the one that the provider says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    fc: Option<String>,
    /// When a challenge was last passed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ca: Option<u64>,
}

/// The item of a session of this user.
pub(crate) fn session_item(
    project: &ProjectId,
    session: &Session,
    secret: &SecretHash,
    user: &StoredUser,
) -> Result<Item> {
    let client = &session.client;
    let attributes = SessionItem {
        id: session.id.to_string(),
        h: secret.as_str().to_owned(),
        ep: user.epoch,
        uc: user.cid,
        pr: session.provider.clone(),
        pu: session.provider_uid.clone(),
        ip: session.ip.clone(),
        cc: session.country_code.clone(),
        cl: [
            &client.os_code,
            &client.os_name,
            &client.os_version,
            &client.client_type,
            &client.client_code,
            &client.client_name,
            &client.client_version,
            &client.client_engine,
            &client.client_engine_version,
            &client.device_name,
            &client.device_brand,
            &client.device_model,
        ]
        .map(Clone::clone),
        ct: session.created_at.as_millis(),
        ut: None,
        exp: session.expires_at.as_secs(),
        fc: stored_factors(session),
        ca: session.challenged_at.map(Timestamp::as_millis),
    };
    encode(&keys::session(project, &session.user, &session.id), &attributes)
}

pub(crate) fn decode_session(item: Item, user: &User) -> Result<Session> {
    let stored: SessionItem = decode("session", item)?;
    let factors = factors_of(&stored.pr, stored.fc.as_deref())?;
    let [os_code, os_name, os_version, client_type, client_code, client_name, client_version, rest @ ..] = stored.cl;
    let [client_engine, client_engine_version, device_name, device_brand, device_model] = rest;
    Ok(Session {
        id: SessionId::parse(&stored.id).map_err(|_| malformed("session"))?,
        user: user.id.clone(),
        provider: stored.pr,
        provider_uid: stored.pu,
        ip: stored.ip,
        client: Client {
            os_code,
            os_name,
            os_version,
            client_type,
            client_code,
            client_name,
            client_version,
            client_engine,
            client_engine_version,
            device_name,
            device_brand,
            device_model,
        },
        country_code: stored.cc,
        created_at: Timestamp::from_millis(stored.ct),
        updated_at: Timestamp::from_millis(stored.ut.unwrap_or(stored.ct)),
        expires_at: Timestamp::from_secs(stored.exp),
        factors,
        challenged_at: stored.ca.map(Timestamp::from_millis),
    })
}
