//! Teams.

use super::moment;
use roster_core::{Error, Listing, Prefs, Result, Team};
use serde::Serialize;
use serde_json::value::RawValue;

/// A team.
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
    prefs: &'a RawValue,
}

#[derive(Serialize)]
pub(crate) struct Teams<'a> {
    total: u64,
    teams: Vec<TeamView<'a>>,
}

impl<'a> TeamView<'a> {
    /// A team.
    ///
    /// # Errors
    /// [`Error::Internal`] when the preferences were not read, or are not JSON.
    pub(crate) fn of(team: &'a Team) -> Result<Self> {
        let prefs = team.prefs.known().ok_or_else(|| Error::internal("a team is shown without its preferences"))?;
        Ok(Self {
            id: team.id.as_str(),
            created_at: moment(team.created_at),
            updated_at: moment(team.updated_at),
            name: team.name.as_str(),
            total: team.total,
            prefs: serde_json::from_str(Prefs::as_json(prefs))
                .map_err(|_| Error::internal("stored preferences are not JSON"))?,
        })
    }
}

/// A page of teams.
///
/// # Errors
/// As [`TeamView::of`].
pub(crate) fn teams(listing: &Listing<Team>) -> Result<Teams<'_>> {
    Ok(Teams { total: listing.total, teams: listing.items.iter().map(TeamView::of).collect::<Result<_>>()? })
}
