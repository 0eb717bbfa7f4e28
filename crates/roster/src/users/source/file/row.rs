//! The rows of a table in CSV (RFC 4180), or with tabs or semicolons.
//!
//! Not with the crate `csv`: it bounds neither the length of a record nor the number of cells, and in files for Cognito a backslash
//! is an escape in front of a separator only.

use super::input::{Input, LONGEST_RECORD};
use memchr::{memchr, memchr3};
use std::io;

/// The most cells of a row.
pub const MOST_CELLS: usize = 1_000;

/// How a table separates cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dialect {
    /// The byte between two cells.
    pub separator: u8,
    /// Whether a backslash in front of a separator makes it a part of the cell, as the files for imports into Cognito have it.
    pub has_backslashes: bool,
}

/// A row: its cells, one after the other.
#[derive(Debug, Default)]
pub struct Row {
    bytes: Vec<u8>,
    ends: Vec<usize>,
    /// The line on which it begins.
    pub line: u64,
}

/// What was read.
#[derive(Debug, PartialEq, Eq)]
pub enum RowRead {
    /// A row.
    Whole,
    /// A row with more bytes or cells than it may have; it was passed.
    TooLong,
    /// The table ends inside of a quoted cell.
    Unclosed,
    /// The table has ended.
    End,
}

impl Row {
    /// How many cells it has.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Its cells, or nothing if it is not UTF-8.
    pub fn cells(&self) -> Option<impl Iterator<Item = &str>> {
        let text = std::str::from_utf8(&self.bytes).ok()?;
        let begins = std::iter::once(0).chain(self.ends.iter().copied());
        Some(begins.zip(&self.ends).map(move |(begin, end)| text.get(begin..*end).unwrap_or_default()))
    }

    fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// At the beginning of a cell.
    Begin,
    /// In a cell without quotes, or after the closing quote.
    Plain,
    /// After a backslash.
    Backslash,
    /// In quotes.
    Quoted,
    /// After a quote in quotes, which may be the first of two.
    Quote,
    /// After a carriage return.
    Return,
}

/// Reads the next row. Empty lines are passed.
///
/// # Errors
/// When the input cannot be read.
pub fn read_row(input: &mut Input, dialect: Dialect, row: &mut Row) -> io::Result<RowRead> {
    loop {
        row.clear();
        row.line = input.line;
        let mut scan = Scan { dialect, row: &mut *row, state: State::Begin, has_quotes: false, is_too_long: false };
        let read = scan.read(input)?;
        let is_empty_line = !scan.has_quotes && row.bytes.is_empty() && row.ends.len() == 1;
        if read != RowRead::Whole || !is_empty_line {
            return Ok(read);
        }
    }
}

struct Scan<'a> {
    dialect: Dialect,
    row: &'a mut Row,
    state: State,
    has_quotes: bool,
    is_too_long: bool,
}

impl Scan<'_> {
    fn read(&mut self, input: &mut Input) -> io::Result<RowRead> {
        let mut is_begun = false;
        loop {
            let chunk = input.chunk()?;
            if chunk.is_empty() {
                return Ok(self.end_of_table(is_begun));
            }
            is_begun = true;
            let (length, is_finished) = self.pass(chunk);
            let is_line_counted = length > 0 && chunk[length - 1] == b'\n';
            input.pass(length)?;
            if is_finished {
                // A carriage return alone is the end of a line, too: old programs of Apple write it.
                input.line += u64::from(!is_line_counted);
                return Ok(self.finished());
            }
        }
    }

    fn end_of_table(&mut self, is_begun: bool) -> RowRead {
        match self.state {
            _ if !is_begun => RowRead::End,
            State::Quoted => RowRead::Unclosed,
            State::Backslash => {
                self.store(b"\\");
                self.end_cell();
                self.finished()
            }
            State::Return => self.finished(),
            _ => {
                self.end_cell();
                self.finished()
            }
        }
    }

    fn finished(&self) -> RowRead {
        if self.is_too_long { RowRead::TooLong } else { RowRead::Whole }
    }

    /// Passes the part of the row that is in a chunk. Returns its length, and whether the row ends with it.
    fn pass(&mut self, chunk: &[u8]) -> (usize, bool) {
        let mut at = 0;
        while at < chunk.len() {
            let rest = &chunk[at..];
            match self.state {
                State::Begin if rest[0] == b'"' => {
                    (self.state, self.has_quotes) = (State::Quoted, true);
                    at += 1;
                }
                State::Begin => self.state = State::Plain,
                State::Quoted => {
                    let found = memchr(b'"', rest);
                    self.store(&rest[..found.unwrap_or(rest.len())]);
                    at += found.map_or(rest.len(), |found| found + 1);
                    if found.is_some() {
                        self.state = State::Quote;
                    }
                }
                State::Quote if rest[0] == b'"' => {
                    self.store(b"\"");
                    self.state = State::Quoted;
                    at += 1;
                }
                State::Quote => self.state = State::Plain,
                State::Backslash => {
                    let is_separator = rest[0] == self.dialect.separator;
                    self.store(if is_separator { &rest[..1] } else { b"\\" });
                    at += usize::from(is_separator);
                    self.state = State::Plain;
                }
                State::Return => return (at + usize::from(rest[0] == b'\n'), true),
                State::Plain => {
                    let (length, is_finished) = self.pass_plain(rest);
                    at += length;
                    if is_finished {
                        return (at, true);
                    }
                }
            }
        }
        (at, false)
    }

    /// Passes a cell without quotes up to the byte after it.
    fn pass_plain(&mut self, rest: &[u8]) -> (usize, bool) {
        let end = memchr3(self.dialect.separator, b'\n', b'\r', rest);
        let cell = &rest[..end.unwrap_or(rest.len())];
        if self.dialect.has_backslashes
            && let Some(found) = memchr(b'\\', cell)
        {
            self.store(&cell[..found]);
            self.state = State::Backslash;
            return (found + 1, false);
        }
        self.store(cell);
        let Some(end) = end else { return (rest.len(), false) };
        self.end_cell();
        self.state = if rest[end] == b'\r' { State::Return } else { State::Begin };
        (end + 1, rest[end] == b'\n')
    }

    fn store(&mut self, bytes: &[u8]) {
        self.is_too_long |= self.row.bytes.len() + bytes.len() > LONGEST_RECORD;
        if !self.is_too_long {
            self.row.bytes.extend_from_slice(bytes);
        }
    }

    fn end_cell(&mut self) {
        self.is_too_long |= self.row.ends.len() == MOST_CELLS;
        if !self.is_too_long {
            self.row.ends.push(self.row.bytes.len());
        }
    }
}

#[cfg(test)]
mod tests;
