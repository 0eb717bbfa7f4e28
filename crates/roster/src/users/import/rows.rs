//! Reads the rows of a file: records become users, users become valid rows.

use super::options::ImportOptions;
use super::seen::Seen;
use crate::users::formats::Format;
use crate::users::source::{RowError, Rules, SourceFile, SourceRecord, ValidRow};
use roster_core::Timestamp;

/// A row of a file, before the table is asked.
pub struct Row {
    /// Its line in the file.
    pub line: u64,
    /// Its share of the file, in bytes.
    pub bytes: u64,
    /// The user, or why the row is not imported.
    pub user: Result<Box<ValidRow>, RowError>,
}

/// The rows of a file.
pub struct Rows<'a> {
    file: SourceFile,
    options: &'a ImportOptions,
    rules: Rules,
    seen: Seen,
}

impl<'a> Rows<'a> {
    /// The rows of a file whose import begins at `now`.
    pub fn of(file: SourceFile, options: &'a ImportOptions, now: Timestamp) -> Self {
        let rules = Rules { format: options.format.name(), now, drop_hashes: options.drop_unknown_hashes };
        Self { file, options, rules, seen: Seen::default() }
    }

    fn read(&mut self, record: SourceRecord) -> Row {
        let SourceRecord { line, json, bytes } = record;
        let user = json.and_then(|json| self.options.format.read(&json, &self.options.firebase));
        let row = user.map_err(RowError::from).and_then(|user| user.validate(line as u32, self.rules));
        let user = row.and_then(|row| match self.seen.claim(&row.import_user.user, line) {
            Ok(()) => Ok(Box::new(row)),
            Err(reason) => {
                let (status, id) = (self.options.on_conflict.status(), Some(row.import_user.user.id));
                Err(RowError { status, reason, id })
            }
        });
        Row { line, bytes, user }
    }
}

impl Iterator for Rows<'_> {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        let record = self.file.next()?;
        Some(self.read(record))
    }
}

