//! The report of an import: the result of every row, one line of JSON each, with nothing personal beyond the id.

use roster::failure::{Failure, Outcome};
use roster_core::UserId;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
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
    /// Another user has the id, email or phone, and `--on-conflict` is `skip`.
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
}

/// One line of the report.
#[derive(Serialize)]
pub struct ReportLine {
    pub line: u64,
    pub outcome: RowStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_text")]
    pub id: Option<UserId>,
}

fn as_text<S: serde::Serializer>(id: &Option<UserId>, serializer: S) -> Result<S::Ok, S::Error> {
    id.as_ref().map(UserId::as_str).serialize(serializer)
}

/// The report of an import.
pub struct Report {
    path: PathBuf,
    file: BufWriter<File>,
    counts: BTreeMap<RowStatus, u64>,
}

impl Report {
    /// Creates a report, in place of the one of an earlier run.
    pub fn create(path: &Path) -> Outcome<Self> {
        let file = File::create(path).map_err(|cause| unwritable(path, &cause))?;
        Ok(Self { path: path.to_owned(), file: BufWriter::new(file), counts: BTreeMap::new() })
    }

    /// Adds a line.
    pub fn add(&mut self, line: &ReportLine) -> Outcome {
        *self.counts.entry(line.outcome).or_default() += 1;
        let json = serde_json::to_string(line).map_err(|cause| Failure::new(format!("cannot report: {cause}")))?;
        writeln!(self.file, "{json}").map_err(|cause| unwritable(&self.path, &cause))
    }

    /// How many rows have this status.
    pub fn count(&self, status: RowStatus) -> u64 {
        self.counts.get(&status).copied().unwrap_or(0)
    }

    /// How many rows the report has.
    pub fn rows(&self) -> u64 {
        self.counts.values().sum()
    }

    /// Whether the report has a row that should have been imported, and was not.
    pub fn is_bad(&self) -> bool {
        self.counts.keys().any(|status| status.is_bad())
    }

    /// Writes the lines that are still buffered.
    pub fn finish(&mut self) -> Outcome {
        self.file.flush().map_err(|cause| unwritable(&self.path, &cause))
    }
}

fn unwritable(path: &Path, cause: &std::io::Error) -> Failure {
    Failure::new(format!("cannot write the report {}: {cause}", path.display()))
}
