//! The times of creation that a filter allows: they are places in the order of a list.

use super::Attribute;
use super::filter::{Check, Filter, Kinds};
use super::value::Value;

/// A range of times of creation, in milliseconds since the epoch, both ends included. Empty when the first is later
/// than the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CreationRange {
    /// The earliest time.
    pub first: u64,
    /// The latest time.
    pub last: u64,
}

impl CreationRange {
    /// Every time.
    pub const ALL: Self = Self { first: 0, last: u64::MAX };
    /// No time.
    const NONE: Self = Self { first: 1, last: 0 };

    /// From one time to another, of which each may be before the epoch.
    fn between(first: i64, last: i64) -> Self {
        u64::try_from(last).map_or(Self::NONE, |last| Self { first: u64::try_from(first).unwrap_or_default(), last })
    }

    fn and(self, other: Self) -> Self {
        Self { first: self.first.max(other.first), last: self.last.min(other.last) }
    }

    /// The smallest range with both.
    fn hull(self, other: Self) -> Self {
        match (self.is_empty(), other.is_empty()) {
            (true, _) => other,
            (_, true) => self,
            _ => Self { first: self.first.min(other.first), last: self.last.max(other.last) },
        }
    }

    /// Whether no time is in the range.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.first > self.last
    }
}

impl Filter {
    /// The times at which every entry that matches was created.
    #[must_use]
    pub fn created(&self) -> CreationRange {
        match self {
            Self::All(filters) => filters.iter().map(Self::created).fold(CreationRange::ALL, CreationRange::and),
            Self::Any(filters) => filters.iter().map(Self::created).fold(CreationRange::NONE, CreationRange::hull),
            Self::Test(Attribute::CreatedAt | Attribute::Registration, Check(check)) => check.times(),
            Self::Test(..) => CreationRange::ALL,
        }
    }

    /// Whether every entry that was created in the range matches.
    #[must_use]
    pub fn is_settled_by_creation(&self) -> bool {
        match self {
            Self::All(filters) => filters.iter().all(Self::is_settled_by_creation),
            Self::Any(_) => false,
            Self::Test(Attribute::CreatedAt | Attribute::Registration, Check(check)) => check.is_one_range(),
            Self::Test(..) => false,
        }
    }
}

fn time(value: &Value) -> Option<i64> {
    if let Value::Time(time) = value { Some(*time) } else { None }
}

impl Kinds {
    fn times(&self) -> CreationRange {
        let range = match self {
            Self::Below(limit) => time(limit).map(|limit| CreationRange::between(0, limit.saturating_sub(1))),
            Self::AtMost(limit) => time(limit).map(|limit| CreationRange::between(0, limit)),
            Self::Above(limit) => time(limit).map(|limit| CreationRange::between(limit.saturating_add(1), i64::MAX)),
            Self::AtLeast(limit) => time(limit).map(|limit| CreationRange::between(limit, i64::MAX)),
            Self::Between { range, wanted: true } => {
                time(range.start()).zip(time(range.end())).map(|(first, last)| CreationRange::between(first, last))
            }
            // The values are sorted.
            Self::Equal { values, wanted: true } => {
                let ends = values.first().and_then(time).zip(values.last().and_then(time));
                ends.map(|(first, last)| CreationRange::between(first, last))
            }
            _ => None,
        };
        range.unwrap_or(CreationRange::ALL)
    }

    fn is_one_range(&self) -> bool {
        match self {
            Self::Below(_) | Self::AtMost(_) | Self::Above(_) | Self::AtLeast(_) => true,
            Self::Between { wanted, .. } => *wanted,
            Self::Equal { values, wanted } => *wanted && values.first() == values.last(),
            _ => false,
        }
    }
}
