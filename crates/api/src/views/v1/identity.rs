//! Identities: accounts of users at providers.

use super::{moment, moment_or_empty};
use crate::answers::view::ShownIdentity;
use roster_core::{Email, Listing};
use serde::Serialize;

/// An identity of a user.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct IdentityView<'a> {
    #[serde(rename = "$id")]
    id: &'a str,
    #[serde(rename = "$createdAt")]
    created_at: String,
    #[serde(rename = "$updatedAt")]
    updated_at: String,
    user_id: &'a str,
    provider: &'a str,
    provider_uid: &'a str,
    provider_email: &'a str,
    provider_access_token: &'a str,
    provider_access_token_expiry: String,
    provider_refresh_token: &'a str,
}

/// The identities of a user or a project.
#[derive(Serialize)]
pub(crate) struct Identities<'a> {
    total: u64,
    identities: Vec<IdentityView<'a>>,
}

impl<'a> From<&'a ShownIdentity> for IdentityView<'a> {
    fn from(ShownIdentity { identity, tokens }: &'a ShownIdentity) -> Self {
        Self {
            id: identity.id.as_str(),
            created_at: moment(identity.created_at),
            updated_at: moment(identity.updated_at),
            user_id: identity.user.as_str(),
            provider: identity.provider.as_str(),
            provider_uid: identity.uid.as_str(),
            provider_email: identity.email.as_ref().map_or("", Email::as_str),
            provider_access_token: &tokens.access,
            provider_access_token_expiry: moment_or_empty(tokens.expires_at),
            provider_refresh_token: &tokens.refresh,
        }
    }
}

/// A page of identities.
pub(crate) fn identities(listing: &Listing<ShownIdentity>) -> Identities<'_> {
    Identities { total: listing.total, identities: listing.items.iter().map(IdentityView::from).collect() }
}
