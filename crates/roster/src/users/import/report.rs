//! The report of an import: the result of every row, one line of JSON each, with nothing personal beyond the id.

use super::rows::OTHER_REALM;
use crate::users::source::{Note, NoteKind};
use roster::failure::{Failure, Outcome};
use roster_core::UserId;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, BufWriter, Seek as _, Write as _};
use std::path::{Path, PathBuf};

/// The result of a row. The names are part of the report, and stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RowStatus {
    /// The user was imported.
    Imported,
    /// The user would be imported: a dry run.
    Importable,
    /// An earlier import has imported the user.
    Already,
    /// Another user has the id, email or phone, and `--on-conflict` is `skip`; or the record is no user to import.
    Skipped,
    /// Another user has the id, email or phone.
    Refused,
    /// The row is not a valid user.
    Invalid,
    /// The table could not be written: run the import again.
    Failed,
}

impl RowStatus {
    /// All of them, in the order in which they are printed.
    pub const ALL: [(Self, &str); 7] = [
        (Self::Imported, "imported"),
        (Self::Importable, "importable"),
        (Self::Already, "already"),
        (Self::Skipped, "skipped"),
        (Self::Refused, "refused"),
        (Self::Invalid, "invalid"),
        (Self::Failed, "failed"),
    ];

    /// Whether the user should have been imported, and was not.
    pub fn is_bad(self) -> bool {
        matches!(self, Self::Refused | Self::Invalid | Self::Failed)
    }

    /// Whether the user of the row is in the table, or would be after an import.
    pub fn is_in(self) -> bool {
        matches!(self, Self::Imported | Self::Importable | Self::Already)
    }
}

/// One line of the report.
#[derive(Serialize)]
pub struct ReportLine {
    pub line: u64,
    /// The name of its file, in an import of several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    pub outcome: RowStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_text")]
    pub id: Option<UserId>,
    /// What of the user is not imported, or not as it was: of a row whose user is in.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
    /// Whether the row has a password for the user, or a hash of it.
    #[serde(skip)]
    pub has_password: bool,
}

fn as_text<S: serde::Serializer>(id: &Option<UserId>, serializer: S) -> Result<S::Ok, S::Error> {
    id.as_ref().map(UserId::as_str).serialize(serializer)
}

/// What a report says of all its rows.
#[derive(Default)]
pub struct Counts {
    statuses: BTreeMap<RowStatus, u64>,
    notes: BTreeMap<NoteKind, u64>,
    /// Rows whose user is in, and has lost something.
    pub with_losses: u64,
    /// Rows whose user is in, and has no password in the file that was taken.
    pub without_password: u64,
    /// Rows of another realm than the one that was asked for.
    pub of_other_realms: u64,
}

impl Counts {
    fn add(&mut self, line: &ReportLine) {
        *self.statuses.entry(line.outcome).or_default() += 1;
        for kind in line.notes.iter().map(|note| note.kind).collect::<BTreeSet<_>>() {
            *self.notes.entry(kind).or_default() += 1;
        }
        self.with_losses += u64::from(line.notes.iter().any(|note| note.is_loss));
        self.without_password += u64::from(line.outcome.is_in() && !line.has_password);
        self.of_other_realms += u64::from(line.reason.as_deref() == Some(OTHER_REALM));
    }

    /// How many rows have this status.
    pub fn of(&self, status: RowStatus) -> u64 {
        self.statuses.get(&status).copied().unwrap_or(0)
    }

    /// How many rows have a note of this kind.
    pub fn with_note(&self, kind: NoteKind) -> u64 {
        self.notes.get(&kind).copied().unwrap_or(0)
    }

    /// How many rows there are.
    pub fn rows(&self) -> u64 {
        self.statuses.values().sum()
    }

    /// Whether a row should have been imported, and was not.
    pub fn is_bad(&self) -> bool {
        self.statuses.keys().any(|status| status.is_bad())
    }
}

/// The report of an import.
pub struct Report {
    path: PathBuf,
    file: BufWriter<File>,
    /// What it says until now.
    pub counts: Counts,
}

impl Report {
    /// Creates a report, in place of the one of an earlier run. `inputs` are the files of the import: the report must be none of them.
    ///
    /// # Errors
    /// When it cannot be created, or would replace an input.
    pub fn create(path: &Path, inputs: &[PathBuf]) -> Outcome<Self> {
        let is_same = |input: &PathBuf| {
            let (input, path) = (input.canonicalize(), path.canonicalize());
            input.is_ok_and(|input| path.is_ok_and(|path| input == path))
        };
        if inputs.iter().any(is_same) {
            let text = "is a file of the import: choose another one with --report";
            return Err(Failure::usage(format!("the report {} {text}", path.display())));
        }
        let file = File::create(path).and_then(probed).map_err(|cause| unwritable(path, &cause))?;
        Ok(Self { path: path.to_owned(), file: BufWriter::new(file), counts: Counts::default() })
    }

    /// Adds the lines of a batch. They are in the file afterwards, so the report of a killed import ends with a whole batch, and a
    /// full disk ends the import soon.
    pub fn add(&mut self, lines: &[ReportLine]) -> Outcome {
        for line in lines {
            self.counts.add(line);
            let json = serde_json::to_string(line).map_err(|cause| Failure::new(format!("cannot report: {cause}")))?;
            writeln!(self.file, "{json}").map_err(|cause| unwritable(&self.path, &cause))?;
        }
        self.file.flush().map_err(|cause| unwritable(&self.path, &cause))
    }
}

/// Writes a byte to a file and removes it again: a full disk is an error before any user is written.
fn probed(mut file: File) -> io::Result<File> {
    if file.metadata()?.is_file() {
        file.write_all(b"\n")?;
        file.set_len(0)?;
        file.rewind()?;
    }
    Ok(file)
}

fn unwritable(path: &Path, cause: &io::Error) -> Failure {
    Failure::new(format!("cannot write the report {}: {cause}", path.display()))
}
