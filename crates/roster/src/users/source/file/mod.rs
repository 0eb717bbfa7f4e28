//! The files of an import: JSON of any shape, tables, and dumps of PostgreSQL, compressed or not. Records are read one at a time.
//!
//! [`part`] lists the files behind the paths, [`shape`] finds out what is in each of them, and [`records`] reads them with the
//! reader of their shape: [`lines`], [`json`], [`table`] or [`copy`]. [`join`] adds the fields of records of a second kind to
//! those of users. Every file is opened several times, so pipes cannot be read.

mod copy;
mod dump;
mod found;
mod index;
mod input;
mod join;
mod json;
mod lines;
mod part;
mod records;
mod row;
mod run;
mod sample;
mod shape;
mod table;
mod utf16;
mod zip;

pub use index::HashIndex;
pub use join::{Join, JoinedRecords};
pub use records::Records;
pub use sample::{Container, Sample};
pub use shape::Known;

use self::part::{Part, parts_of};
use self::shape::{Shape, shape_of};
use crate::users::source::Fields;
use roster::failure::{Failure, Outcome};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// How many records of each file are in its sample, and how many are read for them at most.
const SAMPLE: usize = 100;
const MOST_READ_FOR_SAMPLE: usize = 1_000;

/// One record.
pub struct SourceRecord {
    /// The number of its file among those of the import, from 0.
    pub file: usize,
    /// The line of the file on which it begins, from 1.
    pub line: u64,
    /// Its fields, or the reason why it cannot be read.
    pub fields: Result<Fields, String>,
    /// The name of the realm whose list has it: the field `realm` of the object around the list.
    pub realm: Option<String>,
    /// Its share of the file, in bytes.
    pub bytes: u64,
}

/// The files of an import, which are recognised, and can be read as often as it takes.
pub struct SourceFiles {
    /// The size of all files, in bytes, as they are on the disk.
    pub total: u64,
    files: Arc<[SourceFile]>,
    samples: Vec<Sample>,
    damages: Damages,
}

/// A file with records.
pub struct SourceFile {
    part: Part,
    shape: Shape,
}

/// The places from which on files could not be read: a sentence for each, once their records have been read. The report has an
/// invalid row for each, too.
#[derive(Debug, Clone, Default)]
pub struct Damages(Arc<Mutex<Vec<String>>>);

impl SourceFiles {
    /// Opens files: the paths may be those of files, of archives and of directories. It reads the beginning of each file, and of a
    /// dump all of it. Nothing of what it reads decides on more than the shape of the file: formats recognise the system
    /// that wrote it by the samples.
    ///
    /// # Errors
    /// Which file cannot be read, and why: it is empty, binary, encrypted, damaged from its beginning, or has no records.
    pub fn open(paths: &[PathBuf], known: &Known<'_>) -> Outcome<Self> {
        let (mut files, mut samples, mut nothing) = (Vec::new(), Vec::new(), Vec::new());
        for part in parts_of(paths).map_err(Failure::new)? {
            let about = |reason: &str| Failure::new(format!("{} {reason}", part.name));
            let (shape, container) = shape_of(&part, known).map_err(|reason| about(&reason))?;
            if let Shape::Nothing(reason) = shape {
                nothing.push(about(reason));
                continue;
            }
            let file = SourceFile { part: part.clone(), shape };
            let Some(container) = container else { continue };
            match file.sample(container) {
                Ok(Some(sample)) => {
                    files.push(file);
                    samples.push(sample);
                }
                Ok(None) => nothing.push(about("has no records")),
                Err(reason) => return Err(about(&reason)),
            }
        }
        if files.is_empty() {
            return Err(nothing.into_iter().next().unwrap_or_else(|| Failure::new("there are no files to read")));
        }
        let total = files.iter().map(|file| file.part.size).sum();
        Ok(Self { total, files: files.into(), samples, damages: Damages::default() })
    }

    /// The beginnings of the files, in their order.
    pub fn samples(&self) -> &[Sample] {
        &self.samples
    }

    /// The beginnings of all files as one: the shape of the first one, and the names and records of all.
    pub fn sample(&self) -> Sample {
        let container = self.samples.first().map_or(Container::Values, |sample| sample.container.clone());
        let mut all = Sample::of(container);
        for sample in &self.samples {
            all.add_names(sample.names.iter().map(String::as_str));
            all.records.extend(sample.records.iter().cloned());
        }
        all
    }

    /// The names of the files, in their order, as messages have them.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|file| file.part.name.as_str())
    }

    /// The records of all files. `has_realms` says that the realm of each record is needed: for a file in which it follows the
    /// records, that takes reading the file twice.
    pub fn records(&self, has_realms: bool) -> Records {
        Records::new(Arc::clone(&self.files), has_realms, self.damages.clone())
    }

    /// The records of all files, those of two kinds joined.
    ///
    /// # Errors
    /// When the records of the second kind cannot be kept in a temporary file.
    pub fn joined(&self, join: Option<&'static Join>, has_realms: bool) -> Outcome<JoinedRecords> {
        let first_pass = Records::new(Arc::clone(&self.files), false, Damages::default());
        JoinedRecords::new(join, first_pass, self.records(has_realms))
    }

    /// The places from which on a file could not be read.
    pub fn damages(&self) -> Damages {
        self.damages.clone()
    }
}

impl Damages {
    /// All of them, as sentences.
    pub fn all(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn add(&self, damage: String) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(damage);
    }
}

impl SourceFile {
    /// The beginning of the file; nothing if it has no records.
    fn sample(&self, container: Container) -> Result<Option<Sample>, String> {
        let mut sample = Sample::of(container);
        match &self.shape {
            Shape::Table(layout) => sample.add_names(layout.names.iter().map(String::as_str)),
            Shape::Copy(tables) => sample.add_names(tables.iter().flat_map(|table| &table.columns).map(String::as_str)),
            _ => {}
        }
        let (mut content, mut has_records) = (self.content(&Arc::default())?, false);
        for _ in 0..MOST_READ_FOR_SAMPLE {
            match content.next() {
                found::Found::Record(record) => {
                    has_records = true;
                    if let Ok(fields) = record.fields {
                        sample.add(fields);
                    }
                }
                found::Found::Damage { line, reason } if !has_records => {
                    return Err(format!("is damaged in line {line}: {reason}"));
                }
                found::Found::Damage { .. } | found::Found::End => break,
            }
            if sample.records.len() == SAMPLE {
                break;
            }
        }
        Ok(has_records.then_some(sample))
    }
}

#[cfg(test)]
mod tests;
