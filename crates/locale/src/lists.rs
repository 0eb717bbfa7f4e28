//! The lists of `/v1/locale`: whole, because they are short. Names that depend on the caller's language are sorted in it.

use crate::place::{continent_name, country_name};
use crate::tables::{self, CONTINENTS, Country};
use axum::extract::State;
use roster_api::{App, Currency, Language, Locale, LocaleCode, NamedPlace, PhoneCode, View};
use roster_core::fold;

/// GET /v1/locale/codes
pub(crate) async fn list_codes() -> View {
    let codes = tables::locales().map(|[code, name]| LocaleCode { code, name });
    View::whole_list("localeCodes", codes.collect())
}

/// GET /v1/locale/continents
pub(crate) async fn list_continents(State(app): State<App>, Locale(locale): Locale) -> View {
    let place =
        |&(code, ..): &(&'static str, &str, &str)| NamedPlace { name: continent_name(&app, code, &locale), code };
    View::whole_list("continents", by_name(CONTINENTS.iter().map(place).collect()))
}

/// GET /v1/locale/countries
pub(crate) async fn list_countries(State(app): State<App>, Locale(locale): Locale) -> View {
    View::whole_list("countries", named(&app, &locale, |_| true))
}

/// GET /v1/locale/countries/eu
pub(crate) async fn list_countries_of_the_union(State(app): State<App>, Locale(locale): Locale) -> View {
    View::whole_list("countries", named(&app, &locale, |country| country.is_in_union))
}

fn named(app: &App, locale: &str, is_listed: fn(&Country) -> bool) -> Vec<NamedPlace> {
    let listed = tables::countries().filter(is_listed);
    by_name(
        listed.map(|country| NamedPlace { name: country_name(app, &country, locale), code: country.code }).collect(),
    )
}

/// Sorted by name, without regard to case and marks.
fn by_name(mut places: Vec<NamedPlace>) -> Vec<NamedPlace> {
    places.sort_by_cached_key(|place| fold(&place.name));
    places
}

/// GET /v1/locale/countries/phones
pub(crate) async fn list_phone_codes(State(app): State<App>, Locale(locale): Locale) -> View {
    let mut called: Vec<_> = tables::countries().filter(|country| !country.phone.is_empty()).collect();
    called.sort_by_key(|country| country.phone.parse::<u32>().unwrap_or_default());
    let codes = called.into_iter().map(|country| PhoneCode {
        code: format!("+{}", country.phone),
        country_code: country.code,
        country_name: country_name(&app, &country, &locale),
    });
    View::whole_list("phones", codes.collect())
}

/// GET /v1/locale/currencies
pub(crate) async fn list_currencies() -> View {
    let currencies =
        tables::currencies().map(|[code, name, symbol, symbol_native, digits, rounding, plural]| Currency {
            symbol,
            name,
            symbol_native,
            decimal_digits: digits.parse().unwrap_or_default(),
            rounding: rounding.parse().unwrap_or_default(),
            code,
            name_plural: plural,
        });
    View::whole_list("currencies", currencies.collect())
}

/// GET /v1/locale/languages
pub(crate) async fn list_languages() -> View {
    let languages = tables::languages().map(|[code, name, native_name]| Language { name, code, native_name });
    View::whole_list("languages", languages.collect())
}
