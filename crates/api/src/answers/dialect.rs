//! The dialect of a request: the version of the protocol in `X-Appwrite-Response-Format`.

use axum::http::HeaderMap;
use std::cmp::Ordering;

/// A dialect of the protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Dialect {
    /// The form of the answers.
    pub(crate) format: Format,
    /// Whether it is older than chosen ids and than a boolean status.
    pub(crate) is_before_0_12: bool,
    /// Whether we do not know the version, which the answer then says.
    pub(crate) is_unknown: bool,
}

impl Dialect {
    /// The dialect of a version. For a text that is not a version it is the newest (source:
    /// docs/reference/appwrite/formats.md#response-format).
    pub(crate) fn parse(version: &str) -> Self {
        if !is_version(version) {
            return Self { format: Format::V1, is_before_0_12: false, is_unknown: true };
        }
        Self {
            format: Format::parse(version),
            is_before_0_12: compare(version, "0.12.0").is_lt(),
            is_unknown: compare(version, FIRST_UNKNOWN).is_ge(),
        }
    }

    /// The dialect that a request chooses, or that of the deployment.
    pub(crate) fn of(headers: &HeaderMap, default: Self) -> Self {
        let version = headers.get("x-appwrite-response-format").and_then(|value| value.to_str().ok());
        version.filter(|version| !version.is_empty()).map_or(default, Self::parse)
    }

    /// Whether it is the dialect of 1.0 and later.
    pub(crate) fn is_v1(self) -> bool {
        self.format.is_v1()
    }
}

/// The form of an answer, oldest first. Up to 0.14 exactly one form applies: the oldest one that is not older than the
/// caller's version. From 1.0 on each form lacks the fields that later forms added (source:
/// docs/reference/appwrite/formats.md#response-format).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) enum Format {
    /// Up to 0.11.2: a user's status is a number.
    V0_11,
    /// Up to 0.12.4: errors have no type, lists have `sum` in place of `total`.
    V0_12,
    /// Up to 0.13.4: memberships have `name` and `email`.
    V0_13,
    /// Up to 0.14.0: nothing has `$createdAt`.
    V0_14,
    /// 0.15.
    #[default]
    V0_15,
    /// From 1.0 up to 1.5: users have neither targets nor `mfa`, except in their own account, and sessions neither
    /// factors nor secret.
    V1_4,
    /// Up to 1.9.0: users cannot impersonate.
    V1_8,
    /// Up to 1.9.2: memberships lack the user's phone.
    V1_9_1,
    /// The dialect of 1.9.2 and later.
    V1,
}

/// The last version of each older form.
const LAST: [(Format, &str); 4] =
    [(Format::V0_11, "0.11.2"), (Format::V0_12, "0.12.4"), (Format::V0_13, "0.13.4"), (Format::V0_14, "0.14.0")];
const FIRST_V1: &str = "1";
/// The first version that is newer than each form of 1.x.
const BEFORE: [(Format, &str); 3] = [(Format::V1_4, "1.5.0"), (Format::V1_8, "1.9.0"), (Format::V1_9_1, "1.9.2")];

/// The version that we follow in 1.x.
const VERSION_V1: &str = "1.9.6";

/// The first version of which no client was tried. SDKs of the same weeks name 1.9.5 and 2.6.2 and read the same
/// answers, and some of them print a warning at every call.
const FIRST_UNKNOWN: &str = "3";

/// The value of `X-Appwrite-Warning` for a caller whose version we do not know.
pub(crate) const WARNING: &str = "This server speaks response format 1.9.6 and does not know the one requested";

impl Format {
    fn parse(version: &str) -> Self {
        if compare(version, FIRST_V1).is_ge() {
            let older = BEFORE.into_iter().find(|(_, first)| compare(version, first).is_lt());
            return older.map_or(Self::V1, |(format, _)| format);
        }
        let older = LAST.into_iter().find(|(_, last)| compare(version, last).is_le());
        older.map_or(Self::V0_15, |(format, _)| format)
    }

    /// Whether it is a form of 1.0 and later.
    pub(crate) fn is_v1(self) -> bool {
        self > Self::V0_15
    }

    /// The version in error bodies.
    pub(crate) fn version(self) -> &'static str {
        if self.is_v1() { VERSION_V1 } else { "0.15.3" }
    }
}

/// Whether a text is a version: numbers between dots, and anything after `-`, `+` or `_`.
fn is_version(text: &str) -> bool {
    let numbers = text.split(['-', '+', '_']).next().unwrap_or_default();
    numbers.split('.').all(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Compares versions number by number; a part that is not a number is lower than any number.
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
            ("abc", Format::V1),
            ("v1.4.0", Format::V1),
            ("1.x", Format::V1),
            (".", Format::V1),
            ("0", Format::V0_11),
            ("0.11.2", Format::V0_11),
            ("0.11.3", Format::V0_12),
            ("0.12.4", Format::V0_12),
            ("0.13.0", Format::V0_13),
            ("0.14.0", Format::V0_14),
            ("0.14.1", Format::V0_15),
            ("0.15.0", Format::V0_15),
            ("0.15.3", Format::V0_15),
            ("1.0.0-rc1", Format::V1_4),
            ("1.0.0", Format::V1_4),
            ("1", Format::V1_4),
            ("1.4.13", Format::V1_4),
            ("1.5.0", Format::V1_8),
            ("1.8.1", Format::V1_8),
            ("1.9.0", Format::V1_9_1),
            ("1.9.2", Format::V1),
            ("1.9.6", Format::V1),
            ("2.5.0", Format::V1),
            ("0.99.99999999999999999999", Format::V0_15),
        ] {
            assert_eq!(Dialect::parse(version).format, format, "{version}");
        }
    }

    #[test]
    fn versions_from_3_on_and_other_texts_are_unknown() {
        for unknown in ["3.0.0", "3", "3.0.0-rc1", "10.2.0", "abc", "1.x", "", "-1"] {
            assert!(Dialect::parse(unknown).is_unknown, "{unknown}");
        }
        for known in ["2.99.0", "2.5.0", "2", "1.9.7", "1.9.6", "0.15.0", "1.0.0-rc1"] {
            assert!(!Dialect::parse(known).is_unknown, "{known}");
        }
    }

    #[test]
    fn an_empty_header_chooses_nothing() {
        let headers = HeaderMap::from_iter([("x-appwrite-response-format".parse().unwrap(), "".parse().unwrap())]);
        let default = Dialect::parse("0.13.0");
        assert_eq!(Dialect::of(&headers, default), default);
    }

    #[test]
    fn ids_are_generated_for_clients_before_0_12() {
        assert!(Dialect::parse("0.11.99").is_before_0_12 && !Dialect::parse("0.12.0").is_before_0_12);
    }
}
