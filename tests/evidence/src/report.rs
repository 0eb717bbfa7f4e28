//! The results of measurements, as Markdown and as JSON.

use serde_json::{Map, Value, json};
use std::time::Duration;

/// Tables, in the order in which they were measured.
#[derive(Debug, Default)]
pub struct Report {
    head: Map<String, Value>,
    tables: Vec<Table>,
}

/// One table: a title, columns, rows, and notes.
#[derive(Debug)]
pub struct Table {
    title: String,
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
    notes: Vec<String>,
}

impl Table {
    /// An empty table.
    #[must_use]
    pub fn new(title: &str, columns: &[&str]) -> Self {
        let columns = columns.iter().map(|&column| column.to_owned()).collect();
        Self { title: title.to_owned(), columns, rows: Vec::new(), notes: Vec::new() }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// Adds a sentence below the table.
    pub fn note(&mut self, sentence: impl Into<String>) {
        self.notes.push(sentence.into());
    }

    /// The table as Markdown; every column but the first is aligned to the right.
    #[must_use]
    pub fn text(&self) -> String {
        let width = |n: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(n)).chain(self.columns.get(n));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let line = |cells: &[String]| {
            let cells = cells.iter().enumerate().map(|(n, cell)| match n {
                0 => format!("{cell:<0$}", width(n)),
                _ => format!("{cell:>0$}", width(n)),
            });
            format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "))
        };
        let rule = (0..self.columns.len()).map(|n| match n {
            0 => "-".repeat(width(n).max(3)),
            _ => format!("{}:", "-".repeat(width(n).max(3) - 1)),
        });
        let rule = format!("| {} |\n", rule.collect::<Vec<_>>().join(" | "));
        let rows: String = self.rows.iter().map(|row| line(row)).collect();
        let notes: String = self.notes.iter().map(|note| format!("\n{note}\n")).collect();
        format!("### {}\n\n{}{rule}{rows}{notes}", self.title, line(&self.columns))
    }

    fn json(&self) -> Value {
        json!({ "title": self.title, "columns": self.columns, "rows": self.rows, "notes": self.notes })
    }
}

impl Report {
    /// Adds a property of the whole run.
    pub fn head(&mut self, name: &str, value: impl Into<Value>) {
        self.head.insert(name.to_owned(), value.into());
    }

    /// Adds a table and prints it.
    #[expect(clippy::print_stdout, reason = "this is what the command is for")]
    pub fn add(&mut self, table: Table) {
        println!("{}", table.text());
        self.tables.push(table);
    }

    /// Everything as JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        let tables: Vec<_> = self.tables.iter().map(Table::json).collect();
        json!({ "run": self.head, "tables": tables })
    }
}

/// The median of some durations; zero for an empty list.
#[must_use]
pub fn median(mut of: Vec<Duration>) -> Duration {
    of.sort();
    of.get(of.len() / 2).copied().unwrap_or_default()
}

/// The median of some numbers; zero for an empty list.
#[must_use]
pub fn middle(mut of: Vec<f64>) -> f64 {
    of.sort_by(f64::total_cmp);
    of.get(of.len() / 2).copied().unwrap_or_default()
}

/// Milliseconds, as a cell.
#[must_use]
pub fn ms(span: Duration) -> String {
    format!("{:.2}", span.as_secs_f64() * 1e3)
}

/// Microseconds, as a cell.
#[must_use]
pub fn us(span: Duration) -> String {
    format!("{:.0}", span.as_secs_f64() * 1e6)
}
