//! Times in the forms of both dialects.

use serde_json::{Value, json};

/// Milliseconds in the form of 1.x: `2030-03-17T17:46:40.003+00:00`.
pub fn iso(millis: u64) -> Value {
    let (days, rest) = (millis / 86_400_000, millis % 86_400_000);
    let (year, month, day) = date(days);
    let (hour, minute) = (rest / 3_600_000, rest / 60_000 % 60);
    let (second, milli) = (rest / 1_000 % 60, rest % 1_000);
    json!(format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}+00:00"))
}

/// The date of a day, which is counted from 1970. A simple loop, independent of the product's calculation.
fn date(mut days: u64) -> (u64, u64, u64) {
    let is_leap = |year: u64| (year.is_multiple_of(4) && !year.is_multiple_of(100)) || year.is_multiple_of(400);
    let mut year = 1970;
    while days >= 365 + u64::from(is_leap(year)) {
        days -= 365 + u64::from(is_leap(year));
        year += 1;
    }
    let february = 28 + u64::from(is_leap(year));
    let mut month = 1;
    for length in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    (year, month, days + 1)
}

/// A time in one of the dialects; `None` is the empty text in 1.x and 0 in 0.15.
pub fn time(is_v1: bool, at: Option<u64>) -> Value {
    match (is_v1, at) {
        (true, Some(at)) => iso(at),
        (true, None) => json!(""),
        (false, at) => json!(at.unwrap_or(0) / 1_000),
    }
}
