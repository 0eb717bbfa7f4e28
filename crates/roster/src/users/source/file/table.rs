//! The records of a table: its first row has the names of its columns, or a format knows them.

use super::found::Found;
use super::input::Input;
use super::row::{Dialect, MOST_CELLS, Row, RowRead, read_row};
use crate::users::source::Fields;
use std::io;

/// The column that only files for imports into Cognito have. They write a comma in a value as `\,`.
const COGNITO: &str = "cognito:username";
/// How many rows of the beginning decide on the separator.
const MOST_ROWS: usize = 20;

/// How a table is written, by its beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    dialect: Dialect,
    /// The names of its columns.
    pub names: Vec<String>,
    /// Whether the names come from the format, and not from the first row.
    pub is_headless: bool,
    /// The first line says which separator the table has, as Excel writes it: `sep=;`.
    has_separator_line: bool,
    /// How many cells each row has.
    width: usize,
}

/// The names of the columns of a table without a header, if its first row is one of a format that knows them.
pub type HeadersOf<'a> = dyn Fn(&[&str]) -> Option<&'static [&'static str]> + 'a;

impl Layout {
    /// The layout of the table that begins so.
    ///
    /// # Errors
    /// Why it is no table.
    pub fn of(start: &[u8], headers: &HeadersOf<'_>) -> Result<Self, String> {
        let named = separator_line(start);
        let rows = &start[named.map_or(0, |(_, length)| length)..];
        let separator = named.map_or_else(|| separator_of(rows), |(separator, _)| separator);
        let mut dialect = Dialect { separator, has_backslashes: false };
        let first = first_rows(rows, dialect, 1)
            .into_iter()
            .next()
            .ok_or("is not a table: its first row is too long, not UTF-8, or has a quote that is not closed")?;
        let first: Vec<&str> = first.iter().map(String::as_str).collect();
        let separators = |cell: &&str| cell.matches([',', ';', '\t']).count();
        if first.len() == 1 && first.iter().any(|cell| separators(cell) >= MOST_CELLS) {
            return Err(format!("is not a table: its first row has more than {MOST_CELLS} cells"));
        }
        let known = headers(&first);
        let names = match known {
            Some(names) => (0..names.len().max(first.len())).map(|n| column(names.get(n).copied(), n)).collect(),
            None => names_of(&first),
        };
        dialect.has_backslashes = names.iter().any(|name| name == COGNITO);
        let (is_headless, has_separator_line) = (known.is_some(), named.is_some());
        Ok(Self { dialect, width: first.len(), names, is_headless, has_separator_line })
    }
}

/// The name of a column, or its place if it has none.
fn column(name: Option<&str>, index: usize) -> String {
    name.filter(|name| !name.is_empty()).map_or_else(|| format!("column {}", index + 1), str::to_owned)
}

/// The names of columns. A second column of the same name gets its place as a part of its name, so that its content is not lost.
fn names_of(header: &[&str]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (index, name) in header.iter().enumerate() {
        let name = column(Some(name.trim().trim_matches('"').trim()), index);
        let is_known = names.contains(&name);
        names.push(if is_known { format!("{name} (column {})", index + 1) } else { name });
    }
    names
}

/// The separator that the first line names, and the length of the line.
fn separator_line(start: &[u8]) -> Option<(u8, usize)> {
    let rest = start.get(..4).filter(|word| word.eq_ignore_ascii_case(b"sep=")).and(start.get(4..))?;
    match rest {
        [separator, b'\r', b'\n', ..] => Some((*separator, 7)),
        [separator, b'\n', ..] => Some((*separator, 6)),
        _ => None,
    }
}

/// The separator with which the first rows have the most cells, all the same number.
fn separator_of(start: &[u8]) -> u8 {
    let score = |separator: &u8| {
        let rows = first_rows(start, Dialect { separator: *separator, has_backslashes: false }, MOST_ROWS);
        let width = rows.first().map_or(0, Vec::len);
        // The last row may be cut off by the end of the beginning.
        let whole = rows.len().saturating_sub(1).max(1);
        let alike = rows.iter().take(whole).filter(|row| row.len() == width).count();
        (width > 1, alike * 10 / whole, width)
    };
    // The first of equals: `max_by_key` takes the last.
    [b'\t', b';', b','].into_iter().max_by_key(score).unwrap_or(b',')
}

fn first_rows(start: &[u8], dialect: Dialect, most: usize) -> Vec<Vec<String>> {
    let (mut rows, mut row) = (Vec::new(), Row::default());
    let Ok(mut input) = Input::of(io::Cursor::new(start.to_vec())) else { return rows };
    while rows.len() < most && matches!(read_row(&mut input, dialect, &mut row), Ok(RowRead::Whole)) {
        let Some(cells) = row.cells() else { break };
        rows.push(cells.map(str::to_owned).collect());
    }
    rows
}

/// The records of a table.
pub struct TableRecords {
    input: Input,
    layout: Layout,
    row: Row,
    is_begun: bool,
}

impl TableRecords {
    /// The records of a table with this layout.
    pub fn new(input: Input, layout: Layout) -> Self {
        Self { input, layout, row: Row::default(), is_begun: false }
    }

    /// The next record.
    pub fn next(&mut self) -> Found {
        self.read().unwrap_or_else(|error| Found::unreadable(self.input.line, &error))
    }

    fn read(&mut self) -> io::Result<Found> {
        if !std::mem::replace(&mut self.is_begun, true) {
            if self.layout.has_separator_line {
                self.input.read_line(&mut Vec::new())?;
            }
            if !self.layout.is_headless {
                read_row(&mut self.input, self.layout.dialect, &mut self.row)?;
            }
        }
        let read = read_row(&mut self.input, self.layout.dialect, &mut self.row)?;
        let line = self.row.line;
        Ok(match read {
            RowRead::End => Found::End,
            RowRead::Whole => Found::record(line, self.fields()),
            RowRead::TooLong => Found::invalid(line, "the row is longer than a megabyte, or has more than 1000 cells"),
            RowRead::Unclosed => {
                Found::damage(line, "a quote is missing: the file ends inside of a quoted cell of this row")
            }
        })
    }

    fn fields(&self) -> Result<Fields, String> {
        let Layout { names, width, .. } = &self.layout;
        let (width, found) = (*width, self.row.len());
        let cells = || self.row.cells().ok_or("the row is not UTF-8");
        // Programs add separators at the end of a row, but a row that is too short may be cut off.
        if found < width || cells()?.skip(width).any(|cell| !cell.trim().is_empty()) {
            return Err(format!("the row has {found} cells, and the first row has {width}"));
        }
        let cells = cells()?.map(str::to_owned);
        Ok(Fields::from_cells(names.iter().map(String::as_str).zip(cells)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(start: &str) -> Layout {
        Layout::of(start.as_bytes(), &|_| None).unwrap()
    }

    #[test]
    fn the_separator_is_the_one_that_makes_the_most_equal_rows() {
        for (start, separator, names) in [
            ("id,email\n1,a@example.com\n", b',', &["id", "email"][..]),
            ("id;email;note\n1;a@example.com;x, y\n", b';', &["id", "email", "note"]),
            ("id\temail\n1\ta@example.com\n", b'\t', &["id", "email"]),
            ("\"id\",\" email \",'x'\n1,\"a;b;c\",3\n", b',', &["id", "email", "'x'"]),
            ("email\na@example.com\n", b',', &["email"]),
            ("sep=;\r\nid;email\r\n1;a\r\n", b';', &["id", "email"]),
            ("id,email,,email\n1,2,3,4\n", b',', &["id", "email", "column 3", "email (column 4)"]),
        ] {
            let layout = layout(start);
            assert_eq!(
                (layout.dialect.separator, layout.names.as_slice()),
                (separator, &names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>()[..]),
                "{start}"
            );
        }
    }

    #[test]
    fn backslashes_count_in_the_files_of_cognito_only() {
        assert!(layout("name,cognito:username\nx,y\n").dialect.has_backslashes);
        assert!(!layout("name,username\nx,y\n").dialect.has_backslashes);
    }

    #[test]
    fn a_format_may_know_the_columns_of_a_table_without_a_header() {
        let known = Layout::of(b"1,a@example.com,x\n", &|row| (row[0] == "1").then_some(&["id", "email"][..])).unwrap();
        assert_eq!(
            (known.names.as_slice(), known.is_headless, known.width),
            (&["id".to_owned(), "email".to_owned(), "column 3".to_owned()][..], true, 3)
        );
    }
}
