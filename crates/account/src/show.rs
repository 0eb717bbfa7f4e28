//! Log entries as their user sees them: with client and country.

use roster_agents::parse_agent;
use roster_api::{App, LogView};
use roster_core::LogEntry;
use roster_sign_in::countries;

/// A log entry in the caller's language.
pub(crate) fn log_view(app: &App, entry: LogEntry, locale: &str) -> LogView {
    let country = countries(app).locate(&entry.origin.ip, locale);
    let client = parse_agent(&entry.origin.agent);
    LogView { client, country_code: country.code, country_name: country.name, shows_key: false, entry }
}
