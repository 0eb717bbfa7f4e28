//! The options of plain files: `--columns` and `--hash`.

use super::field::Field;
use super::scheme::HashScheme;
use crate::users::formats::Format;
use crate::users::source::{Fields, Sample};
use std::str::FromStr;

/// How the columns of a plain file are read.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct TableOptions {
    /// Plain CSV and JSON: which column has which field of a user, such as email=mail,password=hash,name="first last".
    #[arg(long, value_name = "FIELD=COLUMN,…")]
    pub columns: Vec<ColumnMap>,
    /// Plain CSV and JSON: the scheme of the hashes, where they do not name it.
    #[arg(long, value_name = "SCHEME")]
    pub hash: Option<HashScheme>,
}

/// What `--columns` says: fields and their columns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ColumnMap(Vec<(Field, Vec<String>)>);

impl FromStr for ColumnMap {
    type Err = String;

    /// Parses `email=mail,password=hash,name=first last`. A column whose name has a space, a comma or an equals sign is written in
    /// double quotes.
    fn from_str(text: &str) -> Result<Self, String> {
        let mut map = Vec::new();
        for entry in split(text, ',')? {
            let (name, columns) = entry.split_once('=').ok_or("write FIELD=COLUMN, with commas between them")?;
            let known = || format!("unknown field; the fields are {}", Field::names().collect::<Vec<_>>().join(", "));
            let field = Field::of(name.trim()).ok_or_else(known)?;
            let columns: Vec<String> = split(columns, ' ')?.iter().map(|column| column.replace('"', "")).collect();
            if columns.is_empty() {
                return Err(format!("{}: the column is missing", field.name()));
            }
            if columns.len() > 1 && !field.has_several() {
                return Err(format!("{}: takes one column", field.name()));
            }
            if map.iter().any(|(known, _)| *known == field) {
                return Err(format!("{}: is mapped twice", field.name()));
            }
            map.push((field, columns));
        }
        Ok(Self(map))
    }
}

/// Splits at a character outside of double quotes. Empty parts are left out.
fn split(text: &str, at: char) -> Result<Vec<&str>, String> {
    let mut is_quoted = false;
    let parts = text.split(|character| {
        is_quoted ^= character == '"';
        character == at && !is_quoted
    });
    let parts = parts.filter(|part| !part.trim().is_empty()).collect();
    if is_quoted { Err("a double quote is not closed".to_owned()) } else { Ok(parts) }
}

impl TableOptions {
    /// The columns that are mapped to this field.
    pub fn mapped(&self, field: Field) -> Option<&[String]> {
        let mut all = self.columns.iter().flat_map(|map| &map.0);
        all.find(|(known, _)| *known == field).map(|(_, columns)| columns.as_slice())
    }

    /// Whether a column is mapped to some field.
    pub fn has(&self, column: &str) -> bool {
        self.all().any(|known| known == column)
    }

    /// Puts the fields of objects in their place, as far as mapped columns with dotted names are in them.
    pub fn flatten(&self, record: &mut Fields) -> Result<(), String> {
        for column in self.all().filter(|column| column.contains('.')) {
            for (end, _) in column.match_indices('.') {
                if !record.has(column) {
                    record.flatten(&[column.get(..end).unwrap_or_default()])?;
                }
            }
        }
        Ok(())
    }

    /// Whether columns are mapped.
    pub fn has_columns(&self) -> bool {
        !self.columns.is_empty()
    }

    /// Checks that the file is a plain one, and that it has every mapped column.
    ///
    /// # Errors
    /// The column that is missing, if the map has one; an option that a file of this format does not have.
    pub fn check(&self, format: Format, sample: &Sample) -> Result<(), String> {
        if format != Format::Table {
            let is_given = self.has_columns() || self.hash.is_some();
            return match is_given {
                true => Err("--columns and --hash are for plain files: use --format table".to_owned()),
                false => Ok(()),
            };
        }
        let mut missing: Vec<&str> = self.all().filter(|column| !sample.has(column)).collect();
        for record in &sample.records {
            let mut record = record.clone();
            self.flatten(&mut record)?;
            missing.retain(|column| !record.has(column));
        }
        match missing.first() {
            Some(column) => Err(format!("--columns: the file has no column {column}")),
            None => Ok(()),
        }
    }

    fn all(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().flat_map(|map| &map.0).flat_map(|(_, columns)| columns).map(String::as_str)
    }
}
