//! The kinds of files that an export writes. All have the same fields, and `roster users import --format appwrite` reads each.

use super::part_file::PartFile;
use super::record::{ExportedHash, ExportedUser, broken};
use roster::failure::Outcome;
use roster_core::User;
use serde_json::value::RawValue;
use std::io::{self, Write as _};

/// The kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum ExportFormat {
    /// CSV by RFC 4180, with the names of the fields in the first row.
    Csv,
    /// One line of JSON for each user.
    Ndjson,
    /// One JSON document, as `users.list` of Appwrite's server SDKs answers.
    Appwrite,
}

/// Writes users to a file, one after the other.
pub struct UserWriter<'a> {
    file: &'a mut PartFile,
    format: ExportFormat,
    with_hashes: bool,
    users: u64,
}

const COLUMNS: [&str; 14] = [
    "$id",
    "$createdAt",
    "$updatedAt",
    "name",
    "email",
    "phone",
    "emailVerification",
    "phoneVerification",
    "status",
    "mfa",
    "impersonator",
    "labels",
    "passwordUpdate",
    "accessedAt",
];
/// Columns of a hash, with `--with-hashes`.
const HASH_COLUMNS: [&str; 3] = ["password", "hash", "hashOptions"];
/// The last column, because it can be long.
const PREFS: &str = "prefs";

impl<'a> UserWriter<'a> {
    /// Begins a file.
    pub fn begin(format: ExportFormat, with_hashes: bool, file: &'a mut PartFile) -> Outcome<Self> {
        let mut writer = Self { file, format, with_hashes, users: 0 };
        match format {
            ExportFormat::Csv => {
                let hash: &[&str] = if with_hashes { &HASH_COLUMNS } else { &[] };
                writer.row(COLUMNS.iter().chain(hash).chain([&PREFS]).copied())?;
            }
            ExportFormat::Ndjson => {}
            ExportFormat::Appwrite => writer.write("{\"users\":[")?,
        }
        Ok(writer)
    }

    /// Adds a user.
    pub fn add(&mut self, user: &User) -> Outcome {
        let fields = ExportedUser::of(user, self.with_hashes)?;
        let line = || fields.line().map_err(|_| broken(user));
        match self.format {
            ExportFormat::Csv => self.user_row(&fields)?,
            ExportFormat::Ndjson => self.write(&(line()? + "\n"))?,
            ExportFormat::Appwrite => {
                // Indented, so that no line looks like one of the lines of JSON.
                let end = if self.users == 0 { "\n  " } else { ",\n  " };
                self.write(&(end.to_owned() + &line()?))?;
            }
        }
        self.users += 1;
        Ok(())
    }

    /// Ends the file. Returns how many users are in it.
    pub fn end(mut self) -> Outcome<u64> {
        if self.format == ExportFormat::Appwrite {
            // Only now is their number known: a project can have more users than memory would hold.
            self.write(&format!("\n],\"total\":{}}}\n", self.users))?;
        }
        Ok(self.users)
    }

    fn user_row(&mut self, user: &ExportedUser<'_>) -> Outcome {
        let labels = serde_json::Value::from(user.labels).to_string();
        let fields = [
            user.id,
            &user.created_at,
            &user.updated_at,
            user.name,
            user.email,
            user.phone,
            flag(user.email_verification),
            flag(user.phone_verification),
            flag(user.status),
            flag(user.mfa),
            flag(user.impersonator),
            &labels,
            &user.password_update,
            &user.accessed_at,
        ];
        let hash = user.hash.as_ref().map(hash_cells);
        self.row(fields.into_iter().chain(hash.into_iter().flatten()).chain([user.prefs.get()]))
    }

    fn row<'c>(&mut self, cells: impl Iterator<Item = &'c str>) -> Outcome {
        let row = cells.map(cell).collect::<Vec<_>>().join(",");
        self.write(&(row + "\r\n"))
    }

    fn write(&mut self, text: &str) -> Outcome {
        let written: io::Result<()> = self.file.write_all(text.as_bytes());
        written.map_err(|cause| self.file.failure(&cause))
    }
}

fn hash_cells(hash: &ExportedHash) -> [&str; 3] {
    let options = hash.hash_options.as_deref().map_or("", RawValue::get);
    [hash.password.as_deref().unwrap_or_default(), hash.hash.unwrap_or_default(), options]
}

fn flag(is_set: bool) -> &'static str {
    if is_set { "true" } else { "false" }
}

/// A cell by RFC 4180, 2.5 to 2.7: in quotes if it has a quote, a comma or a line break. A cell with blanks at its ends is quoted,
/// too, because some readers trim others.
fn cell(text: &str) -> String {
    let is_plain = !text.contains(['"', ',', '\n', '\r']) && text.trim() == text;
    if is_plain { text.to_owned() } else { format!("\"{}\"", text.replace('"', "\"\"")) }
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn a_cell_is_quoted_when_it_must_be() {
        for text in ["", "plain", "Zoë", "+4912345", "=1+1", "a b"] {
            assert_eq!(cell(text), text);
        }
        for (text, quoted) in [
            ("a,b", "\"a,b\""),
            ("say \"x\"", "\"say \"\"x\"\"\""),
            ("two\nlines", "\"two\nlines\""),
            ("two\rlines", "\"two\rlines\""),
            (" a", "\" a\""),
        ] {
            assert_eq!(cell(text), quoted);
        }
    }
}
