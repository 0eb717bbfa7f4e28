//! The beginning of a file, by which formats recognise their own.

use crate::users::source::Fields;

/// The shape of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Container {
    /// JSON values, one after the other: on a line each, or on several.
    Values,
    /// One JSON list of records.
    List,
    /// One JSON object, which has the list of records in a field of this name (`users`, `Users`) beside others; or several of
    /// these objects, one after the other: the pages of a list.
    Object {
        /// The name of the field that has the list.
        list: String,
        /// The names of the fields around it, as far as they were read.
        beside: Vec<String>,
    },
    /// A JSON list of objects that have a list of records each: the realms of Keycloak.
    Lists {
        /// The name of the field that has the list.
        list: String,
        /// The names of the fields around the first list, as far as they were read.
        beside: Vec<String>,
    },
    /// A table (CSV, or with tabs) whose first row has the names of the columns.
    Table,
    /// A table without the names of its columns.
    Headless,
    /// The rows of a `COPY` of this table, in the output of pg_dump.
    Copy {
        /// The name of the table, with its schema.
        table: String,
    },
}

/// The beginning of a file: from it, formats recognise their own.
#[derive(Debug, Clone)]
pub struct Sample {
    /// The shape of the file.
    pub container: Container,
    /// The names of all fields of the records, in the order of their first appearance.
    pub names: Vec<String>,
    /// The first records that can be read, a hundred at most.
    pub records: Vec<Fields>,
}

/// The most names that a sample keeps.
const MOST_NAMES: usize = 2_000;

impl Sample {
    /// A sample of no records yet.
    pub fn of(container: Container) -> Self {
        Self { container, names: Vec::new(), records: Vec::new() }
    }

    /// Whether some record has a field of this name.
    pub fn has(&self, name: &str) -> bool {
        self.names.iter().any(|known| known == name)
    }

    /// Whether records have fields of all these names.
    pub fn has_all(&self, names: &[&str]) -> bool {
        names.iter().all(|name| self.has(name))
    }

    /// How many of these names are names of fields.
    pub fn count(&self, names: &[&str]) -> usize {
        names.iter().filter(|name| self.has(name)).count()
    }

    /// Adds the names of fields that it does not have yet.
    pub fn add_names<'a>(&mut self, names: impl Iterator<Item = &'a str>) {
        for name in names {
            if self.names.len() < MOST_NAMES && !self.has(name) {
                self.names.push(name.to_owned());
            }
        }
    }

    /// Adds a record and the names of its fields.
    pub fn add(&mut self, record: Fields) {
        self.add_names(record.names());
        self.records.push(record);
    }
}
