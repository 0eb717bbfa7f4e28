//! The tables of `data/`: one row in each line, sorted, its cells between tabs. `scripts/fetch-locale-data` writes them.

const COUNTRIES: &str = include_str!("../data/countries.tsv");
const CURRENCIES: &str = include_str!("../data/currencies.tsv");
const LANGUAGES: &str = include_str!("../data/languages.tsv");
const LOCALES: &str = include_str!("../data/locales.tsv");

/// The continents: the code that Appwrite shows, the number at the United Nations by which files of names have them (the
/// code of the country for Antarctica), and the English name.
pub(crate) const CONTINENTS: [(&str, &str, &str); 7] = [
    ("AF", "002", "Africa"),
    ("AN", "AQ", "Antarctica"),
    ("AS", "142", "Asia"),
    ("EU", "150", "Europe"),
    ("NA", "003", "North America"),
    ("OC", "009", "Oceania"),
    ("SA", "005", "South America"),
];

/// A row of the table of countries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Country {
    /// Two letters in upper case.
    pub(crate) code: &'static str,
    /// The English name.
    pub(crate) name: &'static str,
    /// The code of its continent.
    pub(crate) continent: &'static str,
    /// The digits of its telephone code; empty for an uninhabited country.
    pub(crate) phone: &'static str,
    /// The code of its currency; empty for a country without one.
    pub(crate) currency: &'static str,
    /// Whether it is a member of the European Union.
    pub(crate) is_in_union: bool,
}

/// All countries, by code.
pub(crate) fn countries() -> impl Iterator<Item = Country> {
    rows(COUNTRIES).map(|[code, name, continent, phone, currency, union]| Country {
        code,
        name,
        continent,
        phone,
        currency,
        is_in_union: !union.is_empty(),
    })
}

/// The country of this code, in any case.
pub(crate) fn country(code: &str) -> Option<Country> {
    countries().find(|country| country.code.eq_ignore_ascii_case(code))
}

/// All currencies, by code: code, name, symbol, native symbol, digits, rounding, plural.
pub(crate) fn currencies() -> impl Iterator<Item = [&'static str; 7]> {
    rows(CURRENCIES)
}

/// All languages, by code: code, name, native name.
pub(crate) fn languages() -> impl Iterator<Item = [&'static str; 3]> {
    rows(LANGUAGES)
}

/// All locales, by code: code, name.
pub(crate) fn locales() -> impl Iterator<Item = [&'static str; 2]> {
    rows(LOCALES)
}

/// The rows of a table. A row with too few cells ends with empty ones; the tests of this file exclude that there is one.
fn rows<const CELLS: usize>(table: &'static str) -> impl Iterator<Item = [&'static str; CELLS]> {
    table.lines().map(|line| {
        let mut cells = line.split('\t');
        std::array::from_fn(|_| cells.next().unwrap_or_default())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first cells of a table, after a check of its form.
    fn codes(table: &'static str, cells: usize) -> Vec<&'static str> {
        for line in table.lines() {
            assert_eq!(line.split('\t').count(), cells, "{line:?}");
            assert!(line.split('\t').all(|cell| cell == cell.trim()), "{line:?}");
        }
        let codes: Vec<_> = table.lines().map(|line| line.split('\t').next().unwrap()).collect();
        assert!(codes.windows(2).all(|pair| pair[0] < pair[1]), "sorted, and without duplicates");
        codes
    }

    fn are_upper(codes: &[&str], letters: usize) -> bool {
        codes.iter().all(|code| code.len() == letters && code.bytes().all(|byte| byte.is_ascii_uppercase()))
    }

    #[test]
    fn the_tables_are_sorted_and_complete() {
        let (countries, currencies) = (codes(COUNTRIES, 6), codes(CURRENCIES, 7));
        assert!(are_upper(&countries, 2) && are_upper(&currencies, 3));
        assert!((245..=255).contains(&countries.len()), "{} countries", countries.len());
        assert!((140..=180).contains(&currencies.len()), "{} currencies", currencies.len());
        let (languages, locales) = (codes(LANGUAGES, 3), codes(LOCALES, 2));
        assert!(languages.iter().all(|code| code.len() == 2) && languages.len() > 170, "{}", languages.len());
        assert!(locales.len() > 100 && ["de", "en-us", "pt-br", "zh-tw"].iter().all(|code| locales.contains(code)));
    }

    #[test]
    fn every_country_has_a_known_continent_and_currency() {
        for country in countries() {
            assert!(CONTINENTS.iter().any(|(code, ..)| *code == country.continent), "{country:?}");
            let has_currency = currencies().any(|[code, ..]| code == country.currency);
            assert!(country.currency.is_empty() || has_currency, "{country:?}");
            assert!(country.phone.bytes().all(|byte| byte.is_ascii_digit()) && country.phone.len() <= 7, "{country:?}");
            assert!(!country.name.is_empty(), "{country:?}");
        }
        assert_eq!(countries().filter(|country| country.is_in_union).count(), 27);
    }

    #[test]
    fn numbers_of_currencies_are_numbers() {
        for [code, .., digits, rounding, _] in currencies() {
            assert!(digits.parse::<u8>().is_ok_and(|digits| digits <= 4), "{code}");
            assert!(rounding.parse::<u8>().is_ok(), "{code}");
        }
    }

    #[test]
    fn a_country_is_found_in_any_case() {
        let germany = country("de").unwrap();
        assert_eq!((germany.code, germany.name, germany.continent), ("DE", "Germany", "EU"));
        assert_eq!((germany.phone, germany.currency, germany.is_in_union), ("49", "EUR", true));
        assert_eq!(country("--"), None);
    }
}
