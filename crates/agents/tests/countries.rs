//! Countries against a small database of both layouts (`data/make-tiny-mmdb` wrote it) and names in three languages.

use std::fs;
use std::path::{Path, PathBuf};

use roster_agents::{Countries, Country};

/// `tests/data`: `tiny.mmdb`, and `country-names` with English, German and a broken file.
fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data")
}

fn countries() -> Countries {
    Countries::open(&data().join("tiny.mmdb"))
}

fn named(ip: &str, locale: &str) -> (String, String) {
    let Country { code, name } = countries().locate(ip, locale);
    (code, name)
}

fn pair(code: &str, name: &str) -> (String, String) {
    (code.to_owned(), name.to_owned())
}

#[test]
fn an_ip_address_lies_in_its_country() {
    assert_eq!(named("2.125.160.9", "en"), pair("gb", "United Kingdom"));
    assert_eq!(named(" 2.125.160.9 ", "en"), pair("gb", "United Kingdom"));
    assert_eq!(named("2001:db8:49::1", "en"), pair("de", "Germany"));
    assert_eq!(named("::ffff:2.125.160.9", "en"), pair("gb", "United Kingdom"));
}

#[test]
fn the_locale_changes_the_name_and_not_the_code() {
    assert_eq!(named("2.125.160.9", "de"), pair("gb", "Vereinigtes Königreich"));
    assert_eq!(named("2.125.160.9", "de-CH"), pair("gb", "Vereinigtes Königreich"));
}

#[test]
fn an_unknown_locale_gives_the_english_name() {
    for locale in ["xx", "", "not a locale", "../../en", "en/../de"] {
        assert_eq!(named("2.125.160.9", locale), pair("gb", "United Kingdom"), "{locale:?}");
    }
}

#[test]
fn a_broken_file_of_names_counts_as_an_empty_one() {
    assert_eq!(named("2.125.160.9", "fr"), pair("gb", "United Kingdom"));
}

#[test]
fn the_names_in_the_database_come_first() {
    assert_eq!(named("89.160.20.1", "en"), pair("se", "Sweden"));
    assert_eq!(named("89.160.20.1", "pt-br"), pair("se", "Suécia"));
    assert_eq!(named("89.160.20.1", "de"), pair("se", "Schweden"));
}

#[test]
fn an_ip_address_without_a_country_is_unknown() {
    let unknown = pair("--", "Unknown");
    for ip in ["", "unknown", "2.125.160.9:443", "203.0.113.300", "10.1.2.3", "127.0.0.1", "::1", "8.8.8.8"] {
        assert_eq!(named(ip, "de"), unknown, "{ip:?}");
    }
}

#[test]
fn a_private_ip_address_is_unknown_whatever_the_database_says() {
    assert_eq!(named("192.168.1.1", "en"), pair("--", "Unknown"));
}

#[test]
fn a_record_without_a_code_is_unknown() {
    for ip in ["198.51.100.1", "203.0.113.1", "203.0.113.129"] {
        assert_eq!(named(ip, "en"), pair("--", "Unknown"), "{ip}");
    }
}

#[test]
fn a_country_without_names_keeps_its_code() -> std::io::Result<()> {
    let folder = tempdir("nameless")?;
    fs::copy(data().join("tiny.mmdb"), folder.join("country.mmdb"))?;
    let country = Countries::open(&folder.join("country.mmdb")).locate("2.125.160.9", "en");
    assert_eq!((country.code.as_str(), country.name.as_str()), ("gb", "Unknown"));
    fs::remove_dir_all(folder)
}

#[test]
fn without_a_database_or_with_a_broken_one_every_country_is_unknown() -> std::io::Result<()> {
    let folder = tempdir("broken")?;
    let broken = folder.join("country.mmdb");
    fs::write(&broken, b"this is not a database")?;
    for countries in [Countries::default(), Countries::open(&folder.join("absent.mmdb")), Countries::open(&broken)] {
        assert_eq!(countries.locate("2.125.160.9", "en"), Country::default());
    }
    fs::remove_dir_all(folder)
}

#[test]
fn a_truncated_database_never_panics() -> std::io::Result<()> {
    let folder = tempdir("cut")?;
    let whole = fs::read(data().join("tiny.mmdb"))?;
    let path = folder.join("country.mmdb");
    for length in (0..whole.len()).step_by(7) {
        fs::write(&path, &whole[..length])?;
        let country = Countries::open(&path).locate("2.125.160.9", "en");
        assert!(["--", "gb"].contains(&country.code.as_str()), "{length}: {country:?}");
    }
    fs::remove_dir_all(folder)
}

fn tempdir(name: &str) -> std::io::Result<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    Ok(folder)
}
