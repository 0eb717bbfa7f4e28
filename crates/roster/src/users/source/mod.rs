//! What an import reads: files, their records, the fields of a record, and the user that they describe.

mod date;
mod field;
mod fields;
pub mod file;
mod lost;
mod note;
mod user;
mod username;
mod valid;

pub use date::{format as format_date, parse as parse_date};
pub use field::{number, text};
pub use fields::Fields;
pub use file::{Container, Damages, HashIndex, Join, JoinedRecords, Known, Sample, SourceFiles, SourceRecord};
pub use lost::counted;
pub use note::{Note, NoteKind};
pub use user::{Reading, SourcePassword, SourceUser};
pub use username::Usernames;
pub use valid::{RowError, Rules, ValidRow};
