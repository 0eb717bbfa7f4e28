//! A table for one test.

use crate::caller::Caller;
use crate::dynamo::Dynamo;
use crate::invariants::{Slack, violations};
use crate::snapshot::{Row, rows};
use dynoxide::{Database, ImportOptions};

/// The name of the table.
pub const NAME: &str = "roster";

/// The product's table, in its own emulator.
pub struct Table {
    dynamo: Dynamo,
}

impl Table {
    /// Creates the table as the product does.
    pub async fn create() -> Self {
        Self::create_on(Dynamo::start()).await
    }

    /// Creates the table in this emulator, unless it exists.
    pub async fn create_on(dynamo: Dynamo) -> Self {
        let table = Self { dynamo };
        table.caller().store.create_table().await.expect("a table");
        table
    }

    /// Creates the table with these items.
    pub async fn filled(rows: &[Row]) -> Self {
        let table = Self::create().await;
        let items = rows.iter().map(|row| row.item().clone()).collect();
        table.database().import_items(NAME, items, ImportOptions::default()).expect("an import");
        table
    }

    /// One more caller, without faults.
    #[must_use]
    pub fn caller(&self) -> Caller {
        Caller::new(&self.dynamo, NAME)
    }

    /// The URL of the emulator and the name of the table, for functions that run as separate processes.
    #[must_use]
    pub fn address(&self) -> (String, &'static str) {
        (self.dynamo.endpoint(), NAME)
    }

    /// The database of the emulator: only tests may use it.
    #[must_use]
    pub fn database(&self) -> &Database {
        self.dynamo.database()
    }

    /// Every item.
    #[must_use]
    pub fn rows(&self) -> Vec<Row> {
        rows(self.dynamo.database(), NAME)
    }

    /// Checks the invariants of the whole table.
    ///
    /// # Panics
    /// When an invariant is violated.
    pub fn check(&self, slack: Slack, when: &str) {
        let broken = violations(&self.rows(), slack);
        assert!(broken.is_empty(), "{when}:\n  {}", broken.join("\n  "));
    }
}
