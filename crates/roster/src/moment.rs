//! Points in time as people write and read them.

use roster_core::Timestamp;
use std::str::FromStr;
use std::time::{Duration, UNIX_EPOCH};

/// A thousand years: what ends after the year 9999 cannot be written as a date.
const LONGEST: Duration = Duration::from_hours(1_000 * 366 * 24);

/// A point in time as it is given on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// So long from now: `30d`, `2h 30m`.
    In(Duration),
    /// Then: `2027-01-31T12:00:00Z`.
    At(Timestamp),
}

impl Moment {
    /// The point in time, given the present one.
    pub fn resolve(self, now: Timestamp) -> Timestamp {
        match self {
            Self::In(span) => now.after(span),
            Self::At(timestamp) => timestamp,
        }
    }
}

impl FromStr for Moment {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Ok(span) = humantime::parse_duration(text) {
            return if span <= LONGEST {
                Ok(Self::In(span))
            } else {
                Err("that is beyond a thousand years".to_owned())
            };
        }
        let time = humantime::parse_rfc3339(text)
            .map_err(|_| "say how long from now (30d, 12h) or when (2027-01-31T12:00:00Z)".to_owned())?;
        let since_epoch = time.duration_since(UNIX_EPOCH).map_err(|_| "that is before 1970".to_owned())?;
        Ok(Self::At(Timestamp::default().after(since_epoch)))
    }
}

/// A point in time in RFC 3339, to the second.
pub fn rfc3339(timestamp: Timestamp) -> String {
    humantime::format_rfc3339_seconds(UNIX_EPOCH + Duration::from_secs(timestamp.as_secs())).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_counts_from_now() {
        let moment: Moment = "30d".parse().unwrap();
        assert_eq!(moment.resolve(Timestamp::from_secs(100)), Timestamp::from_secs(100 + 30 * 86_400));
    }

    #[test]
    fn a_date_is_itself() {
        let moment: Moment = "2027-01-31T12:00:00Z".parse().unwrap();
        let timestamp = moment.resolve(Timestamp::default());
        assert_eq!(timestamp, Timestamp::from_secs(1_801_396_800));
        assert_eq!(rfc3339(timestamp), "2027-01-31T12:00:00Z");
    }

    #[test]
    fn neither_span_nor_date_is_refused_with_both_forms() {
        let reason = "tomorrow".parse::<Moment>().unwrap_err();
        assert!(reason.contains("30d") && reason.contains("2027-01-31T12:00:00Z"), "{reason}");
        assert!("1969-12-31T00:00:00Z".parse::<Moment>().is_err());
    }

    #[test]
    fn a_span_ends_while_dates_have_four_digits() {
        let far = "1000y".parse::<Moment>().unwrap().resolve(Timestamp::from_secs(4_102_444_800));
        assert_eq!(&rfc3339(far)[..4], "3100");
        assert!("9000y".parse::<Moment>().is_err());
    }
}
