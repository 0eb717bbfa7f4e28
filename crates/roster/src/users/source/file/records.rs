//! The records of the files of an import, one after the other.

use super::copy::CopyRecords;
use super::found::{Found, FoundRecord, reason_of};
use super::json::{JsonRecords, realms};
use super::lines::LineRecords;
use super::shape::Shape;
use super::table::TableRecords;
use super::{Damages, SourceFile, SourceRecord};
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The reader of a shape.
pub enum Content {
    Lines(LineRecords),
    Json(JsonRecords),
    Table(TableRecords),
    Copy(CopyRecords),
    Nothing,
}

impl Content {
    /// The next record.
    pub fn next(&mut self) -> Found {
        match self {
            Self::Lines(records) => records.next(),
            Self::Json(records) => records.next(),
            Self::Table(records) => records.next(),
            Self::Copy(records) => records.next(),
            Self::Nothing => Found::End,
        }
    }
}

impl SourceFile {
    /// Begins to read the file. What is read of it is added to the counter.
    ///
    /// # Errors
    /// Why it cannot be opened.
    pub fn content(&self, read: &Arc<AtomicU64>) -> Result<Content, String> {
        let input = self.part.open(read).map_err(|error| format!("cannot be read: {}", reason_of(&error)))?;
        Ok(match &self.shape {
            Shape::Lines => Content::Lines(LineRecords::new(input)),
            Shape::Json(path) => Content::Json(JsonRecords::new(input, path.clone())),
            Shape::Table(layout) => Content::Table(TableRecords::new(input, layout.clone())),
            Shape::Copy(tables) => Content::Copy(CopyRecords::new(input, tables.clone())),
            Shape::Nothing(_) => Content::Nothing,
        })
    }

    /// The realms that follow the lists of their users. Nothing for a file whose first list comes after its realm, as Keycloak
    /// writes it: then the realms of all of them do.
    fn late_realms(&self) -> VecDeque<Option<String>> {
        let Shape::Json(path) = &self.shape else { return VecDeque::new() };
        let is_needed = !path.is_empty()
            && match self.content(&Arc::default()).map(|mut content| content.next()) {
                Ok(Found::Record(record)) => record.realm.is_none(),
                _ => false,
            };
        let input = is_needed.then(|| self.part.open(&Arc::default()));
        input.and_then(Result::ok).map(|input| realms(input, path)).unwrap_or_default()
    }
}

/// The records of the files of an import. A record that cannot be read is one of them, and so is the place from which on a file is
/// damaged: after it, the next file is read, and the damage is reported at the end (see [`super::SourceFiles::damages`]).
pub struct Records {
    files: Arc<[SourceFile]>,
    has_realms: bool,
    damages: Damages,
    /// The number of the file that is being read.
    file: usize,
    content: Option<Content>,
    /// How many bytes of the files have been read, and how many of these are in records that were given out.
    read: Arc<AtomicU64>,
    counted: u64,
}

impl Records {
    pub(super) fn new(files: Arc<[SourceFile]>, has_realms: bool, damages: Damages) -> Self {
        Self { files, has_realms, damages, file: 0, content: None, read: Arc::default(), counted: 0 }
    }

    fn open(&self, file: &SourceFile) -> Result<Content, String> {
        let content = file.content(&self.read)?;
        Ok(match content {
            Content::Json(records) if self.has_realms => Content::Json(records.with_late_realms(file.late_realms())),
            content => content,
        })
    }

    fn record(&mut self, found: FoundRecord) -> SourceRecord {
        let read = self.read.load(Ordering::Relaxed);
        let bytes = read - std::mem::replace(&mut self.counted, read);
        let FoundRecord { line, fields, realm } = found;
        SourceRecord { file: self.file, line, fields, realm, bytes }
    }

    /// A row for the damage of the file, which ends the file.
    fn damage(&mut self, line: u64, reason: String) -> SourceRecord {
        let name = self.files.get(self.file).map_or("", |file| file.part.name.as_str());
        self.damages.add(format!("{name} was not read further than line {line}: {reason}"));
        let reason = format!("nothing was read from here to the end of the file: {reason}");
        let record = self.record(FoundRecord { line, fields: Err(reason), realm: None });
        self.end_file();
        record
    }

    fn end_file(&mut self) {
        self.content = None;
        self.file += 1;
    }
}

impl Iterator for Records {
    type Item = SourceRecord;

    fn next(&mut self) -> Option<SourceRecord> {
        loop {
            if self.content.is_none() {
                let files = Arc::clone(&self.files);
                match self.open(files.get(self.file)?) {
                    Ok(content) => self.content = Some(content),
                    Err(reason) => return Some(self.damage(1, format!("the file {reason}"))),
                }
            }
            match self.content.as_mut().map_or(Found::End, Content::next) {
                Found::Record(found) => return Some(self.record(found)),
                Found::Damage { line, reason } => return Some(self.damage(line, reason)),
                Found::End => self.end_file(),
            }
        }
    }
}
