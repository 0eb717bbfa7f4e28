//! The items of identities: the identity, the claim on the account, and what finds it by its email.

use crate::table::failure::malformed;
use crate::table::item::{Item, decode, encode, text, ulid_text};
use crate::table::keys::{self, G1P, G1S, Key};
use crate::table::packing::Packed;
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use roster_core::{
    Email, Identity, IdentityId, ProjectId, Provider, ProviderUid, Result, SealedTokens, Timestamp, Ulid, UserId,
};
use serde::{Deserialize, Serialize};

/// The attribute that holds the tokens.
const TOKENS: &str = "tk";

#[derive(Serialize, Deserialize)]
struct IdentityItem {
    id: String,
    uid: String,
    #[serde(with = "ulid_text")]
    uc: Ulid,
    pr: String,
    pu: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    em: Option<String>,
    ev: bool,
    /// The tokens, encrypted. Written by [`identity_item`].
    #[serde(rename = "tk", default, skip_serializing)]
    tokens: Option<Packed>,
    /// When the access token expires, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    te: Option<u64>,
    ct: u64,
    ut: u64,
    #[serde(with = "ulid_text")]
    v: Ulid,
}

/// The identity that a claim, or a lookup by email, leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct IdentityRef {
    pub(crate) user: UserId,
    pub(crate) cid: Ulid,
    pub(crate) id: IdentityId,
}

impl IdentityRef {
    pub(crate) fn of(identity: &Identity) -> Self {
        Self { user: identity.user.clone(), cid: identity.cid, id: identity.id.clone() }
    }

    pub(crate) fn from_item(item: &Item) -> Result<Self> {
        let stored: RefItem = decode("claim of an identity", item.clone())?;
        let broken = |_| malformed("claim of an identity");
        let (user, id) = (UserId::parse(&stored.uid).map_err(broken)?, IdentityId::parse(&stored.id).map_err(broken)?);
        Ok(Self { user, cid: stored.cid, id })
    }

    /// The key of the identity.
    pub(crate) fn key(&self, project: &ProjectId) -> Key {
        keys::identity(project, &self.user, self.cid, &self.id)
    }

    /// The item of a claim, or of a lookup by email.
    pub(crate) fn to_item(&self, key: &Key) -> Result<Item> {
        encode(key, &RefItem { uid: self.user.to_string(), cid: self.cid, id: self.id.to_string() })
    }
}

#[derive(Serialize, Deserialize)]
struct RefItem {
    uid: String,
    #[serde(with = "ulid_text")]
    cid: Ulid,
    id: String,
}

/// The item of an identity.
pub(crate) fn identity_item(project: &ProjectId, identity: &Identity) -> Result<Item> {
    let attributes = IdentityItem {
        id: identity.id.to_string(),
        uid: identity.user.to_string(),
        uc: identity.cid,
        pr: identity.provider.to_string(),
        pu: identity.uid.as_str().to_owned(),
        em: identity.email.as_ref().map(|email| email.as_str().to_owned()),
        ev: identity.email_verified,
        tokens: None,
        te: identity.tokens.expires_at.map(Timestamp::as_secs),
        ct: identity.created_at.as_millis(),
        ut: identity.updated_at.as_millis(),
        v: identity.version,
    };
    let mut item = encode(&IdentityRef::of(identity).key(project), &attributes)?;
    item.insert(TOKENS.to_owned(), AttributeValue::B(Blob::new(identity.tokens.sealed.clone())));
    item.insert(G1P.to_owned(), text(keys::identity_list_of(project, &identity.id)));
    item.insert(G1S.to_owned(), text(identity.id.as_str()));
    Ok(item)
}

/// Reads the item of an identity.
pub(crate) fn decode_identity(item: Item) -> Result<Identity> {
    let broken = || malformed("identity");
    let stored: IdentityItem = decode("identity", item)?;
    Ok(Identity {
        id: IdentityId::parse(&stored.id).map_err(|_| broken())?,
        user: UserId::parse(&stored.uid).map_err(|_| broken())?,
        cid: stored.uc,
        provider: Provider::parse(&stored.pr).ok_or_else(broken)?,
        uid: ProviderUid::parse(&stored.pu).map_err(|_| broken())?,
        email: stored.em.map(|email| Email::parse(&email).map_err(|_| broken())).transpose()?,
        email_verified: stored.ev,
        tokens: SealedTokens {
            sealed: stored.tokens.map(|Packed(bytes)| bytes).unwrap_or_default(),
            expires_at: stored.te.map(Timestamp::from_secs),
        },
        created_at: Timestamp::from_millis(stored.ct),
        updated_at: Timestamp::from_millis(stored.ut),
        version: stored.v,
    })
}
