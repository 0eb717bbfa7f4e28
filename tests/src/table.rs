//! A table for one test.

use crate::caller::Caller;
use crate::dynamo::Dynamo;
use crate::engine;
use crate::invariants::{Slack, violations};
use crate::snapshot::{Row, rows};
use dynoxide::types::AttributeValue;
use dynoxide::{Database, ImportOptions};
use std::collections::HashMap;
use std::sync::Arc;

/// The name of the table.
pub const NAME: &str = "roster";

/// The product's table, in its own emulator or account.
pub struct Table {
    dynamo: Arc<Dynamo>,
    name: &'static str,
}

impl Table {
    /// Creates the table as the product does.
    pub async fn create() -> Self {
        Self::create_on(Dynamo::start()).await
    }

    /// Creates the table in this emulator, unless it exists.
    pub async fn create_on(dynamo: Dynamo) -> Self {
        Self::open(Arc::new(dynamo), NAME).await
    }

    async fn open(dynamo: Arc<Dynamo>, name: &'static str) -> Self {
        let table = Self { dynamo, name };
        table.caller().store.create_table().await.expect("a table");
        table
    }

    /// Another table of the same account with the same items, as a backup that was restored.
    pub async fn restored_as(&self, name: &'static str) -> Self {
        let copy = Self::open(Arc::clone(&self.dynamo), name).await;
        copy.import(self.rows().into_iter().map(Row::into_item).collect());
        copy
    }

    /// Creates the table with these items.
    pub async fn filled(rows: &[Row]) -> Self {
        let table = Self::create().await;
        table.import(rows.iter().map(|row| row.item().clone()).collect());
        table
    }

    /// Writes items, whatever is in the table.
    pub fn import(&self, items: Vec<HashMap<String, AttributeValue>>) {
        match self.dynamo.database() {
            Some(database) => {
                database.import_items(self.name, items, ImportOptions::default()).expect("an import");
            }
            None => engine::import(&self.caller(), self.name, items),
        }
    }

    /// One more caller, without faults.
    #[must_use]
    pub fn caller(&self) -> Caller {
        Caller::new(&self.dynamo, self.name)
    }

    /// The URL of its DynamoDB and the name of the table, for functions that run as separate processes.
    #[must_use]
    pub fn address(&self) -> (String, &'static str) {
        (self.dynamo.endpoint(), self.name)
    }

    /// The database of the emulator: only tests may use it.
    ///
    /// # Panics
    /// On another engine.
    #[must_use]
    pub fn database(&self) -> &Database {
        self.dynamo.database().expect("a test that needs the emulator")
    }

    /// Every item.
    #[must_use]
    pub fn rows(&self) -> Vec<Row> {
        match self.dynamo.database() {
            Some(database) => rows(database, self.name),
            None => engine::rows(&self.caller(), self.name),
        }
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
