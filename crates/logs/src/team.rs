//! `/v1/teams/{teamId}/logs`. It is here and not in the function `teams`, which has no use for clients and countries.

use crate::countries;
use axum::extract::State;
use roster_agents::{Countries, parse_agent};
use roster_api::{App, AuthedCaller, FromParams, Locale, LogPart, Params, Refusal, TeamLogView, Valid, View};
use roster_core::{Listing, Result, TeamId, TeamLogEntry, Viewer};

/// GET /v1/teams/{teamId}/logs
pub(crate) async fn list_logs(
    State(app): State<App>,
    caller: AuthedCaller,
    Valid(ListTeamLogs { team, page, is_v1 }): Valid<ListTeamLogs>,
    Locale(locale): Locale,
) -> Result<View, Refusal> {
    caller.ensure_member(&team).await?;
    let LogPart { limit, offset, with_total } = page;
    let page = app.store.list_team_logs(caller.project_id(), &team, limit, offset, app.now()).await?;
    let (viewer, countries) = (caller.viewer(is_v1), countries(&app));
    let seen = page.entries.into_iter().map(|entry| seen_by(&viewer, entry));
    let shows_key = viewer.sees_keys();
    let items = seen.map(|entry| TeamLogView { shows_key, ..explain(entry, countries, &locale) }).collect();
    let listing = Listing { total: if with_total { page.total } else { 0 }, items };
    Ok(View::team_logs(page.team, viewer, listing))
}

/// A member who does not see the IP address of an entry does not see what follows from it and from the user agent,
/// either: country, operating system, client and device.
fn seen_by(viewer: &Viewer, mut entry: TeamLogEntry) -> TeamLogEntry {
    if !viewer.sees_origin(&entry) {
        entry.origin.ip.clear();
        entry.origin.agent.clear();
    }
    entry
}

/// An entry with the client and the country of its call.
fn explain(entry: TeamLogEntry, countries: &Countries, locale: &str) -> TeamLogView {
    let country = countries.locate(&entry.origin.ip, locale);
    let client = parse_agent(&entry.origin.agent);
    TeamLogView { client, country_code: country.code, country_name: country.name, shows_key: false, entry }
}

pub(crate) struct ListTeamLogs {
    team: TeamId,
    page: LogPart,
    is_v1: bool,
}

impl FromParams for ListTeamLogs {
    fn from_params(params: &Params) -> Result<Self> {
        let team = params.path("teamId", TeamId::parse)?;
        Ok(Self { team, page: LogPart::from_params(params)?, is_v1: params.is_v1() })
    }
}
