//! Points in time as people write and read them on the command line.

use roster_core::{Timestamp, parse_moment};
use std::str::FromStr;
use std::time::{Duration, UNIX_EPOCH};

/// A thousand years: dates after the year 9999 cannot be written.
const LONGEST: Duration = Duration::from_hours(1_000 * 366 * 24);

/// A point in time as it is given on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// After this time from now: `30d`, `2h 30m`.
    In(Duration),
    /// At this date: `2027-01-31T12:00:00Z`.
    At(Timestamp),
}

impl Moment {
    /// The point in time, counted from `now` where it is a time span.
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
                Err("that is more than a thousand years".to_owned())
            };
        }
        let millis = parse_moment(text)
            .ok_or_else(|| "say how long from now (30d, 12h) or when (2027-01-31T12:00:00Z)".to_owned())?;
        let millis = u64::try_from(millis).map_err(|_| "that is before 1970".to_owned())?;
        Ok(Self::At(Timestamp::from_millis(millis)))
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
    fn a_time_span_counts_from_now() {
        let moment: Moment = "30d".parse().unwrap();
        assert_eq!(moment.resolve(Timestamp::from_secs(100)), Timestamp::from_secs(100 + 30 * 86_400));
    }

    #[test]
    fn a_date_does_not_depend_on_now() {
        let moment: Moment = "2027-01-31T12:00:00Z".parse().unwrap();
        let timestamp = moment.resolve(Timestamp::default());
        assert_eq!(timestamp, Timestamp::from_secs(1_801_396_800));
        assert_eq!(rfc3339(timestamp), "2027-01-31T12:00:00Z");
    }

    #[test]
    fn other_texts_are_rejected_with_an_example_of_both_forms() {
        let reason = "tomorrow".parse::<Moment>().unwrap_err();
        assert!(reason.contains("30d") && reason.contains("2027-01-31T12:00:00Z"), "{reason}");
        assert!("1969-12-31T00:00:00Z".parse::<Moment>().is_err());
        for text in ["2027-02-29", "2027-04-31T00:00:00Z", "2027-01-31T23:59:60Z"] {
            assert!(text.parse::<Moment>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_time_span_ends_before_the_year_10000() {
        let far = "1000y".parse::<Moment>().unwrap().resolve(Timestamp::from_secs(4_102_444_800));
        assert_eq!(&rfc3339(far)[..4], "3100");
        assert!("9000y".parse::<Moment>().is_err());
    }
}
