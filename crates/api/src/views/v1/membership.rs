//! Memberships.

use super::{moment, moment_or_empty};
use crate::answers::dialect::Format;
use roster_core::{Email, Listing, MemberField, Membership, Name, Phone};
use serde::Serialize;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MembershipView<'a> {
    #[serde(rename = "$id")]
    id: &'a str,
    #[serde(rename = "$createdAt")]
    created_at: String,
    #[serde(rename = "$updatedAt")]
    updated_at: String,
    user_id: &'a str,
    user_name: &'a str,
    user_email: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_phone: Option<&'a str>,
    team_id: &'a str,
    team_name: &'a str,
    invited: String,
    joined: String,
    confirm: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    mfa: Option<bool>,
    user_accessed_at: String,
    roles: &'a [String],
}

#[derive(Serialize)]
pub(crate) struct Memberships<'a> {
    total: u64,
    memberships: Vec<MembershipView<'a>>,
}

impl<'a> MembershipView<'a> {
    /// A membership in the caller's form; what is not shown is empty.
    pub(crate) fn of(membership: &'a Membership, format: Format) -> Self {
        let shows = |field| membership.shown.has(field);
        let (name, email) = (Some(&membership.user_name), membership.user_email.as_ref());
        let phone = membership.user_phone.as_ref().filter(|_| shows(MemberField::UserPhone));
        Self {
            id: membership.id.as_str(),
            created_at: moment(membership.created_at),
            updated_at: moment(membership.updated_at),
            user_id: if shows(MemberField::UserId) { membership.user.as_str() } else { "" },
            user_name: name.filter(|_| shows(MemberField::UserName)).map_or("", Name::as_str),
            user_email: email.filter(|_| shows(MemberField::UserEmail)).map_or("", Email::as_str),
            user_phone: (format > Format::V1_9_1).then(|| phone.map_or("", Phone::as_str)),
            team_id: membership.team.as_str(),
            team_name: membership.team_name.as_str(),
            invited: moment(membership.invited_at),
            joined: moment_or_empty(membership.joined_at),
            confirm: membership.joined_at.is_some(),
            mfa: (format > Format::V1_4).then_some(membership.user_mfa && shows(MemberField::UserMfa)),
            user_accessed_at: moment_or_empty(
                membership.user_accessed_at.filter(|_| shows(MemberField::UserAccessedAt)),
            ),
            roles: &membership.roles,
        }
    }
}

/// Memberships of a user, or of a team.
pub(crate) fn memberships(listing: &Listing<Membership>, format: Format) -> Memberships<'_> {
    let memberships = listing.items.iter().map(|membership| MembershipView::of(membership, format)).collect();
    Memberships { total: listing.total, memberships }
}
