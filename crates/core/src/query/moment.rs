//! Points in time as callers write them: ISO 8601.

/// Milliseconds since the epoch of an ISO 8601 text: a date, or a date and a time to the minute, second or fraction,
/// with `Z`, an offset, or neither (which means UTC). A blank is accepted in place of the `T`.
pub(super) fn parse(text: &str) -> Option<i64> {
    let mut reader = Reader(text.trim().as_bytes());
    let (year, month, day) = (reader.number(4)?, reader.after(b'-')?.number(2)?, reader.after(b'-')?.number(2)?);
    let days = days_since_epoch(year, month, day)?;
    let mut millis = 0;
    if let Some(b'T' | b't' | b' ') = reader.peek() {
        reader.skip();
        let (hour, minute) = (reader.number(2)?, reader.after(b':')?.number(2)?);
        let second = if reader.peek() == Some(b':') { reader.after(b':')?.number(2)? } else { 0 };
        if hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        millis = ((hour * 60 + minute) * 60 + second) * 1_000 + reader.fraction()? - reader.offset()? * 60_000;
    }
    reader.0.is_empty().then_some(days * 86_400_000 + millis)
}

struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.0.first().copied()
    }

    fn skip(&mut self) {
        self.0 = self.0.get(1..).unwrap_or_default();
    }

    /// Skips this character, which must be the next one.
    fn after(&mut self, sign: u8) -> Option<&mut Self> {
        if self.peek() != Some(sign) {
            return None;
        }
        self.skip();
        Some(self)
    }

    /// A number of exactly this many digits.
    fn number(&mut self, digits: usize) -> Option<i64> {
        let (number, rest) = self.0.split_at_checked(digits)?;
        self.0 = rest;
        number.iter().try_fold(0, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + i64::from(digit - b'0')))
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
        let sign = match self.peek() {
            None => return Some(0),
            Some(b'Z' | b'z') => {
                self.skip();
                return Some(0);
            }
            // Decoding a query string turns a `+` into a blank.
            Some(b'+' | b' ') => 1,
            Some(b'-') => -1,
            Some(_) => return None,
        };
        self.skip();
        let hours = self.number(2)?;
        if self.peek() == Some(b':') {
            self.skip();
        }
        let minutes = self.number(2)?;
        (hours < 24 && minutes < 60).then_some(sign * (hours * 60 + minutes))
    }
}

/// Days from 1970-01-01 to a date of the Gregorian calendar; `None` when the date does not exist.
fn days_since_epoch(year: i64, month: i64, day: i64) -> Option<i64> {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let february = if is_leap { 29 } else { 28 };
    let lengths = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let index = usize::try_from(month).ok()?.checked_sub(1)?;
    if !(1..=*lengths.get(index)?).contains(&day) {
        return None;
    }
    let before = lengths.iter().take(index).sum::<i64>() + day - 1;
    // Days since the first of January of the year 1, which is 719,162 days before the epoch.
    let past = year - 1;
    let leaps = past.div_euclid(4) - past.div_euclid(100) + past.div_euclid(400);
    Some(past * 365 + leaps + before - 719_162)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn iso_8601_is_read_in_its_usual_forms() {
        for text in [
            "2020-10-15T06:38:00.000+00:00",
            "2020-10-15T06:38:00.000 00:00",
            "2020-10-15T06:38:00Z",
            "2020-10-15T06:38",
            "2020-10-15 06:38:00.000",
            "2020-10-15T08:38:00+0200",
            "2020-10-14T23:38:00-07:00",
            "2020-10-15T12:08:00+05:30",
        ] {
            assert_eq!(parse(text), Some(1_602_743_880_000), "{text}");
        }
        assert_eq!(parse("1970-01-01"), Some(0));
        assert_eq!(parse("1969-12-31T23:59:59.999Z"), Some(-1));
        assert_eq!(parse("2000-02-29T00:00:00.1234567Z"), Some(951_782_400_123));
        assert_eq!(parse("0000-01-01"), Some(-62_167_219_200_000));
        assert_eq!(parse("9999-12-31T23:59:59.999Z"), Some(253_402_300_799_999));
    }

    #[test]
    fn texts_that_are_not_points_in_time_are_rejected() {
        for text in [
            "",
            "now",
            "2020",
            "2020-13-01",
            "2020-00-01",
            "2021-02-29",
            "1900-02-29",
            "2020-01-32",
            "2020-01-01T24:00",
            "2020-01-01T00:60",
            "2020-01-01T00:00:60",
            "2020-01-01T00:00:00.",
            "2020-01-01T00:00:00+1",
            "2020-01-01T00:00:00+24:00",
            "2020-01-01T00:00:00+00:60",
            "2020-01-01x",
            "20200-01-01",
            "1602743880",
            "２０２０-01-01",
        ] {
            assert_eq!(parse(text), None, "{text:?}");
        }
    }
}
