//! The rows of a table in the output of pg_dump: the text format of `COPY` (PostgreSQL documentation, COPY, "Text Format").

use super::dump::{DumpTable, table_of};
use super::found::Found;
use super::input::{Input, LineRead};
use crate::users::source::Fields;
use std::io;

/// The rows of some tables of a dump.
pub struct CopyRecords {
    input: Input,
    tables: Vec<DumpTable>,
    line: Vec<u8>,
    cell: Vec<u8>,
    /// The columns of the rows that are being read.
    columns: Option<Vec<String>>,
}

impl CopyRecords {
    /// The rows of these tables, in the order of the dump.
    pub fn new(input: Input, tables: Vec<DumpTable>) -> Self {
        Self { input, tables, line: Vec::new(), cell: Vec::new(), columns: None }
    }

    /// The next row.
    pub fn next(&mut self) -> Found {
        self.read().unwrap_or_else(|error| Found::unreadable(self.input.line, &error))
    }

    fn read(&mut self) -> io::Result<Found> {
        loop {
            let at = self.input.line;
            let read = self.input.read_line(&mut self.line)?;
            let Some(columns) = &self.columns else {
                match read {
                    LineRead::End => return Ok(Found::End),
                    LineRead::Whole => self.begin()?,
                    LineRead::TooLong => {}
                }
                continue;
            };
            match read {
                LineRead::End => return Ok(Found::damage(at, "the dump ends inside of the rows of the table")),
                LineRead::TooLong => return Ok(Found::invalid(at, "the row is longer than a megabyte")),
                LineRead::Whole if self.line == b"\\." => self.columns = None,
                LineRead::Whole => return Ok(Found::record(at, row(&self.line, columns, &mut self.cell))),
            }
        }
    }

    /// Begins to read rows, or passes those of another table.
    fn begin(&mut self) -> io::Result<()> {
        let Some(table) = table_of(&self.line) else { return Ok(()) };
        if self.tables.iter().any(|wanted| wanted.name == table.name) {
            self.columns = Some(table.columns);
            return Ok(());
        }
        while self.input.read_line(&mut self.line)? != LineRead::End && self.line != b"\\." {}
        Ok(())
    }
}

fn row(line: &[u8], columns: &[String], cell: &mut Vec<u8>) -> Result<Fields, String> {
    let found = memchr::memchr_iter(b'\t', line).count() + 1;
    if found != columns.len() {
        return Err(format!("the row has {found} columns, and the table has {}", columns.len()));
    }
    let mut cells = Vec::with_capacity(columns.len());
    for (column, raw) in columns.iter().zip(line.split(|byte| *byte == b'\t')) {
        unescape(raw, cell);
        let text = std::str::from_utf8(cell).map_err(|_| "the row is not UTF-8")?;
        cells.push((column.as_str(), text.to_owned()));
    }
    Ok(Fields::from_cells(cells))
}

/// The content of a column. A column without a value is an empty text, as in a table.
fn unescape(raw: &[u8], cell: &mut Vec<u8>) {
    cell.clear();
    if raw == b"\\N" {
        return;
    }
    let mut rest = raw;
    while let Some(at) = memchr::memchr(b'\\', rest) {
        cell.extend_from_slice(&rest[..at]);
        let (byte, length) = escaped(&rest[at + 1..]);
        cell.push(byte);
        rest = &rest[(at + 1 + length).min(rest.len())..];
    }
    cell.extend_from_slice(rest);
}

/// The byte that follows a backslash means, and the length of what means it.
fn escaped(rest: &[u8]) -> (u8, usize) {
    let digits = |rest: &[u8], most: usize, radix: u32| {
        let digits = rest.iter().take(most).map_while(|byte| char::from(*byte).to_digit(radix));
        digits.fold((0_u32, 0), |(value, length), digit| (value * radix + digit, length + 1))
    };
    match rest.first() {
        None => (b'\\', 0),
        Some(b'b') => (0x08, 1),
        Some(b'f') => (0x0c, 1),
        Some(b'n') => (b'\n', 1),
        Some(b'r') => (b'\r', 1),
        Some(b't') => (b'\t', 1),
        Some(b'v') => (0x0b, 1),
        Some(b'0'..=b'7') => {
            let (value, length) = digits(rest, 3, 8);
            (value as u8, length)
        }
        Some(b'x') => match digits(&rest[1..], 2, 16) {
            (_, 0) => (b'x', 1),
            (value, length) => (value as u8, length + 1),
        },
        Some(other) => (*other, 1),
    }
}

#[cfg(test)]
mod tests {
    use super::super::dump::Dump;
    use super::*;
    use std::io::Cursor;

    const DUMP: &str = "--\n-- PostgreSQL database dump\n--\n\nSET client_encoding = 'UTF8';\n\
        CREATE TABLE public.posts (id bigint);\n\
        COPY public.posts (id, name, body) FROM stdin;\n1\tx\tCOPY auth.users (id) FROM stdin;\n2\t\\N\ty\n\\.\n\n\
        COPY auth.users (id, email, \"full,\"\"Name\", raw_user_meta_data) FROM stdin;\n\
        1\ta@example.com\tTab\\there\\\\ \\n\t{\"a\": \"b\\\\\\\\c\"}\n2\t\\N\t\tx\n3\ttoo few\n\\.\n\nSELECT 1;\n";

    fn input(text: &str) -> Input {
        Input::of(Cursor::new(text.as_bytes().to_vec())).unwrap()
    }

    #[test]
    fn the_rows_of_one_table_are_read_with_their_lines_and_escapes() {
        let dump = Dump::explore(&mut input(DUMP)).unwrap();
        let tables = dump.tables_of_users(None).unwrap();
        let table = &tables[0];
        assert_eq!((table.name.as_str(), table.columns[2].as_str()), ("auth.users", "full,\"Name"));
        let mut records = CopyRecords::new(input(DUMP), tables.clone());
        let mut found = Vec::new();
        while let Found::Record(record) = records.next() {
            found.push(record);
        }
        assert_eq!(found.iter().map(|record| record.line).collect::<Vec<_>>(), [13, 14, 15]);
        let mut first = found[0].fields.clone().unwrap();
        assert_eq!(first.text(&["full,\"Name"]).unwrap().unwrap(), "Tab\there\\ \n");
        assert_eq!(first.raw_object(&["raw_user_meta_data"]).unwrap().unwrap().get(), r#"{"a": "b\\c"}"#);
        assert_eq!(found[1].fields.clone().unwrap().text(&["email"]), Ok(None));
        assert_eq!(found[2].fields.clone().unwrap_err(), "the row has 2 columns, and the table has 4");
        assert!(matches!(records.next(), Found::End));
    }

    #[test]
    fn escapes_are_those_of_postgres() {
        for (raw, expected) in [
            ("\\x41\\101\\x", "AAx"),
            ("\\b\\f\\v\\r", "\u{8}\u{c}\u{b}\r"),
            ("a\\", "a\\"),
            ("\\q", "q"),
            ("\\NN", "NN"),
        ] {
            let mut cell = Vec::new();
            unescape(raw.as_bytes(), &mut cell);
            assert_eq!(cell, expected.as_bytes(), "{raw}");
        }
    }

    #[test]
    fn a_dump_without_its_end_is_damaged() {
        let cut_off = &DUMP[..DUMP.find("3\ttoo").unwrap()];
        let tables = Dump::explore(&mut input(cut_off)).unwrap().tables_of_users(None).unwrap();
        let mut records = CopyRecords::new(input(cut_off), tables);
        assert!(matches!(records.next(), Found::Record(_)) && matches!(records.next(), Found::Record(_)));
        assert!(matches!(records.next(), Found::Damage { line: 15, .. }));
    }
}
