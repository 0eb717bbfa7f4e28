//! Teams.

use super::moment;
use roster_core::{Listing, Team};
use serde::Serialize;

/// A team. No call sets its preferences here, so they are always empty.
#[derive(Serialize)]
pub(crate) struct TeamView<'a> {
    #[serde(rename = "$id")]
    id: &'a str,
    #[serde(rename = "$createdAt")]
    created_at: String,
    #[serde(rename = "$updatedAt")]
    updated_at: String,
    name: &'a str,
    total: u64,
    prefs: Empty,
}

#[derive(Serialize)]
struct Empty {}

#[derive(Serialize)]
pub(crate) struct Teams<'a> {
    total: u64,
    teams: Vec<TeamView<'a>>,
}

impl<'a> TeamView<'a> {
    /// A team.
    pub(crate) fn of(team: &'a Team) -> Self {
        Self {
            id: team.id.as_str(),
            created_at: moment(team.created_at),
            updated_at: moment(team.updated_at),
            name: team.name.as_str(),
            total: team.total,
            prefs: Empty {},
        }
    }
}

/// A page of teams.
pub(crate) fn teams(listing: &Listing<Team>) -> Teams<'_> {
    Teams { total: listing.total, teams: listing.items.iter().map(TeamView::of).collect() }
}
