//! `/v1/locale`: where the caller is.

use crate::tables::{CONTINENTS, Country, country};
use axum::extract::State;
use roster_agents::Countries;
use roster_api::{App, AuthedCaller, CallerPlace, Locale, Refusal, View};
use std::sync::OnceLock;

/// Opened when the first country is looked up.
static COUNTRIES: OnceLock<Countries> = OnceLock::new();

const UNKNOWN: &str = "Unknown";
const NO_CODE: &str = "--";

/// GET /v1/locale
///
/// By the IP address of the call; a server with an API key may name that of its user.
pub(crate) async fn get_place(
    State(app): State<App>,
    caller: AuthedCaller,
    Locale(locale): Locale,
) -> Result<View, Refusal> {
    let found = country(&names(&app).locate(caller.ip(), &locale).code);
    Ok(View::caller_place(place(&app, caller.ip(), found, &locale)))
}

fn place(app: &App, ip: &str, found: Option<Country>, locale: &str) -> CallerPlace {
    let known =
        |of: fn(&Country) -> &'static str, otherwise: &'static str| found.as_ref().map_or(otherwise, of).to_owned();
    let continent = found.map(|country| continent_name(app, country.continent, locale));
    CallerPlace {
        ip: ip.to_owned(),
        country_code: known(|country| country.code, NO_CODE),
        country: found.map_or_else(|| UNKNOWN.to_owned(), |country| country_name(app, &country, locale)),
        continent_code: known(|country| country.continent, NO_CODE),
        continent: continent.unwrap_or_else(|| UNKNOWN.to_owned()),
        eu: found.is_some_and(|country| country.is_in_union),
        currency: known(|country| country.currency, ""),
    }
}

/// Countries by IP address, and their names in other languages.
fn names(app: &App) -> &'static Countries {
    COUNTRIES.get_or_init(|| Countries::open(&app.country_db))
}

/// The name of a country in the caller's language, or in English.
pub(crate) fn country_name(app: &App, country: &Country, locale: &str) -> String {
    names(app).translate(country.code, locale).unwrap_or_else(|| country.name.to_owned())
}

/// The name of a continent in the caller's language, or in English.
pub(crate) fn continent_name(app: &App, code: &str, locale: &str) -> String {
    let found = CONTINENTS.iter().find(|(continent, ..)| *continent == code);
    let (number, english) = found.map_or((NO_CODE, UNKNOWN), |(_, number, english)| (*number, *english));
    names(app).translate(number, locale).unwrap_or_else(|| english.to_owned())
}
