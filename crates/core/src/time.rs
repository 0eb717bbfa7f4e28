//! Points in time.

use std::time::Duration;

/// A point in time: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Timestamp(u64);

impl Timestamp {
    /// From milliseconds since the epoch.
    #[must_use]
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis)
    }

    /// From whole seconds since the epoch.
    #[must_use]
    pub const fn from_secs(secs: u64) -> Self {
        Self(secs.saturating_mul(1000))
    }

    /// Milliseconds since the epoch.
    #[must_use]
    pub const fn as_millis(self) -> u64 {
        self.0
    }

    /// Whole seconds since the epoch, rounded down, as the 0.15 dialect shows times and as a TTL attribute stores them.
    #[must_use]
    pub const fn as_secs(self) -> u64 {
        self.0 / 1000
    }

    /// The time that is later by `span`.
    #[must_use]
    pub const fn after(self, span: Duration) -> Self {
        Self(self.0.saturating_add(span.as_millis() as u64))
    }

    /// The time that is earlier by `span`, but never before the epoch.
    #[must_use]
    pub const fn before(self, span: Duration) -> Self {
        Self(self.0.saturating_sub(span.as_millis() as u64))
    }

    /// The number of days since the epoch.
    #[must_use]
    pub const fn day(self) -> u64 {
        self.as_secs() / 86_400
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_whole_and_days_begin_at_midnight() {
        let moment = Timestamp::from_millis(86_400_000 * 3 + 1_999);
        assert_eq!((moment.as_millis(), moment.as_secs(), moment.day()), (259_201_999, 259_201, 3));
        assert_eq!(Timestamp::from_secs(259_199).day(), 2);
        assert_eq!(Timestamp::from_secs(5), Timestamp::from_millis(5_000));
    }

    #[test]
    fn adding_and_subtracting_stop_at_the_ends_of_the_range() {
        let (moment, span) = (Timestamp::from_secs(10), Duration::from_millis(1_500));
        assert_eq!((moment.after(span).as_millis(), moment.before(span).as_millis()), (11_500, 8_500));
        assert_eq!(moment.before(Duration::from_secs(11)), Timestamp::default());
        assert_eq!(Timestamp::from_millis(u64::MAX).after(span).as_millis(), u64::MAX);
        assert_eq!(Timestamp::from_secs(u64::MAX).as_millis(), u64::MAX);
    }
}
