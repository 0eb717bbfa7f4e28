//! All items of the table at one moment. Only tests read them: the product never scans.

use dynoxide::Database;
use dynoxide::actions::scan::ScanRequest;
use dynoxide::types::AttributeValue;
use std::collections::HashMap;

/// One item.
#[derive(Debug, Clone, PartialEq)]
pub struct Row(HashMap<String, AttributeValue>);

impl From<HashMap<String, AttributeValue>> for Row {
    fn from(item: HashMap<String, AttributeValue>) -> Self {
        Self(item)
    }
}

impl Row {
    /// The attributes.
    #[must_use]
    pub fn item(&self) -> &HashMap<String, AttributeValue> {
        &self.0
    }

    /// The attributes, by value.
    #[must_use]
    pub fn into_item(self) -> HashMap<String, AttributeValue> {
        self.0
    }

    /// An attribute that is text; empty if missing.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        match self.0.get(name) {
            Some(AttributeValue::S(text)) => text,
            _ => "",
        }
    }

    /// An attribute that is a number; 0 if missing.
    #[must_use]
    pub fn number(&self, name: &str) -> i64 {
        match self.0.get(name) {
            Some(AttributeValue::N(number)) => number.parse().unwrap(),
            _ => 0,
        }
    }

    /// An attribute that is a list of texts; empty if missing.
    #[must_use]
    pub fn list(&self, name: &str) -> Vec<&str> {
        let Some(AttributeValue::L(list)) = self.0.get(name) else { return Vec::new() };
        list.iter().map(|value| if let AttributeValue::S(text) = value { text.as_str() } else { "" }).collect()
    }

    /// Whether an attribute is the boolean `true`.
    #[must_use]
    pub fn is_true(&self, name: &str) -> bool {
        matches!(self.0.get(name), Some(AttributeValue::BOOL(true)))
    }

    /// The names of all attributes.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Whether the item has this attribute.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// The partition key.
    #[must_use]
    pub fn pk(&self) -> &str {
        self.text("PK")
    }

    /// The sort key.
    #[must_use]
    pub fn sk(&self) -> &str {
        self.text("SK")
    }

    /// The partition key split at `#`; the last part may contain `#`, because emails may.
    #[must_use]
    pub fn parts<const N: usize>(&self) -> Option<[&str; N]> {
        self.pk().splitn(N, '#').collect::<Vec<_>>().try_into().ok()
    }
}

/// Every item of a table of the emulator.
#[must_use]
pub fn rows(database: &Database, table: &str) -> Vec<Row> {
    scan(database, table, None)
}

/// Every item of an index of a table of the emulator.
#[must_use]
pub fn rows_of_index(database: &Database, table: &str, index: &str) -> Vec<Row> {
    scan(database, table, Some(index))
}

fn scan(database: &Database, table: &str, index: Option<&str>) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut start = None;
    loop {
        let request = ScanRequest {
            table_name: table.to_owned(),
            index_name: index.map(str::to_owned),
            exclusive_start_key: start,
            ..ScanRequest::default()
        };
        let page = database.scan(request).expect("a scan of the emulator");
        rows.extend(page.items.unwrap_or_default().into_iter().map(Row));
        start = page.last_evaluated_key;
        if start.is_none() {
            return rows;
        }
    }
}
