//! Sessions as their user sees them: with client and country.

use roster_agents::{Countries, parse_agent};
use roster_api::{App, ShownSession, ShownTokens};
use roster_core::{Client, Origin, Session};
use std::sync::OnceLock;

/// Opened when the first country is looked up.
static COUNTRIES: OnceLock<Countries> = OnceLock::new();

/// The country database of the deployment.
pub fn countries(app: &App) -> &'static Countries {
    COUNTRIES.get_or_init(|| Countries::open(&app.country_db))
}

/// The client and the country of a call.
#[must_use]
pub fn client_and_country(app: &App, origin: &Origin) -> (Client, String) {
    (parse_agent(&origin.agent), countries(app).locate(&origin.ip, "en").code)
}

/// A session in the caller's language.
#[must_use]
pub fn session_view(app: &App, session: Session, current: bool, locale: &str) -> ShownSession {
    let country_name = countries(app).name(&session.country_code, locale);
    ShownSession { session, country_name, current, secret: None, tokens: ShownTokens::default() }
}
