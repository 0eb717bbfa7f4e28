//! Points in time in the files of other systems.

use roster_core::{Timestamp, parse_moment};

/// A number of more digits than this counts milliseconds: seconds have ten digits until the year 2286.
const DIGITS_OF_SECONDS: usize = 10;
/// The year 10000, in milliseconds: RFC 3339 cannot write it. A number above it counts microseconds, which no format does.
const END: u64 = 253_402_300_800_000;

/// Parses seconds or milliseconds since 1970, or an ISO 8601 date by the rules of [`parse_moment`]. Returns nothing for dates before
/// 1970 and after 9999.
pub fn parse(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let millis = match is_number {
        true if text.len() <= DIGITS_OF_SECONDS => Timestamp::from_secs(text.parse().ok()?).as_millis(),
        true => text.parse().ok()?,
        false => u64::try_from(parse_moment(text)?).ok()?,
    };
    (millis < END).then(|| Timestamp::from_millis(millis))
}

/// Formats a point in time as the clients of Appwrite 1.x expect it: `2024-01-31T12:00:00.123+00:00`.
pub fn format(at: Timestamp) -> String {
    let at = std::time::UNIX_EPOCH + std::time::Duration::from_millis(at.as_millis());
    humantime::format_rfc3339_millis(at).to_string().replace('Z', "+00:00")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dates_of_all_formats_are_parsed() {
        let moment = Timestamp::from_millis(1_706_702_400_123);
        for text in [
            "1706702400123",
            "2024-01-31T12:00:00.123+00:00",
            "2024-01-31T12:00:00.123Z",
            "2024-01-31 12:00:00.123456+00",
            "2024-01-31T14:00:00.1239+02:00",
            "2024-01-31 14:00:00.123 +0200",
            "2024-01-31 12:00:00.123 UTC",
            "2024-01-31 06:30:00.123-0530",
            " 2024-01-31t12:00:00.123z",
        ] {
            assert_eq!(parse(text), Some(moment), "{text}");
        }
        assert_eq!(parse("1706702400"), Some(Timestamp::from_secs(1_706_702_400)));
        assert_eq!(parse("2024-01-31"), Some(Timestamp::from_secs(1_706_659_200)));
        assert_eq!(parse("2024-01-31Z"), Some(Timestamp::from_secs(1_706_659_200)));
        assert_eq!(parse("2024-01-31 9:05"), Some(Timestamp::from_secs(1_706_691_900)));
        assert_eq!(parse("2000-02-29 00:00"), Some(Timestamp::from_secs(951_782_400)));
        assert_eq!(parse("1970-01-01T00:00:00Z"), Some(Timestamp::default()));
    }

    #[test]
    fn dates_that_do_not_exist_are_rejected() {
        for text in ["2024-02-31", "2023-02-29", "2024-04-31", "2024-13-01", "2024-01-32", "2024-01-31T12:00:60Z"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn other_texts_are_rejected() {
        for text in [
            "",
            "soon",
            "2024-01-31T25:00:00Z",
            "1969-12-31T23:59:59Z",
            "2024-01-31T12",
            "2024-01-31T12:00:00+x",
            "äääääääää",
            "2024-01-31T12:00:00.12é",
            "2024-01-31T12:00:00+029999999999999999",
            "1706702400123000",
            "253402300800000",
            "99999999999999999999",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn formatted_dates_are_parsed_back() {
        for millis in [0, 1, 999, 951_782_400_000, 1_706_702_400_123, 4_102_444_800_000, END - 1] {
            let at = Timestamp::from_millis(millis);
            assert_eq!(parse(&format(at)), Some(at));
        }
        assert_eq!(format(Timestamp::from_millis(1_706_702_400_123)), "2024-01-31T12:00:00.123+00:00");
    }
}
