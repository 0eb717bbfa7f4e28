//! Targets.

use super::moment;
use roster_core::{Listing, Target, UserId};
use serde::Serialize;

/// A target of a user.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TargetView {
    #[serde(rename = "$id")]
    id: String,
    #[serde(rename = "$createdAt")]
    created_at: String,
    #[serde(rename = "$updatedAt")]
    updated_at: String,
    name: String,
    user_id: String,
    provider_id: Option<String>,
    provider_type: &'static str,
    identifier: String,
    expired: bool,
}

#[derive(Serialize)]
pub(crate) struct Targets {
    total: u64,
    targets: Vec<TargetView>,
}

impl TargetView {
    /// A target of this user. No messages are delivered to it here, so it never counts as expired.
    pub(crate) fn of(user: &UserId, target: &Target) -> Self {
        Self {
            id: target.id.to_string(),
            created_at: moment(target.created_at),
            updated_at: moment(target.updated_at),
            name: target.name.as_str().to_owned(),
            user_id: user.to_string(),
            provider_id: target.provider.clone(),
            provider_type: target.kind.as_str(),
            identifier: target.identifier.clone(),
            expired: false,
        }
    }
}

/// The targets of a user.
pub(crate) fn targets(user: &UserId, listing: &Listing<Target>) -> Targets {
    let targets = listing.items.iter().map(|target| TargetView::of(user, target)).collect();
    Targets { total: listing.total, targets }
}
