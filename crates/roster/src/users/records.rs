//! The records of a file: lines of JSON, one JSON document, or CSV. Each comes out as the text of one JSON object.

use roster::failure::{Failure, Outcome};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek};
use std::path::Path;

/// Longest line that is looked at, in bytes: a user with the largest preferences, escaped, and the rest.
const LONGEST_LINE: u64 = 1 << 20;

/// One record.
pub struct Record {
    /// Its line in a file of lines, its number in any other.
    pub line: u64,
    /// Its JSON, or why there is none.
    pub json: Result<String, String>,
    /// How much of the file it is, in bytes.
    pub bytes: u64,
}

/// The records of a file, one after the other.
pub struct Records {
    /// What all of them are together, in bytes.
    pub total: u64,
    source: Source,
}

enum Source {
    Lines { reader: BufReader<File>, line: u64 },
    Document { users: std::vec::IntoIter<Box<RawValue>>, number: u64 },
    Table { reader: Box<csv::Reader<File>>, headers: csv::StringRecord },
}

/// A document that holds users.
#[derive(Deserialize)]
struct Document {
    users: Vec<Box<RawValue>>,
}

impl Records {
    /// Opens a file. What it is, it tells by its beginning: `[` is a list of users, `{` one user a line, or, when `is_document`,
    /// one document with a list called `users`; anything else is CSV. Lines and CSV are read as they are needed, a document at
    /// once.
    pub fn open(path: &Path, is_document: bool) -> Outcome<Self> {
        let unreadable = |cause| Failure::new(format!("cannot read {}: {cause}", path.display()));
        let mut file = File::open(path).map_err(unreadable)?;
        let total = file.metadata().map_err(unreadable)?.len();
        let first = first_letter(&mut file).map_err(unreadable)?;
        let source = match first {
            Some(b'[') => Source::of(document::<Vec<_>>(file, path)?),
            Some(b'{') if is_document => Source::of(document::<Document>(file, path)?.users),
            Some(b'{') => Source::Lines { reader: BufReader::new(file), line: 0 },
            _ => Source::table(file).map_err(|cause| Failure::new(format!("{} is no CSV: {cause}", path.display())))?,
        };
        let total = match &source {
            Source::Document { users, .. } => users.as_slice().iter().map(|user| user.get().len() as u64).sum(),
            _ => total,
        };
        Ok(Self { total, source })
    }
}

/// The first letter of a file that is no space; the file stands at its beginning again, or behind a byte order mark.
fn first_letter(file: &mut File) -> std::io::Result<Option<u8>> {
    let mut start = Vec::new();
    file.take(4_096).read_to_end(&mut start)?;
    let mark = if start.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    file.seek(std::io::SeekFrom::Start(mark))?;
    Ok(start[mark as usize..].iter().copied().find(|byte| !byte.is_ascii_whitespace()))
}

fn document<T: serde::de::DeserializeOwned>(mut file: File, path: &Path) -> Outcome<T> {
    let mut text = String::new();
    file.read_to_string(&mut text).map_err(|cause| Failure::new(format!("cannot read {}: {cause}", path.display())))?;
    // The words of the parser may quote what it met.
    serde_json::from_str(&text).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        Failure::new(format!("{} holds no list of users: line {line}, column {column}", path.display()))
    })
}

impl Source {
    fn of(users: Vec<Box<RawValue>>) -> Self {
        Self::Document { users: users.into_iter(), number: 0 }
    }

    fn table(file: File) -> Result<Self, csv::Error> {
        let mut reader = Box::new(csv::Reader::from_reader(file));
        let headers = reader.headers()?.clone();
        Ok(Self::Table { reader, headers })
    }
}

impl Iterator for Records {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        match &mut self.source {
            Source::Lines { reader, line } => next_line(reader, line),
            Source::Document { users, number } => {
                let json = users.next()?.get().to_owned();
                *number += 1;
                Some(Record { line: *number, bytes: json.len() as u64, json: Ok(json) })
            }
            Source::Table { reader, headers } => next_row(reader, headers),
        }
    }
}

/// The next line that is not empty.
fn next_line(reader: &mut BufReader<File>, line: &mut u64) -> Option<Record> {
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
            Ok(_) => String::from_utf8(text.clone()).map_err(|_| "the line is no UTF-8".to_owned()),
            Err(_) => unreadable("cannot be read"),
        };
        return Some(Record { line: *line, json, bytes: bytes + text.len() as u64 });
    }
}

/// Reads on to the end of a line, without keeping it.
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

fn next_row(reader: &mut csv::Reader<File>, headers: &csv::StringRecord) -> Option<Record> {
    let (before, mut row) = (reader.position().clone(), csv::StringRecord::new());
    let read = reader.read_record(&mut row);
    let bytes = reader.position().byte() - before.byte();
    let json = match read {
        Ok(false) => return None,
        Ok(true) => {
            let fields = headers.iter().zip(&row).map(|(name, value)| (name.to_owned(), Value::from(value)));
            Ok(Value::Object(fields.collect::<Map<_, _>>()).to_string())
        }
        Err(_) => Err("the row has another number of fields than the first, or is no UTF-8".to_owned()),
    };
    Some(Record { line: row.position().map_or(before.line(), csv::Position::line), json, bytes })
}
