//! What an import reads: files, their records, the fields of a record, and the user that they describe.

mod date;
mod field;
mod fields;
pub mod file;
mod note;
mod user;

pub use date::format as format_date;
pub use field::{number, text};
pub use fields::Fields;
pub use file::{Container, HashIndex, Join, JoinedRecords, Known, Sample, SourceFiles, SourceRecord};
pub use note::{Note, NoteKind};
pub use user::{Reading, RowError, Rules, SourcePassword, SourceUser, ValidRow};
