//! What is known about countries, languages and currencies: one form in every dialect, except for the name of the number
//! of entries.

use crate::answers::dialect::Format;
use crate::answers::view::View;
use crate::views::catalog::to_json;
use crate::views::v0_15::Total;
use axum::http::{HeaderValue, StatusCode};
use roster_core::Listing;
use serde::Serialize;
use std::collections::BTreeMap;

/// The place of a caller, by their IP address.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CallerPlace {
    /// The IP address.
    pub ip: String,
    /// The country: two letters in upper case, or `--`.
    pub country_code: String,
    /// Its name in the caller's language, or `Unknown`.
    pub country: String,
    /// Its continent: two letters in upper case, or `--`.
    pub continent_code: String,
    /// The name of the continent in the caller's language, or `Unknown`.
    pub continent: String,
    /// Whether the country is a member of the European Union.
    pub eu: bool,
    /// The currency that is used there: three letters in upper case, or nothing.
    pub currency: String,
}

/// A country or a continent.
#[derive(Debug, Clone, Serialize)]
pub struct NamedPlace {
    /// The name in the caller's language.
    pub name: String,
    /// Two letters in upper case.
    pub code: &'static str,
}

/// The telephone code of a country.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PhoneCode {
    /// The code, with its plus sign.
    pub code: String,
    /// The country: two letters in upper case.
    pub country_code: &'static str,
    /// Its name in the caller's language.
    pub country_name: String,
}

/// A currency, in English.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Currency {
    /// The symbol in English texts.
    pub symbol: &'static str,
    /// The name of one unit.
    pub name: &'static str,
    /// The symbol where the currency is used.
    pub symbol_native: &'static str,
    /// The number of digits after the decimal point.
    pub decimal_digits: u8,
    /// The step to which amounts are rounded, in units of the last digit; 0 for no special step.
    pub rounding: u8,
    /// Three letters in upper case.
    pub code: &'static str,
    /// The name of several units.
    pub name_plural: &'static str,
}

/// A language.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Language {
    /// The English name.
    pub name: &'static str,
    /// Two letters.
    pub code: &'static str,
    /// The name in the language itself.
    pub native_name: &'static str,
}

/// A locale: a language, maybe as it is used in one country.
#[derive(Debug, Clone, Serialize)]
pub struct LocaleCode {
    /// The code in lower case: `pt-br`.
    pub code: &'static str,
    /// The English name.
    pub name: &'static str,
}

/// A list whose entries have this name.
#[derive(Serialize)]
struct Named<'a, T> {
    #[serde(flatten)]
    total: Total,
    #[serde(flatten)]
    entries: BTreeMap<&'static str, &'a [T]>,
}

impl View {
    /// The place of the caller.
    #[must_use]
    pub fn caller_place(place: CallerPlace) -> Self {
        Self::new(StatusCode::OK, move |_| to_json(&place).map(Some))
    }

    /// A whole list whose entries have one form in every dialect, and this name.
    #[must_use]
    pub fn whole_list<T: Serialize + Send + Sync + 'static>(name: &'static str, items: Vec<T>) -> Self {
        let listing = Listing { total: items.len() as u64, items };
        Self::new(StatusCode::OK, move |format: Format| {
            let entries = BTreeMap::from([(name, listing.items.as_slice())]);
            to_json(&Named { total: Total::of(&listing, format), entries }).map(Some)
        })
    }

    /// An image.
    #[must_use]
    pub fn svg(image: String) -> Self {
        Self::of_type(HeaderValue::from_static("image/svg+xml; charset=UTF-8"), image)
    }
}
