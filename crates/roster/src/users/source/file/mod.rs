//! A file of another system: lines of JSON, one JSON document, or CSV. Every record is read as the text of one JSON object.

use roster::failure::{Failure, Outcome};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek};
use std::path::Path;

/// The longest line that is read, in bytes: a user with preferences of the maximum size, escaped.
const LONGEST_LINE: u64 = 1 << 20;

/// One record.
pub struct SourceRecord {
    /// The number of its file among those of the import, from 0.
    pub file: usize,
    /// The line of the file on which it begins, from 1.
    pub line: u64,
    /// Its fields, or the reason why it cannot be read.
    pub fields: Result<Fields, String>,
    /// The name of the realm whose list has it: the field `realm` of the object around the list.
    pub realm: Option<String>,
    /// Its share of the file, in bytes.
    pub bytes: u64,
}

/// The shape of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Container {
    /// JSON values, one after the other: on a line each, or on several.
    Values,
    /// One JSON list of records.
    List,
    /// One JSON object, which has the list of records in a field of this name (`users`, `Users`) beside others.
    Object {
        /// The name of the field that has the list.
        list: String,
        /// The names of the fields around it, as far as they were read.
        beside: Vec<String>,
    },
    /// A JSON list of objects that have a list of records each: the realms of Keycloak.
    Lists {
        /// The name of the field that has the list.
        list: String,
        /// The names of the fields around the first list, as far as they were read.
        beside: Vec<String>,
    },
    /// A table (CSV, or with tabs) whose first row has the names of the columns.
    Table,
    /// A table without the names of its columns.
    Headless,
    /// The rows of a `COPY` of this table, in the output of pg_dump.
    Copy {
        /// The name of the table, with its schema.
        table: String,
    },
}

/// The beginning of a file: from it, formats recognise their own.
#[derive(Debug, Clone)]
pub struct Sample {
    /// The shape of the file.
    pub container: Container,
    /// The names of all fields of the records, in the order of their first appearance.
    pub names: Vec<String>,
    /// The first records that can be read, a hundred at most.
    pub records: Vec<Fields>,
}

impl Sample {
    /// Whether some record has a field of this name.
    pub fn has(&self, name: &str) -> bool {
        self.names.iter().any(|known| known == name)
    }

    /// Whether records have fields of all these names.
    pub fn has_all(&self, names: &[&str]) -> bool {
        names.iter().all(|name| self.has(name))
    }

    /// How many of these names are names of fields.
    pub fn count(&self, names: &[&str]) -> usize {
        names.iter().filter(|name| self.has(name)).count()
    }
}

/// A file, as an iterator over its records.
pub struct SourceFile {
    /// The size of all records, in bytes.
    pub total: u64,
    content: Content,
}

enum Content {
    Lines { reader: BufReader<File>, line: u64 },
    Document { users: std::vec::IntoIter<Box<RawValue>>, number: u64 },
    Table { reader: Box<csv::Reader<File>>, headers: csv::StringRecord },
}

/// A document with a list of users.
#[derive(Deserialize)]
struct Document {
    users: Vec<Box<RawValue>>,
}

impl SourceFile {
    /// Opens a file. Its first character says what it is: `[` begins a list of users, `{` one user per line, or, when `is_document`,
    /// one document with a list called `users`; anything else is CSV. Lines and CSV are read as they are needed, a document at
    /// once.
    pub fn open(path: &Path, is_document: bool) -> Outcome<Self> {
        let unreadable = |cause| Failure::new(format!("cannot read {}: {cause}", path.display()));
        let mut file = File::open(path).map_err(unreadable)?;
        let total = file.metadata().map_err(unreadable)?.len();
        let first = first_character(&mut file).map_err(unreadable)?;
        let content = match first {
            Some(b'[') => Content::of(document::<Vec<_>>(file, path)?),
            Some(b'{') if is_document => Content::of(document::<Document>(file, path)?.users),
            Some(b'{') => Content::Lines { reader: BufReader::new(file), line: 0 },
            _ => {
                Content::table(file).map_err(|cause| Failure::new(format!("{} is not CSV: {cause}", path.display())))?
            }
        };
        let total = match &content {
            Content::Document { users, .. } => users.as_slice().iter().map(|user| user.get().len() as u64).sum(),
            _ => total,
        };
        Ok(Self { total, content })
    }
}

/// The first character of a file that is not a space. The file is positioned at its start again, after a byte order mark.
fn first_character(file: &mut File) -> std::io::Result<Option<u8>> {
    let mut start = Vec::new();
    file.take(4_096).read_to_end(&mut start)?;
    let mark = if start.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    file.seek(std::io::SeekFrom::Start(mark))?;
    Ok(start[mark as usize..].iter().copied().find(|byte| !byte.is_ascii_whitespace()))
}

fn document<T: serde::de::DeserializeOwned>(mut file: File, path: &Path) -> Outcome<T> {
    let mut text = String::new();
    file.read_to_string(&mut text).map_err(|cause| Failure::new(format!("cannot read {}: {cause}", path.display())))?;
    // The message of the parser may quote personal data.
    serde_json::from_str(&text).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        Failure::new(format!("{} has no list of users: line {line}, column {column}", path.display()))
    })
}

impl Content {
    fn of(users: Vec<Box<RawValue>>) -> Self {
        Self::Document { users: users.into_iter(), number: 0 }
    }

    fn table(file: File) -> Result<Self, csv::Error> {
        let mut reader = Box::new(csv::Reader::from_reader(file));
        let headers = reader.headers()?.clone();
        Ok(Self::Table { reader, headers })
    }
}

impl Iterator for SourceFile {
    type Item = SourceRecord;

    fn next(&mut self) -> Option<SourceRecord> {
        match &mut self.content {
            Content::Lines { reader, line } => next_line(reader, line),
            Content::Document { users, number } => {
                let json = users.next()?.get().to_owned();
                *number += 1;
                Some(SourceRecord { line: *number, bytes: json.len() as u64, json: Ok(json) })
            }
            Content::Table { reader, headers } => next_row(reader, headers),
        }
    }
}

/// Reads the next line that is not empty.
fn next_line(reader: &mut BufReader<File>, line: &mut u64) -> Option<SourceRecord> {
    let mut bytes = 0;
    loop {
        let mut text = Vec::new();
        let read = reader.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut text);
        *line += 1;
        let unreadable = |reason: &str| Err(format!("the line {reason}"));
        let json = match read {
            Ok(0) => return None,
            Ok(_) if text.len() as u64 == LONGEST_LINE && !text.ends_with(b"\n") => {
                bytes += skip_line(reader);
                unreadable("is longer than a megabyte")
            }
            Ok(_) if text.trim_ascii().is_empty() => {
                bytes += text.len() as u64;
                continue;
            }
            Ok(_) => String::from_utf8(text.clone()).map_err(|_| "the line is not UTF-8".to_owned()),
            Err(_) => unreadable("cannot be read"),
        };
        return Some(SourceRecord { line: *line, json, bytes: bytes + text.len() as u64 });
    }
}

/// Skips the rest of a line. Returns its length, in bytes.
fn skip_line(reader: &mut BufReader<File>) -> u64 {
    let mut skipped = 0;
    loop {
        let Ok(buffer) = reader.fill_buf() else { return skipped };
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let length = end.map_or(buffer.len(), |end| end + 1);
        reader.consume(length);
        skipped += length as u64;
        if end.is_some() || length == 0 {
            return skipped;
        }
    }
}

fn next_row(reader: &mut csv::Reader<File>, headers: &csv::StringRecord) -> Option<SourceRecord> {
    let (before, mut row) = (reader.position().clone(), csv::StringRecord::new());
    let read = reader.read_record(&mut row);
    let bytes = reader.position().byte() - before.byte();
    let json = match read {
        Ok(false) => return None,
        Ok(true) => {
            let fields = headers.iter().zip(&row).map(|(name, value)| (name.to_owned(), Value::from(value)));
            Ok(Value::Object(fields.collect::<Map<_, _>>()).to_string())
        }
        Err(_) => Err("the row has another number of fields than the first, or is not UTF-8".to_owned()),
    };
    Some(SourceRecord { line: row.position().map_or(before.line(), csv::Position::line), json, bytes })
}
