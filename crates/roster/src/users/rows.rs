//! Reads the rows of a file: records become users, users become valid rows.

use super::options::ImportOptions;
use super::source_file::{SourceFile, SourceRecord};
use super::source_user::{RowError, Rules, ValidRow};
use roster_core::{Timestamp, User};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

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

/// The ids, emails and phones that were in the file before, each with its line: the first row that has one keeps it. Only hashes
/// of 64 bits are kept: in a file of a million users, two of them are equal once in ten million imports.
#[derive(Default)]
struct Seen(HashMap<u64, u64>);

impl Seen {
    /// Adds the id, email and phone of a user. Adds nothing, and returns the reason, if an earlier row has one of them.
    fn claim(&mut self, user: &User, line: u64) -> Result<(), String> {
        let phone = user.phone.as_ref().map(roster_core::Phone::as_str);
        let email = user.email.as_ref().map(roster_core::Email::as_str);
        let fields = [("id", Some(user.id.as_str())), ("email", email), ("phone", phone)];
        let hashes: Vec<_> =
            fields.into_iter().filter_map(|(field, value)| Some((field, hash_of(field, value?)))).collect();
        let earlier = hashes.iter().find_map(|(field, hash)| Some((field, self.0.get(hash)?)));
        if let Some((field, earlier)) = earlier {
            return Err(format!("line {earlier} has the same {field}"));
        }
        self.0.extend(hashes.into_iter().map(|(_, hash)| (hash, line)));
        Ok(())
    }
}

fn hash_of(field: &str, value: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    (field, value).hash(&mut hasher);
    hasher.finish()
}
