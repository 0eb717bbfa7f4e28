//! The item of a stored target.

use crate::table::failure::malformed;
use crate::table::item::{Item, decode, encode, text, ulid_text};
use crate::table::keys;
use crate::users::item::{StoredUser, claim};
use roster_core::{Name, ProjectId, Result, SessionId, Target, TargetId, TargetKind, Timestamp, Ulid};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct TargetItem {
    id: String,
    nm: String,
    kd: String,
    /// The identifier.
    to: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pr: Option<String>,
    /// The session that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    se: Option<String>,
    #[serde(with = "ulid_text")]
    uc: Ulid,
    ct: u64,
    ut: u64,
}

/// The item of a target of this user.
pub(crate) fn target_item(project: &ProjectId, user: &StoredUser, target: &Target) -> Result<Item> {
    let attributes = TargetItem {
        id: target.id.to_string(),
        nm: target.name.as_str().to_owned(),
        kd: target.kind.as_str().to_owned(),
        to: target.identifier.clone(),
        pr: target.provider.clone(),
        se: target.session.as_ref().map(ToString::to_string),
        uc: user.cid,
        ct: target.created_at.as_millis(),
        ut: target.updated_at.as_millis(),
    };
    encode(&keys::target(project, &user.user.id, user.cid, &target.id), &attributes)
}

/// The claim of a target on its identifier: it holds the user and the target.
pub(crate) fn target_claim(project: &ProjectId, user: &StoredUser, target: &Target) -> Item {
    let mut item = claim(&keys::target_claim(project, &target.identifier), user);
    item.insert("tid".to_owned(), text(target.id.as_str()));
    item
}

/// Reads a target's item.
pub(crate) fn target_of(item: &Item) -> Result<Target> {
    let broken = || malformed("target");
    let stored: TargetItem = decode("target", item.clone())?;
    Ok(Target {
        id: TargetId::parse(&stored.id).map_err(|_| broken())?,
        name: Name::parse(&stored.nm).map_err(|_| broken())?,
        kind: TargetKind::parse(&stored.kd).map_err(|_| broken())?,
        provider: stored.pr,
        identifier: stored.to,
        session: stored.se.map(|id| SessionId::parse(&id)).transpose().map_err(|_| broken())?,
        created_at: Timestamp::from_millis(stored.ct),
        updated_at: Timestamp::from_millis(stored.ut),
    })
}
