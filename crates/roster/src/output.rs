//! Standard output: one JSON value for programs, or aligned text for people.

use crate::failure::{Failure, Outcome};
use serde_json::{Map, Value};
use std::io::{self, Write};

/// One result: its fields, in the order in which people read them.
pub type Record = Vec<(&'static str, Value)>;

/// A record with these fields.
pub fn record<const FIELDS: usize>(fields: [(&'static str, Value); FIELDS]) -> Record {
    Vec::from(fields)
}

/// How results are printed.
#[derive(Debug, Clone, Copy)]
pub struct Output {
    json: bool,
}

impl Output {
    /// Prints JSON, or text.
    pub fn new(json: bool) -> Self {
        Self { json }
    }

    /// Prints one record.
    ///
    /// # Errors
    /// When standard output cannot be written.
    pub fn one(self, record: &Record) -> Outcome {
        self.one_or(record, || as_fields(record))
    }

    /// Prints one record, for people as this text.
    ///
    /// # Errors
    /// When standard output cannot be written.
    pub fn one_or(self, record: &Record, text: impl FnOnce() -> String) -> Outcome {
        print(&if self.json { to_json(record).to_string() } else { text() })
    }

    /// Prints a list of records.
    ///
    /// # Errors
    /// When standard output cannot be written.
    pub fn many(self, records: &[Record]) -> Outcome {
        let array = || Value::Array(records.iter().map(to_json).collect()).to_string();
        print(&if self.json { array() } else { as_table(records) })
    }
}

/// Writes to standard output. A reader that has stopped reading (`| head`) is not a failure.
fn print(text: &str) -> Outcome {
    let mut stdout = io::stdout().lock();
    let end = if text.is_empty() { "" } else { "\n" };
    match write!(stdout, "{text}{end}").and_then(|()| stdout.flush()) {
        Err(cause) if cause.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::new(format!("cannot write to standard output: {cause}")))
        }
        _ => Ok(()),
    }
}

fn to_json(record: &Record) -> Value {
    Value::Object(record.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect::<Map<_, _>>())
}

/// One field per line, with aligned values.
fn as_fields(record: &Record) -> String {
    let width = record.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    let line = |(name, value): &(&str, Value)| format!("{name:width$}  {}", as_text(value));
    record.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// One record per line, below the names of the fields. Empty when there is no record.
fn as_table(records: &[Record]) -> String {
    let Some(first) = records.first() else { return String::new() };
    let head = first.iter().map(|(name, _)| name.to_uppercase()).collect::<Vec<_>>();
    let rows = records.iter().map(|record| record.iter().map(|(_, value)| as_text(value)).collect());
    let rows: Vec<Vec<String>> = std::iter::once(head).chain(rows).collect();
    let columns = first.len();
    let widths: Vec<usize> =
        (0..columns).map(|column| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0)).collect();
    let line = |row: &Vec<String>| {
        let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        cells.join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn as_text(value: &Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::String(text) if text.is_empty() => "-".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(values) if values.is_empty() => "-".to_owned(),
        Value::Array(values) => values.iter().map(as_text).collect::<Vec<_>>().join(","),
        Value::Object(fields) => {
            fields.iter().map(|(name, value)| format!("{name}={}", as_text(value))).collect::<Vec<_>>().join(" ")
        }
        Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn projects() -> Vec<Record> {
        vec![
            record([("id", json!("a")), ("name", json!("Grüße")), ("origins", json!(["http://x", "http://y"]))]),
            record([("id", json!("longer")), ("name", json!("")), ("origins", Value::Null)]),
        ]
    }

    #[test]
    fn a_list_is_a_table_with_aligned_columns() {
        let expected = "\
ID      NAME   ORIGINS
a       Grüße  http://x,http://y
longer  -      -";
        assert_eq!(as_table(&projects()), expected);
        assert_eq!(as_table(&[]), "");
    }

    #[test]
    fn one_record_has_a_line_per_field() {
        assert_eq!(as_fields(&projects()[0]), "id       a\nname     Grüße\norigins  http://x,http://y");
    }

    #[test]
    fn json_keeps_types() {
        assert_eq!(to_json(&record([("users", json!(3)), ("ok", json!(true))])), json!({ "users": 3, "ok": true }));
    }
}
