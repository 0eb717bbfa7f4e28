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

    /// Whole seconds since the epoch, rounded down: what the 0.15 dialect shows and what a TTL attribute holds.
    #[must_use]
    pub const fn as_secs(self) -> u64 {
        self.0 / 1000
    }

    /// This much later.
    #[must_use]
    pub const fn after(self, span: Duration) -> Self {
        Self(self.0.saturating_add(span.as_millis() as u64))
    }

    /// This much earlier, but never before the epoch.
    #[must_use]
    pub const fn before(self, span: Duration) -> Self {
        Self(self.0.saturating_sub(span.as_millis() as u64))
    }

    /// The day, counted from the epoch.
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
    fn time_goes_on_and_back_and_stops_at_its_ends() {
        let (moment, span) = (Timestamp::from_secs(10), Duration::from_millis(1_500));
        assert_eq!((moment.after(span).as_millis(), moment.before(span).as_millis()), (11_500, 8_500));
        assert_eq!(moment.before(Duration::from_secs(11)), Timestamp::default());
        assert_eq!(Timestamp::from_millis(u64::MAX).after(span).as_millis(), u64::MAX);
        assert_eq!(Timestamp::from_secs(u64::MAX).as_millis(), u64::MAX);
    }
}
