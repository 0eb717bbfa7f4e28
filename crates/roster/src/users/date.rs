//! Points in time as other programs write them.

use roster_core::Timestamp;

/// More digits than this count milliseconds: seconds have ten until the year 2286.
const DIGITS_OF_SECONDS: usize = 11;
/// The year 10000 in milliseconds: no date of RFC 3339. Whoever seems to mean it counts microseconds.
const END: u64 = 253_402_300_800_000;

/// Reads seconds or milliseconds since 1970, or a date (`2024-01-31T12:00:00.123+00:00`, also with a space in place of the T,
/// without a fraction, and without an offset, which means UTC).
pub fn parse(text: &str) -> Option<Timestamp> {
    read(text.trim()).filter(|at| at.as_millis() < END)
}

fn read(text: &str) -> Option<Timestamp> {
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        let number = text.parse().ok()?;
        let is_seconds = text.len() < DIGITS_OF_SECONDS;
        return Some(if is_seconds { Timestamp::from_secs(number) } else { Timestamp::from_millis(number) });
    }
    let (date, rest) = text.split_at_checked(10)?;
    let days = days(date)?;
    let rest = rest.strip_prefix(['T', 't', ' ']).unwrap_or(rest);
    let (time, offset) = rest.split_at(rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len()));
    let millis = days * 86_400_000 + time_of_day(time.trim_end())? - offset_of(offset)?;
    u64::try_from(millis).ok().map(Timestamp::from_millis)
}

/// Days from 1970-01-01 to a date of the Gregorian calendar.
fn days(date: &str) -> Option<i64> {
    let mut parts = date.split('-').map(number);
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let is_date = parts.next().is_none() && (1..=12).contains(&month) && (1..=31).contains(&day);
    // A year that begins in March ends with its leap day.
    let (year, month) = if month <= 2 { (year - 1, month + 9) } else { (year, month - 3) };
    let day_of_year = (153 * month + 2) / 5 + day - 1;
    is_date.then(|| year * 365 + year / 4 - year / 100 + year / 400 + day_of_year - 719_468)
}

/// Milliseconds since midnight.
fn time_of_day(time: &str) -> Option<i64> {
    if time.is_empty() {
        return Some(0);
    }
    let (clock, fraction) = time.split_once('.').unwrap_or((time, ""));
    let mut parts = clock.split(':').map(number);
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next().unwrap_or(Some(0))?);
    let millis = number(format!("{fraction:0<3}").get(..3)?)?;
    let is_time = parts.next().is_none() && hour < 24 && minute < 60 && second <= 60;
    is_time.then(|| ((hour * 60 + minute) * 60 + second) * 1_000 + millis)
}

/// Milliseconds east of Greenwich: `Z`, `+02`, `+0200`, `+02:00`, or nothing.
fn offset_of(offset: &str) -> Option<i64> {
    let (sign, digits) = match offset.split_at_checked(1) {
        None | Some(("Z" | "z", "")) => return Some(0),
        Some(("+", digits)) => (1, digits.replace(':', "")),
        Some(("-", digits)) => (-1, digits.replace(':', "")),
        Some(_) => return None,
    };
    let (hours, minutes) = digits.split_at_checked(2)?;
    let minutes = if minutes.is_empty() { 0 } else { number(minutes).filter(|minutes| *minutes < 60)? };
    Some(sign * (number(hours)? * 60 + minutes) * 60_000)
}

fn number(digits: &str) -> Option<i64> {
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if plain { digits.parse().ok() } else { None }
}

/// A point in time as Appwrite's clients read it: `2024-01-31T12:00:00.123+00:00`.
pub fn write(at: Timestamp) -> String {
    let at = std::time::UNIX_EPOCH + std::time::Duration::from_millis(at.as_millis());
    humantime::format_rfc3339_millis(at).to_string().replace('Z', "+00:00")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_all_makers_are_read() {
        let moment = Timestamp::from_millis(1_706_702_400_123);
        for text in [
            "1706702400123",
            "2024-01-31T12:00:00.123+00:00",
            "2024-01-31T12:00:00.123Z",
            "2024-01-31 12:00:00.123456+00",
            "2024-01-31T14:00:00.1239+02:00",
            "2024-01-31 06:30:00.123-0530",
            " 2024-01-31t12:00:00.123z",
        ] {
            assert_eq!(parse(text), Some(moment), "{text}");
        }
        assert_eq!(parse("1706702400"), Some(Timestamp::from_secs(1_706_702_400)));
        assert_eq!(parse("2024-01-31"), Some(Timestamp::from_secs(1_706_659_200)));
        assert_eq!(parse("2000-02-29 00:00"), Some(Timestamp::from_secs(951_782_400)));
        assert_eq!(parse("1970-01-01T00:00:00Z"), Some(Timestamp::default()));
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "soon",
            "2024-13-01",
            "2024-01-32",
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
    fn what_is_written_is_read_back() {
        for millis in [0, 1, 999, 951_782_400_000, 1_706_702_400_123, 4_102_444_800_000, END - 1] {
            let at = Timestamp::from_millis(millis);
            assert_eq!(parse(&write(at)), Some(at));
        }
        assert_eq!(write(Timestamp::from_millis(1_706_702_400_123)), "2024-01-31T12:00:00.123+00:00");
    }
}
