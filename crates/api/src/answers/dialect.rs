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
    /// Whether it is a later version than the one that we follow.
    pub(crate) is_ahead: bool,
}

impl Dialect {
    /// The dialect of a version. A text that is not a version counts as older than every version.
    pub(crate) fn parse(version: &str) -> Self {
        Self {
            format: Format::parse(version),
            is_before_0_12: compare(version, "0.12.0").is_lt(),
            is_ahead: compare(version, VERSION_V1).is_gt(),
        }
    }

    /// The dialect that a request chooses, or that of the deployment.
    pub(crate) fn of(headers: &HeaderMap, default: Self) -> Self {
        let version = headers.get("x-appwrite-response-format").and_then(|value| value.to_str().ok());
        version.map_or(default, Self::parse)
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
const FIRST_V1: &str = "1.0.0";
/// The first version that is newer than each form of 1.x.
const BEFORE: [(Format, &str); 3] = [(Format::V1_4, "1.5.0"), (Format::V1_8, "1.9.0"), (Format::V1_9_1, "1.9.2")];

/// The version that we follow in 1.x.
const VERSION_V1: &str = "1.9.6";

/// The value of `X-Appwrite-Warning` for a caller with a later version than the one that we follow.
pub(crate) const WARNING: &str = "This server speaks response format 1.9.6 and does not know the later one requested";

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
            ("abc", Format::V0_11),
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
    fn only_a_later_version_than_ours_is_ahead() {
        assert!(Dialect::parse("1.9.7").is_ahead && Dialect::parse("2.5.0").is_ahead);
        assert!(!Dialect::parse("1.9.6").is_ahead && !Dialect::parse("0.15.0").is_ahead);
    }

    #[test]
    fn ids_are_generated_for_clients_before_0_12() {
        assert!(Dialect::parse("0.11.99").is_before_0_12 && !Dialect::parse("0.12.0").is_before_0_12);
    }
}
