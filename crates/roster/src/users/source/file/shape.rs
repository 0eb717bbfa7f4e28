//! What is in a file: JSON, a table, or a dump; and where in it the records are.

use super::dump::{Dump, DumpTable};
use super::found::reason_of;
use super::input::Input;
use super::json::{Explored, explore};
use super::part::Part;
use super::sample::Container;
use super::table::{HeadersOf, Layout};
use serde::de::IgnoredAny;
use std::io;
use std::sync::Arc;

/// How many lines of the beginning decide on whether each line is a record.
const MOST_LINES: usize = 20;
/// Words with which the lines of SQL begin.
const SQL: &[&str] = &[
    "--",
    "/*",
    "\\",
    "ALTER ",
    "BEGIN;",
    "COPY ",
    "CREATE ",
    "DROP ",
    "INSERT INTO ",
    "LOCK ",
    "SELECT pg_",
    "SET ",
    "START TRANSACTION",
];

/// How the records of a file are read.
#[derive(Debug, Clone)]
pub enum Shape {
    /// JSON, one record on each line.
    Lines,
    /// Other JSON, and the names of the fields that lead to the list of records.
    Json(Vec<String>),
    /// A table.
    Table(Layout),
    /// The rows of tables of a dump.
    Copy(Vec<DumpTable>),
    /// No records, for this reason. That is no mistake beside files with records.
    Nothing(&'static str),
}

/// What opening files needs to know.
pub struct Known<'a> {
    /// The names of the columns of a table without a header, if its first row is one of a format that knows them.
    pub headers: &'a HeadersOf<'a>,
    /// The tables of a dump that have the users, with commas.
    pub dump_table: Option<&'a str>,
}

/// The shape of a file.
///
/// # Errors
/// Why it has none.
pub fn shape_of(part: &Part, known: &Known<'_>) -> Result<(Shape, Option<Container>), String> {
    let start = part.start()?;
    let text = start.trim_ascii_start();
    let unreadable = |error: io::Error| format!("cannot be read: {}", reason_of(&error));
    match text.first() {
        None => Ok((Shape::Nothing("is empty"), None)),
        Some(b'{' | b'[') => json(part, text).map_err(unreadable),
        Some(b'/') if is_commented_json(text) => json(part, text).map_err(unreadable),
        _ if is_sql(text) => {
            let dump = Dump::explore(&mut part.open(&Arc::default()).map_err(unreadable)?).map_err(unreadable)?;
            let tables = dump.tables_of_users(known.dump_table)?;
            let container = tables.first().map(|table| Container::Copy { table: table.name.clone() });
            Ok((Shape::Copy(tables), container))
        }
        _ => {
            let layout = Layout::of(&start, known.headers)?;
            let container = if layout.is_headless { Container::Headless } else { Container::Table };
            Ok((Shape::Table(layout), Some(container)))
        }
    }
}

const NO_USERS: &str = "holds a realm without users: export it with its users (kc.sh export --users realm_file)";

fn json(part: &Part, text: &[u8]) -> io::Result<(Shape, Option<Container>)> {
    let line = whole_lines(text).next().filter(|line| text.starts_with(line));
    let explored = match line {
        Some(line) => explore(&mut Input::of(io::Cursor::new(line.to_vec()))?)?,
        None => explore(&mut part.open(&Arc::default())?)?,
    };
    // The first line may be damaged: then another one shows that each is a record.
    let is_lines = line.is_some() || explored.may_be_lines && whole_lines(text).next().is_some();
    let Explored { path, beside, is_list, is_realm_without_users, .. } = explored;
    Ok(match path.last() {
        _ if is_realm_without_users && line.is_none_or(|line| line.len() == text.trim_ascii_end().len()) => {
            (Shape::Nothing(NO_USERS), None)
        }
        None if is_lines => (Shape::Lines, Some(Container::Values)),
        None => (Shape::Json(path), Some(if is_list { Container::List } else { Container::Values })),
        Some(list) => {
            let list = list.clone();
            let container =
                if is_list { Container::Lists { list, beside } } else { Container::Object { list, beside } };
            (Shape::Json(path), Some(container))
        }
    })
}

/// The first lines that are JSON objects by themselves.
fn whole_lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let lines = text.split(|byte| *byte == b'\n').map(|line| line.trim_ascii_end());
    let objects = lines.filter(|line| line.first() == Some(&b'{')).take(MOST_LINES);
    let is_list = text.first() == Some(&b'[');
    objects.filter(move |line| !is_list && serde_json::from_slice::<IgnoredAny>(line).is_ok())
}

/// Whether a comment is in front of JSON, as phpMyAdmin writes it. SQL may begin with a comment, too.
fn is_commented_json(mut text: &[u8]) -> bool {
    loop {
        let end: &[u8] = match text {
            [b'/', b'*', ..] => b"*/",
            [b'/', b'/', ..] => b"\n",
            _ => return matches!(text.first(), Some(b'[' | b'{')),
        };
        let Some(at) = text.windows(end.len()).position(|bytes| bytes == end) else { return false };
        text = text[at + end.len()..].trim_ascii_start();
    }
}

fn is_sql(text: &[u8]) -> bool {
    SQL.iter().any(|word| text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes())))
}
