//! Statistics of usage: the numbers of users created and of sessions begun.

use crate::{Invalid, Timestamp};

/// Seconds in an hour, and in a day.
const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;

/// An event that is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// A user was created.
    User,
    /// A session began.
    Session,
}

/// The time that statistics cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UsageRange {
    /// The last 24 hours, by the hour.
    Day,
    /// The last 30 days, by the day.
    #[default]
    Month,
    /// The last 90 days, by the day.
    Quarter,
}

impl UsageRange {
    /// The names of all ranges.
    pub const NAMES: [&str; 3] = ["24h", "30d", "90d"];

    /// Parses the name of a range.
    ///
    /// # Errors
    /// [`Invalid::OneOf`] when there is no such range.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        match text {
            "24h" => Ok(Self::Day),
            "30d" => Ok(Self::Month),
            "90d" => Ok(Self::Quarter),
            _ => Err(Invalid::OneOf(&Self::NAMES)),
        }
    }

    /// The name of the range.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Day => "24h",
            Self::Month => "30d",
            Self::Quarter => "90d",
        }
    }

    /// Whether its points are hours; they are days otherwise.
    #[must_use]
    pub const fn is_hourly(self) -> bool {
        matches!(self, Self::Day)
    }

    /// The time at which each of its points begins, oldest first; the last point is not over yet.
    pub fn points(self, now: Timestamp) -> impl Iterator<Item = Timestamp> {
        let (count, step) = match self {
            Self::Day => (24, HOUR),
            Self::Month => (30, DAY),
            Self::Quarter => (90, DAY),
        };
        let last = now.as_secs() / step * step;
        (0..count).rev().map(move |back| Timestamp::from_secs(last.saturating_sub(back * step)))
    }
}

/// A number of events from a time until the next point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// When it begins.
    pub at: Timestamp,
    /// The number of events.
    pub value: u64,
}

/// Statistics of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Usage {
    /// The time that they cover.
    pub range: UsageRange,
    /// The number of users now.
    pub users_total: u64,
    /// The number of sessions that began in the range.
    pub sessions_total: u64,
    /// Users created, by point, oldest first.
    pub users: Vec<Point>,
    /// Sessions begun, by point, oldest first.
    pub sessions: Vec<Point>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_point_is_the_one_that_is_not_over_yet() {
        let now = Timestamp::from_secs(1_900_000_123);
        for (range, count, step) in
            [(UsageRange::Day, 24, 3_600), (UsageRange::Month, 30, 86_400), (UsageRange::Quarter, 90, 86_400)]
        {
            let points: Vec<_> = range.points(now).collect();
            assert_eq!(points.len(), count);
            assert!(points.windows(2).all(|pair| pair[1].as_secs() - pair[0].as_secs() == step));
            let last = points[count - 1];
            assert!(last <= now && now.as_secs() - last.as_secs() < step && last.as_secs() % step == 0);
            assert_eq!(UsageRange::parse(range.as_str()), Ok(range));
        }
        assert!(UsageRange::parse("7d").is_err());
        let hourly = [UsageRange::Day, UsageRange::Month, UsageRange::Quarter].map(UsageRange::is_hourly);
        assert_eq!(hourly, [true, false, false]);
        assert_eq!(
            [UsageRange::Day, UsageRange::Month, UsageRange::Quarter].map(UsageRange::as_str),
            UsageRange::NAMES
        );
    }
}
