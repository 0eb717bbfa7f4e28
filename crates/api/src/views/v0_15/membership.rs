//! Memberships.

use super::{Total, or_zero, since_15};
use crate::answers::dialect::Format;
use roster_core::{Email, Listing, MemberField, Membership};
use serde::Serialize;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MembershipView<'a> {
    #[serde(rename = "$id")]
    id: &'a str,
    #[serde(rename = "$createdAt", skip_serializing_if = "Option::is_none")]
    created_at: Option<u64>,
    #[serde(rename = "$updatedAt", skip_serializing_if = "Option::is_none")]
    updated_at: Option<u64>,
    user_id: &'a str,
    #[serde(flatten)]
    names: Names<'a>,
    team_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    team_name: Option<&'a str>,
    invited: u64,
    joined: u64,
    confirm: bool,
    roles: &'a [String],
}

/// The user's name and email, with the field names of 0.14 and of 0.13.
#[derive(Serialize)]
#[serde(untagged)]
enum Names<'a> {
    #[serde(rename_all = "camelCase")]
    Current {
        user_name: &'a str,
        user_email: &'a str,
    },
    Of13 {
        name: &'a str,
        email: &'a str,
    },
}

#[derive(Serialize)]
pub(crate) struct Memberships<'a> {
    #[serde(flatten)]
    total: Total,
    memberships: Vec<MembershipView<'a>>,
}

/// The memberships of a user.
pub(crate) fn memberships(listing: &Listing<Membership>, format: Format) -> Memberships<'_> {
    let memberships = listing.items.iter().map(|membership| MembershipView::of(membership, format)).collect();
    Memberships { total: Total::of(listing, format), memberships }
}

impl<'a> MembershipView<'a> {
    /// A membership in the caller's form; what is not shown is empty.
    pub(crate) fn of(membership: &'a Membership, format: Format) -> Self {
        let shows = |field| membership.shown.has(field);
        let name = if shows(MemberField::UserName) { membership.user_name.as_str() } else { "" };
        let email = membership.user_email.as_ref().filter(|_| shows(MemberField::UserEmail)).map_or("", Email::as_str);
        let of_13 = format == Format::V0_13;
        Self {
            id: membership.id.as_str(),
            created_at: since_15(membership.created_at, format),
            updated_at: since_15(membership.updated_at, format),
            user_id: if shows(MemberField::UserId) { membership.user.as_str() } else { "" },
            names: if of_13 {
                Names::Of13 { name, email }
            } else {
                Names::Current { user_name: name, user_email: email }
            },
            team_id: membership.team.as_str(),
            team_name: (!of_13).then(|| membership.team_name.as_str()),
            invited: membership.invited_at.as_secs(),
            joined: or_zero(membership.joined_at),
            confirm: membership.joined_at.is_some(),
            roles: &membership.roles,
        }
    }
}
