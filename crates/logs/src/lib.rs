//! The function `logs`: `/v1/users/{userId}/logs` and `/v1/teams/{teamId}/logs`.

mod team;

use axum::extract::State;
use axum::routing::get;
use roster_agents::{Countries, parse_agent};
use roster_api::{
    App, FromParams, Group, Locale, LogPart, LogView, Params, Policy, Refusal, UncheckedReader, Valid, View,
};
use roster_core::{Listing, LogEntry, Result, UserId};
use std::sync::OnceLock;

/// Opened when the first log entry is shown.
static COUNTRIES: OnceLock<Countries> = OnceLock::new();

/// The routes of this function.
#[must_use]
pub fn routes() -> Group {
    Group::new(Policy::Users).route("/v1/users/{userId}/logs", get(list_logs)).route_for(
        Policy::Teams,
        "/v1/teams/{teamId}/logs",
        get(team::list_logs),
    )
}

/// GET /v1/users/{userId}/logs
async fn list_logs(
    State(app): State<App>,
    reader: UncheckedReader,
    Valid(ListLogs { id, page }): Valid<ListLogs>,
    Locale(locale): Locale,
) -> Result<View, Refusal> {
    let LogPart { limit, offset, with_total } = page;
    let page = app.store.list_logs(reader.project_id(), &id, limit, offset, app.now()).await?;
    let (countries, shows_key) = (countries(&app), reader.is_server().await);
    let explain = |entry| LogView { shows_key, ..explain(entry, countries, &locale) };
    let items = page.entries.into_iter().map(explain).collect();
    Ok(View::logs(page.user, Listing { total: if with_total { page.total } else { 0 }, items }))
}

fn countries(app: &App) -> &'static Countries {
    COUNTRIES.get_or_init(|| Countries::open(&app.country_db))
}

/// A log entry with the client and the country of its call. User agent and IP address are stored as sent and interpreted
/// when they are read, so that newer tables also improve old entries.
fn explain(entry: LogEntry, countries: &Countries, locale: &str) -> LogView {
    let country = countries.locate(&entry.origin.ip, locale);
    let client = parse_agent(&entry.origin.agent);
    LogView { client, country_code: country.code, country_name: country.name, shows_key: false, entry }
}

struct ListLogs {
    id: UserId,
    page: LogPart,
}

impl FromParams for ListLogs {
    fn from_params(params: &Params) -> Result<Self> {
        Ok(Self { id: params.path("userId", UserId::parse)?, page: LogPart::from_params(params)? })
    }
}
