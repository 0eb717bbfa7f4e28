//! The function `logs`: `/v1/users/{userId}/logs`.

use axum::extract::State;
use axum::routing::get;
use roster_agents::{Countries, parse_agent};
use roster_api::{App, FromParams, Group, Guard, Locale, LogView, Params, Reader, Refusal, Valid, View, number};
use roster_core::{Limit, Listing, LogEntry, Offset, Result, UserId};
use std::sync::OnceLock;

/// Read when the first log is shown.
static COUNTRIES: OnceLock<Countries> = OnceLock::new();

/// The routes of this function, to the handlers.
#[must_use]
pub fn routes() -> Group {
    Group::new(Guard::Users).route("/v1/users/{userId}/logs", get(list_logs))
}

/// GET /v1/users/{userId}/logs
async fn list_logs(
    State(app): State<App>,
    reader: Reader,
    Valid(ListLogs { id, limit, offset }): Valid<ListLogs>,
    Locale(locale): Locale,
) -> Result<View, Refusal> {
    let page = app.store.list_logs(reader.project_id(), &id, limit, offset, app.now()).await?;
    let countries = COUNTRIES.get_or_init(|| Countries::open(&app.country_db));
    let items = page.entries.into_iter().map(|entry| explain(entry, countries, &locale)).collect();
    Ok(View::Logs(page.user, Listing { total: page.total, items }))
}

/// A line with what its user agent and its address say. Both are kept as they were sent, and understood when they are
/// read: better tables understand old lines better.
fn explain(entry: LogEntry, countries: &Countries, locale: &str) -> LogView {
    let country = countries.locate(&entry.origin.ip, locale);
    let client = parse_agent(&entry.origin.agent);
    LogView { client, country_code: country.code, country_name: country.name, entry }
}

struct ListLogs {
    id: UserId,
    limit: Limit,
    offset: Offset,
}

impl FromParams for ListLogs {
    fn from_params(params: &Params) -> Result<Self> {
        Ok(Self {
            id: params.path("userId", UserId::parse)?,
            limit: params.optional("limit", number(Limit::new, Limit::MAX))?.unwrap_or_default(),
            offset: params.optional("offset", number(Offset::new, Offset::MAX))?.unwrap_or_default(),
        })
    }
}
