//! The README shows what is measured, and every parameter with its default.

use crate::sources;
use crate::template::Template;
use std::collections::BTreeMap;

const BEGIN: &str = "<!-- units -->";
const END: &str = "<!-- /units -->";

/// The rows of the tables in a text.
fn rows(text: &str) -> Vec<&str> {
    text.lines().map(str::trim).filter(|line| line.starts_with('|')).collect()
}

#[test]
fn the_readme_shows_the_measured_units() {
    let (readme, measured) = (sources::read("README.md"), sources::read("tests/units.md"));
    let shown = readme.split_once(BEGIN).and_then(|(_, rest)| rest.split_once(END));
    let (shown, _) = shown.unwrap_or_else(|| panic!("README.md has no table between {BEGIN} and {END}"));
    assert!(!rows(&measured).is_empty(), "tests/units.md has no table");
    assert!(
        rows(shown) == rows(&measured),
        "README.md shows other units than tests/units.md: copy its table between {BEGIN} and {END}"
    );
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
