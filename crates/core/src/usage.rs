//! Statistics of usage: how many users were created, and how many sessions begun.

use crate::{Invalid, Timestamp};

/// Seconds of an hour, and of a day.
const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// A user was created.
    User,
    /// A session began.
    Session,
}

/// Of which time statistics are asked for.
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

    /// Takes the name of a range.
    ///
    /// # Errors
    /// [`Invalid::OneOf`].
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

    /// Whether its points are hours; days otherwise.
    #[must_use]
    pub const fn is_hourly(self) -> bool {
        matches!(self, Self::Day)
    }

    /// When each of its points begins, oldest first; the last one is under way.
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

/// How much of something there was from then on, until the next point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// When it begins.
    pub at: Timestamp,
    /// How many.
    pub value: u64,
}

/// Statistics of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Usage {
    /// Of which time.
    pub range: UsageRange,
    /// How many users there are now.
    pub users_total: u64,
    /// How many sessions began in that time.
    pub sessions_total: u64,
    /// Users created, oldest point first.
    pub users: Vec<Point>,
    /// Sessions begun, oldest point first.
    pub sessions: Vec<Point>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_point_is_under_way() {
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
