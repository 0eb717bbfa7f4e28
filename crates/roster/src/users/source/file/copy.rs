//! The rows of a table in the output of pg_dump: the text format of `COPY` (PostgreSQL documentation, COPY, "Text Format").

use super::found::Found;
use super::input::{Input, LineRead};
use crate::users::source::Fields;
use std::io;

/// A table of a dump.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DumpTable {
    /// Its name, with its schema.
    pub name: String,
    /// The names of its columns.
    pub columns: Vec<String>,
}

/// What a dump has.
#[derive(Debug, Default)]
pub struct Dump {
    /// Its tables with rows for `COPY`.
    pub tables: Vec<DumpTable>,
    /// Whether it has rows as `INSERT`, which are not read.
    has_inserts: bool,
}

/// Columns of tables of users. The table with the most of them is the one to read.
const OF_USERS: &[&str] = &[
    "email", "email_address", "email_confirmed_at", "email_verified", "emailverified", "encrypted_password", "first_name",
    "hash", "last_login", "last_name", "last_sign_in_at", "name", "normalizedemail", "normalizedusername", "passwd", "password",
    "password_digest", "password_hash", "passwordhash", "phone", "phone_number", "phonenumber", "securitystamp", "user_email",
    "user_login", "user_pass", "username",
];
/// Columns without which a table has no users.
const NEEDED: &[&str] = &["email", "email_address", "mail", "name", "phone", "user_email", "user_login", "username"];
/// The table that Supabase has them in, beside others of the same columns.
const SUPABASE: &str = "auth.users";
/// The most tables of a dump that are looked at.
const MOST_TABLES: usize = 10_000;

impl Dump {
    /// Looks for the tables of a dump. It reads all of it.
    ///
    /// # Errors
    /// When the dump cannot be read.
    pub fn explore(input: &mut Input) -> io::Result<Self> {
        let (mut dump, mut line) = (Self::default(), Vec::new());
        loop {
            match input.read_line(&mut line)? {
                LineRead::End => return Ok(dump),
                LineRead::TooLong => continue,
                LineRead::Whole => {}
            }
            dump.has_inserts |= line.get(..12).is_some_and(|word| word.eq_ignore_ascii_case(b"INSERT INTO "));
            if let Some(table) = table_of(&line) {
                if dump.tables.len() < MOST_TABLES && !dump.tables.contains(&table) {
                    dump.tables.push(table);
                }
                while input.read_line(&mut line)? != LineRead::End && line != b"\\." {}
            }
        }
    }

    /// The table with the users: the one that was named, or else the one whose columns say so.
    ///
    /// # Errors
    /// Why there is none, or which could be meant.
    pub fn table_of_users(&self, named: Option<&str>) -> Result<&DumpTable, String> {
        if self.tables.is_empty() {
            return Err(match self.has_inserts {
                true => "has its rows as INSERT statements, which are not read: make the dump with COPY (pg_dump without \
                         --inserts), or export the table as CSV or JSON"
                    .to_owned(),
                false => "is SQL without the rows of a table: make the dump with its data (pg_dump without --schema-only)".to_owned(),
            });
        }
        if let Some(named) = named {
            let is_named = |table: &&DumpTable| table.name == named || table.name.split_once('.').is_some_and(|(_, name)| name == named);
            let found = self.tables.iter().find(is_named);
            return found.ok_or_else(|| format!("has no rows of a table {named}; its tables are {}", self.names(|_| true)));
        }
        let best = self.tables.iter().map(rank).max().unwrap_or(0);
        let likely: Vec<_> = self.tables.iter().filter(|table| rank(table) == best).collect();
        match likely.as_slice() {
            [only] if best > 0 => Ok(only),
            _ if best == 0 => {
                Err(format!("has no table that looks like one of users: name it with --dump-table ({})", self.names(|_| true)))
            }
            _ => Err(format!(
                "has several tables that look like one of users: name one with --dump-table ({})",
                self.names(|table| rank(table) == best)
            )),
        }
    }

    fn names(&self, is_wanted: impl Fn(&DumpTable) -> bool) -> String {
        let wanted = self.tables.iter().filter(|table| is_wanted(table)).take(20);
        wanted.map(|table| table.name.as_str()).collect::<Vec<_>>().join(", ")
    }
}

/// How much a table looks like one of users: 0 for not at all.
fn rank(table: &DumpTable) -> usize {
    let has = |names: &[&str]| {
        table.columns.iter().filter(|column| names.contains(&column.to_ascii_lowercase().as_str())).count()
    };
    match (table.name == SUPABASE, has(NEEDED), has(OF_USERS)) {
        (true, ..) => usize::MAX,
        (false, 0, _) | (false, _, 1) => 0,
        (false, _, of_users) => of_users,
    }
}

/// The table of a line such as `COPY public.users (id, "fullName") FROM stdin;`.
fn table_of(line: &[u8]) -> Option<DumpTable> {
    let line = std::str::from_utf8(line).ok()?.strip_prefix("COPY ")?.strip_suffix(" FROM stdin;")?;
    let (name, columns) = line.split_once(" (")?;
    let columns = columns.strip_suffix(')')?;
    Some(DumpTable { name: name.split('.').map(unquoted).collect::<Vec<_>>().join("."), columns: names_of(columns) })
}

fn unquoted(name: &str) -> String {
    let inner = name.strip_prefix('"').and_then(|name| name.strip_suffix('"'));
    inner.map_or_else(|| name.to_owned(), |inner| inner.replace("\"\"", "\""))
}

/// The names of a list. Those in quotes may have commas.
fn names_of(list: &str) -> Vec<String> {
    let (mut names, mut begin, mut is_quoted) = (Vec::new(), 0, false);
    for (at, byte) in list.bytes().enumerate() {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b',' if !is_quoted => {
                names.push(unquoted(list[begin..at].trim()));
                begin = at + 1;
            }
            _ => {}
        }
    }
    names.push(unquoted(list[begin..].trim()));
    names
}

/// The rows of one table of a dump.
pub struct CopyRecords {
    input: Input,
    table: DumpTable,
    line: Vec<u8>,
    cell: Vec<u8>,
    /// The columns of the rows that are being read.
    columns: Option<Vec<String>>,
}

impl CopyRecords {
    /// The rows of a table.
    pub fn new(input: Input, table: DumpTable) -> Self {
        Self { input, table, line: Vec::new(), cell: Vec::new(), columns: None }
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
        if table.name == self.table.name {
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
        let table = dump.table_of_users(None).unwrap();
        assert_eq!((table.name.as_str(), table.columns[2].as_str()), ("auth.users", "full,\"Name"));
        let mut records = CopyRecords::new(input(DUMP), table.clone());
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
        for (raw, expected) in [("\\x41\\101\\x", "AAx"), ("\\b\\f\\v\\r", "\u{8}\u{c}\u{b}\r"), ("a\\", "a\\"), ("\\q", "q"), ("\\NN", "NN")] {
            let mut cell = Vec::new();
            unescape(raw.as_bytes(), &mut cell);
            assert_eq!(cell, expected.as_bytes(), "{raw}");
        }
    }

    #[test]
    fn a_dump_without_its_end_is_told() {
        let cut_off = &DUMP[..DUMP.find("3\ttoo").unwrap()];
        let table = Dump::explore(&mut input(cut_off)).unwrap().table_of_users(None).unwrap().clone();
        let mut records = CopyRecords::new(input(cut_off), table);
        assert!(matches!(records.next(), Found::Record(_)) && matches!(records.next(), Found::Record(_)));
        assert!(matches!(records.next(), Found::Damage { line: 15, .. }));
    }

    fn chosen(tables: &[(&str, &str)], named: Option<&str>) -> Result<String, String> {
        let tables = tables.iter().map(|(name, columns)| DumpTable { name: (*name).to_owned(), columns: names_of(columns) });
        let dump = Dump { tables: tables.collect(), has_inserts: false };
        dump.table_of_users(named).map(|table| table.name.clone())
    }

    #[test]
    fn the_table_of_users_is_chosen_by_its_columns_or_named() {
        let (users, posts) = (("public.users", "id, email, password"), ("public.posts", "id, name, body"));
        let admins = ("public.admins", "id, email, password");
        assert_eq!(chosen(&[posts, users], None).unwrap(), "public.users");
        assert_eq!(chosen(&[users, ("auth.users", "id, email")], None).unwrap(), "auth.users");
        assert!(chosen(&[users, admins], None).unwrap_err().contains("public.users, public.admins"));
        assert_eq!(chosen(&[users, admins], Some("admins")).unwrap(), "public.admins");
        assert!(chosen(&[users], Some("nobody")).unwrap_err().contains("public.users"));
        assert!(chosen(&[posts], None).unwrap_err().contains("no table that looks like"));
    }

    #[test]
    fn a_dump_with_inserts_says_how_to_make_another() {
        let dump = Dump::explore(&mut input("-- x\nINSERT INTO users VALUES (1);\n")).unwrap();
        assert!(dump.table_of_users(None).unwrap_err().contains("INSERT"));
        let schema = Dump::explore(&mut input("CREATE TABLE users (id int);\n")).unwrap();
        assert!(schema.table_of_users(None).unwrap_err().contains("--schema-only"));
    }
}
