//! Teams.

use super::{Total, since_15};
use crate::answers::dialect::Format;
use roster_core::{Listing, Team};
use serde::Serialize;

/// A team; in 0.12 the number of its members is called `sum`.
#[derive(Serialize)]
pub(crate) struct TeamView<'a> {
    #[serde(rename = "$id")]
    id: &'a str,
    #[serde(rename = "$createdAt", skip_serializing_if = "Option::is_none")]
    created_at: Option<u64>,
    #[serde(rename = "$updatedAt", skip_serializing_if = "Option::is_none")]
    updated_at: Option<u64>,
    name: &'a str,
    #[serde(flatten)]
    members: Total,
}

#[derive(Serialize)]
pub(crate) struct Teams<'a> {
    #[serde(flatten)]
    total: Total,
    teams: Vec<TeamView<'a>>,
}

impl<'a> TeamView<'a> {
    /// A team in the caller's form.
    pub(crate) fn of(team: &'a Team, format: Format) -> Self {
        Self {
            id: team.id.as_str(),
            created_at: since_15(team.created_at, format),
            updated_at: since_15(team.updated_at, format),
            name: team.name.as_str(),
            members: Total::new(team.total, format),
        }
    }
}

/// A page of teams.
pub(crate) fn teams(listing: &Listing<Team>, format: Format) -> Teams<'_> {
    let teams = listing.items.iter().map(|team| TeamView::of(team, format)).collect();
    Teams { total: Total::of(listing, format), teams }
}
