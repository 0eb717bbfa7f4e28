//! Tests of `row`.

use super::*;
use std::io::{Cursor, Read};

const COMMA: Dialect = Dialect { separator: b',', has_backslashes: false };

struct Pieces(Cursor<Vec<u8>>, usize);

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = buffer.len().min(self.1);
        self.0.read(&mut buffer[..length])
    }
}

fn rows(text: &str, dialect: Dialect, piece: usize) -> (Vec<(u64, Vec<String>)>, RowRead) {
    let mut input = Input::of(Pieces(Cursor::new(text.as_bytes().to_vec()), piece)).unwrap();
    let (mut row, mut rows) = (Row::default(), Vec::new());
    loop {
        match read_row(&mut input, dialect, &mut row).unwrap() {
            RowRead::Whole => rows.push((row.line, row.cells().unwrap().map(str::to_owned).collect())),
            RowRead::TooLong => rows.push((row.line, vec!["too long".to_owned()])),
            end => return (rows, end),
        }
    }
}

fn assert_rows(text: &str, dialect: Dialect, expected: &[(u64, &[&str])]) {
    for piece in (1..40).chain([1 << 16]) {
        let (rows, end) = rows(text, dialect, piece);
        let rows: Vec<_> = rows.iter().map(|(line, row)| (*line, row.iter().map(String::as_str).collect())).collect();
        let expected: Vec<(u64, Vec<&str>)> = expected.iter().map(|(line, row)| (*line, row.to_vec())).collect();
        assert_eq!((rows, end), (expected, RowRead::End), "{text:?} by {piece}");
    }
}

#[test]
fn rows_are_read_with_their_lines_wherever_a_chunk_ends() {
    assert_rows("a,b\n1,2\n", COMMA, &[(1, &["a", "b"]), (2, &["1", "2"])]);
    assert_rows("a,b\r\n1,2\r\n\r\n3,", COMMA, &[(1, &["a", "b"]), (2, &["1", "2"]), (4, &["3", ""])]);
    assert_rows("a,b\r1,2\r", COMMA, &[(1, &["a", "b"]), (2, &["1", "2"])]);
    assert_rows("\"x\r\n\"\"y\"\"\",\"\"\n\n\"z\",\",\"", COMMA, &[(1, &["x\r\n\"y\"", ""]), (4, &["z", ","])]);
    assert_rows("\"\"\nx", COMMA, &[(1, &[""]), (2, &["x"])]);
    assert_rows("say \"hi\",\"a\"b\n", COMMA, &[(1, &["say \"hi\"", "ab"])]);
    assert_rows("", COMMA, &[]);
    assert_rows("\n\r\n", COMMA, &[]);
}

#[test]
fn other_separators_and_backslashes_in_front_of_them_are_read() {
    let dialect = |separator, has_backslashes| Dialect { separator, has_backslashes };
    assert_rows("a;b,c\n", dialect(b';', false), &[(1, &["a", "b,c"])]);
    assert_rows("a\tb c\n", dialect(b'\t', false), &[(1, &["a", "b c"])]);
    assert_rows("Doe\\, Ann,C:\\x\\\n", dialect(b',', true), &[(1, &["Doe, Ann", "C:\\x\\"])]);
    assert_rows("a\\", dialect(b',', true), &[(1, &["a\\"])]);
    assert_rows("Doe\\, Ann\n", COMMA, &[(1, &["Doe\\", " Ann"])]);
}

#[test]
fn a_quote_that_is_never_closed_is_recognised_in_flat_memory() {
    let text = format!("a,b\n\"x,{}\n", "y,z\n".repeat(2 << 20));
    let mut input = Input::of(Cursor::new(text.into_bytes())).unwrap();
    let mut row = Row::default();
    assert_eq!(read_row(&mut input, COMMA, &mut row).unwrap(), RowRead::Whole);
    assert_eq!(read_row(&mut input, COMMA, &mut row).unwrap(), RowRead::Unclosed);
    assert_eq!(row.line, 2);
    assert!(row.bytes.capacity() <= 2 * LONGEST_RECORD);
}

#[test]
fn rows_that_are_too_long_are_passed() {
    let text = format!("a\n{}\nb\n{}\nc\n", "x".repeat(LONGEST_RECORD + 1), ",".repeat(1_000_000));
    let (rows, end) = rows(&text, COMMA, 1 << 16);
    let lines: Vec<_> = rows.iter().map(|(line, row)| (*line, row[0].as_str())).collect();
    assert_eq!(lines, [(1, "a"), (2, "too long"), (3, "b"), (4, "too long"), (5, "c")]);
    assert_eq!(end, RowRead::End);
}
