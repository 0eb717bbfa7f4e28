//! A table of its own for each test.

use crate::caller::Caller;
use crate::dynamo::Dynamo;
use crate::invariants::{Slack, violations};
use crate::snapshot::{Row, rows};

/// The name of the table.
const NAME: &str = "roster";

/// The product's table, in an emulator of its own.
pub struct Table {
    dynamo: Dynamo,
}

impl Table {
    /// Makes the table, as the product does.
    pub async fn create() -> Self {
        let table = Self { dynamo: Dynamo::start() };
        table.caller().store.create_table().await.expect("a table");
        table
    }

    /// One more caller, without faults.
    #[must_use]
    pub fn caller(&self) -> Caller {
        Caller::new(&self.dynamo, NAME)
    }

    /// Where the emulator listens, and what the table is called: for functions that run as processes of their own.
    #[must_use]
    pub fn address(&self) -> (String, &'static str) {
        (self.dynamo.endpoint(), NAME)
    }

    /// Every item.
    #[must_use]
    pub fn rows(&self) -> Vec<Row> {
        rows(self.dynamo.database(), NAME)
    }

    /// Checks the invariants over the whole table.
    ///
    /// # Panics
    /// When one does not hold.
    pub fn check(&self, slack: Slack, when: &str) {
        let broken = violations(&self.rows(), slack);
        assert!(broken.is_empty(), "{when}:\n  {}", broken.join("\n  "));
    }
}
