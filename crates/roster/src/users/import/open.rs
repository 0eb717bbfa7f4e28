//! Opens the files of an import, and finds out which system wrote them.

use super::options::ImportOptions;
use crate::users::formats::{Format, Spec, detect};
use crate::users::source::{SourceFile, SourceRecord};
use roster::failure::{Failure, Outcome};
use std::path::PathBuf;

/// The records of all files of an import, one file after the other.
pub struct Source {
    files: std::vec::IntoIter<SourceFile>,
    current: Option<SourceFile>,
    /// The size of all files, in bytes.
    pub total: u64,
}

/// The files of an import, and their format.
pub struct Opened {
    /// What they have.
    pub source: Source,
    /// The format of all of them.
    pub spec: &'static Spec,
}
