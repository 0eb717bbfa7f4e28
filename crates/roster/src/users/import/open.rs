//! Opens the files of an import, and finds out which system wrote them.

use super::options::ImportOptions;
use crate::users::formats::{Format, Spec, detect};
use crate::users::source::{Damages, JoinedRecords, Known, SourceFiles, SourceRecord};
use roster::failure::{Failure, Outcome};

/// The records of all files of an import, one file after the other.
pub struct Source {
    files: SourceFiles,
    records: JoinedRecords,
}

/// The files of an import, and their format.
pub struct Opened {
    /// What they have.
    pub source: Source,
    /// The format of all of them.
    pub spec: &'static Spec,
}

/// Opens the files, and chooses their format by the beginning of each of them. Nothing is written before.
///
/// # Errors
/// Which file cannot be read or is of another system, and why.
pub fn open(options: &ImportOptions) -> Outcome<Opened> {
    let headers = |row: &[&str]| Format::ALL.iter().find_map(|format| (format.spec().headers)(row));
    let known = Known { headers: &headers, dump_table: options.read.dump_table.as_deref() };
    let files = SourceFiles::open(&options.files, &known)?;
    // A map of columns says that the file is a plain one.
    let named = options.format.or_else(|| options.read.table.has_columns().then_some(Format::Table));
    let format = detect::choose(named, &files.sample()).map_err(Failure::new)?;
    options.read.table.check(format, &files.sample()).map_err(Failure::new)?;
    for (name, sample) in files.names().zip(files.samples()).filter(|_| files.samples().len() > 1) {
        detect::choose(Some(format), sample).map_err(|reason| Failure::new(format!("{name}: {reason}")))?;
    }
    let records = files.joined(format.join(), options.read.realm.is_some())?;
    Ok(Opened { source: Source { files, records }, spec: format.spec() })
}

impl Source {
    /// The size of all files, in bytes.
    pub fn total(&self) -> u64 {
        self.files.total
    }

    /// The names of the files, by their numbers.
    pub fn file_names(&self) -> Vec<String> {
        self.files.names().map(str::to_owned).collect()
    }

    /// The places from which on a file could not be read, once its records have been read.
    pub fn damages(&self) -> Damages {
        self.files.damages()
    }
}

impl Iterator for Source {
    type Item = SourceRecord;

    fn next(&mut self) -> Option<SourceRecord> {
        self.records.next()
    }
}
