//! Sessions and log entries as their user sees them: with client and country.

use roster_agents::{Countries, parse_agent};
use roster_api::{App, LogView, ShownSession};
use roster_core::{Client, LogEntry, Origin, Session};
use std::sync::OnceLock;

/// Opened when the first country is looked up.
static COUNTRIES: OnceLock<Countries> = OnceLock::new();

fn countries(app: &App) -> &'static Countries {
    COUNTRIES.get_or_init(|| Countries::open(&app.country_db))
}

/// The client and the country of a call.
pub(crate) fn client_and_country(app: &App, origin: &Origin) -> (Client, String) {
    (parse_agent(&origin.agent), countries(app).locate(&origin.ip, "en").code)
}

/// A session in the caller's language.
pub(crate) fn session_view(app: &App, session: Session, current: bool, locale: &str) -> ShownSession {
    let country_name = countries(app).name(&session.country_code, locale);
    ShownSession { session, country_name, current, secret: None }
}

/// A log entry in the caller's language.
pub(crate) fn log_view(app: &App, entry: LogEntry, locale: &str) -> LogView {
    let country = countries(app).locate(&entry.origin.ip, locale);
    let client = parse_agent(&entry.origin.agent);
    LogView { client, country_code: country.code, country_name: country.name, entry }
}
