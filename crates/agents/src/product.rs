//! The product tokens that a user agent is made of: `name/version` (RFC 9110, section 10.1.5).

/// Longer names are not names of products.
const LONGEST_NAME: usize = 64;

/// The version that follows `name`, as in `Chrome/70.0.3538.77` or `Mac OS X 10_15_7`; empty when none follows.
pub(crate) fn version_of<'a>(agent: &'a str, name: &str) -> Option<&'a str> {
    if !agent.contains(name) {
        return None; // most names are absent, and `contains` is several times faster than a search for positions
    }
    agent.match_indices(name).find_map(|(at, _)| {
        let starts_a_word = !agent[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
        let rest = agent[at + name.len()..].strip_prefix(['/', ' '])?;
        starts_a_word.then(|| leading_version(rest))
    })
}

/// The product that the agent begins with, and its version (empty when it gives none).
pub(crate) fn first(agent: &str) -> Option<(&str, &str)> {
    let word = agent.split([' ', ';', ',', '(']).next()?;
    let (name, version) = word.split_once('/').unwrap_or((word, ""));
    is_name(name).then(|| (name, leading_version(version)))
}

/// The number that follows a mark, which ends in its own separator: `70.0.3538.77` of `Chrome/70.0.3538.77`, `17_4` of
/// `OS 17_4`. A mark without a number behind it is passed over, and a mark may begin within a word.
pub(crate) fn number_after<'a>(agent: &'a str, mark: &str) -> Option<&'a str> {
    if !agent.contains(mark) {
        return None;
    }
    let mut numbers = agent.match_indices(mark).map(|(at, _)| leading_version(&agent[at + mark.len()..]));
    numbers.find(|number| !number.is_empty())
}

/// The text between the first slash and the first space.
pub(crate) fn stated_version(agent: &str) -> &str {
    let word = agent.split(' ').next().unwrap_or_default();
    word.split('/').nth(1).unwrap_or_default()
}

/// The first two parts of a version: `70.0` of `70.0.3538.77`, `10.15` of `10_15_7`.
pub(crate) fn major_minor(version: &str) -> String {
    let parts: Vec<&str> = version.split(['.', '_']).filter(|part| !part.is_empty()).take(2).collect();
    parts.join(".")
}

/// The digits, dots and underscores that a text begins with.
pub(crate) fn leading_version(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '_').unwrap_or(text.len());
    text[..end].trim_end_matches(['.', '_'])
}

/// Whether this may be the name of a product: a token of RFC 9110 that begins with a letter.
fn is_name(name: &str) -> bool {
    name.len() <= LONGEST_NAME
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || "-._+!:".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_found_behind_its_product_and_not_behind_a_longer_word() {
        assert_eq!(version_of("X HeadlessChrome/1.2 Chrome/3.4.5;", "Chrome"), Some("3.4.5"));
        assert_eq!(version_of("HeadlessChrome/1.2", "Chrome"), None);
        assert_eq!(version_of("(Macintosh; Intel Mac OS X 10_15_7)", "Mac OS X"), Some("10_15_7"));
        assert_eq!(version_of("Chrome/", "Chrome"), Some(""));
        assert_eq!(version_of("Chrome", "Chrome"), None);
    }

    #[test]
    fn a_number_is_found_behind_the_first_mark_that_has_one() {
        assert_eq!(number_after("HeadlessChrome/1.2", "Chrome/"), Some("1.2"));
        assert_eq!(number_after("Chrome/x Chrome/3.4", "Chrome/"), Some("3.4"));
        assert_eq!(number_after("CPU iPhone OS 17_4 like", "OS "), Some("17_4"));
        assert_eq!(number_after("Chrome/ Chrome", "Chrome/"), None);
    }

    #[test]
    fn the_first_product_must_be_a_token() {
        assert_eq!(first("curl/8.5.0"), Some(("curl", "8.5.0")));
        assert_eq!(first("undici"), Some(("undici", "")));
        assert_eq!(first("io.example.app/1.0.0 (Linux)"), Some(("io.example.app", "1.0.0")));
        assert_eq!(first("<script>/1.0"), None);
        assert_eq!(first("/1.0"), None);
        assert_eq!(first(&"a".repeat(65)), None);
    }

    #[test]
    fn a_version_is_cut_to_two_parts() {
        assert_eq!(major_minor("70.0.3538.77"), "70.0");
        assert_eq!(major_minor("10_15_7"), "10.15");
        assert_eq!(major_minor("7"), "7");
        assert_eq!(major_minor(""), "");
    }
}
