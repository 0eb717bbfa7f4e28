//! What the reader of a shape finds next.

use crate::users::source::Fields;
use std::io;

/// What the reader of a shape finds next.
pub enum Found {
    /// A record.
    Record(FoundRecord),
    /// The text cannot be read further: the line from which on it cannot be trusted, and why.
    Damage {
        /// The line of the record that has the damage, or of the damage itself.
        line: u64,
        /// What is wrong.
        reason: String,
    },
    /// The text has ended as it should.
    End,
}

/// A record as it is found.
pub struct FoundRecord {
    /// The line on which it begins.
    pub line: u64,
    /// Its fields, or the reason why it cannot be read.
    pub fields: Result<Fields, String>,
    /// The name of the realm around it.
    pub realm: Option<String>,
}

impl Found {
    /// A record without a realm.
    pub fn record(line: u64, fields: Result<Fields, String>) -> Self {
        Self::Record(FoundRecord { line, fields, realm: None })
    }

    /// A record that cannot be read.
    pub fn invalid(line: u64, reason: impl Into<String>) -> Self {
        Self::record(line, Err(reason.into()))
    }

    /// The end of what can be trusted.
    pub fn damage(line: u64, reason: impl Into<String>) -> Self {
        Self::Damage { line, reason: reason.into() }
    }

    /// A failure to read the file: the end of a compressed file is missing, a disk has an error.
    pub fn unreadable(line: u64, error: &io::Error) -> Self {
        Self::damage(line, format!("the file cannot be read any further: {}", reason_of(error)))
    }
}

/// Why a file cannot be read, in plain words.
pub fn reason_of(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => "its end is missing".to_owned(),
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => format!("the compressed data is damaged ({error})"),
        _ => error.to_string(),
    }
}
