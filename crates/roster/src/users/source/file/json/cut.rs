//! Cuts one JSON value out of a text, without parsing it: only strings and brackets count.

use super::super::input::{Input, LONGEST_RECORD, is_space};
use memchr::memchr2;
use std::io;

/// The deepest nesting of a record. Parsers of JSON in Rust stop at 128.
const DEEPEST: u32 = 100;

/// What became of a value. It was passed, unless it is damaged or ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Cut {
    /// The value is in the buffer.
    Whole,
    /// It has more bytes than a record may have.
    TooLong,
    /// It is nested deeper than a record may be.
    TooDeep,
    /// A bracket is closed that is not open, or there is no value: nothing after this place can be trusted.
    Damaged,
    /// The text ends inside the value.
    Ended,
}

/// Whether a text is nested deeper than a record may be.
pub fn is_too_deep(text: &[u8]) -> bool {
    let mut scan = Scan::default();
    scan.pass(text);
    scan.is_too_deep
}

/// Where in a value a scan is.
#[derive(Default)]
struct Scan {
    depth: u32,
    /// The open brackets up to the deepest nesting, the last one as the lowest bit: 1 for `{`.
    open: u128,
    is_too_deep: bool,
    is_in_string: bool,
    is_escaped: bool,
}

/// How a piece of a value ended.
enum Piece {
    Unfinished,
    Finished,
    Mismatch,
}

/// Cuts the next value into a buffer. The input is at the first byte of the value.
///
/// # Errors
/// When the input cannot be read.
pub fn cut(input: &mut Input, value: &mut Vec<u8>) -> io::Result<Cut> {
    value.clear();
    pass_value(input, Some(value), false)
}

/// Cuts the next value into a buffer, but leaves the input inside of a value that is too long.
///
/// # Errors
/// When the input cannot be read.
pub fn cut_start(input: &mut Input, value: &mut Vec<u8>) -> io::Result<Cut> {
    value.clear();
    pass_value(input, Some(value), true)
}

/// Passes the next value.
///
/// # Errors
/// When the input cannot be read.
pub fn skip(input: &mut Input) -> io::Result<Cut> {
    pass_value(input, None, false)
}

fn pass_value(input: &mut Input, mut value: Option<&mut Vec<u8>>, stops: bool) -> io::Result<Cut> {
    let is_scalar = input.chunk()?.first().is_some_and(|first| !matches!(first, b'{' | b'[' | b'"'));
    let (mut scan, mut is_too_long, mut is_begun) = (Scan::default(), false, false);
    loop {
        let chunk = input.chunk()?;
        if chunk.is_empty() {
            // A number or a word at the end of a text has no other mark of its end.
            return Ok(if is_scalar && is_begun { Cut::Whole } else { Cut::Ended });
        }
        let (length, piece) = if is_scalar { scalar(chunk) } else { scan.pass(chunk) };
        if let Some(value) = value.as_deref_mut() {
            is_too_long |= value.len() + length > LONGEST_RECORD;
            if !is_too_long {
                value.extend_from_slice(&chunk[..length]);
            }
        }
        is_begun |= length > 0;
        input.pass(length)?;
        if is_too_long && stops {
            return Ok(Cut::TooLong);
        }
        match piece {
            Piece::Unfinished => {}
            Piece::Mismatch => return Ok(Cut::Damaged),
            Piece::Finished if !is_begun => return Ok(Cut::Damaged),
            Piece::Finished if is_too_long => return Ok(Cut::TooLong),
            Piece::Finished if scan.is_too_deep && value.is_some() => return Ok(Cut::TooDeep),
            Piece::Finished => return Ok(Cut::Whole),
        }
    }
}

/// The part of a number or word that is in a chunk.
fn scalar(chunk: &[u8]) -> (usize, Piece) {
    match chunk
        .iter()
        .position(|byte| is_space(*byte) || matches!(byte, b',' | b']' | b'}' | b'{' | b'[' | b':' | b'"'))
    {
        Some(end) => (end, Piece::Finished),
        None => (chunk.len(), Piece::Unfinished),
    }
}

impl Scan {
    /// The part of the value that is in a chunk.
    fn pass(&mut self, chunk: &[u8]) -> (usize, Piece) {
        let mut at = 0;
        if std::mem::take(&mut self.is_escaped) {
            at = 1;
        }
        while at < chunk.len() {
            if self.is_in_string {
                let Some(found) = memchr2(b'"', b'\\', &chunk[at..]) else { return (chunk.len(), Piece::Unfinished) };
                at += found + 1;
                if chunk[at - 1] == b'\\' {
                    self.is_escaped = at == chunk.len();
                    at += 1;
                    continue;
                }
                self.is_in_string = false;
            } else {
                at += 1;
                match chunk[at - 1] {
                    b'"' => {
                        self.is_in_string = true;
                        continue;
                    }
                    open @ (b'{' | b'[') => self.open(open == b'{'),
                    close @ (b'}' | b']') => {
                        if !self.close(close == b'}') {
                            return (at - 1, Piece::Mismatch);
                        }
                    }
                    _ => continue,
                }
            }
            if self.depth == 0 {
                return (at, Piece::Finished);
            }
        }
        (chunk.len(), Piece::Unfinished)
    }

    fn open(&mut self, is_object: bool) {
        self.depth = self.depth.saturating_add(1);
        if self.depth > DEEPEST {
            self.is_too_deep = true;
        } else {
            self.open = self.open << 1 | u128::from(is_object);
        }
    }

    /// Closes the last open bracket. Returns whether it is one of the same kind.
    fn close(&mut self, is_object: bool) -> bool {
        if self.depth == 0 {
            return false;
        }
        let is_known = self.depth <= DEEPEST;
        self.depth -= 1;
        if !is_known {
            return true;
        }
        let is_same = (self.open & 1 == 1) == is_object;
        self.open >>= 1;
        is_same
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Read};

    /// Gives out a text in pieces of this length, so that every place of it is the end of a chunk once.
    struct Pieces(Cursor<Vec<u8>>, usize);

    impl Read for Pieces {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let length = buffer.len().min(self.1);
            self.0.read(&mut buffer[..length])
        }
    }

    fn cut_of(text: &str, piece: usize) -> (Cut, String, Option<u8>, u64) {
        let mut input = Input::of(Pieces(Cursor::new(text.as_bytes().to_vec()), piece)).unwrap();
        let mut value = Vec::new();
        let cut = cut(&mut input, &mut value).unwrap();
        let next = input.skip_space().unwrap();
        (cut, String::from_utf8(value).unwrap(), next, input.line)
    }

    #[test]
    fn values_are_cut_out_wherever_a_chunk_ends() {
        let values =
            [r#"{"a":"}\"]\\","b":[1,{"c":"[{"}]}"#, "[\n{}\n,[]]", r#""a \" quote \\""#, r#""\\""#, "-12.5e3", "null"];
        for value in values {
            for piece in 1..=value.len() + 2 {
                let lines = 1 + value.matches('\n').count() as u64;
                let found = cut_of(&format!("{value} ,"), piece);
                assert_eq!(found, (Cut::Whole, value.to_owned(), Some(b','), lines), "{value} by {piece}");
            }
        }
    }

    #[test]
    fn damaged_values_are_recognised() {
        assert_eq!(cut_of(r#"{"a":[1}"#, 3).0, Cut::Damaged);
        assert_eq!(cut_of("]", 3).0, Cut::Damaged);
        assert_eq!(cut_of(r#"{"a":"b}"#, 3).0, Cut::Ended);
        assert_eq!(cut_of(r#"{"a":{}"#, 3).0, Cut::Ended);
        assert_eq!(cut_of(r#""a\"#, 1).0, Cut::Ended);
        assert_eq!(cut_of("", 3).0, Cut::Ended);
    }

    #[test]
    fn long_and_deep_values_are_passed_and_what_follows_is_found() {
        let long = format!("{{\"a\":\"{}\"}}  ,", "x".repeat(10 << 20));
        let (cut, value, next, _) = cut_of(&long, 50_000);
        assert_eq!((cut, next), (Cut::TooLong, Some(b',')));
        assert!(value.len() <= LONGEST_RECORD);
        let deep = format!("{}{}\n,", "[".repeat(100_000), "]".repeat(100_000));
        let (cut, _, next, line) = cut_of(&deep, 50_000);
        assert_eq!((cut, next, line), (Cut::TooDeep, Some(b','), 2));
        let allowed = format!("{}{}", "[".repeat(100), "]".repeat(100));
        assert_eq!(cut_of(&allowed, 7).0, Cut::Whole);
    }
}
