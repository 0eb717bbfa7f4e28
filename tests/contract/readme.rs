//! The README shows what is measured, and every parameter with its default.

use crate::sources;
use crate::template::Template;
use std::collections::BTreeMap;

/// The tables of measured units: the mark of each in the README, and the file that the tests pin it by.
const MEASURED: [(&str, &str); 2] = [("units", "tests/units.md"), ("queries", "tests/units_of_queries.md")];

/// The rows of the tables in a text.
fn rows(text: &str) -> Vec<&str> {
    text.lines().map(str::trim).filter(|line| line.starts_with('|')).collect()
}

#[test]
fn the_readme_shows_the_measured_units() {
    for (mark, file) in MEASURED {
        let (readme, measured) = (sources::read("README.md"), sources::read(file));
        let (begin, end) = (format!("<!-- {mark} -->"), format!("<!-- /{mark} -->"));
        let shown = readme.split_once(&begin).and_then(|(_, rest)| rest.split_once(&end));
        let (shown, _) = shown.unwrap_or_else(|| panic!("README.md has no table between {begin} and {end}"));
        assert!(!rows(&measured).is_empty(), "{file} has no table");
        let same = rows(shown) == rows(&measured);
        assert!(same, "README.md shows other units than {file}: copy its table between {begin} and {end}");
    }
}

/// The cells of a row, without the marks of code.
fn cells(row: &str) -> Vec<String> {
    row.trim_matches('|').split('|').map(|cell| cell.trim().replace('`', "")).collect()
}

/// Parameters and their defaults in the README: a row tells of one, or of some that belong together.
fn told_parameters() -> BTreeMap<String, String> {
    let readme = sources::read("README.md");
    let mut table = readme.lines().skip_while(|line| !line.starts_with("| parameter | default |")).skip(2);
    let rows = table.by_ref().take_while(|line| line.starts_with('|')).map(cells).collect::<Vec<_>>();
    let pairs = rows.iter().flat_map(|row| row[0].split(", ").zip(row[1].split(", ")));
    pairs.map(|(name, default)| (name.to_owned(), default.to_owned())).collect()
}

#[test]
fn the_readme_tells_every_parameter_with_its_default() {
    let template = Template::read();
    let parameters = template.parameters().map(|name| (name.to_owned(), template.default_of(name)));
    assert_eq!(told_parameters(), parameters.collect());
}
