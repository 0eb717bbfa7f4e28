//! What came of every row: one line of JSON each, without anything personal beyond the id.

use roster::failure::{Failure, Outcome};
use roster_core::UserId;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// What came of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Fate {
    /// The user is new here.
    Imported,
    /// The user could be imported: a dry run.
    Importable,
    /// The user came by an earlier run.
    Already,
    /// Somebody has the id, address or number, and that was to be passed over.
    Skipped,
    /// Somebody has the id, address or number.
    Refused,
    /// The row is no user.
    Invalid,
    /// The table could not take it now: run the import again.
    Failed,
}

impl Fate {
    /// All of them, in the order in which they are told.
    pub const ALL: [(Self, &str); 7] = [
        (Self::Imported, "imported"),
        (Self::Importable, "importable"),
        (Self::Already, "already"),
        (Self::Skipped, "skipped"),
        (Self::Refused, "refused"),
        (Self::Invalid, "invalid"),
        (Self::Failed, "failed"),
    ];

    /// Whether somebody was left out who should not have been.
    pub fn is_bad(self) -> bool {
        matches!(self, Self::Refused | Self::Invalid | Self::Failed)
    }
}

/// One line of the report.
#[derive(Serialize)]
pub struct Line {
    pub line: u64,
    pub outcome: Fate,
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
    counts: BTreeMap<Fate, u64>,
}

impl Report {
    /// Begins a report in place of the one of an earlier run.
    pub fn begin(path: &Path) -> Outcome<Self> {
        let file = File::create(path).map_err(|cause| unwritable(path, &cause))?;
        Ok(Self { path: path.to_owned(), file: BufWriter::new(file), counts: BTreeMap::new() })
    }

    /// Adds a line.
    pub fn add(&mut self, line: &Line) -> Outcome {
        *self.counts.entry(line.outcome).or_default() += 1;
        let json = serde_json::to_string(line).map_err(|cause| Failure::new(format!("cannot report: {cause}")))?;
        writeln!(self.file, "{json}").map_err(|cause| unwritable(&self.path, &cause))
    }

    /// How many rows had this fate.
    pub fn count(&self, fate: Fate) -> u64 {
        self.counts.get(&fate).copied().unwrap_or(0)
    }

    /// How many rows there are.
    pub fn rows(&self) -> u64 {
        self.counts.values().sum()
    }

    /// Whether somebody was left out who should not have been.
    pub fn is_bad(&self) -> bool {
        self.counts.keys().any(|fate| fate.is_bad())
    }

    /// Writes what is left to be written.
    pub fn finish(&mut self) -> Outcome {
        self.file.flush().map_err(|cause| unwritable(&self.path, &cause))
    }
}

fn unwritable(path: &Path, cause: &std::io::Error) -> Failure {
    Failure::new(format!("cannot write the report {}: {cause}", path.display()))
}
