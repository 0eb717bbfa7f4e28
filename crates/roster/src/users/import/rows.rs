//! Reads the rows of a file: records become users, users become valid rows.

use super::labels::LabelMaker;
use super::open::Source;
use super::options::ImportOptions;
use super::report::RowStatus;
use super::seen::Seen;
use super::teams::teams_of;
use crate::users::formats::Spec;
use crate::users::source::{Reading, RowError, Rules, SourceRecord, SourceUser, ValidRow};
use roster_core::Timestamp;

/// The reason of a row of another realm than the one that was asked for.
pub const OTHER_REALM: &str = "of another realm";

/// A row of a file, before the table is asked.
pub struct Row {
    /// The number of its file among those of the import, from 0.
    pub file: usize,
    /// Its line in the file.
    pub line: u64,
    /// Its share of the file, in bytes.
    pub bytes: u64,
    /// The user, or why the row is not imported.
    pub user: Result<Box<ValidRow>, RowError>,
}

/// The rows of a file.
pub struct Rows<'a> {
    records: Source,
    spec: &'static Spec,
    options: &'a ImportOptions,
    rules: Rules,
    labels: LabelMaker<'a>,
    seen: Seen,
    /// The number of rows until now. It keeps users that were created at the same time in the order of the file.
    count: u32,
}

impl<'a> Rows<'a> {
    /// The rows of a source whose import begins at `now`.
    pub fn of(records: Source, spec: &'static Spec, options: &'a ImportOptions, now: Timestamp) -> Self {
        let rules =
            Rules { format: spec.name, now, drop_hashes: options.drop_unknown_hashes, usernames: options.usernames };
        let labels = LabelMaker::new(&options.labels_from);
        let seen = Seen::of(records.file_names());
        Self { records, spec, options, rules, labels, seen, count: 0 }
    }

    fn read(&mut self, record: SourceRecord) -> Row {
        let SourceRecord { file, line, fields, realm, bytes } = record;
        self.count = self.count.saturating_add(1);
        let wanted = self.options.read.realm.as_deref();
        // A record that cannot be read and has no known realm may be one of the realm that was asked for.
        let has_realm = realm.is_some() || fields.is_ok();
        let user = if wanted.is_some() && realm.as_deref() != wanted && has_realm {
            Err(RowError::skipped(OTHER_REALM))
        } else {
            match fields.and_then(|fields| (self.spec.read)(fields, &self.options.read)) {
                Ok(Reading::User(user)) => self.validate(*user, (file, line)),
                Ok(Reading::Skip(reason)) => Err(RowError::skipped(reason)),
                Err(reason) => Err(reason.into()),
            }
        };
        Row { file, line, bytes, user }
    }

    /// Makes labels and teams of a user, validates the rest, and finds out whether an earlier row has the same user.
    fn validate(&mut self, mut user: SourceUser, place: (usize, u64)) -> Result<Box<ValidRow>, RowError> {
        let has_teams = self.options.teams_from.is_some();
        let mut notes = self.labels.label(&mut user, has_teams);
        let groups = if has_teams { std::mem::take(&mut user.groups) } else { Vec::new() };
        let (teams, lost) = teams_of(self.rules.format, &groups);
        notes.extend(lost);
        let mut row = user.validate(self.count, self.rules)?;
        row.teams = teams;
        row.notes.append(&mut notes);
        let claimed = self.seen.claim(&row.import_user.user, place);
        let (status, reason) = match claimed {
            Ok(None) => return Ok(Box::new(row)),
            Ok(Some(reason)) => (self.options.on_conflict.status(), reason),
            Err(error) => {
                (RowStatus::Failed, format!("the ids of the rows cannot be kept in a temporary file: {error}"))
            }
        };
        Err(RowError { status, reason, id: Some(row.import_user.user.id) })
    }
}

impl Iterator for Rows<'_> {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        let record = self.records.next()?;
        Some(self.read(record))
    }
}
