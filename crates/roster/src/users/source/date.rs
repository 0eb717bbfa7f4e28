//! Points in time in the files of other systems.

use roster_core::{Timestamp, parse_moment};

/// A number of more digits than this counts milliseconds: seconds have ten digits until the year 2286.
const DIGITS_OF_SECONDS: usize = 10;
/// The year 10000, in milliseconds: RFC 3339 cannot write it. A number above it counts microseconds, which no format does.
const END: u64 = 253_402_300_800_000;

/// A number of fewer digits before its fraction is no date: seconds have nine digits since 1973.
const DIGITS_WITH_FRACTION: usize = 9;
/// The months of RFC 1123.
const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Parses seconds or milliseconds since 1970 (seconds may have a fraction, as the AWS CLI writes them), an ISO 8601 date by the
/// rules of [`parse_moment`], or a date of RFC 1123, as `toUTCString` of JavaScript writes it. Returns nothing for dates before 1970
/// and after 9999, and for dates that do not exist.
pub fn parse(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let is_number = text.starts_with(|first: char| first.is_ascii_digit())
        && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.'));
    let millis = if is_number { count(text)? } else { u64::try_from(written(text)?).ok()? };
    (millis < END).then(|| Timestamp::from_millis(millis))
}

/// Milliseconds since 1970 from a number of seconds or milliseconds.
fn count(text: &str) -> Option<u64> {
    let (whole, fraction) = match text.split_once('.') {
        Some((whole, fraction)) if whole.len() >= DIGITS_WITH_FRACTION => (whole, fraction),
        Some(_) => return None,
        None => (text, "0"),
    };
    if fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: u64 = whole.parse().ok()?;
    if whole.len() > DIGITS_OF_SECONDS {
        return Some(number);
    }
    let thousandths =
        fraction.bytes().chain([b'0'; 3]).take(3).fold(0, |sum, digit| sum * 10 + u64::from(digit - b'0'));
    Some(number * 1_000 + thousandths)
}

/// Milliseconds since 1970 from a date in words or digits.
fn written(text: &str) -> Option<i64> {
    parse_moment(text).or_else(|| parse_moment(&iso_of_rfc_1123(text)?))
}

/// `Sat, 03 Feb 2001 04:05:06 GMT` is `2001-02-03T04:05:06Z`. The day of the week may be missing.
fn iso_of_rfc_1123(text: &str) -> Option<String> {
    let rest = text.split_once(", ").map_or(text, |(_, rest)| rest);
    let parts: Vec<&str> = rest.split_ascii_whitespace().take(6).collect();
    let [day, month, year, time, zone] = parts.try_into().ok()?;
    let month = MONTHS.iter().position(|name| name.eq_ignore_ascii_case(month))? + 1;
    let zone = if matches!(zone, "GMT" | "UTC") { "Z" } else { zone };
    Some(format!("{year}-{month:02}-{day:0>2}T{time}{zone}"))
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
    fn dates_of_rfc_1123_and_seconds_with_a_fraction_are_parsed() {
        for text in ["Sat, 03 Feb 2001 04:05:06 GMT", "3 feb 2001 04:05:06 UTC", "Sat, 03 Feb 2001 05:05:06 +0100"] {
            assert_eq!(parse(text), Some(Timestamp::from_secs(981_173_106)), "{text}");
        }
        for (text, millis) in [
            ("1588888888.123", 1_588_888_888_123),
            ("1588888888.1", 1_588_888_888_100),
            ("1588888888.123456", 1_588_888_888_123),
            ("1588888888123.0", 1_588_888_888_123),
        ] {
            assert_eq!(parse(text), Some(Timestamp::from_millis(millis)), "{text}");
        }
        for text in [
            "Sat, 31 Feb 2001 04:05:06 GMT",
            "Sat, 03 Feb 2001 04:05:06",
            "Sat, 03 Fev 2001 04:05:06 GMT",
            "Sat, 03 Feb 2001 04:05:06 GMT+1 x",
            "1.5",
            "2024.01",
            "1588888888.",
            "1588888888.1.2",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
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
