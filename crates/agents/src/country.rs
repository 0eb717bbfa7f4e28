//! The country that an IP address lies in.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use maxminddb::Reader;
use serde::Deserialize;
use tracing::warn;

use crate::names::{Names, languages};

/// A country, as responses name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Country {
    /// ISO 3166-1 alpha-2 in lower case, `--` when unknown.
    pub code: String,
    /// The name in the caller's language, `Unknown` when unknown.
    pub name: String,
}

impl Default for Country {
    fn default() -> Self {
        Country { code: "--".to_owned(), name: "Unknown".to_owned() }
    }
}

/// Countries by IP address, from a database in MaxMind's format.
///
/// Two layouts are read: `country_code` alone (DB-IP lite as `scripts/fetch-country-db` fetches it) and `country` with
/// `iso_code` and `names` (DB-IP's own downloads, GeoLite2). A folder `country-names` beside the database, one
/// `<language>.json` for each, adds the languages that the database lacks.
///
/// The file is read at the first lookup (8 MB: 6 to 25 ms), so that a function without lookups never reads it. Without a
/// file the country of every IP address is unknown.
#[derive(Debug, Default)]
pub struct Countries {
    path: Option<PathBuf>,
    reader: OnceLock<Option<Reader<Vec<u8>>>>,
    names: Names,
}

/// What a database has about a network.
#[derive(Deserialize)]
struct Record<'a> {
    #[serde(borrow)]
    country_code: Option<&'a str>,
    #[serde(borrow)]
    country: Option<Described<'a>>,
}

#[derive(Deserialize)]
struct Described<'a> {
    #[serde(borrow)]
    iso_code: Option<&'a str>,
    #[serde(borrow, default)]
    names: BTreeMap<&'a str, &'a str>,
}

impl Countries {
    /// Countries from the database at `path`. A missing file gives none; one that cannot be read gives none and a single
    /// warning in the log.
    pub fn open(path: &Path) -> Countries {
        let names = Names::beside(path);
        Countries { path: Some(path.to_owned()), reader: OnceLock::new(), names }
    }

    /// The country of an IP address, named in the language of `locale` when that is known, or in English.
    pub fn locate(&self, ip: &str, locale: &str) -> Country {
        self.find(ip, locale).unwrap_or_default()
    }

    /// The name of a country by its stored code, in the language of `locale` when that is known, or in English.
    pub fn name(&self, code: &str, locale: &str) -> String {
        let known = languages(locale).filter(|_| is_code(code)).find_map(|language| self.names.name(code, &language));
        known.unwrap_or_else(|| Country::default().name)
    }

    /// The name of a country (`DE`), or of a continent by its number at the United Nations (`150`), in the language of
    /// `locale` when that is known, or in English. `None` when no file of names has it.
    pub fn translate(&self, code: &str, locale: &str) -> Option<String> {
        languages(locale).find_map(|language| self.names.name(code, &language))
    }

    fn find(&self, ip: &str, locale: &str) -> Option<Country> {
        let ip = ip.trim().parse::<IpAddr>().ok()?.to_canonical();
        let reader = self.reader.get_or_init(|| read(self.path.as_deref()?)).as_ref()?;
        if is_local(ip) {
            return None;
        }
        let record = reader.lookup(ip).ok()?.decode::<Record>().ok()??;
        let described = record.country.as_ref();
        let code = record.country_code.or_else(|| described?.iso_code).filter(|code| is_code(code))?;
        let name = languages(locale).find_map(|language| {
            let own = described.and_then(|country| in_language(&country.names, &language));
            own.or_else(|| self.names.name(code, &language))
        });
        Some(Country { code: code.to_ascii_lowercase(), name: name.unwrap_or_else(|| Country::default().name) })
    }
}

fn read(path: &Path) -> Option<Reader<Vec<u8>>> {
    if !path.exists() {
        return None;
    }
    Reader::open_readfile(path)
        .inspect_err(|error| warn!(path = %path.display(), %error, "the country database cannot be read"))
        .ok()
}

/// IP addresses that lie in no country, whatever a database says.
fn is_local(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(v4) => v4.is_private() || v4.is_loopback() || v4.is_link_local() || v4.is_unspecified(),
        IpAddr::V6(v6) => v6.is_unique_local() || v6.is_loopback() || v6.is_unicast_link_local() || v6.is_unspecified(),
    }
}

/// `ZZ` is ISO's code for an unknown country.
fn is_code(code: &str) -> bool {
    code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_alphabetic()) && !code.eq_ignore_ascii_case("ZZ")
}

fn in_language(names: &BTreeMap<&str, &str>, language: &str) -> Option<String> {
    let (_, name) = names.iter().find(|(theirs, _)| theirs.eq_ignore_ascii_case(language))?;
    Some((*name).to_owned())
}
