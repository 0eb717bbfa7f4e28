//! How a caller wants to be answered: by `X-Appwrite-Response-Format`.

use std::cmp::Ordering;

/// How a caller speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Dialect {
    /// The form of the answers that it reads.
    pub(crate) format: Format,
    /// Whether it speaks as clients did before ids could be chosen, when a status was a number.
    pub(crate) is_before_0_12: bool,
}

impl Dialect {
    /// The dialect of a version; a text that is no version is older than everything.
    pub(crate) fn parse(version: &str) -> Self {
        Self { format: Format::parse(version), is_before_0_12: compare(version, "0.12.0").is_lt() }
    }
}

/// The form of an answer. Of the older forms exactly one applies: the oldest that the caller's version is not newer than
/// (source: api-reference 5.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) enum Format {
    /// Up to 0.11.2: a user's status is a number.
    V11,
    /// Up to 0.12.4: errors have no type, lists a `sum`.
    V12,
    /// Up to 0.13.4: memberships have `name` and `email`.
    V13,
    /// Up to 0.14.0: nothing has `$createdAt`.
    V14,
    /// 0.15, the dialect of the reference page.
    #[default]
    V15,
    /// From 1.0.0 on: not spoken yet, answered as 0.15 with a warning.
    Newer,
}

/// The last version of each older form.
const LAST: [(Format, &str); 4] =
    [(Format::V11, "0.11.2"), (Format::V12, "0.12.4"), (Format::V13, "0.13.4"), (Format::V14, "0.14.0")];
const FIRST_OF_1: &str = "1.0.0";

/// The version that our error bodies name.
pub(crate) const VERSION: &str = "0.15.3";

/// What a caller of a newer dialect reads in `X-Appwrite-Warning`.
pub(crate) const WARNING: &str = "This server speaks the 0.15 dialect and does not know the requested response format";

impl Format {
    fn parse(version: &str) -> Self {
        if compare(version, FIRST_OF_1).is_ge() {
            return Self::Newer;
        }
        let older = LAST.into_iter().find(|(_, last)| compare(version, last).is_le());
        older.map_or(Self::V15, |(format, _)| format)
    }
}

/// Compares versions number by number; what is not a number is older than any.
fn compare(a: &str, b: &str) -> Ordering {
    let numbers = |version: &str| -> Vec<i64> {
        version.split(['.', '-', '+', '_']).map(|part| part.parse().unwrap_or(-1)).collect()
    };
    numbers(a).cmp(&numbers(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_version_has_its_form() {
        for (version, format) in [
            ("abc", Format::V11),
            ("0.11.2", Format::V11),
            ("0.11.3", Format::V12),
            ("0.12.4", Format::V12),
            ("0.13.0", Format::V13),
            ("0.14.0", Format::V14),
            ("0.14.1", Format::V15),
            ("0.15.0", Format::V15),
            ("0.15.3", Format::V15),
            ("1.0.0-rc1", Format::Newer),
            ("1.0.0", Format::Newer),
            ("1.8.0", Format::Newer),
            ("0.99.99999999999999999999", Format::V15),
        ] {
            assert_eq!(Dialect::parse(version).format, format, "{version}");
        }
    }

    #[test]
    fn ids_are_made_for_clients_before_0_12() {
        assert!(Dialect::parse("0.11.99").is_before_0_12 && !Dialect::parse("0.12.0").is_before_0_12);
    }
}
