//! The files behind the paths of an import: plain ones, compressed ones, and the entries of archives and directories.

use super::found::reason_of;
use super::input::{Counted, Input};
use super::zip::{self, Entry, is_hidden};
use flate2::read::MultiGzDecoder;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

/// The most files of an import.
const MOST_PARTS: usize = 10_000;
/// The deepest nesting of directories.
const DEEPEST: usize = 16;
/// The length of the beginning by which a file is recognised, in bytes.
const START: u64 = 1 << 16;
/// The end of the name of a report of an import, which is beside its file.
const REPORT: &str = ".report.ndjson";

/// One file with records.
#[derive(Debug, Clone)]
pub struct Part {
    /// How messages name it.
    pub name: String,
    /// Its size in the file or archive, in bytes.
    pub size: u64,
    path: PathBuf,
    place: Place,
}

/// Where a file with records is.
#[derive(Debug, Clone, Copy)]
pub enum Place {
    /// A file of its own.
    File,
    /// An entry of a zip archive.
    Entry(Entry),
}

/// Formats that are recognised to name them in a message: their first bytes, and what to do.
const OTHERS: &[(&[u8], &str)] = &[
    (b"PGDMP", "is a dump in the custom format of PostgreSQL: write it as SQL (pg_restore --file=users.sql)"),
    (b"SQLite format 3\0", "is a database of SQLite: export the table of users as CSV or JSON"),
    (b"PK\x03\x04", "is a zip archive in another archive: unpack it first"),
    (b"\x28\xb5\x2f\xfd", "is compressed with zstd: unpack it first"),
    (b"BZh", "is compressed with bzip2: unpack it first"),
    (b"\xfd7zXZ\0", "is compressed with xz: unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "is a 7z archive: unpack it first"),
    (b"%PDF", "is a PDF document, and not a file of records"),
    (b"<", "is XML or HTML, which is not read: export the users as JSON or CSV"),
];

impl Part {
    /// A file with records: the entry of this name, or the whole file.
    pub fn new(path: &Path, entry: Option<String>, place: Place, size: u64) -> Self {
        let name = entry.map_or_else(|| path.display().to_string(), |entry| format!("{} ({entry})", path.display()));
        Self { name, size, path: path.to_owned(), place }
    }

    /// The text of the file, decompressed and decoded. What is read of the file itself is added to the counter.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn open(&self, read: &Arc<AtomicU64>) -> io::Result<Input> {
        Input::of(self.bytes(read)?)
    }

    fn bytes(&self, read: &Arc<AtomicU64>) -> io::Result<Box<dyn Read + Send>> {
        let bytes: Box<dyn Read + Send> = match self.place {
            Place::File => Box::new(Counted::new(File::open(&self.path)?, Arc::clone(read))),
            Place::Entry(entry) => entry.open(&self.path, |bytes| Box::new(Counted::new(bytes, Arc::clone(read))))?,
        };
        let (first, bytes) = peeked(bytes, 2)?;
        Ok(if first == [0x1f, 0x8b] { Box::new(MultiGzDecoder::new(bytes)) } else { Box::new(bytes) })
    }

    /// The beginning of the text, in UTF-8.
    ///
    /// # Errors
    /// Why the file is not text, or cannot be read.
    pub fn start(&self) -> Result<Vec<u8>, String> {
        let unreadable = |error: io::Error| format!("cannot be read: {}", reason_of(&error));
        let (bytes, _) = peeked(self.bytes(&Arc::default()).map_err(unreadable)?, START).map_err(unreadable)?;
        if let Some((_, advice)) = OTHERS.iter().find(|(first, _)| bytes.trim_ascii_start().starts_with(first)) {
            return Err((*advice).to_owned());
        }
        if bytes.get(257..262) == Some(b"ustar") {
            return Err("is a tar archive: unpack it first".to_owned());
        }
        let is_utf16 = matches!(bytes.as_slice(), [0xff, 0xfe, ..] | [0xfe, 0xff, ..]);
        let mut text = Vec::new();
        let read = Input::of(io::Cursor::new(bytes)).and_then(|mut input| {
            loop {
                let chunk = input.chunk()?;
                if chunk.is_empty() {
                    return Ok(());
                }
                text.extend_from_slice(chunk);
                let length = chunk.len();
                input.pass(length)?;
            }
        });
        read.map_err(unreadable)?;
        let zeros = |from: usize| text.iter().skip(from).step_by(2).take(8).all(|byte| *byte == 0);
        if !text.contains(&0) {
            Ok(text)
        } else if !is_utf16 && text.len() > 3 && zeros(0) != zeros(1) {
            Err("is UTF-16 without a byte order mark: save it as UTF-8".to_owned())
        } else {
            Err("is a binary file, and not JSON, CSV or SQL".to_owned())
        }
    }
}

/// The first bytes of a stream, and the stream with these bytes.
fn peeked(mut bytes: Box<dyn Read + Send>, length: u64) -> io::Result<(Vec<u8>, impl Read + Send + 'static)> {
    let mut first = Vec::new();
    bytes.by_ref().take(length).read_to_end(&mut first)?;
    Ok((first.clone(), io::Cursor::new(first).chain(bytes)))
}

/// The files behind these paths, in the order of the paths, and by name in each directory and archive.
///
/// # Errors
/// Which path cannot be read, and why.
pub fn parts_of(paths: &[PathBuf]) -> Result<Vec<Part>, String> {
    let mut parts = Vec::new();
    for path in paths {
        let about = |reason: String| format!("{} {reason}", path.display());
        let before = parts.len();
        add_path(path, 0, &mut parts)?;
        if parts.len() == before {
            return Err(about("has no files".to_owned()));
        }
    }
    Ok(parts)
}

fn add_path(path: &Path, depth: usize, parts: &mut Vec<Part>) -> Result<(), String> {
    let about = |reason: &str| format!("{} {reason}", path.display());
    let unreadable = |error: io::Error| about(&format!("cannot be read: {error}"));
    let metadata = fs::metadata(path).map_err(unreadable)?;
    if metadata.is_dir() {
        if depth == DEEPEST {
            return Err(about("is nested too deep"));
        }
        let mut inside = fs::read_dir(path)
            .and_then(|list| list.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>())
            .map_err(unreadable)?;
        inside.sort();
        let is_data = |path: &&PathBuf| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            !is_hidden(&name) && !name.ends_with(REPORT)
        };
        return inside.iter().filter(is_data).try_for_each(|path| add_path(path, depth + 1, parts));
    }
    if !metadata.is_file() {
        return Err(about("is not a file: files are read more than once, which pipes and devices cannot do"));
    }
    let mut first = Vec::new();
    File::open(path).and_then(|file| file.take(4).read_to_end(&mut first)).map_err(unreadable)?;
    if matches!(first.as_slice(), b"PK\x03\x04" | b"PK\x05\x06") {
        let entries = zip::entries(path).map_err(|reason| about(&reason))?;
        if entries.is_empty() {
            return Err(about("is a zip archive without files"));
        }
        parts.extend(entries);
    } else {
        parts.push(Part::new(path, None, Place::File, metadata.len()));
    }
    if parts.len() > MOST_PARTS {
        return Err(format!("an import has at most {MOST_PARTS} files"));
    }
    Ok(())
}
