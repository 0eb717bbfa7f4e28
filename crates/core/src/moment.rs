//! Points in time as people and programs write them. Queries, imports and the command line all use this parser.

const MILLIS_PER_MINUTE: i64 = 60_000;
const MILLIS_PER_DAY: i64 = 86_400_000;

/// Parses an ISO 8601 date: `2024-01-31`, or with a time to the minute, second or fraction
/// (`2024-01-31T12:00:00.123+02:00`). The offset is `Z`, ` UTC`, `+02`, `+0200`, `+02:00`, or missing, which means UTC.
/// A blank may replace the `T` or precede the offset, and the hour may have one digit.
///
/// Returns milliseconds since 1970-01-01T00:00:00Z, negative for earlier dates; further digits are ignored. The result
/// is `None` for any other text, and for a date or time that does not exist (`2023-02-29`, second 60).
#[must_use]
pub fn parse_moment(text: &str) -> Option<i64> {
    let mut reader = Reader(text.trim().as_bytes());
    let (year, month, day) = (reader.number(4)?, reader.after(b'-')?.number(2)?, reader.after(b'-')?.number(2)?);
    let days = days_since_epoch(year, month, day)?;
    let time = if let Some(b'T' | b't' | b' ') = reader.peek() {
        reader.skip();
        reader.time()?
    } else {
        0
    };
    let offset = reader.offset()?;
    reader.0.is_empty().then_some(days * MILLIS_PER_DAY + time - offset * MILLIS_PER_MINUTE)
}

/// The part of a text that is not parsed yet.
struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.0.first().copied()
    }

    fn skip(&mut self) {
        self.0 = self.0.get(1..).unwrap_or_default();
    }

    /// Skips this character, which must be the next one.
    fn after(&mut self, character: u8) -> Option<&mut Self> {
        if self.peek() != Some(character) {
            return None;
        }
        self.skip();
        Some(self)
    }

    /// A number of exactly this many digits. Consumes nothing when it fails.
    fn number(&mut self, digits: usize) -> Option<i64> {
        let (number, rest) = self.0.split_at_checked(digits)?;
        let add = |sum, digit: &u8| digit.is_ascii_digit().then(|| sum * 10 + i64::from(digit - b'0'));
        let number = number.iter().try_fold(0, add)?;
        self.0 = rest;
        Some(number)
    }

    /// Milliseconds since midnight.
    fn time(&mut self) -> Option<i64> {
        let hour = self.number(2).or_else(|| self.number(1))?;
        let minute = self.after(b':')?.number(2)?;
        let second = if self.peek() == Some(b':') { self.after(b':')?.number(2)? } else { 0 };
        let exists = hour < 24 && minute < 60 && second < 60;
        let millis = self.fraction()?;
        exists.then_some(((hour * 60 + minute) * 60 + second) * 1_000 + millis)
    }

    /// The milliseconds after a `.`; further digits are ignored.
    fn fraction(&mut self) -> Option<i64> {
        if self.peek() != Some(b'.') {
            return Some(0);
        }
        self.skip();
        let (mut millis, mut place) = (0, 100);
        let mut any = false;
        while let Some(digit) = self.peek().filter(u8::is_ascii_digit) {
            millis += i64::from(digit - b'0') * place;
            place /= 10;
            any = true;
            self.skip();
        }
        any.then_some(millis)
    }

    /// The offset from UTC in minutes, positive to the east.
    fn offset(&mut self) -> Option<i64> {
        if let Some(rest) = self.0.strip_prefix(b" UTC") {
            self.0 = rest;
            return Some(0);
        }
        if let [b' ', b'+' | b'-' | b'Z' | b'z', ..] = self.0 {
            self.skip();
        }
        let sign = match self.peek() {
            None => return Some(0),
            Some(b'Z' | b'z') => {
                self.skip();
                return Some(0);
            }
            // A query string decodes a `+` to a blank.
            Some(b'+' | b' ') => 1,
            Some(b'-') => -1,
            Some(_) => return None,
        };
        self.skip();
        let hours = self.number(2)?;
        let minutes = match self.peek() {
            None => 0,
            Some(b':') => self.after(b':')?.number(2)?,
            Some(_) => self.number(2)?,
        };
        (hours < 24 && minutes < 60).then_some(sign * (hours * 60 + minutes))
    }
}

/// Days from 1970-01-01 to a date of the Gregorian calendar. `None` for a date that does not exist.
fn days_since_epoch(year: i64, month: i64, day: i64) -> Option<i64> {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let february = if is_leap { 29 } else { 28 };
    let lengths = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let index = usize::try_from(month).ok()?.checked_sub(1)?;
    if !(1..=*lengths.get(index)?).contains(&day) {
        return None;
    }
    let before = lengths.iter().take(index).sum::<i64>() + day - 1;
    // Days since 0001-01-01, which is 719,162 days before the epoch.
    let past = year - 1;
    let leaps = past.div_euclid(4) - past.div_euclid(100) + past.div_euclid(400);
    Some(past * 365 + leaps + before - 719_162)
}

#[cfg(test)]
mod tests {
    use super::parse_moment;

    #[test]
    fn iso_8601_is_parsed_in_its_usual_forms() {
        for text in [
            "2020-10-15T06:38:00.000+00:00",
            "2020-10-15T06:38:00.000 00:00",
            "2020-10-15T06:38:00Z",
            "2020-10-15t06:38:00z",
            "2020-10-15T06:38",
            "2020-10-15 06:38:00.000",
            "2020-10-15 6:38",
            "2020-10-15T08:38:00+0200",
            "2020-10-15T08:38:00+02",
            "2020-10-15 08:38:00 +02:00",
            "2020-10-15 06:38:00 Z",
            "2020-10-15 06:38:00.000 UTC",
            "2020-10-14T23:38:00-07:00",
            "2020-10-15T12:08:00+05:30",
            " 2020-10-15T06:38:00Z ",
        ] {
            assert_eq!(parse_moment(text), Some(1_602_743_880_000), "{text}");
        }
        assert_eq!(parse_moment("1970-01-01"), Some(0));
        assert_eq!(parse_moment("1970-01-01Z"), Some(0));
        assert_eq!(parse_moment("1970-01-01+01:00"), Some(-3_600_000));
        assert_eq!(parse_moment("1969-12-31T23:59:59.999Z"), Some(-1));
        assert_eq!(parse_moment("2000-02-29T00:00:00.1234567Z"), Some(951_782_400_123));
        assert_eq!(parse_moment("0000-01-01"), Some(-62_167_219_200_000));
        assert_eq!(parse_moment("9999-12-31T23:59:59.999Z"), Some(253_402_300_799_999));
    }

    #[test]
    fn dates_that_do_not_exist_are_rejected() {
        for text in [
            "2024-02-30",
            "2024-02-31",
            "2023-02-29",
            "2021-02-29",
            "1900-02-29",
            "2100-02-29",
            "2024-04-31",
            "2024-06-31",
            "2024-09-31",
            "2024-11-31",
            "2020-01-32",
            "2020-01-00",
            "2020-13-01",
            "2020-00-01",
            "2020-01-01T24:00",
            "2020-01-01T00:60",
            "2020-01-01T00:00:60",
            "2016-12-31T23:59:60Z",
            "2020-01-01T00:00:00+24:00",
            "2020-01-01T00:00:00+00:60",
        ] {
            assert_eq!(parse_moment(text), None, "{text}");
        }
    }

    #[test]
    fn leap_days_are_those_of_the_gregorian_calendar() {
        for year in ["1600", "2000", "2024", "2400"] {
            let day = |text: &str| parse_moment(&format!("{year}-{text}")).unwrap() / 86_400_000;
            assert_eq!((day("02-29") - day("02-28"), day("03-01") - day("02-29")), (1, 1), "{year}");
        }
        for year in ["1700", "1900", "2023", "2100", "2200"] {
            let day = |text: &str| parse_moment(&format!("{year}-{text}")).unwrap() / 86_400_000;
            assert_eq!(day("03-01") - day("02-28"), 1, "{year}");
        }
    }

    #[test]
    fn an_offset_moves_a_time_into_another_day_month_and_year() {
        assert_eq!(parse_moment("2024-01-01T00:30:00+01:00"), parse_moment("2023-12-31T23:30:00Z"));
        assert_eq!(parse_moment("2024-02-28T23:30:00-01:00"), parse_moment("2024-02-29T00:30:00Z"));
        assert_eq!(parse_moment("2023-02-28T23:30:00-0100"), parse_moment("2023-03-01T00:30:00Z"));
        assert_eq!(parse_moment("2024-01-01T00:00:00-23:59"), parse_moment("2024-01-01T23:59:00Z"));
    }

    #[test]
    fn other_texts_are_rejected() {
        for text in [
            "",
            "now",
            "2020",
            "2020-1-01",
            "2020-01-1",
            "2020-01-01T",
            "2020-01-01T12",
            "2020-01-01T1:2",
            "2020-01-01T00:00:00.",
            "2020-01-01T00:00:00.12é",
            "2020-01-01T00:00:00+1",
            "2020-01-01T00:00:00+1:00",
            "2020-01-01T00:00:00+029999999999999999",
            "2020-01-01x",
            "2020-01-01T00:00:00 CET",
            "2020-01-01T00:00:00 UTC+1",
            "2020-01-0112:00",
            "20200-01-01",
            "-2020-01-01",
            "1602743880",
            "２０２０-01-01",
            "äääääääää",
        ] {
            assert_eq!(parse_moment(text), None, "{text:?}");
        }
    }
}
